import { recurrenceOf } from '../service/timetable/recurrence-of.ts';
import { occurrences } from '../timetable/occurrences.ts';
import { DAY_MS, wallMsOf } from '../timetable/recurrence-local.ts';
import { rerunLocal } from '../timetable/rerun.ts';
import { ruleInWords } from '../timetable/rule-words.ts';
import { zonedStart } from '../timetable/zone.ts';
import type { ScheduleId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Schedule } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { durationText, isoInstant, localTime } from './format.ts';
import type { Json } from './invocation.ts';
import { localText } from './local-option.ts';
import { offsetText } from './rerun-option.ts';

/** Rules come to nothing for years at most; what is rarer is not worth waiting for. */
const LOOK_AHEAD_MS = 10 * 366 * DAY_MS;
const NEXT = 5;

/** When a schedule is, in a few words: `every Tuesday at 07:00`, `2 days later at 10:00 than schedule 2`. */
export function scheduleWords({ rule, firstLocal, initialId, offset }: Schedule): string {
  if (initialId !== null && offset !== null) return `rerun of schedule ${initialId}, ${offsetText(offset)}`;
  return ruleInWords(rule, firstLocal);
}

/** `2h, hard, unconfirmed, layer 1`: all but when. */
export function scheduleTerms({ durationSeconds, startMode, type, layer }: Schedule): string {
  return [
    durationText(durationSeconds * 1000),
    startMode,
    ...(type === 'on_air' ? [] : [type]),
    ...(layer === 0 ? [] : [`layer ${layer}`]),
  ].join(', ');
}

/** The next instants of a schedule by its rule, whatever people did to single diffusions. */
export function nextStarts(
  schedule: Schedule,
  schedules: ReadonlyMap<ScheduleId, Schedule>,
  now: Temporal.Instant,
  most = NEXT,
): readonly Temporal.Instant[] {
  const initial = schedule.initialId === null ? schedule : schedules.get(schedule.initialId);
  if (initial === undefined) return [];
  const { offset, timeZone } = schedule;
  const nowMs = now.epochMilliseconds;
  // a rerun to come may be one of what was a year ago
  const fromMs = offset === null ? nowMs : nowMs - (offset.afterDays + 2) * DAY_MS - offset.afterMs;
  const found: number[] = [];
  // most rules come to so many within a month: to look ten years ahead at once would be slow for hourly ones
  for (const aheadMs of [32 * DAY_MS, 400 * DAY_MS, LOOK_AHEAD_MS]) {
    found.length = 0;
    for (const { local, startMs } of occurrences(recurrenceOf(initial), fromMs, nowMs + aheadMs)) {
      if (offset !== null && local < schedule.firstLocal) continue;
      const ms = offset === null ? startMs : zonedStart(rerunLocal(local, offset), timeZone).startMs;
      if (ms > nowMs) found.push(ms);
      if (found.length === most) return found.map(instantFromMs);
    }
  }
  return found.map(instantFromMs);
}

export function scheduleJson(
  schedule: Schedule,
  directory: Directory,
  next: readonly Temporal.Instant[],
): { readonly [key: string]: Json } {
  const { id, rule, timeZone, durationSeconds, startMode, type, layer, initialId, offset } = schedule;
  const program = directory.programById(schedule.programId);
  const station = directory.stationById(program.stationId);
  return {
    id,
    station: station.slug,
    program: program.slug,
    rule,
    words: scheduleWords(schedule),
    first: schedule.firstLocal,
    timeZone,
    durationSeconds,
    startMode,
    type,
    layer,
    rerunOf: initialId,
    after: offset === null ? null : { days: offset.afterDays, ms: offset.afterMs, time: offset.atTime },
    extra: schedule.extraLocals,
    except: schedule.exceptLocals,
    next: next.map((instant) => isoInstant(instant, station.timeZone)),
  };
}

/** `next 2026-12-01 07:00, 2026-12-03 07:00, …`, in the station's zone. */
export function nextText(next: readonly Temporal.Instant[], timeZone: string): string {
  if (next.length === 0) return 'nothing to come';
  return `next ${next.map((instant) => localText(localTime(instant, timeZone).replace(' ', 'T'))).join(', ')}${next.length < NEXT ? '' : ', …'}`;
}

/** Whether the first date that was given is none by the rule: easily a slip. */
export function isFirstOff({ rule, firstLocal, timeZone, initialId }: Schedule): boolean {
  if (rule === '' || initialId !== null) return false;
  const recurrence = { rule, firstLocal, timeZone, extraLocals: [], exceptLocals: [] };
  const fromMs = wallMsOf(firstLocal) - 2 * DAY_MS;
  return !occurrences(recurrence, fromMs, fromMs + 4 * DAY_MS).some(({ local }) => local === firstLocal);
}
