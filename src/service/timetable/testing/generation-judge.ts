import type { KeptSchedule } from '../../../ports/timetable-store.ts';
import { must } from '../../../values/errors.ts';
import type { DiffusionId } from '../../../values/ids.ts';
import type { Diffusion, Program, Schedule } from '../../../values/model.ts';
import type { GenerationWorld } from './generation-world.ts';

const DAY_MS = 86_400_000;

/**
 * Says what is wrong with a timetable after a generation, by what SPEC TT-20 to TT-29 demand, in a way that has nothing in common with
 * how it was made: day by day over the calendar, for weekly rules only.
 * @param before the diffusions as they were before the generation
 */
export async function judge(world: GenerationWorld, before: readonly Diffusion[]): Promise<readonly string[]> {
  const after = await world.diffusions();
  const schedules = await world.schedules();
  const program = await world.program();
  const wrong: string[] = [];
  const say = (what: string, diffusion?: Diffusion) =>
    wrong.push(`${what} ${diffusion ? JSON.stringify(diffusion) : ''}`);
  const nowMs = world.now.epochMilliseconds;
  const startMs = ({ start }: Diffusion) => start.epochMilliseconds;
  const isKept = (each: Diffusion) => each.touched || world.logged.has(each.id) || startMs(each) < nowMs;
  const byId = new Map(after.map((each) => [each.id, each]));

  for (const old of before.filter(isKept)) {
    const now = byId.get(old.id);
    const initialId = now !== undefined && !byId.has(old.initialId as DiffusionId) ? null : old.initialId;
    if (JSON.stringify(now) !== JSON.stringify({ ...old, initialId })) say('TT-22: was not left alone:', old);
  }
  for (const each of after) {
    if (!before.some(({ id }) => id === each.id) && startMs(each) < nowMs) say('TT-23: was added to the past:', each);
    if (each.scheduleId === null) continue;
    const same = after.filter(
      (other) => other.scheduleId === each.scheduleId && other.occurrenceLocal === each.occurrenceLocal,
    );
    if (same.length !== 1) say('TT-20: stands beside another of its occurrence:', each);
  }
  for (const kept of schedules) {
    const own = after.filter(({ scheduleId }) => scheduleId === kept.schedule.id);
    const free = own.filter((each) => !isKept(each));
    if (kept.removed && free.length > 0) say('TT-29: is of a schedule that was removed:', free[0]);
    for (const each of free) if (isPaused(program, startMs(each))) say('TT-28: is in a pause:', each);
    if (kept.removed) continue;
    const initial = schedules.find(({ schedule }) => schedule.id === kept.schedule.initialId);
    if (initial === undefined) judgeInitials(world, program, kept.schedule, own, free, isKept, say);
    else judgeReruns(world, program, kept, initial, after, own, free, say);
  }
  await judgeEpisodes(world, after, say);
  return wrong;
}

type Say = (what: string, diffusion?: Diffusion) => void;

function judgeInitials(
  world: GenerationWorld,
  program: Program,
  schedule: Schedule,
  own: readonly Diffusion[],
  free: readonly Diffusion[],
  isKept: (each: Diffusion) => boolean,
  say: Say,
): void {
  const nowMs = world.now.epochMilliseconds;
  const untilMs = (Math.floor(nowMs / DAY_MS) + world.station.daysAhead + 1) * DAY_MS;
  const wanted = weeklyLocals(schedule, nowMs - 8 * DAY_MS, untilMs + 40 * DAY_MS).filter(
    ({ startMs }) => startMs >= nowMs && !isPaused(program, startMs),
  );
  const mayTake = own.filter((each) => isKept(each) || !program.sync);
  for (const { local, startMs } of wanted.filter(({ startMs }) => startMs < untilMs)) {
    if (free.some((each) => each.occurrenceLocal === local && each.start.epochMilliseconds === startMs)) continue;
    if (mayTake.some(({ occurrenceLocal }) => weekOf(must(occurrenceLocal, 'a local time')) === weekOf(local)))
      continue;
    say(`TT-20: there is nothing at ${local} of schedule ${schedule.id}`);
  }
  if (!program.sync) return;
  for (const each of free) {
    const one = wanted.find(({ local }) => local === each.occurrenceLocal);
    const end = each.start.add({ milliseconds: schedule.durationSeconds * 1000 });
    const isRight =
      each.start.epochMilliseconds === one?.startMs &&
      each.end.equals(end) &&
      each.type === schedule.type &&
      each.startMode === schedule.startMode &&
      each.layer === schedule.layer &&
      each.initialId === null;
    if (!isRight) say('TT-24: is not as its schedule has it:', each);
  }
}

