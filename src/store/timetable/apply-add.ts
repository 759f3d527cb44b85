import { sql } from 'kysely';
import type { AddedDiffusion, TimetableEdits } from '../../ports/timetable-store.ts';
import { assert, must } from '../../values/errors.ts';
import type { DiffusionId, EpisodeId, StationId } from '../../values/ids.ts';
import type { DialectName } from '../dialect-name.ts';
import { givenRows, parts } from '../given-rows.ts';
import { newIds, ownIds } from '../new-ids.ts';
import type { Db } from '../session.ts';
import { addEpisodes } from './apply-episodes.ts';
import type { Placed } from './conflicts.ts';
import { type OccurrenceThere, occurrencesThere } from './occurrences.ts';

const COLUMNS = {
  id: 'integer',
  station_id: 'integer',
  program_id: 'integer',
  episode_id: 'integer',
  schedule_id: 'integer',
  initial_id: 'integer',
  type: 'text',
  start_ms: 'integer',
  end_ms: 'integer',
  start_mode: 'text',
  layer: 'integer',
  occurrence_local: 'text',
  zone_note: 'text',
} as const;

/** Adds the diffusions with their episodes, except those of occurrences that somebody else has added by now. */
export async function addDiffusions(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  { add, episodes }: TimetableEdits,
): Promise<readonly Placed[]> {
  const there = await occurrencesThere(db, dialect, stationId, add);
  const episodeIds = await episodesFor(db, dialect, add, episodes, there);
  const missing = add.length - there.size;
  const fresh = (await newIds(db, dialect, 'diffusion', missing)).values();
  const ids = add.map((_, index) => there.get(index)?.id ?? (must(fresh.next().value, 'a new id') as DiffusionId));
  const rows: (readonly (string | number | null)[])[] = [];
  const added: Placed[] = [];
  for (const [index, diffusion] of add.entries()) {
    if (there.has(index)) continue;
    const { programId, episode, initial, scheduleId, type, startMs, endMs, startMode, layer } = diffusion;
    const id = must(ids[index], 'the id');
    const episodeId = 'id' in episode ? episode.id : must(episodeIds[episode.made], 'the episode that is made');
    const initialId =
      initial === null ? null : 'id' in initial ? initial.id : must(ids[initial.added], 'the initial one');
    assert(initial === null || 'id' in initial || initial.added < index, 'the initial one stands before its rerun');
    const { occurrenceLocal, zoneNote } = diffusion;
    rows.push([
      id,
      stationId,
      programId,
      episodeId,
      scheduleId,
      initialId,
      type,
      startMs,
      endMs,
      startMode,
      layer,
      occurrenceLocal,
      zoneNote,
    ]);
    added.push({ id, startMs, endMs, layer, type });
  }
  const columns = sql.join(Object.keys(COLUMNS).map((name) => sql.ref(name)));
  for (const part of parts(rows)) {
    await sql`insert into diffusion (${columns}) ${ownIds(dialect)}
      select ${columns} from ${givenRows(dialect, 'given', COLUMNS, part)}`.execute(db);
  }
  return added;
}

/** The episodes to be made, by their places: where somebody else has added their diffusion, it is that one's episode. */
async function episodesFor(
  db: Db,
  dialect: DialectName,
  add: readonly AddedDiffusion[],
  episodes: TimetableEdits['episodes'],
  there: ReadonlyMap<number, OccurrenceThere>,
): Promise<readonly EpisodeId[]> {
  const known = new Map<number, EpisodeId>();
  for (const [place, { episodeId }] of there) {
    const episode = add[place]?.episode;
    if (episode !== undefined && 'made' in episode && !known.has(episode.made)) known.set(episode.made, episodeId);
  }
  const missing = episodes.filter((_, index) => !known.has(index));
  const made = (await addEpisodes(db, dialect, missing)).values();
  return episodes.map((_, index) => known.get(index) ?? must(made.next().value, 'an episode'));
}
