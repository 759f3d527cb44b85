import type { Store } from '../../ports/store.ts';
import type { ImportedEvent } from '../../ports/timetable-store.ts';
import { contentHash } from '../../values/hash.ts';
import type { DiffusionId, ScheduleId, StationId } from '../../values/ids.ts';

/** What is known of the events of calendars that were imported before, and what comes to be known now. */
export class ImportLinks {
  readonly #known: Map<string, ImportedEvent>;
  #byUid: ReadonlyMap<string, readonly ImportedEvent[]> | null = null;
  readonly #changed = new Map<string, ImportedEvent>();
  readonly #gone: ImportedEvent[] = [];

  private constructor(known: readonly ImportedEvent[]) {
    this.#known = new Map(known.map((one) => [keyOf(one.uid, one.occurrenceLocal), one]));
  }

  static async read(store: Store, stationId: StationId): Promise<ImportLinks> {
    return new ImportLinks(await store.timetable.imports.list(stationId));
  }

  find(uid: string, occurrenceLocal = ''): ImportedEvent | undefined {
    return this.#changed.get(keyOf(uid, occurrenceLocal)) ?? this.#known.get(keyOf(uid, occurrenceLocal));
  }

  /** Those that stand for occurrences of it. */
  occurrencesOf(uid: string): readonly ImportedEvent[] {
    this.#byUid ??= Map.groupBy(
      [...this.#known.values()].filter(({ occurrenceLocal }) => occurrenceLocal !== ''),
      (one) => one.uid,
    );
    return this.#byUid.get(uid) ?? [];
  }

  setSchedule(uid: string, digest: string, scheduleId: ScheduleId): void {
    this.#set({ uid, occurrenceLocal: '', digest, scheduleId, diffusionId: null });
  }

  setDiffusion(uid: string, occurrenceLocal: string, digest: string, diffusionId: DiffusionId): void {
    this.#set({ uid, occurrenceLocal, digest, scheduleId: null, diffusionId });
  }

  forget(link: ImportedEvent): void {
    this.#gone.push(link);
    this.#known.delete(keyOf(link.uid, link.occurrenceLocal));
  }

  async write(store: Store, stationId: StationId): Promise<void> {
    if (this.#gone.length > 0) await store.timetable.imports.remove(stationId, this.#gone);
    if (this.#changed.size > 0) await store.timetable.imports.put(stationId, [...this.#changed.values()]);
  }

  #set(link: ImportedEvent): void {
    this.#changed.set(keyOf(link.uid, link.occurrenceLocal), link);
  }
}

/** Of what an event says, wherever it stands in its file. */
export function digestOf(event: { readonly line: number }): string {
  const { line: _, ...said } = event;
  return contentHash(JSON.stringify(said));
}

function keyOf(uid: string, occurrenceLocal: string): string {
  return `${uid}\0${occurrenceLocal}`;
}
