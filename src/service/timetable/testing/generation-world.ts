import type { Store } from '../../../ports/store.ts';
import { newBatch, newEntry, newProgram, newSound, newStation, slug } from '../../../ports/testing/store-fixtures.ts';
import type { KeptSchedule } from '../../../ports/timetable-store.ts';
import { SCHEDULE_DEFAULTS } from '../../../values/defaults.ts';
import type { DiffusionId, EpisodeId, ScheduleId } from '../../../values/ids.ts';
import type { Diffusion, Episode, Program, RerunOffset, Schedule, Station } from '../../../values/model.ts';
import { type GenerationReport, generateTimetable } from '../generate.ts';

/** A station with one program, on a clock that is set by hand; people do things to its timetable. */
export class GenerationWorld {
  readonly store: Store;
  readonly station: Station;
  readonly #programId: Program['id'];
  now: Temporal.Instant;
  readonly logged = new Set<DiffusionId>();
  /** Episodes that somebody put another one in the place of. */
  readonly replaced = new Set<EpisodeId>();
  #specials = 0;

  private constructor(store: Store, program: Program, station: Station, now: Temporal.Instant) {
    this.store = store;
    this.station = station;
    this.#programId = program.id;
    this.now = now;
  }

  static async open(store: Store, name: string, now: string, daysAhead = 14): Promise<GenerationWorld> {
    const station = await store.stations.add({ ...newStation(name), daysAhead });
    const program = await store.programs.add(newProgram(station, 'talk'));
    return new GenerationWorld(store, program, station, Temporal.Instant.from(now));
  }

  generate(more: { thorough?: boolean; dryRun?: boolean; until?: Temporal.Instant } = {}): Promise<GenerationReport> {
    return generateTimetable(this.store, this.station.id, { now: this.now, ...more });
  }

  async program(): Promise<Program> {
    const [program] = await this.store.programs.list(this.station.id);
    if (program === undefined) throw new Error('there is a program');
    return program;
  }

  diffusions(): Promise<readonly Diffusion[]> {
    return this.store.diffusions.list(this.station.id, null, null);
  }

  schedules(): Promise<readonly KeptSchedule[]> {
    return this.store.timetable.schedules.list(this.station.id, { removed: true });
  }

  episodes(): Promise<readonly Episode[]> {
    return this.store.episodes.list(this.#programId);
  }

  weekly(days: string, firstLocal: string, more: Partial<Schedule> = {}): Promise<Schedule> {
    return this.store.timetable.schedules.add({
      ...SCHEDULE_DEFAULTS,
      programId: this.#programId,
      rule: `FREQ=WEEKLY;BYDAY=${days}`,
      firstLocal: `${firstLocal}:00.000`,
      timeZone: 'Europe/Brussels',
      durationSeconds: 3600,
      ...more,
    });
  }

  rerun(initial: Schedule, offset: Partial<RerunOffset>, more: Partial<Schedule> = {}): Promise<Schedule> {
    const whole = { afterDays: 0, atTime: null, afterMs: 0, ...offset };
    return this.store.timetable.schedules.add({ ...initial, rule: '', initialId: initial.id, offset: whole, ...more });
  }

  /** What a person does to a diffusion. */
  async touch(id: DiffusionId, change: Parameters<Store['diffusions']['change']>[1]): Promise<void> {
    const { episodeId } = await this.store.diffusions.change(id, { ...change, touched: true });
    if (change.episodeId !== undefined) this.replaced.add(episodeId);
  }

  async newEpisode(): Promise<Episode> {
    this.#specials += 1;
    const name = `special-${this.#specials}`;
    return this.store.episodes.add({ programId: this.#programId, slug: slug(name), title: name });
  }

  async giveSound(episodeId: EpisodeId): Promise<void> {
    const sound = newSound(this.station, `/sounds/${episodeId}.flac`, { programId: this.#programId, episodeId });
    await this.store.sounds.add({ ...sound, type: 'archive' });
  }

  /** It began. */
  async start(id: DiffusionId): Promise<void> {
    const entry = newEntry({ type: 'start', date: this.now, diffusionId: id, source: 'dealer' });
    await this.store.monitor.commit(this.station.id, newBatch({ entries: [entry] }));
    this.logged.add(id);
  }

  async changeProgram(change: Parameters<Store['programs']['change']>[1]): Promise<void> {
    await this.store.programs.change(this.#programId, change);
  }

  async changeSchedule(
    id: ScheduleId,
    change: Parameters<Store['timetable']['schedules']['change']>[1],
  ): Promise<void> {
    await this.store.timetable.schedules.change(id, change);
  }

  /** All that there is, for comparing. */
  async picture(): Promise<string> {
    const episodes = await this.episodes();
    return JSON.stringify({ diffusions: await this.diffusions(), episodes: episodes.toSorted((a, b) => a.id - b.id) });
  }
}

/** Whether a report says that something is done. */
export function isIdle({ schedules, refused }: GenerationReport): boolean {
  return (
    refused.length === 0 &&
    schedules.every(({ added, moved, changed, removed }) =>
      [added, moved, changed, removed].every(({ length }) => length === 0),
    )
  );
}
