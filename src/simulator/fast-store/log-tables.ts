import type { JournalCursor } from '../../ports/journal.ts';
import type { OpenEntry, StartedDiffusion } from '../../ports/store.ts';
import { identities } from '../../store/commit-logged.ts';
import type { DiffusionId, LogEntryId, SoundId, StationId, TrackId } from '../../values/ids.ts';
import type { LogEntry } from '../../values/model.ts';

/** The log of one station in memory, with what it is asked again and again kept at hand. */
export class StationLog {
  readonly entries: LogEntry[] = [];
  cursor: JournalCursor | null = null;
  /** By identity; see {@link identities}. */
  readonly #byIdentity = new Map<string, number>();
  readonly #open = new Set<number>();
  readonly #starts = new Map<DiffusionId, number>();
  readonly #stops = new Map<DiffusionId, { readonly count: number; readonly last: Temporal.Instant }>();
  readonly #ofDiffusion = new Map<DiffusionId, number[]>();
  readonly #tracks = new Map<SoundId, { readonly atMs: number; readonly trackId: TrackId }[]>();

  has(identity: string): boolean {
    return this.#byIdentity.has(identity);
  }

  startOf(id: DiffusionId): LogEntry | null {
    const place = this.#starts.get(id);
    return place === undefined ? null : (this.entries[place] ?? null);
  }

  add(entry: LogEntry, own: readonly string[]): void {
    const place = this.entries.push(entry) - 1;
    for (const identity of own) this.#byIdentity.set(identity, place);
    const { type, date, diffusionId, soundId, trackId } = entry;
    if (type === 'start' && diffusionId !== null) this.#starts.set(diffusionId, place);
    if (type === 'stop' && diffusionId !== null) {
      const before = this.#stops.get(diffusionId);
      const last = before !== undefined && Temporal.Instant.compare(before.last, date) > 0 ? before.last : date;
      this.#stops.set(diffusionId, { count: (before?.count ?? 0) + 1, last });
    }
    if (type !== 'on_air') return;
    if (trackId !== null) {
      if (soundId !== null) pushTo(this.#tracks, soundId, { atMs: entry.date.epochMilliseconds, trackId });
      return;
    }
    if (entry.end === null && entry.journal !== null) this.#open.add(place);
    if (diffusionId !== null && soundId !== null) pushTo(this.#ofDiffusion, diffusionId, place);
  }

  /** An end that is set already stays; none is before the date. */
  close(identity: string, end: Temporal.Instant): void {
    const place = this.#byIdentity.get(identity);
    const entry = place === undefined ? undefined : this.entries[place];
    if (place === undefined || entry === undefined || entry.end !== null) return;
    this.entries[place] = { ...entry, end: Temporal.Instant.compare(end, entry.date) < 0 ? entry.date : end };
    this.#open.delete(place);
  }

  /** Only forwards. */
  moveCursor(cursor: JournalCursor): void {
    const before = this.cursor;
    const isAhead =
      before === null || before.run < cursor.run || (before.run === cursor.run && before.seq < cursor.seq);
    if (isAhead) this.cursor = cursor;
  }

  open(): readonly OpenEntry[] {
    return [...this.#open]
      .flatMap((place) => this.entries[place] ?? [])
      .sort(inOrder)
      .flatMap((entry) => this.#openEntry(entry));
  }

  started(id: DiffusionId): StartedDiffusion | null {
    const start = this.startOf(id);
    if (start === null) return null;
    const stops = this.#stops.get(id);
    return {
      start: start.date,
      fromSeconds: start.positionSeconds ?? 0,
      stops: stops?.count ?? 0,
      lastStop: stops?.last ?? null,
      reached: stops === undefined ? null : this.#reached(id),
    };
  }

  diffusions(): readonly DiffusionId[] {
    return this.entries.flatMap(({ diffusionId }) => diffusionId ?? []);
  }

  /** In order of date, then of writing. */
  inOrder(): readonly LogEntry[] {
    return this.entries.toSorted(inOrder);
  }

  #openEntry(entry: LogEntry): OpenEntry | [] {
    const { journal, date, source, soundId, diffusionId } = entry;
    if (journal === null) return [];
    const traced = soundId === null ? [] : (this.#tracks.get(soundId) ?? []);
    const tracedTracks = traced
      .filter(({ atMs }) => atMs >= date.epochMilliseconds)
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ trackId }) => trackId);
    const positionSeconds = entry.positionSeconds ?? 0;
    return {
      ...journal,
      date,
      source,
      soundId,
      positionSeconds,
      diffusionId,
      tracedTracks: [...new Set(tracedTracks)],
    };
  }

  #reached(id: DiffusionId): StartedDiffusion['reached'] {
    const ended = (this.#ofDiffusion.get(id) ?? [])
      .flatMap((place) => this.entries[place] ?? [])
      .filter(({ end }) => end !== null);
    const last = ended.sort(inOrder).at(-1);
    if (last === undefined || last.soundId === null || last.end === null) return null;
    const heardMs = last.end.epochMilliseconds - last.date.epochMilliseconds;
    const positionMs = Math.round((last.positionSeconds ?? 0) * 1000);
    return { soundId: last.soundId, positionSeconds: (positionMs + heardMs) / 1000 };
  }
}

/** All that the logs hold, to go back to. */
export type SavedLogs = readonly {
  readonly stationId: StationId;
  readonly entries: readonly LogEntry[];
  readonly cursor: JournalCursor | null;
}[];

/** The logs of all stations. */
export class LogTables {
  readonly #logs = new Map<StationId, StationLog>();
  #ids = 0;

  save(): SavedLogs {
    return [...this.#logs].map(([stationId, { entries, cursor }]) => ({ stationId, entries: [...entries], cursor }));
  }

  restore(saved: SavedLogs): void {
    this.#logs.clear();
    for (const { stationId, entries, cursor } of saved) {
      const log = this.of(stationId);
      for (const entry of entries) log.add(entry, identities(entry));
      log.cursor = cursor;
    }
  }

  of(stationId: StationId): StationLog {
    let log = this.#logs.get(stationId);
    if (log === undefined) {
      log = new StationLog();
      this.#logs.set(stationId, log);
    }
    return log;
  }

  forget(stationId: StationId): void {
    this.#logs.delete(stationId);
  }

  nextId(): LogEntryId {
    this.#ids += 1;
    return this.#ids as LogEntryId;
  }

  byIds(ids: readonly LogEntryId[]): readonly LogEntry[] {
    const wanted = new Set(ids);
    const found = [...this.#logs.values()].flatMap(({ entries }) => entries.filter(({ id }) => wanted.has(id)));
    return found.toSorted((a, b) => a.id - b.id);
  }

  isUsed(isOf: (entry: LogEntry) => boolean): boolean {
    return [...this.#logs.values()].some(({ entries }) => entries.some(isOf));
  }

  /** The diffusions of which there is anything. */
  diffusions(): ReadonlySet<DiffusionId> {
    return new Set([...this.#logs.values()].flatMap((log) => log.diffusions()));
  }

  startOf(id: DiffusionId): LogEntry | null {
    for (const log of this.#logs.values()) {
      const start = log.startOf(id);
      if (start !== null) return start;
    }
    return null;
  }
}

export function inOrder(a: LogEntry, b: LogEntry): number {
  return a.date.epochMilliseconds - b.date.epochMilliseconds || a.id - b.id;
}

function pushTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
