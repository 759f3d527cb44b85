import type { Diffusion } from '../values/model.ts';
import { heardOf } from './heard.ts';
import { programOf, type Timetable, titleOf } from './timetable.ts';
import { zonedText } from './timetable-csv.ts';

type JsonLd = { readonly [key: string]: string | number | boolean | JsonLd | readonly JsonLd[] };

/**
 * What will be heard, and what was cancelled, as JSON-LD (SPEC TT-75). Source: https://schema.org/BroadcastEvent,
 * https://schema.org/RadioEpisode, https://schema.org/BroadcastService.
 */
export function timetableJsonLd(timetable: Timetable): string {
  const { station, databaseId } = timetable;
  const service = `urn:airkeeper:${databaseId}:station:${station.id}`;
  const heard = new Set(heardOf(timetable).map(({ id }) => id));
  const told = timetable.diffusions.filter(({ id, type }) => heard.has(id) || type === 'cancelled');
  const document: JsonLd = {
    '@context': 'https://schema.org',
    '@graph': [
      {
        '@type': 'BroadcastService',
        '@id': service,
        name: station.name,
        broadcastDisplayName: station.name,
        broadcastTimezone: station.timeZone,
        inLanguage: station.language,
      },
      ...told.map((diffusion) => broadcastEvent(timetable, diffusion, service)),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function broadcastEvent(timetable: Timetable, diffusion: Diffusion, service: string): JsonLd {
  const { station, databaseId } = timetable;
  const program = programOf(timetable, diffusion);
  const urn = (kind: string, id: number): string => `urn:airkeeper:${databaseId}:${kind}:${id}`;
  const title = titleOf(timetable, diffusion);
  const series: JsonLd = { '@type': 'RadioSeries', '@id': urn('program', program.id), name: program.name };
  return {
    '@type': 'BroadcastEvent',
    '@id': urn('diffusion', diffusion.id),
    name: title === '' ? program.name : title,
    startDate: zonedText(diffusion.start, station.timeZone),
    endDate: zonedText(diffusion.end, station.timeZone),
    eventStatus: `https://schema.org/${diffusion.type === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    publishedOn: { '@type': 'BroadcastService', '@id': service },
    inLanguage: station.language,
    // https://schema.org/isLiveBroadcast: false, too, of what repeats another one
    ...(diffusion.initialId === null
      ? {}
      : {
          isLiveBroadcast: false,
          superEvent: { '@type': 'BroadcastEvent', '@id': urn('diffusion', diffusion.initialId) },
        }),
    workPerformed: {
      '@type': 'RadioEpisode',
      '@id': urn('episode', diffusion.episodeId),
      name: title === '' ? program.name : title,
      partOfSeries: series,
    },
  };
}
