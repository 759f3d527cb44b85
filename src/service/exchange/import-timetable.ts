import { hasOccurrence } from '../../exchange/ics-series.ts';
import type { BadEvent, EventOverride, ImportedCalendar, SeriesEvent, SingleEvent } from '../../exchange/imported.ts';
import { recurrenceOf, repeatedLocal } from '../../exchange/occurrences-within.ts';
import type { Store } from '../../ports/store.ts';
import type { ChangedItem, ImportedEvent, MadeDiffusion } from '../../ports/timetable-store.ts';
import type { PlanReport, ScheduleReport } from '../../timetable/plan-report.ts';
import { RefusedError } from '../../values/errors.ts';
import type { DiffusionId, ScheduleId, Slug } from '../../values/ids.ts';
import type { Diffusion, Program, Schedule, Station } from '../../values/model.ts';
import type { Actor } from '../timetable/actor.ts';
import { generateTimetable } from '../timetable/generate.ts';
import { changedDiffusion, changedSchedule, record } from '../timetable/history.ts';
import { NOTHING } from '../timetable/transfer-diffusions.ts';
import { ImportEpisodes } from './import-episodes.ts';
import { digestOf, ImportLinks } from './import-links.ts';
import { ImportPrograms } from './import-programs.ts';
import type { EventOutcome, ImportReport } from './import-report.ts';
import { addSeries, followSeries, linkedSchedule, scheduleOf } from './import-series.ts';
import { followEvent, PlacedEvents } from './import-singles.ts';
import { ownUids } from './own-events.ts';

export interface ImportOptions {
  readonly station: Station;
  /** Which all events are of; null: each says itself. */
  readonly program: Program | null;
  /** Whether events that cannot be taken over are passed over; else nothing is imported. */
  readonly skipBad: boolean;
  /** Of the calendar's file, for the history. */
  readonly name: string;
  readonly slugOf: (name: string) => Slug;
}

/** It is looked so far ahead for a next occurrence: a 29 February may be eight years away. */
const FURTHEST_MS = 9 * 366 * 86_400_000;

/**
 * Takes the events of a calendar over into a station's timetable (SPEC TT-69 to TT-73): what is repeated as schedules, the rest as
 * diffusions. What was imported before follows its event where that says something else now. To be run in a transaction.
 * What the schedules make is made with it.
 * @throws {RefusedError} `bad_events`, and then nothing may be kept of what it did
 */
export async function importTimetable(
  store: Store,
  actor: Actor,
  calendar: ImportedCalendar,
  options: ImportOptions,
): Promise<ImportReport> {
  const run = await ImportRun.begin(store, actor, calendar, options);
  for (const bad of calendar.bad) run.bad.push(bad);
  const series = calendar.events.filter((event) => event.kind === 'series');
  const singles = calendar.events.filter((event) => event.kind === 'single');
  // reruns find what they repeat
  const initialFirst = <Event extends { readonly initialUid: string | null }>(events: readonly Event[]) => [
    ...events.filter(({ initialUid }) => initialUid === null),
    ...events.filter(({ initialUid }) => initialUid !== null),
  ];
  for (const event of initialFirst(series)) await run.attempt(event, (one) => run.takeSeries(one));
  // generation gives episodes their slugs: what is made besides takes others
  await run.takeOccurrences();
  for (const event of initialFirst(singles)) await run.attempt(event, (one) => run.takeSingle(one));
  if (run.bad.length > 0 && !options.skipBad) throw badEvents(run.bad);
  return run.end();
}

function badEvents(bad: readonly BadEvent[]): RefusedError {
  const shown = bad.slice(0, 5).map(({ line, summary, reason }) => `line ${line} (${summary}): ${reason}`);
  const more = bad.length > shown.length ? `; and ${bad.length - shown.length} more` : '';
  const count = bad.length === 1 ? '1 event' : `${bad.length} events`;
  const message = `${count} cannot be imported, so nothing was: ${shown.join('; ')}${more}; without them: --skip-bad; all of them: --dry-run --json`;
  return new RefusedError('bad_events', message, {
    count: bad.length,
    lines: bad
      .slice(0, 100)
      .map(({ line }) => line)
      .join(' '),
  });
}

/** What one import has done so far. */
class ImportRun {
  readonly bad: BadEvent[] = [];
  readonly #store: Store;
  readonly #actor: Actor;
  readonly #options: ImportOptions;
  readonly #programs: ImportPrograms;
  readonly #links: ImportLinks;
  readonly #own: ReadonlySet<string>;
  readonly #episodes: ImportEpisodes;
  readonly #placed: PlacedEvents;
  readonly #outcomes: EventOutcome[] = [];
  readonly #items: ChangedItem[] = [];
  readonly #generated: ScheduleReport[] = [];
  #refused: PlanReport['refused'] = [];
  /** Series of which single occurrences are still to be seen to. */
  readonly #told: Told[] = [];

