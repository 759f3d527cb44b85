import ICAL from 'ical.js';
import { zoneTable } from '../timetable/zone.ts';
import { checkTimeZone } from '../timetable/zone-name.ts';
import { RefusedError } from '../values/errors.ts';
import type { RawComponent } from './ics-structure.ts';
import { commonZones, windowsZone } from './windows-zones.ts';

/** Finds out which zone of the IANA database a TZID of a calendar means. */
export interface ZoneFinder {
  /** @throws {RefusedError} `unknown_time_zone` */
  find(tzid: string): string;
}

const DAY_MS = 86_400_000;
/** So many days from now on a zone of a calendar must agree with one of the IANA database. */
const DAYS_COMPARED = 3 * 366;

/**
 * @param preferred zones that are taken before others where several have the same clocks, the first one first
 */
export function zoneFinder(zones: readonly RawComponent[], preferred: readonly string[], nowMs: number): ZoneFinder {
  const byId = new Map(zones.map((zone) => [propertyOf(zone, 'TZID') ?? '', zone]));
  const known = new Map<string, string | RefusedError>();
  return {
    find(tzid) {
      let found = known.get(tzid);
      if (found === undefined) {
        found = zoneOf(tzid, byId.get(tzid), preferred, nowMs);
        known.set(tzid, found);
      }
      if (found instanceof RefusedError) throw found;
      return found;
    },
  };
}

function zoneOf(
  tzid: string,
  zone: RawComponent | undefined,
  preferred: readonly string[],
  nowMs: number,
): string | RefusedError {
  const named = namedZone(tzid) ?? namedZone(zone === undefined ? '' : (propertyOf(zone, 'X-LIC-LOCATION') ?? ''));
  if (named !== undefined) return named;
  const alike = zone === undefined ? undefined : zoneLike(zone, preferred, nowMs);
  if (alike !== undefined) return alike;
  const why =
    zone === undefined
      ? 'and the file does not say what it is (no VTIMEZONE)'
      : `and no zone of the IANA database has the clocks of its VTIMEZONE (line ${zone.line})`;
  return new RefusedError('unknown_time_zone', `${JSON.stringify(tzid)} is no time zone that is known, ${why}`, {
    given: tzid,
  });
}

/** By its own name, as `/mozilla.org/20050126_1/Europe/Brussels`, or as Windows calls it. */
function namedZone(name: string): string | undefined {
  const plain = name.trim().replace(/^"|"$/g, '');
  const windows = windowsZone(plain);
  if (windows !== undefined) return windows;
  const parts = plain.split('/').filter((part) => part !== '');
  // the whole name first; Argentina has zones of three parts
  const names = [
    plain,
    ...(parts.length > 2 ? [parts.slice(-3).join('/'), parts.slice(-2).join('/'), parts.at(-1)] : []),
  ];
  return names.map((one) => (one === undefined ? undefined : ianaZone(one))).find((zone) => zone !== undefined);
}

export function ianaZone(name: string): string | undefined {
  if (name === '') return undefined;
  try {
    return checkTimeZone(name);
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}

function propertyOf({ lines }: RawComponent, name: string): string | undefined {
  const line = lines.find((each) => new RegExp(`^${name}[:;]`, 'i').test(each));
  return line?.slice(line.indexOf(':') + 1).trim();
}

/** An IANA zone with the same clocks, for years to come. */
function zoneLike(zone: RawComponent, preferred: readonly string[], nowMs: number): string | undefined {
  const clocks = readZone(zone);
  if (clocks === null) return undefined;
  const candidates = new Set([...preferred, ...commonZones(), ...Intl.supportedValuesOf('timeZone')]);
  return [...candidates].find((candidate) => {
    const { offsetMs, transitions } = zoneTable(candidate, nowMs, nowMs + DAYS_COMPARED * DAY_MS);
    const changes = [{ atMs: nowMs - 3 * DAY_MS, afterMs: offsetMs }, ...transitions];
    // an hour after each change, an hour before the next, and each month between them
    return changes.every(({ atMs, afterMs }, index) => {
      const endMs = changes[index + 1]?.atMs ?? nowMs + DAYS_COMPARED * DAY_MS;
      for (let ms = atMs + 3_600_000; ms < endMs; ms += 30 * DAY_MS) if (!agrees(clocks, ms, afterMs)) return false;
      return agrees(clocks, endMs - 3_600_001, afterMs);
    });
  });
}

function agrees(clocks: ICAL.Timezone, ms: number, offsetMs: number): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(ms + offsetMs).toZonedDateTimeISO('UTC');
  const { year, month, day, hour, minute, second } = local;
  const time = new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, clocks);
  return clocks.utcOffset(time) * 1000 === offsetMs;
}

function readZone({ lines }: RawComponent): ICAL.Timezone | null {
  try {
    return new ICAL.Timezone(new ICAL.Component(ICAL.parse(lines.join('\r\n'))));
  } catch {
    // what it says cannot be read: it is no zone that is known
    return null;
  }
}
