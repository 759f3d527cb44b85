import { sql } from 'kysely';
import type { TimetableEdits } from '../../ports/timetable-store.ts';
import type { EpisodeId, ProgramId, StationId } from '../../values/ids.ts';
import type { DialectName } from '../dialect-name.ts';
import { givenRows, idList, parts } from '../given-rows.ts';
import { newIds, ownIds } from '../new-ids.ts';
import type { Db } from '../session.ts';

/** Of episodes that are named by their ids: plus, or SQLite would go through all of the station's. */
function ofStation(stationId: StationId) {
  return sql<boolean>`+program_id in (select program.id from program where program.station_id = ${stationId})`;
}

/** Those that have nothing and are nowhere on the timetable; others stay. */
export async function removeEpisodes(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  ids: readonly EpisodeId[],
): Promise<void> {
  for (const part of parts(ids)) {
    await sql`delete from episode where id in ${idList(dialect, part)} and ${ofStation(stationId)}
      and not exists (select 1 from diffusion where diffusion.episode_id = episode.id)
      and not exists (select 1 from sound where sound.episode_id = episode.id)
      and not exists (select 1 from track where track.episode_id = episode.id)`.execute(db);
  }
}

export async function retitleEpisodes(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  titles: TimetableEdits['retitle'],
): Promise<void> {
  // One may take over the slug that another one has until then; nobody gives a slug that begins with a hyphen.
  for (const part of parts(titles)) {
    const ids = part.map(({ id }) => id);
    await sql`update episode set slug = '-' || id where id in ${idList(dialect, ids)} and ${ofStation(stationId)}`.execute(
      db,
    );
  }
  for (const part of parts(titles)) {
    const rows = part.map(({ id, slug, title }) => [id, slug, title]);
    const given = givenRows(dialect, 'given', { id: 'integer', slug: 'text', title: 'text' }, rows);
    await sql`update episode set slug = given.slug, title = given.title from ${given}
      where episode.id = given.id and ${ofStation(stationId)}`.execute(db);
  }
}

/** @returns their ids, in order */
export async function addEpisodes(
  db: Db,
  dialect: DialectName,
  episodes: readonly { readonly programId: ProgramId; readonly slug: string; readonly title: string }[],
): Promise<readonly EpisodeId[]> {
  const ids = (await newIds(db, dialect, 'episode', episodes.length)) as readonly EpisodeId[];
  const rows = episodes.map(({ programId, slug, title }, index) => [ids[index] ?? null, programId, slug, title]);
  const columns = { id: 'integer', program_id: 'integer', slug: 'text', title: 'text' } as const;
  for (const part of parts(rows)) {
    await sql`insert into episode (id, program_id, slug, title) ${ownIds(dialect)}
      select id, program_id, slug, title from ${givenRows(dialect, 'given', columns, part)}`.execute(db);
  }
  return ids;
}
