import type { StationSnapshot } from '../ports/store.ts';
import type { SoundId, StationId } from '../values/ids.ts';
import type { Track } from '../values/model.ts';
import { diffusionsBetween } from './diffusions.ts';
import { inParts } from './queries.ts';
import { episodeFrom, programFrom, soundFrom, stationFrom, streamFrom, trackFrom } from './rows.ts';
import type { Db } from './session.ts';

/** The queries have to see one state of the database. */
export async function readSnapshot(
  db: Db,
  stationId: StationId,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<StationSnapshot | null> {
  const station = await db.selectFrom('station').selectAll().where('id', '=', stationId).executeTakeFirst();
  if (station === undefined) return null;
  const programs = await db
    .selectFrom('program')
    .selectAll()
    .where('station_id', '=', stationId)
    .orderBy('slug')
    .execute();
  const streams = await db
    .selectFrom('program')
    .innerJoin('stream', 'stream.program_id', 'program.id')
    .selectAll('stream')
    .where('program.station_id', '=', stationId)
    .orderBy('program.slug')
    .execute();
  const sounds = await db.selectFrom('sound').selectAll().where('station_id', '=', stationId).orderBy('path').execute();
  const diffusions = await diffusionsBetween(db, stationId, from, to);
  // Of ten years, nearly all are over: a sound that names its program is found without its episode.
  const named = sounds.flatMap(({ program_id, episode_id }) => (program_id === null ? (episode_id ?? []) : []));
  const episodes = await inParts([...diffusions.map(({ episodeId }) => episodeId), ...named], (part) =>
    db.selectFrom('episode').selectAll().where('id', 'in', part).execute(),
  );
  return {
    station: stationFrom(station),
    programs: new Map(programs.map((row) => [row.id, programFrom(row)])),
    streams: streams.map(streamFrom),
    episodes: new Map(episodes.map((row) => [row.id, episodeFrom(row)])),
    diffusions,
    sounds: new Map(sounds.map((row) => [row.id, soundFrom(row)])),
    timedTracks: await timedTracks(db, stationId),
  };
}

async function timedTracks(db: Db, stationId: StationId): Promise<ReadonlyMap<SoundId, readonly Track[]>> {
  const rows = await db
    .selectFrom('sound')
    .innerJoin('track', 'track.sound_id', 'sound.id')
    .selectAll('track')
    .where('sound.station_id', '=', stationId)
    .where('track.at_seconds', 'is not', null)
    .orderBy('track.at_seconds')
    .orderBy('track.position')
    .orderBy('track.id')
    .execute();
  const bySound = new Map<SoundId, Track[]>();
  for (const row of rows) {
    if (row.sound_id === null) continue;
    const tracks = bySound.get(row.sound_id);
    if (tracks === undefined) bySound.set(row.sound_id, [trackFrom(row)]);
    else tracks.push(trackFrom(row));
  }
  return bySound;
}
