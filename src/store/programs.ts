import type { New, Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { Slug } from '../values/ids.ts';
import type { Program } from '../values/model.ts';
import { inParts, mustFind } from './queries.ts';
import { orInUse, refusedRow } from './refusals.ts';
import { episodeFrom, programFrom, streamFrom } from './rows.ts';
import type { Session } from './session.ts';
import { lockStation } from './station-lock.ts';

export function programs(session: Session): Store['programs'] {
  return {
    add: (program) =>
      session.write(
        async (db) => {
          await mustFind(db, 'station', program.stationId);
          const row = await db
            .insertInto('program')
            .values({
              station_id: program.stationId,
              slug: program.slug,
              name: program.name,
              kind: program.kind,
              hard_fade_seconds: program.hardFadeSeconds,
              cut_at_end: program.cutAtEnd ? 1 : 0,
              resume: program.resume,
              ...timetableColumns(program),
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          return programFrom(row);
        },
        refusedRow({ ...program }),
      ),

    list: (stationId) =>
      session.read(async (db) => {
        const rows = await db
          .selectFrom('program')
          .selectAll()
          .where('station_id', '=', stationId)
          .orderBy('slug')
          .execute();
        return rows.map(programFrom);
      }),

    bySlug: (slug) =>
      session.read(async (db) => {
        const rows = await db
          .selectFrom('program')
          .selectAll()
          .where('slug', '=', slug as Slug)
          .orderBy('id')
          .execute();
        return rows.map(programFrom);
      }),

    change: (id, change) =>
      session.write(
        async (db) => {
          const after = { ...programFrom(await mustFind(db, 'program', id)), ...change };
          const row = await db
            .updateTable('program')
            .set({
              name: after.name,
              hard_fade_seconds: after.hardFadeSeconds,
              cut_at_end: after.cutAtEnd ? 1 : 0,
              resume: after.resume,
              ...timetableColumns(after),
            })
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow();
          return programFrom(row);
        },
        refusedRow({ ...change }),
      ),

    remove: (id) =>
      session.write(async (db) => {
        const { slug, station_id: stationId } = await mustFind(db, 'program', id);
        await lockStation(db, session.dialect, stationId);
        const removal = db.deleteFrom('program').where('id', '=', id).execute();
        await orInUse(
          removal,
          `sounds or diffusions of the program "${slug}" are in the log, which is kept: cancel its coming diffusions, or remove its sounds that were never on the air, instead`,
        );
      }),
  };
}

export function streams(session: Session): Store['streams'] {
  return {
    set: (stream) =>
      session.write(
        async (db) => {
          const program = await mustFind(db, 'program', stream.programId);
          if (program.kind !== 'streamed') {
            throw new RefusedError(
              'not_streamed',
              `the program "${program.slug}" is scheduled: only a streamed one has a stream`,
              { program: program.slug },
            );
          }
          const columns = {
            window_from: stream.window?.from ?? null,
            window_to: stream.window?.to ?? null,
            min_delay_seconds: stream.minDelaySeconds,
            weight: stream.weight,
          };
          await db
            .insertInto('stream')
            .values({ program_id: stream.programId, ...columns })
            .onConflict((conflict) => conflict.column('program_id').doUpdateSet(columns))
            .execute();
        },
        refusedRow({ ...stream }),
      ),

    list: (stationId) =>
      session.read(async (db) => {
        const rows = await db
          .selectFrom('stream')
          .innerJoin('program', 'program.id', 'stream.program_id')
          .selectAll('stream')
          .where('program.station_id', '=', stationId)
          .orderBy('program.slug')
          .execute();
        return rows.map(streamFrom);
      }),
  };
}

export function episodes(session: Session): Store['episodes'] {
  return {
    add: (episode) =>
      session.write(
        async (db) => {
          await mustFind(db, 'program', episode.programId);
          const row = await db
            .insertInto('episode')
            .values({ program_id: episode.programId, slug: episode.slug, title: episode.title })
            .returningAll()
            .executeTakeFirstOrThrow();
          return episodeFrom(row);
        },
        refusedRow({ ...episode }),
      ),

    list: (programId) =>
      session.read(async (db) => {
        const rows = await db
          .selectFrom('episode')
          .selectAll()
          .where('program_id', '=', programId)
          .orderBy('slug')
          .execute();
        return rows.map(episodeFrom);
      }),

    bySlug: (slug) =>
      session.read(async (db) => {
        const rows = await db
          .selectFrom('episode')
          .selectAll()
          .where('slug', '=', slug as Slug)
          .orderBy('id')
          .execute();
        return rows.map(episodeFrom);
      }),

    byIds: (ids) =>
      session.read(async (db) => {
        const rows = await inParts(ids, (part) =>
          db.selectFrom('episode').selectAll().where('id', 'in', part).orderBy('id').execute(),
        );
        return rows.map(episodeFrom);
      }),

    change: (id, change) =>
      session.write(
        async (db) => {
          const { slug, title } = { ...episodeFrom(await mustFind(db, 'episode', id)), ...change };
          const row = await db
            .updateTable('episode')
            .set({ slug, title })
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow();
          return episodeFrom(row);
        },
        refusedRow({ ...change }),
      ),

    remove: (id) =>
      session.write(async (db) => {
        const { slug, program_id: programId } = await mustFind(db, 'episode', id);
        const { station_id: stationId } = await mustFind(db, 'program', programId);
        await lockStation(db, session.dialect, stationId);
        const removal = db.deleteFrom('episode').where('id', '=', id).execute();
        await orInUse(
          removal,
          `sounds or diffusions of the episode "${slug}" are in the log, which is kept: cancel its coming diffusions instead`,
        );
      }),
  };
}

/** What the timetable asks of a program. */
function timetableColumns({ priority, sync, titlePattern, rerunsOfCancelled, pause }: New<Program>) {
  return {
    priority,
    sync: sync ? 1 : 0,
    title_pattern: titlePattern,
    reruns_of_cancelled: rerunsOfCancelled,
    pause_from_ms: pause?.from.epochMilliseconds ?? null,
    pause_to_ms: pause?.to?.epochMilliseconds ?? null,
  } as const;
}
