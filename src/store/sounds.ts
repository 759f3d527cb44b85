import type { New, Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { Sound } from '../values/model.ts';
import { inParts, mustFind } from './queries.ts';
import { orInUse, refusedRow } from './refusals.ts';
import { soundFrom, trackFrom } from './rows.ts';
import type { Db, Session } from './session.ts';
import { lockStation } from './station-lock.ts';

export function sounds(session: Session): Store['sounds'] {
  return {
    add: (sound) =>
      session.write(
        async (db) => {
          await checkOwners(db, sound);
          const row = await db
            .insertInto('sound')
            .values({
              station_id: sound.stationId,
              program_id: sound.programId,
              episode_id: sound.episodeId,
              type: sound.type,
              path: sound.path,
              title: sound.title,
              position: sound.position,
              duration_seconds: sound.durationSeconds,
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          return soundFrom(row);
        },
        refusedRow({ ...sound }),
      ),

    list: (filter) =>
      session.read(async (db) => {
        let query = db.selectFrom('sound').selectAll().orderBy('path').orderBy('id');
        if (filter.stationId !== undefined) query = query.where('station_id', '=', filter.stationId);
        if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
        if (filter.episodeId !== undefined) query = query.where('episode_id', '=', filter.episodeId);
        if (filter.path !== undefined) query = query.where('path', '=', filter.path);
        if (filter.type !== undefined) query = query.where('type', '=', filter.type);
        return (await query.execute()).map(soundFrom);
      }),

    byIds: (ids) =>
      session.read(async (db) => {
        const rows = await inParts(ids, (part) =>
          db.selectFrom('sound').selectAll().where('id', 'in', part).orderBy('id').execute(),
        );
        return rows.map(soundFrom);
      }),

    change: (id, change) =>
      session.write(
        async (db) => {
          const after = { ...soundFrom(await mustFind(db, 'sound', id)), ...change };
          const row = await db
            .updateTable('sound')
            .set({
              type: after.type,
              path: after.path,
              title: after.title,
              position: after.position,
              duration_seconds: after.durationSeconds,
            })
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow();
          return soundFrom(row);
        },
        refusedRow({ ...change }),
      ),

    remove: (id) =>
      session.write(async (db) => {
        const { path, station_id: stationId } = await mustFind(db, 'sound', id);
        await lockStation(db, session.dialect, stationId);
        const removal = db.deleteFrom('sound').where('id', '=', id).execute();
        await orInUse(
          removal,
          `the sound ${path} or a track of it is in the log, which is kept: to play it no more, give it another type: airkeeper sound set ${id} --type removed`,
        );
      }),
  };
}

export function tracks(session: Session): Store['tracks'] {
  return {
    add: (track) =>
      session.write(
        async (db) => {
          if (track.soundId !== null) await mustFind(db, 'sound', track.soundId);
          if (track.episodeId !== null) await mustFind(db, 'episode', track.episodeId);
          const row = await db
            .insertInto('track')
            .values({
              sound_id: track.soundId,
              episode_id: track.episodeId,
              position: track.position,
              at_seconds: track.atSeconds,
              artist: track.artist,
              title: track.title,
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          return trackFrom(row);
        },
        refusedRow({ ...track }),
      ),

    list: (filter) =>
      session.read(async (db) => {
        const all = db.selectFrom('track').selectAll().orderBy('position').orderBy('id');
        const query =
          'soundId' in filter
            ? all.where('sound_id', '=', filter.soundId)
            : all.where('episode_id', '=', filter.episodeId);
        return (await query.execute()).map(trackFrom);
      }),

    byIds: (ids) =>
      session.read(async (db) => {
        const rows = await inParts(ids, (part) =>
          db.selectFrom('track').selectAll().where('id', 'in', part).orderBy('id').execute(),
        );
        return rows.map(trackFrom);
      }),
  };
}

/** @throws {RefusedError} `not_found`; `mismatch` when its station, program and episode do not belong together */
async function checkOwners(db: Db, sound: New<Sound>): Promise<void> {
  await mustFind(db, 'station', sound.stationId);
  const episode = sound.episodeId === null ? null : await mustFind(db, 'episode', sound.episodeId);
  const programId = sound.programId ?? episode?.program_id;
  if (programId === undefined) return;
  const program = await mustFind(db, 'program', programId);
  if (program.station_id !== sound.stationId) {
    throw new RefusedError(
      'mismatch',
      `the program "${program.slug}" is of another station than the sound ${sound.path}`,
    );
  }
  if (episode !== null && episode.program_id !== program.id) {
    throw new RefusedError('mismatch', `the episode "${episode.slug}" is not of the program "${program.slug}"`);
  }
}