  private constructor(store: Store, actor: Actor, options: ImportOptions, read: ReadBefore) {
    this.#store = store;
    this.#actor = actor;
    this.#options = options;
    this.#programs = read.programs;
    this.#links = read.links;
    this.#own = read.own;
    this.#episodes = new ImportEpisodes(store, options.station);
    this.#placed = new PlacedEvents(this.#episodes);
  }

  static async begin(store: Store, actor: Actor, { events }: ImportedCalendar, options: ImportOptions) {
    const { station, program, slugOf } = options;
    return new ImportRun(store, actor, options, {
      programs: await ImportPrograms.read(store, station, program, slugOf),
      links: await ImportLinks.read(store, station.id),
      own: await ownUids(store, station.id, events),
    });
  }

  async takeSeries(event: SeriesEvent): Promise<void> {
    const { uid } = event;
    if (this.#own.has(uid)) return this.#say(event, 'own', null, '');
    if (this.#isOver(event)) return this.#say(event, 'past', null, '');
    const link = this.#links.find(uid);
    const digest = digestOf(event);
    if (link?.digest === digest) return this.#say(event, 'unchanged', link.scheduleId ?? link.diffusionId, '');
    const program = await this.#programs.of(event);
    const wanted = scheduleOf(event, program, await this.#initialOf(event, program));
    const before = await linkedSchedule(this.#store, link);
    if (link !== undefined && link.diffusionId !== null) await this.#takeAway(link.diffusionId);
    const { id, items } =
      before === null ? await addSeries(this.#store, wanted) : await followSeries(this.#store, before, wanted);
    for (const item of items) this.#items.push(item);
    this.#links.setSchedule(uid, digest, id);
    const known = this.#links.occurrencesOf(uid);
    const overrides = await this.#named(event, wanted);
    if (overrides.length > 0 || known.length > 0) this.#told.push({ event, overrides, program, scheduleId: id, known });
    this.#say(event, before === null ? 'added' : 'changed', id, program.slug);
  }

  /** Of what the schedules make, which is made first: so reruns know what they repeat. */
  async takeOccurrences(): Promise<void> {
    if (this.#told.length === 0) return;
    const { now } = this.#actor;
    await this.#generate();
    const made = await this.#store.timetable.made(
      this.#told.map(({ scheduleId }) => scheduleId),
      now,
    );
    const byOccurrence = new Map(made.map((one) => [occurrenceKey(one.diffusion), one]));
    for (const told of this.#told) await this.#takeOccurrencesOf(told, byOccurrence);
  }

  async takeSingle(event: SingleEvent): Promise<void> {
    const { uid } = event;
    if (this.#own.has(uid)) return this.#say(event, 'own', null, '');
    const link = this.#links.find(uid);
    const digest = digestOf(event);
    if (link?.digest === digest) return this.#say(event, 'unchanged', link.diffusionId ?? link.scheduleId, '');
    if (event.endMs <= this.#actor.now.epochMilliseconds) return this.#say(event, 'past', null, '');
    const program = await this.#programs.of(event);
    const [before] = link?.diffusionId == null ? [] : await this.#store.diffusions.byIds([link.diffusionId]);
    if (before !== undefined && before.programId === program.id) {
      const title = this.#episodes.title(program, event.summary, event.local);
      const item = await followEvent(this.#store, before, event, title);
      if (item !== null) this.#items.push(item);
      this.#links.setDiffusion(uid, '', digest, before.id);
      return this.#say(event, 'changed', before.id, program.slug);
    }
    if (before !== undefined) await this.#takeAway(before.id);
    const schedule = await linkedSchedule(this.#store, link);
    if (schedule !== null) {
      await this.#store.timetable.schedules.setRemoved(schedule.id, true);
      this.#items.push(changedSchedule(schedule, null));
    }
    await this.#placed.add(program, event, await this.#repeatedBy(event));
    this.#say(event, link === undefined ? 'added' : 'changed', null, program.slug);
  }

  /** Has an event taken over; what is wrong with it is written down. */
  async attempt<Event extends SeriesEvent | SingleEvent>(event: Event, work: (event: Event) => Promise<void>) {
    try {
      await work(event);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const { line, uid, summary } = event;
      this.bad.push({ line, uid, summary, code: error.code, reason: error.message });
    }
  }

  async end(): Promise<ImportReport> {
    const { station, name } = this.#options;
    const ids = new Map<string, DiffusionId>();
    for (const { event, id, item } of await this.#placed.write(this.#store, station, this.#links)) {
      ids.set(event.uid, id);
      this.#items.push(item);
    }
    await this.#links.write(this.#store, station.id);
    if (this.#items.length > 0) {
      await record(this.#store, station.id, this.#actor, `imported ${name}`, this.#items);
    }
    await this.#generate();
    const events = this.#outcomes.map((one) => ({ ...one, id: one.id ?? ids.get(one.uid) ?? null }));
    return {
      made: this.#programs.made,
      events: events.sort((a, b) => a.line - b.line),
      bad: this.bad.sort((a, b) => a.line - b.line),
      generated: { schedules: this.#generated, refused: this.#refused },
    };
  }

  /** By the local times that name what the schedule makes: of a rerun those of its initial one (SPEC TT-25). */
  async #named({ overrides }: SeriesEvent, { initialId, offset, firstLocal, timeZone }: Omit<Schedule, 'id'>) {
    if (initialId === null || offset === null || overrides.length === 0) return overrides;
    const [initial] = await this.#store.timetable.schedules.byIds([initialId]);
    if (initial === undefined) return overrides;
    const recurrence = recurrenceOf(initial.schedule);
    return overrides.flatMap((override) => {
      const local = repeatedLocal(recurrence, { offset, firstLocal, timeZone }, override.occurrenceLocal);
      return local === null ? [] : [{ ...override, occurrenceLocal: local }];
    });
  }

  async #generate(): Promise<void> {
    const { now } = this.#actor;
    const { schedules, refused } = await generateTimetable(this.#store, this.#options.station.id, { now });
    this.#refused = refused;
    for (const schedule of schedules) this.#generated.push(schedule);
  }

  async #takeOccurrencesOf(
    { event, overrides, program, scheduleId, known }: Told,
    made: ReadonlyMap<string, MadeDiffusion>,
  ) {
    const { now } = this.#actor;
    const isWanted = new Set(overrides.map(({ occurrenceLocal }) => occurrenceLocal));
    for (const link of known) {
      if (isWanted.has(link.occurrenceLocal)) continue;
      // nothing is said of it any more: it is as the rule has it
      const there = made.get(`${scheduleId} ${link.occurrenceLocal}`);
      if (there !== undefined && !there.logged) {
        const change = { touched: false, type: event.type } as const;
        await this.#store.diffusions.change(there.diffusion.id, change);
        this.#items.push(changedDiffusion(there.diffusion, { ...there.diffusion, ...change }));
        await this.#store.timetable.apply(this.#options.station.id, {
          ...NOTHING,
          madeOf: new Map([[scheduleId, null]]),
        });
      }
      this.#links.forget(link);
    }
    for (const override of overrides) {
      if (override.endMs <= now.epochMilliseconds) continue;
      const there = made.get(`${scheduleId} ${override.occurrenceLocal}`);
      if (there === undefined) {
        await this.#placed.addOccurrence(program, scheduleId, override);
      } else if (!there.logged) {
        await this.#followOverride(program, there.diffusion, override);
      }
    }
  }

  async #followOverride(program: Program, diffusion: Diffusion, override: EventOverride): Promise<void> {
    const title = this.#episodes.title(program, override.summary, override.occurrenceLocal);
    const item = await followEvent(this.#store, diffusion, override, title);
    if (item !== null) this.#items.push(item);
    this.#links.setDiffusion(override.uid, override.occurrenceLocal, digestOf(override), diffusion.id);
  }

  async #initialOf({ initialUid, rerun }: SeriesEvent, program: Program): Promise<Schedule | null> {
    if (initialUid === null || rerun === null) return null;
    const initial = await linkedSchedule(this.#store, this.#links.find(initialUid));
    return initial !== null && initial.programId === program.id && initial.initialId === null ? initial : null;
  }

  /** What a diffusion of the file repeats that was there before. */
  async #repeatedBy({ initialUid }: SingleEvent): Promise<Diffusion | null> {
    const id = initialUid === null ? null : (this.#links.find(initialUid)?.diffusionId ?? null);
    const [initial] = id === null ? [] : await this.#store.diffusions.byIds([id]);
    return initial ?? null;
  }

  async #takeAway(id: DiffusionId): Promise<void> {
    const [before] = await this.#store.diffusions.byIds([id]);
    if (before === undefined) return;
    await this.#store.diffusions.remove(id);
    this.#items.push(changedDiffusion(before, null));
  }

  #isOver({ recurrence, durationMs, overrides }: SeriesEvent): boolean {
    const nowMs = this.#actor.now.epochMilliseconds;
    const fromMs = nowMs - durationMs + 1;
    return !overrides.some(({ endMs }) => endMs > nowMs) && !hasOccurrence(recurrence, fromMs, fromMs + FURTHEST_MS);
  }

  #say(event: SeriesEvent | SingleEvent, outcome: EventOutcome['outcome'], id: number | null, program: string): void {
    const { line, uid, summary, kind } = event;
    this.#outcomes.push({
      line,
      uid,
      summary,
      program,
      kind: kind === 'series' ? 'schedule' : 'diffusion',
      id,
      outcome,
    });
  }
}

interface ReadBefore {
  readonly programs: ImportPrograms;
  readonly links: ImportLinks;
  readonly own: ReadonlySet<string>;
}

interface Told {
  readonly event: SeriesEvent;
  readonly overrides: readonly EventOverride[];
  readonly program: Program;
  readonly scheduleId: ScheduleId;
  readonly known: readonly ImportedEvent[];
}

function occurrenceKey({ scheduleId, occurrenceLocal }: Diffusion): string {
  return `${scheduleId} ${occurrenceLocal}`;
}
