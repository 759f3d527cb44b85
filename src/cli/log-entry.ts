import type { Store } from '../ports/store.ts';
import type { LogEntry, Station } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { isoInstant, localTime, quoted } from './format.ts';
import type { Json } from './invocation.ts';
import { byId, episodesOf } from './lookup.ts';
import { soundRef } from './present.ts';

/** A log entry as it is printed, with the names of what it refers to. */
export interface NamedEntry {
  readonly json: Json;
  /** Date, end, type, source, what, reason. */
  readonly row: readonly string[];
}

export async function logEntriesWithNames(
  store: Store,
  directory: Directory,
  station: Station,
  entries: readonly LogEntry[],
): Promise<readonly NamedEntry[]> {
  const sounds = await byId(
    entries.map(({ soundId }) => soundId),
    (ids) => store.sounds.byIds(ids),
  );
  const tracks = await byId(
    entries.map(({ trackId }) => trackId),
    (ids) => store.tracks.byIds(ids),
  );
  const diffusions = await byId(
    entries.map(({ diffusionId }) => diffusionId),
    (ids) => store.diffusions.byIds(ids),
  );
  const episodes = await episodesOf(store, [...diffusions.values()]);
  const { timeZone } = station;
  return entries.map((entry) => {
    const sound = entry.soundId === null ? undefined : sounds.get(entry.soundId);
    const track = entry.trackId === null ? undefined : tracks.get(entry.trackId);
    const diffusion = entry.diffusionId === null ? undefined : diffusions.get(entry.diffusionId);
    const program = diffusion === undefined ? null : directory.programById(diffusion.programId).slug;
    const episode = diffusion === undefined ? null : (episodes.get(diffusion.episodeId)?.slug ?? null);
    const what = [
      diffusion === undefined ? '' : `${program}/${episode}`,
      track === undefined ? quotedTitle(sound?.title) : quoted([track.artist, track.title].filter(Boolean).join(' – ')),
      entry.comment,
    ];
    return {
      json: {
        id: entry.id,
        type: entry.type,
        date: isoInstant(entry.date, timeZone),
        end: entry.end === null ? null : isoInstant(entry.end, timeZone),
        source: entry.source,
        sound: soundRef(sound),
        track: track === undefined ? null : { id: track.id, artist: track.artist, title: track.title },
        diffusion:
          diffusion === undefined
            ? null
            : { id: diffusion.id, program, episode, start: isoInstant(diffusion.start, timeZone) },
        comment: entry.comment,
        reason: entry.reason,
      },
      row: [
        localTime(entry.date, timeZone),
        entry.end === null ? '' : localTime(entry.end, timeZone),
        entry.type,
        entry.source,
        what.filter((part) => part !== '').join(' '),
        entry.reason,
      ],
    };
  });
}

function quotedTitle(title: string | undefined): string {
  return title === undefined ? '' : quoted(title);
}
