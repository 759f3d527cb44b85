import { RefusedError } from '../values/errors.ts';

/** A component of a calendar as it stands in the file, what was folded put together again. */
export interface RawComponent {
  /** Of its BEGIN, counted from 1. */
  readonly line: number;
  /** Its content lines, BEGIN and END among them; components inside of an event, such as alarms, are left out. */
  readonly lines: readonly string[];
}

export interface CalendarStructure {
  /** The calendars' own content lines. */
  readonly properties: readonly string[];
  readonly zones: readonly RawComponent[];
  readonly events: readonly RawComponent[];
}

interface Open {
  readonly name: string;
  readonly line: number;
  readonly lines: string[];
}

/**
 * Takes a calendar file apart into its components (RFC 5545, 3.4). There may be several calendars in it.
 * @throws {RefusedError} `no_calendar`, `broken_calendar`, `truncated_calendar`: with the line
 */
export function calendarStructure(text: string): CalendarStructure {
  const found = { properties: [] as string[], zones: [] as RawComponent[], events: [] as RawComponent[] };
  const open: Open[] = [];
  let isBegun = false;
  let number = 0;
  for (const { line, number: at } of contentLines(text)) {
    number = at;
    const [, begun] = /^BEGIN:\s*([^\s]+)\s*$/i.exec(line) ?? [];
    const [, ended] = /^END:\s*([^\s]+)\s*$/i.exec(line) ?? [];
    const inside = open.at(-1);
    if (begun !== undefined) {
      const name = begun.toUpperCase();
      if (inside === undefined && name !== 'VCALENDAR') throw noCalendar(at);
      isBegun = true;
      open.push({ name, line: at, lines: [line] });
    } else if (inside === undefined) {
      if (!isBegun) throw noCalendar(at);
      throw broken(at, `${JSON.stringify(shown(line))} stands outside of a calendar`);
    } else if (ended === undefined) {
      if (inside.name === 'VCALENDAR') found.properties.push(line);
      else inside.lines.push(line);
    } else {
      if (ended.toUpperCase() !== inside.name) {
        throw broken(at, `${inside.name} of line ${inside.line} is ended as ${shown(ended)}`);
      }
      inside.lines.push(line);
      open.pop();
      close(inside, open.at(-1), found);
    }
  }
  const left = open.at(-1);
  if (left !== undefined) {
    throw new RefusedError(
      'truncated_calendar',
      `the file ends in line ${number}, inside of the ${left.name} that begins in line ${left.line}: its END:${left.name} is not there; get the file again, whole`,
      { line: number, component: left.name, begins: left.line },
    );
  }
  if (!isBegun) throw noCalendar(1);
  return found;
}

function close(
  ended: Open,
  outer: Open | undefined,
  found: { readonly zones: RawComponent[]; readonly events: RawComponent[] },
): void {
  const { name, line, lines } = ended;
  if (name === 'VEVENT' && outer?.name === 'VCALENDAR') found.events.push({ line, lines });
  else if (name === 'VTIMEZONE' && outer?.name === 'VCALENDAR') found.zones.push({ line, lines });
  // the observances of a zone are part of it
  else if (outer?.name === 'VTIMEZONE') outer.lines.push(...lines);
}

/** Lines with their numbers; one that begins with a blank goes on the one before it (RFC 5545, 3.1). */
function* contentLines(text: string): Generator<{ readonly line: string; readonly number: number }> {
  let line: string | null = null;
  let begun = 0;
  let number = 0;
  for (const physical of text.split(/\r\n|\n|\r/)) {
    number += 1;
    if (line !== null && /^[ \t]/.test(physical)) {
      line += physical.slice(1);
      continue;
    }
    if (line !== null) yield { line, number: begun };
    // blank lines are not allowed, and harmless
    line = physical.trim() === '' ? null : physical;
    begun = number;
  }
  if (line !== null) yield { line, number: begun };
}

function noCalendar(line: number): RefusedError {
  return new RefusedError(
    'no_calendar',
    `the file is no iCalendar: line ${line} is not in a VCALENDAR; allowed: a file that begins with BEGIN:VCALENDAR`,
    { line },
  );
}

function broken(line: number, what: string): RefusedError {
  return new RefusedError('broken_calendar', `line ${line} of the calendar: ${what}`, { line });
}

function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
