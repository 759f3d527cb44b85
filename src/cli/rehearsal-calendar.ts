import { type CalendarEvent, iCalendar, utcTimes } from '../exchange/ics-calendar.ts';
import { uidOf } from '../exchange/timetable.ts';
import type { Rehearsal, RehearsedDiffusion } from '../simulator/rehearsed.ts';
import type { DatabaseId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import { localTime } from './format.ts';
import type { RehearsalNames } from './rehearsal-names.ts';

/** The diffusions that would be heard, as an iCalendar (SPEC RH-8). */
export function rehearsalCalendar(
  rehearsal: Rehearsal,
  names: RehearsalNames,
  of: {
    readonly station: Station;
    readonly databaseId: DatabaseId;
    readonly version: string;
    /** The beginning of the period: the same rehearsal is the same calendar. */
    readonly stamp: Temporal.Instant;
  },
): string {
  const { station, databaseId, ...rest } = of;
  const { name, timeZone } = station;
  const event = (heard: RehearsedDiffusion): CalendarEvent => {
    const { program, episode } = names.diffusion(heard.diffusionId);
    return {
      uid: uidOf(databaseId, 'diffusion', heard.diffusionId),
      stamp: null,
      times: utcTimes(heard.start, heard.end),
      summary: [program?.name, episode?.title].filter((part) => part !== undefined && part !== '').join(': '),
      description: description(heard, rehearsal, names, timeZone),
      details: [],
    };
  };
  return iCalendar({ ...rest, name, timeZone, zones: [], events: rehearsal.diffusions.map(event) });
}

function description(
  { diffusionId }: RehearsedDiffusion,
  { items, troubles }: Rehearsal,
  names: RehearsalNames,
  timeZone: string,
): string {
  const sounds = items
    .filter((item) => item.diffusionId === diffusionId)
    .map((item) => `${localTime(item.start, timeZone)} ${names.sound(item)?.title ?? ''}`.trimEnd());
  const wrong = troubles
    .filter((trouble) => trouble.diffusionId === diffusionId)
    .map(({ name, message, rule }) => `Trouble, ${name}: ${message} [${rule}]`);
  return [...wrong, ...sounds].join('\n');
}