function judgeReruns(
  world: GenerationWorld,
  program: Program,
  { schedule }: KeptSchedule,
  initialSchedule: KeptSchedule,
  after: readonly Diffusion[],
  own: readonly Diffusion[],
  free: readonly Diffusion[],
  say: Say,
): void {
  const nowMs = world.now.epochMilliseconds;
  const initials = after.filter(({ scheduleId }) => scheduleId === initialSchedule.schedule.id);
  const dropped = (initial: Diffusion) =>
    initial.type === 'cancelled' && program.rerunsOfCancelled === 'drop' && !world.logged.has(initial.id);
  const placeOf = (initial: Diffusion) => {
    const { afterDays, atTime, afterMs } = must(schedule.offset, 'an offset');
    const at = Temporal.PlainDateTime.from(must(initial.occurrenceLocal, 'a local time')).add({ days: afterDays });
    const timed = atTime === null ? at : at.withPlainTime(Temporal.PlainTime.from(atTime));
    return timed.add({ milliseconds: afterMs }).toZonedDateTime(schedule.timeZone).epochMilliseconds;
  };
  for (const each of free) {
    const initial = initials.find(({ id }) => id === each.initialId);
    if (initial === undefined) {
      say('TT-25: is a rerun of nothing:', each);
      continue;
    }
    const isLinked = each.episodeId === initial.episodeId && each.occurrenceLocal === initial.occurrenceLocal;
    if (!isLinked) say('TT-26: does not go along with its initial one:', each);
    if ((each.type === 'cancelled') !== dropped(initial))
      say('TT-27: is cancelled otherwise than its initial one:', each);
    if (program.sync && each.start.epochMilliseconds !== placeOf(initial)) say('TT-25: is at the wrong time:', each);
  }
  for (const initial of initials) {
    const local = must(initial.occurrenceLocal, 'a local time');
    const startMs = placeOf(initial);
    const there = own.filter(({ initialId, occurrenceLocal }) => initialId === initial.id || occurrenceLocal === local);
    if (there.length > 1) say('TT-25: has two reruns:', initial);
    const isDue = startMs >= nowMs && local >= schedule.firstLocal && !isPaused(program, startMs);
    if (isDue && there.length === 0) say(`TT-25: has no rerun of schedule ${schedule.id}:`, initial);
  }
}

async function judgeEpisodes(world: GenerationWorld, after: readonly Diffusion[], say: Say): Promise<void> {
  const used = new Set(after.map(({ episodeId }) => episodeId));
  const heard = new Set(
    (await world.store.sounds.list({ stationId: world.station.id })).map(({ episodeId }) => episodeId),
  );
  for (const { id, slug } of await world.episodes()) {
    if (!used.has(id) && !heard.has(id) && !world.replaced.has(id) && !slug.startsWith('special'))
      say(`TT-34: the episode ${slug} is left over`);
  }
  const initials = after.filter(({ initialId, touched }) => initialId === null && !touched);
  const shared = initials.filter(
    ({ episodeId }, index) => initials.findIndex((each) => each.episodeId === episodeId) < index,
  );
  // a rerun that somebody touched stands by itself when its initial one is gone
  for (const each of shared) say('TT-30: has the episode of another initial one:', each);
}

function isPaused({ pause }: Program, ms: number): boolean {
  if (pause === null || ms < pause.from.epochMilliseconds) return false;
  return pause.to === null || ms < pause.to.epochMilliseconds;
}

function weekOf(local: string): string {
  const date = Temporal.PlainDate.from(local.slice(0, 10));
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

function weeklyLocals(schedule: Schedule, fromMs: number, toMs: number) {
  const days = (schedule.rule.split('BYDAY=')[1] ?? '').split(',');
  const first = Temporal.PlainDateTime.from(schedule.firstLocal);
  const found: { readonly local: string; readonly startMs: number }[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(schedule.timeZone).toPlainDate();
  for (; ; day = day.add({ days: 1 })) {
    const at = day.toPlainDateTime(first.toPlainTime());
    const startMs = at.toZonedDateTime(schedule.timeZone).epochMilliseconds;
    if (startMs >= toMs) return found;
    if (!days.includes(DAYS[day.dayOfWeek - 1] ?? '') || Temporal.PlainDateTime.compare(at, first) < 0) continue;
    const local = at.toString({ fractionalSecondDigits: 3 });
    if (!schedule.exceptLocals.includes(local)) found.push({ local, startMs });
  }
}
