import ICAL from 'ical.js';
import { zonedStart } from '../timetable/zone.ts';
import { RefusedError } from '../values/errors.ts';
import type { RawComponent } from './ics-structure.ts';
import type { ZoneFinder } from './zone-of.ts';

/** A date and time of a calendar. */
export interface CalendarTime {
  /** `YYYY-MM-DDTHH:MM:SS.000` in {@link timeZone}. */
  readonly local: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly ms: number;
  /** A whole day, and no time of it. */
  readonly isDate: boolean;
}

/** An event whose values are read by ical.js, but for its rules: of these {@link parseRule} says what is wrong, and where. */
export class EventProperties {
  readonly #component: ICAL.Component;
  readonly #rules: ReadonlyMap<string, readonly string[]>;
  readonly #zones: ZoneFinder;
  /** Of times without a zone. */
  readonly #timeZone: string;

  /** @throws {RefusedError} `bad_event` */
  constructor({ lines }: RawComponent, zones: ZoneFinder, timeZone: string) {
    const isRule = (line: string): boolean => /^(RRULE|EXRULE)[;:]/i.test(line);
    this.#zones = zones;
    this.#timeZone = timeZone;
    this.#rules = Map.groupBy(lines.filter(isRule), (line) => line.slice(0, 6).replace(/[;:]$/, '').toUpperCase());
    try {
      this.#component = new ICAL.Component(ICAL.parse(lines.filter((line) => !isRule(line)).join('\r\n')));
    } catch (error) {
      throw new RefusedError(
        'bad_event',
        `it cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Of RRULE or EXRULE, the values. */
  rules(name: 'RRULE' | 'EXRULE'): readonly string[] {
    return (this.#rules.get(name) ?? []).map((line) => line.slice(line.indexOf(':') + 1).trim());
  }

  text(name: string): string {
    const value = this.#component.getFirstPropertyValue(name);
    return value === null ? '' : String(value);
  }

  texts(name: string): readonly string[] {
    return this.#component.getAllProperties(name).flatMap((property) => property.getValues().map(String));
  }

  /** The value of the property whose parameter has a value; empty: there is none. */
  textWith(name: string, parameter: string, value: string): string {
    const found = this.#component.getAllProperties(name).find((one) => one.getFirstParameter(parameter) === value);
    return found === undefined ? '' : String(found.getFirstValue());
  }

  has(name: string): boolean {
    return this.#component.hasProperty(name);
  }

  /** @throws {RefusedError} `bad_event`, `unknown_time_zone` */
  time(name: string): CalendarTime | null {
    return this.times(name)[0] ?? null;
  }

  /** @throws {RefusedError} `bad_event`, `unknown_time_zone` */
  times(name: string): readonly CalendarTime[] {
    return this.#component.getAllProperties(name).flatMap((property) =>
      // as it was written: ical.js makes a date of what is none
      property
        .toJSON()
        .slice(3)
        .map((value: unknown) => this.#timeOf(property, value, name)),
    );
  }

  /** Null: it has none. @throws {RefusedError} `bad_event` */
  durationMs(): number | null {
    const value = this.#component.getFirstPropertyValue('duration');
    if (value === null) return null;
    if (value instanceof ICAL.Duration) return value.toSeconds() * 1000;
    throw new RefusedError('bad_event', 'its DURATION is none');
  }

  #timeOf(property: ICAL.Property, value: unknown, name: string): CalendarTime {
    const [, date, time, utc] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(Z)?)?$/.exec(String(value)) ?? [];
    if (date === undefined) throw new RefusedError('bad_event', `its ${name.toUpperCase()} is no date and time`);
    const tzid = property.getFirstParameter('tzid');
    const timeZone = utc === 'Z' ? 'UTC' : typeof tzid === 'string' ? this.#zones.find(tzid) : this.#timeZone;
    // a clock that knows no leap seconds has them as the second before (RFC 5545, 3.3.12)
    const local = `${date}T${(time ?? '00:00:00').replace(/60$/, '59')}.000`;
    return { local, timeZone, ms: zonedStart(local, timeZone).startMs, isDate: time === undefined };
  }
}
