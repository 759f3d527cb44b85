import type { Store } from '../../ports/store.ts';
import type { KeptSchedule, MadeDiffusion } from '../../ports/timetable-store.ts';
import { type Plan, planTimetable } from '../../timetable/plan.ts';
import { KnownEpisodes, settleEpisodes } from '../../timetable/plan-episodes.ts';
import { type Family, familiesToPlan } from '../../timetable/plan-families.ts';
import type { PlanReport } from '../../timetable/plan-report.ts';
import { DAY_MS } from '../../timetable/recurrence-local.ts';
import { RefusedError } from '../../values/errors.ts';
import type { ScheduleId, StationId } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';
import type { Station } from '../../values/model.ts';

export interface GenerationOptions {
  readonly now: Temporal.Instant;
  /** How far ahead; without it as far as the station's setting says. */
  readonly until?: Temporal.Instant;
  /** Whether nothing is written. */
  readonly dryRun?: boolean;
  /** Whether all is looked at, also what is remembered to be as it should. */
  readonly thorough?: boolean;
}

export interface GenerationReport extends PlanReport {
  /** How far ahead the timetable is made at least. */
  readonly until: Temporal.Instant;
  /** How many schedules were looked at: those of the others are as they should be. */
  readonly looked: number;
}

/**
 * Makes a station's diffusions and episodes from its schedules, all or nothing; a second time it finds nothing to do.
 * @throws {RefusedError} `not_found`: there is no such station
 * @throws {PassingError} where somebody else changes the timetable in the same moment, and where the database is away
 */
export function generateTimetable(
  store: Store,
  stationId: StationId,
  options: GenerationOptions,
): Promise<GenerationReport> {
  return store.transaction((inside) => generate(inside, stationId, options));
}

/** What there is to be done. */
export interface Work {
  readonly station: Station;
  readonly families: readonly Family[];
  readonly until: Temporal.Instant;
}

/**
 * @param only the schedules to look at, with all that belong to them; else all of the station
 * @throws {RefusedError} `not_found`
 */
export async function findWork(
  store: Store,
  stationId: StationId,
  { now, until, thorough = false }: GenerationOptions,
  only: readonly ScheduleId[] | null = null,
): Promise<Work> {
  const station = (await store.stations.list()).find(({ id }) => id === stationId);
  if (station === undefined) throw new RefusedError('not_found', `there is no station ${stationId}`, { id: stationId });
  const schedules = await schedulesOf(store, stationId, only);
  const programs = new Map((await store.programs.list(stationId)).map((program) => [program.id, program]));
  const untilMs = until?.epochMilliseconds ?? endOfDaysAhead(station, now);
  const anew = thorough ? 'all' : new Set(await store.timetable.strayed(stationId, now));
  const families = familiesToPlan({ station, programs, schedules, nowMs: now.epochMilliseconds, untilMs, anew });
  return { station, families, until: instantFromMs(untilMs) };
}

function schedulesOf(
  store: Store,
  stationId: StationId,
  only: readonly ScheduleId[] | null,
): Promise<readonly KeptSchedule[]> {
  return only === null
    ? store.timetable.schedules.list(stationId, { removed: true })
    : store.timetable.schedules.byIds(only);
}

/** Whole days, so that a second time on the same day asks for nothing more. */
function endOfDaysAhead({ daysAhead }: Station, now: Temporal.Instant): number {
  return (Math.floor(now.epochMilliseconds / DAY_MS) + daysAhead + 1) * DAY_MS;
}

/** As {@link generateTimetable}, inside a transaction. */
export async function generate(
  inside: Store,
  stationId: StationId,
  options: GenerationOptions,
  only: readonly ScheduleId[] | null = null,
): Promise<GenerationReport> {
  const { families, until } = await findWork(inside, stationId, options, only);
  const plan = planTimetable({ families, made: await madeOf(inside, families) });
  if (options.dryRun !== true && families.length > 0) await apply(inside, stationId, plan);
  return { ...plan.report, until, looked: families.flatMap(scheduleIdsOf).length };
}

export function scheduleIdsOf({ initial, reruns }: Family): readonly ScheduleId[] {
  return [initial, ...reruns].map(({ schedule }) => schedule.id);
}

/** Families that look back about as far are asked about together. */
async function madeOf(store: Store, families: readonly Family[]): Promise<readonly MadeDiffusion[]> {
  const made: MadeDiffusion[] = [];
  for (const together of Map.groupBy(families, ({ readFromMs }) => Math.floor(readFromMs / (30 * DAY_MS))).values()) {
    const fromMs = Math.min(...together.map(({ readFromMs }) => readFromMs));
    for (const found of await store.timetable.made(together.flatMap(scheduleIdsOf), instantFromMs(fromMs)))
      made.push(found);
  }
  return made;
}

async function apply(store: Store, stationId: StationId, { draft }: Plan): Promise<void> {
  const known = new KnownEpisodes();
  for (;;) {
    const settled = settleEpisodes(draft, known);
    if ('edits' in settled) return store.timetable.apply(stationId, settled.edits);
    known.add(settled.ask, await store.timetable.episodesNamed(settled.ask));
  }
}
