import type { Recurrence } from '../timetable/recurrence.ts';
import { firstMatch } from '../timetable/recurrence-check.ts';
import { DAY_MS, wallMsOf } from '../timetable/recurrence-local.ts';
import { rerunLocal } from '../timetable/rerun.ts';
import { WEEKDAY_CODES } from '../timetable/rule.ts';
import type { RerunOffset } from '../values/model.ts';

/**
 * A rule of its own for a rerun; null where there is none, as for what comes two days after the first Sunday of the month.
 * There is one for what is once, daily or weekly and says no more than the days of the week.
 */
export function shiftedRecurrence(initial: Recurrence, offset: RerunOffset): Recurrence | null {
  const firstLocal = firstMatch(initial);
  if (firstLocal === null) return null;
  const shift = (local: string): string => rerunLocal(local, offset);
  const days = dayOf(shift(firstLocal)) - dayOf(firstLocal);
  const rule = shiftedRule(initial.rule, days, firstLocal, shift);
  if (rule === null) return null;
  return {
    rule,
    firstLocal: shift(firstLocal),
    timeZone: initial.timeZone,
    extraLocals: initial.extraLocals.map(shift),
    exceptLocals: initial.exceptLocals.map(shift),
  };
}

function shiftedRule(rule: string, days: number, firstLocal: string, shift: (local: string) => string): string | null {
  if (rule === '') return '';
  const parts = new Map(
    rule
      .toUpperCase()
      .split(';')
      .map((part) => part.split('=', 2) as [string, string]),
  );
  const allowed = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'WKST'];
  const freq = parts.get('FREQ');
  const isKnown = [...parts.keys()].every((name) => allowed.includes(name));
  if (!isKnown || (freq !== 'DAILY' && freq !== 'WEEKLY') || /\d/.test(parts.get('BYDAY') ?? '')) return null;
  const until = parts.get('UNTIL');
  // an instant would have to be turned into local time and back
  if (until?.endsWith('Z') === true) return null;
  const moved = (codes: string): string =>
    codes
      .split(',')
      .map((code) => WEEKDAY_CODES[(WEEKDAY_CODES.indexOf(code) + days) % 7])
      .join(',');
  const byDay = parts.get('BYDAY');
  if (byDay !== undefined) parts.set('BYDAY', moved(byDay));
  // the weeks that are counted begin as much later
  if (freq === 'WEEKLY') parts.set('WKST', moved(parts.get('WKST') ?? 'MO'));
  if (until !== undefined) parts.set('UNTIL', shiftedUntil(until, firstLocal, shift));
  return [...parts].map(([name, value]) => `${name}=${value}`).join(';');
}

/** UNTIL takes in the whole of its day: all that is shifted of it is at one time of day. */
function shiftedUntil(until: string, firstLocal: string, shift: (local: string) => string): string {
  const date = `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
  const time = firstLocal.slice(10);
  const end = until.length === 8 ? '' : `T${until.slice(9, 11)}:${until.slice(11, 13)}:${until.slice(13, 15)}.999`;
  const isIn = end === '' || time <= end;
  const last = isIn ? date : Temporal.PlainDate.from(date).subtract({ days: 1 }).toString();
  return shift(`${last}${time}`).slice(0, 10).replaceAll('-', '');
}

function dayOf(local: string): number {
  return Math.floor(wallMsOf(local) / DAY_MS);
}
