import type { JournalCursor } from '../../ports/journal.ts';
import type {
  CancelledDiffusion,
  LogBatch,
  LogMemory,
  NewLogEntry,
  OpenEntry,
  Reached,
  StartedDiffusion,
  StationSnapshot,
} from '../../ports/store.ts';
import { must } from '../../values/errors.ts';
import type { DiffusionId } from '../../values/ids.ts';

/** What the database makes of the monitor's batches: a model of its log, in memory, with the same refusals. */
export class LogModel {
  readonly entries: NewLogEntry[] = [];
  readonly cancelled = new Set<DiffusionId>();
  cursor: JournalCursor | null = null;

  /** @param stands whether a diffusion is `on_air` in that slot still */
  commit(batch: LogBatch, stands: (cancelled: CancelledDiffusion) => boolean = () => true): void {
    const passedOver = batch.cancelled.filter((cancelled) => this.hasStart(cancelled.id) || !stands(cancelled));
    const refused = new Set(passedOver.map(({ id }) => id));
    for (const entry of batch.entries) {
      if (this.#isThere(entry)) continue;
      if (entry.type === 'cancel' && entry.diffusionId !== null && refused.has(entry.diffusionId)) continue;
      this.entries.push(entry);
    }
    for (const { run, seq, end } of batch.ends) {
      const index = this.entries.findIndex((entry) => entry.journal?.run === run && entry.journal.seq === seq);
      const entry = this.entries[index];
      if (entry !== undefined && entry.end === null) this.entries[index] = { ...entry, end };
    }
    for (const { id } of batch.cancelled) if (!refused.has(id)) this.cancelled.add(id);
    this.cursor = batch.cursor;
  }

  memory(): LogMemory {
    return { cursor: this.cursor, open: this.#open(), started: this.#started() };
  }

  /** The timetable as it is read after these batches. */
  applyTo(snapshot: StationSnapshot): StationSnapshot {
    const diffusions = snapshot.diffusions.map((diffusion) =>
      this.cancelled.has(diffusion.id) ? { ...diffusion, type: 'cancelled' as const } : diffusion,
    );
    return { ...snapshot, diffusions };
  }

  ofType(type: NewLogEntry['type']): readonly NewLogEntry[] {
    return this.entries.filter((entry) => entry.type === type);
  }

  hasStart(id: DiffusionId): boolean {
    return this.entries.some((entry) => entry.type === 'start' && entry.diffusionId === id);
  }

  #isThere({ type, journal, diffusionId }: NewLogEntry): boolean {
    if (type === 'start' && diffusionId !== null && this.hasStart(diffusionId)) return true;
    if (journal === null) return false;
    return this.entries.some((other) => other.journal?.run === journal.run && other.journal.seq === journal.seq);
  }

  #open(): readonly OpenEntry[] {
    return this.entries
      .filter((entry) => entry.type === 'on_air' && entry.trackId === null && entry.end === null)
      .map((entry) => ({
        ...must(entry.journal, 'the journal line of an entry'),
        date: entry.date,
        source: entry.source,
        soundId: entry.soundId,
        positionSeconds: entry.positionSeconds ?? 0,
        diffusionId: entry.diffusionId,
        tracedTracks: this.#tracedSince(entry),
      }));
  }

  #tracedSince({ soundId, date }: NewLogEntry): OpenEntry['tracedTracks'] {
    if (soundId === null) return [];
    return this.entries
      .filter((entry) => entry.soundId === soundId && Temporal.Instant.compare(entry.date, date) >= 0)
      .flatMap((entry) => (entry.trackId === null ? [] : [entry.trackId]));
  }

  #started(): ReadonlyMap<DiffusionId, StartedDiffusion> {
    const started = new Map<DiffusionId, StartedDiffusion>();
    for (const { type, diffusionId, date, positionSeconds } of this.entries) {
      if (type !== 'start' || diffusionId === null) continue;
      const stopped = this.entries.filter((entry) => entry.type === 'stop' && entry.diffusionId === diffusionId);
      const stops = stopped.length;
      const lastStop =
        stopped
          .map((entry) => entry.date)
          .sort(Temporal.Instant.compare)
          .at(-1) ?? null;
      const reached = stops === 0 ? null : this.#reached(diffusionId);
      started.set(diffusionId, { start: date, fromSeconds: positionSeconds ?? 0, stops, lastStop, reached });
    }
    return started;
  }

  #reached(id: DiffusionId): Reached | null {
    const sounds = this.entries.filter(
      (entry) => entry.type === 'on_air' && entry.diffusionId === id && entry.trackId === null && entry.end !== null,
    );
    const last = sounds.at(-1);
    if (last === undefined || last.soundId === null || last.end === null) return null;
    const heardMs = last.end.epochMilliseconds - last.date.epochMilliseconds;
    return { soundId: last.soundId, positionSeconds: (last.positionSeconds ?? 0) + heardMs / 1000 };
  }
}
