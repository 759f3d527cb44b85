import type { Program } from '../values/model.ts';
import { type Heard, heardOf } from './heard.ts';
import { nameOf, programOf, type Timetable, titleOf } from './timetable.ts';
import { element, type XmlElement, xmlText } from './xml.ts';

const NAMESPACE = 'http://www.worlddab.org/schemas/spi/34';
/** Lengths that receivers have room for. */
const MEDIUM = 16;
const LONG = 128;
/** A short id has 24 bits. */
const MOST_SHORT_ID = 0xff_ff_ff;
/** Away from the ids that are given out in these years. */
const FAR_SHORT_ID = 0x80_00_00;

export interface SpiOptions {
  /** Whom the ids of programmes belong to: a domain of the broadcaster. */
  readonly authority: string;
  /** Of the service: `dab:ce1.c185.c479.0`, `fm:ce1.c479.09580`, the address of a stream. */
  readonly bearers: readonly string[];
}

/**
 * What will be heard, as programme information for RadioDNS and DAB receivers (SPEC TT-76).
 * Source: ETSI TS 102 818 V3.4.1, clauses 5, 7 and 8, and its schema.
 */
export function timetableSpi(timetable: Timetable, options: SpiOptions): string {
  const { station, now, span } = timetable;
  const heard = heardOf(timetable);
  const programs = [...new Map(heard.map((one) => [one.programId, programOf(timetable, one)])).values()];
  const creationTime = timePoint(now, station.timeZone);
  const originator = shortened(station.name, LONG);
  const last = heard.reduce(
    (end, one) => (Temporal.Instant.compare(one.end, end) > 0 ? one.end : end),
    span.from ?? now,
  );
  const scope = element(
    'scope',
    {
      startTime: timePoint(span.from ?? heard[0]?.start ?? now, station.timeZone),
      stopTime: timePoint(span.to ?? last, station.timeZone),
    },
    options.bearers.map((id) => element('serviceScope', { id })),
  );
  return xmlText(
    element('epg', { xmlns: NAMESPACE, 'xml:lang': station.language }, [
      element(
        'programmeGroups',
        { creationTime, originator },
        programs.map((program) => groupOf(program, options)),
      ),
      element('schedule', { creationTime, originator }, [
        scope,
        ...heard.map((one) => programmeOf(timetable, one, options)),
      ]),
    ]),
  );
}

function groupOf(program: Program, { authority }: SpiOptions): XmlElement {
  const ids = { id: crid(authority, `program/${program.id}`), shortId: shortId(program.id) };
  return element('programmeGroup', { ...ids, type: 'show' }, names(program.name));
}

function programmeOf(timetable: Timetable, heard: Heard, { authority }: SpiOptions): XmlElement {
  const program = programOf(timetable, heard);
  const title = titleOf(timetable, heard);
  const { start, end, part } = heard;
  const path = part === 0 ? `diffusion/${heard.id}` : `diffusion/${heard.id}/${part + 1}`;
  const time = timePoint(start, timetable.station.timeZone);
  const group = { id: crid(authority, `program/${program.id}`), shortId: shortId(program.id) };
  const short = element('shortDescription', {}, shortened(title, 180));
  // two parts of one diffusion are two programmes
  const ids = { shortId: shortId(heard.id + part * FAR_SHORT_ID), id: crid(authority, path) };
  return element('programme', ids, [
    ...names(nameOf(program, title), program.name),
    element('location', {}, [element('time', { time, duration: durationText(start, end) })]),
    ...(title === '' ? [] : [element('mediaDescription', {}, [short])]),
    element('memberOf', group),
  ]);
}

/** @param medium what a small display shows */
function names(name: string, medium = name): readonly XmlElement[] {
  return [element('mediumName', {}, shortened(medium, MEDIUM)), element('longName', {}, shortened(name, LONG))];
}

/** In characters of Unicode, as a schema counts them. */
function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

function crid(authority: string, path: string): string {
  return `crid://${authority}/${path}`;
}

function shortId(id: number): string {
  return String(id % (MOST_SHORT_ID + 1));
}

/** `2026-12-01T07:00:00+01:00`: seconds, and an offset always. */
function timePoint(instant: Temporal.Instant, timeZone: string): string {
  const zoned = instant.toZonedDateTimeISO(timeZone);
  return zoned.toString({ smallestUnit: 'second', roundingMode: 'floor', timeZoneName: 'never' });
}

/** `PT1H30M`, from second to second. */
function durationText(start: Temporal.Instant, end: Temporal.Instant): string {
  const seconds = Math.floor(end.epochMilliseconds / 1000) - Math.floor(start.epochMilliseconds / 1000);
  return Temporal.Duration.from({ seconds: Math.max(1, seconds) })
    .round({ largestUnit: 'hours' })
    .toString();
}
