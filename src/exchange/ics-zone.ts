import { type Line, localTimeText, utcTime, zoneParameter } from './ics-text.ts';

/** A change of the clocks of a zone. */
interface Onset {
  /** When it comes, by the clock that shows the time before it: what an observance begins with (RFC 5545, 3.6.5). */
  readonly local: Temporal.PlainDateTime;
  readonly fromMs: number;
  readonly toMs: number;
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
/** So many years in one shape are taken for a rule that goes on: fewer may be alike by chance. */
const YEARS_OF_RULE = 15;

/**
 * The VTIMEZONE of an IANA zone, from the runtime's tables: what holds at the beginning of the span, each change in it, and, where
 * the changes of its last years are of one shape, that shape for good.
 */
export function zoneLines(timeZone: string, from: Temporal.Instant, to: Temporal.Instant): readonly Line[] {
  const begin = from.toZonedDateTimeISO(timeZone);
  const onsets = onsetsBetween(begin, to);
  const first = { local: begin.toPlainDateTime(), fromMs: offsetMs(begin), toMs: offsetMs(begin) };
  return [
    'BEGIN:VTIMEZONE',
    // the value of a property may have what its parameters may not
    `TZID:${timeZone}`,
    ...observance('STANDARD', first, []),
    ...Object.values(Object.groupBy(onsets, ({ fromMs, toMs }) => `${fromMs} ${toMs}`)).flatMap((group) =>
      groupLines(group ?? []),
    ),
    'END:VTIMEZONE',
  ];
}

/** Whether a time in the zone is written in UTC: then it needs no VTIMEZONE. */
export function isUtc(timeZone: string): boolean {
  return /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal|Greenwich|GMT[+-]?0)$/.test(timeZone);
}

/**
 * `;TZID=…:20261201T070000`, without the property's name; in UTC where the local time comes twice: not all readers take it as
 * RFC 5545 has it, as the first.
 */
export function timeValue(instant: Temporal.Instant, timeZone: string): string {
  const at = instant.round({ smallestUnit: 'second', roundingMode: 'floor' });
  const local = at.toZonedDateTimeISO(timeZone).toPlainDateTime();
  const [earlier, later] = (['earlier', 'later'] as const).map(
    (disambiguation) => local.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds,
  );
  if (isUtc(timeZone) || earlier !== later) return `:${utcTime(at)}`;
  return localValue(local.toString({ smallestUnit: 'second' }), timeZone);
}

/** As {@link timeValue}, of a local time, also one that the clocks skip. */
export function localValue(local: string, timeZone: string): string {
  return isUtc(timeZone) ? `:${localTimeText(local)}Z` : `${zoneParameter(timeZone)}:${localTimeText(local)}`;
}

function onsetsBetween(begin: Temporal.ZonedDateTime, to: Temporal.Instant): readonly Onset[] {
  const onsets: Onset[] = [];
  for (let at = begin; ; ) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds > to.epochMilliseconds) return onsets;
    const before = next.subtract({ nanoseconds: 1 });
    const local = next.toInstant().toZonedDateTimeISO('UTC').toPlainDateTime();
    onsets.push({
      local: local.add({ milliseconds: offsetMs(before) }),
      fromMs: offsetMs(before),
      toMs: offsetMs(next),
    });
    at = next;
  }
}

/** Onsets of one kind, in order: those at the end that are of one shape become a rule. */
function groupLines(group: readonly Onset[]): readonly Line[] {
  const last = group.at(-1);
  if (last === undefined) return [];
  const shape = shapesOf(last).find((each) => lengthOf(group, each) >= YEARS_OF_RULE);
  const kind = last.toMs > last.fromMs ? 'DAYLIGHT' : 'STANDARD';
  const single = shape === undefined ? group : group.slice(0, group.length - lengthOf(group, shape));
  const ruled = group[single.length];
  return [
    // one each: some readers know only the first date of an RDATE in a zone
    ...single.flatMap((onset) => observance(kind, onset, [])),
    ...(shape === undefined || ruled === undefined ? [] : observance(kind, ruled, [`RRULE:${shape}`])),
  ];
}

/** The yearly rules that the onset may be one of: the last such weekday of its month, or the one that is so far into it. */
function shapesOf({ local }: Onset): readonly string[] {
  const day = WEEKDAYS[local.dayOfWeek - 1] ?? 'MO';
  const rule = (part: string): string => `FREQ=YEARLY;BYMONTH=${local.month};${part}`;
  const nth = Math.ceil(local.day / 7);
  const isLast = local.day + 7 > local.daysInMonth;
  return [...(isLast ? [rule(`BYDAY=-1${day}`)] : []), rule(`BYDAY=${nth}${day}`)];
}

/** How many of the onsets, counted from the last, come once a year by the rule and at one time of day. */
function lengthOf(group: readonly Onset[], shape: string): number {
  let length = 0;
  let year = group.at(-1)?.local.year ?? 0;
  const time = group.at(-1)?.local.toPlainTime();
  for (const onset of group.toReversed()) {
    const { local } = onset;
    if (local.year !== year || !shapesOf(onset).includes(shape) || time?.equals(local.toPlainTime()) !== true) break;
    length += 1;
    year -= 1;
  }
  return length;
}

function observance(kind: 'STANDARD' | 'DAYLIGHT', onset: Onset, more: readonly Line[]): readonly Line[] {
  const { local, fromMs, toMs } = onset;
  return [
    `BEGIN:${kind}`,
    `DTSTART:${localTimeText(text(local))}`,
    ...more,
    `TZOFFSETFROM:${offsetText(fromMs)}`,
    `TZOFFSETTO:${offsetText(toMs)}`,
    `TZNAME:${offsetText(toMs)}`,
    `END:${kind}`,
  ];
}

function text(local: Temporal.PlainDateTime): string {
  return local.toString({ smallestUnit: 'second' });
}

/** `+0100`, `-033015` (RFC 5545, 3.3.14). */
function offsetText(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.abs(Math.round(ms / 1000));
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return `${ms < 0 ? '-' : '+'}${two(hour)}${two(minute)}${second === 0 ? '' : two(second)}`;
}

function offsetMs(at: Temporal.ZonedDateTime): number {
  return at.offsetNanoseconds / 1e6;
}
