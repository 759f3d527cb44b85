import { occurrences } from '../../timetable/occurrences.ts';
import type { Recurrence } from '../../timetable/recurrence.ts';
import { DAY_MS, localOf, wallMsOf } from '../../timetable/recurrence-local.ts';
import { WEEKDAY_CODES } from '../../timetable/rule.ts';
import { RefusedError } from '../../values/errors.ts';

/** Long enough to see each of the ways in which a rule may go on differently: leap years, months of five weeks. */
const LOOK_AHEAD_MS = 5 * 366 * DAY_MS;
/** Of a rule with several times a day: more of it at once would be refused. */
const DENSE_LOOK_AHEAD_MS = 2 * 366 * DAY_MS;
const DENSE = /FREQ=HOURLY|BYHOUR|BYMINUTE|BYSECOND/;

/** A recurrence that is cut in two at one of its occurrences. */
export interface SplitRecurrence {
  /** What is before; null: nothing is. */
  readonly before: Recurrence | null;
  /** The occurrence and all that follow, later by the shift. */
  readonly after: Recurrence;
}

/**
 * @param atLocal one of its occurrences
 * @param shiftMs by the clock on the wall; below 0: earlier
 * @throws {RefusedError} `cannot_follow` where no rule says of all that follow that they are shifted so
 */
export function splitRecurrence(recurrence: Recurrence, atLocal: string, shiftMs: number): SplitRecurrence {
  const isBefore = (local: string) => local < atLocal;
  const isAfter = (local: string) => local >= atLocal;
  const shift = (local: string) => localOf(wallMsOf(local) + shiftMs);
  const { rule, extraLocals, exceptLocals } = recurrence;
  const ended: Recurrence = {
    ...recurrence,
    rule: rule === '' ? '' : endedRule(rule, atLocal),
    extraLocals: extraLocals.filter(isBefore),
    exceptLocals: exceptLocals.filter(isBefore),
  };
  const extraAfter = extraLocals.filter(isAfter).map(shift);
  const once = rule === '' && recurrence.firstLocal < atLocal;
  const after: Recurrence = {
    ...recurrence,
    rule: rule === '' ? '' : shiftedRule(recurrence, atLocal, shiftMs),
    firstLocal: shift(atLocal),
    extraLocals: once ? extraAfter.filter((local) => local !== shift(atLocal)) : extraAfter,
    exceptLocals: exceptLocals.filter(isAfter).map(shift),
  };
  const expected = localsFrom(recurrence, atLocal).map(shift);
  if (JSON.stringify(localsFrom(after, after.firstLocal).slice(0, expected.length)) !== JSON.stringify(expected)) {
    throw new RefusedError(
      'cannot_follow',
      `the rule ${rule} cannot be moved so for all that follow; allowed: another time on the same days; else end it (airkeeper diffusion cancel ID --following) and add a schedule`,
      { rule, shiftMs },
    );
  }
  return { before: hasAny(ended, atLocal) ? ended : null, after };
}

/** The rule up to what was before the local time. */
function endedRule(rule: string, atLocal: string): string {
  // its second still counts (RFC 5545 knows no milliseconds), so it is the second before
  const until = localOf(wallMsOf(atLocal) - 1000);
  return [...partsOf(rule).filter(isNoEnd), `UNTIL=${basic(until)}`].join(';');
}

function shiftedRule(recurrence: Recurrence, atLocal: string, shiftMs: number): string {
  const shiftDays = dayOf(localOf(wallMsOf(atLocal) + shiftMs)) - dayOf(atLocal);
  return partsOf(recurrence.rule)
    .map((part) => {
      const [name, value = ''] = part.split('=');
      if (name === 'COUNT') return `COUNT=${Number(value) - countBefore(recurrence, atLocal)}`;
      if (name === 'UNTIL') return `UNTIL=${shiftedUntil(value, shiftMs)}`;
      // an ordinal stays: whether the days then are the right ones is seen afterwards
      if (name === 'BYDAY') return `BYDAY=${shiftedDays(value, shiftDays)}`;
      return part;
    })
    .join(';');
}

function shiftedDays(value: string, shiftDays: number): string {
  const days = value.split(',').map((day) => {
    const weekday = WEEKDAY_CODES.findIndex((code) => day.endsWith(code));
    const shifted = (((weekday + shiftDays) % 7) + 7) % 7;
    return { ordinal: day.slice(0, -2), weekday: shifted };
  });
  return days
    .sort((a, b) => a.weekday - b.weekday)
    .map(({ ordinal, weekday }) => `${ordinal}${WEEKDAY_CODES[weekday]}`)
    .join(',');
}

/** Of a rule that ends at an instant or with a day as well: what is moved across its end would be lost. */
function shiftedUntil(until: string, shiftMs: number): string {
  const [, year, month, day, hour = '23', minute = '59', second = '59', utc = ''] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(until) ?? [];
  const wallMs = wallMsOf(`${year}-${month}-${day}T${hour}:${minute}:${second}.000`) + shiftMs;
  return `${basic(localOf(wallMs))}${utc}`;
}

function countBefore(recurrence: Recurrence, atLocal: string): number {
  const byRule = { ...recurrence, extraLocals: [], exceptLocals: [] };
  return localsFrom(byRule, recurrence.firstLocal, wallMsOf(atLocal)).filter((local) => local < atLocal).length;
}

function hasAny(recurrence: Recurrence, beforeLocal: string): boolean {
  const lately = localOf(wallMsOf(beforeLocal) - 366 * DAY_MS);
  return [lately, recurrence.firstLocal].some((fromLocal) =>
    localsFrom(recurrence, fromLocal, wallMsOf(beforeLocal)).some((local) => local < beforeLocal),
  );
}

/** Local times of the occurrences from one on. A zone is two days from UTC at most. */
function localsFrom(recurrence: Recurrence, fromLocal: string, toWallMs?: number): readonly string[] {
  const fromMs = wallMsOf(fromLocal) - 2 * DAY_MS;
  const aheadMs = DENSE.test(recurrence.rule) ? DENSE_LOOK_AHEAD_MS : LOOK_AHEAD_MS;
  const toMs = toWallMs === undefined ? fromMs + aheadMs : toWallMs + 2 * DAY_MS;
  return occurrences(recurrence, fromMs, toMs)
    .map(({ local }) => local)
    .filter((local) => local >= fromLocal);
}

function partsOf(rule: string): readonly string[] {
  return rule.toUpperCase().split(';');
}

function isNoEnd(part: string): boolean {
  return !part.startsWith('COUNT=') && !part.startsWith('UNTIL=');
}

/** `20271231T200000`: as RFC 5545 writes a local time. */
function basic(local: string): string {
  return local.slice(0, 19).replace(/[-:]/g, '');
}

function dayOf(local: string): number {
  return Math.floor(wallMsOf(local) / DAY_MS);
}
