import { sql } from 'kysely';
import type { EpisodeName, MadeDiffusion, NamedEpisode } from '../../ports/timetable-store.ts';
import type { ScheduleId, StationId } from '../../values/ids.ts';
import { LONGEST_DIFFUSION_MS } from '../../values/longest-diffusion.ts';
import type { DialectName } from '../dialect-name.ts';
import { givenRows, idList, parts } from '../given-rows.ts';
import { diffusionFrom } from '../rows.ts';
import type { Db } from '../session.ts';
import type { Row } from '../tables.ts';

const DAY_MS = 86_400_000;

type MadeRow = Row<'diffusion'> & {
  readonly logged: number;
  readonly episode_title: string;
  readonly episode_slug: string;
  readonly episode_kept: number;
};

/** What {@link TimetableStore.made} says. What the schedules made in the past, which may be ten years of it, is not gone through. */
export async function madeBy(
  db: Db,
  dialect: DialectName,
  ids: readonly ScheduleId[],
  endingAfter: Temporal.Instant,
): Promise<readonly MadeDiffusion[]> {
  const afterMs = endingAfter.epochMilliseconds;
  const asked = idList(dialect, ids);
  const stations = sql`
    select program.station_id from schedule join program on program.id = schedule.program_id where schedule.id in ${asked}`;
  const coming = sql`
    select id from diffusion where station_id in (${stations}) and start_ms > ${afterMs - LONGEST_DIFFUSION_MS}
      and end_ms > ${afterMs} and schedule_id in ${asked}`;
  const movedAway = sql`
    select id from diffusion where schedule_id in ${asked} and occurrence_local > ${localTextOf(afterMs - DAY_MS)}
      and end_ms <= ${afterMs}`;
  const exists = (rows: ReturnType<typeof sql>) => sql`exists (select 1 from ${rows})`;
  const { rows } = await sql<MadeRow>`
    select diffusion.*, episode.title as episode_title, episode.slug as episode_slug,
      case when ${exists(sql`log_entry where log_entry.diffusion_id = diffusion.id`)} then 1 else 0 end as logged,
      case when ${exists(sql`sound where sound.episode_id = episode.id`)}
        or ${exists(sql`track where track.episode_id = episode.id`)}
        or ${exists(sql`diffusion as other where other.episode_id = episode.id and other.schedule_id is null`)}
        then 1 else 0 end as episode_kept
    from (${coming} union all ${movedAway}) as found
    join diffusion on diffusion.id = found.id join episode on episode.id = diffusion.episode_id
    order by diffusion.schedule_id, diffusion.occurrence_local`.execute(db);
  return rows.map((row) => ({
    diffusion: diffusionFrom(row),
    logged: row.logged === 1,
    episodeTitle: row.episode_title,
    episodeSlug: row.episode_slug,
    episodeKept: row.episode_kept === 1,
  }));
}

/** `YYYY-MM-DDTHH:MM:SS.sss` in UTC. */
function localTextOf(ms: number): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(ms);
  return instant.toZonedDateTimeISO('UTC').toPlainDateTime().toString({ smallestUnit: 'millisecond' });
}

export async function episodesNamed(
  db: Db,
  dialect: DialectName,
  names: readonly EpisodeName[],
): Promise<readonly NamedEpisode[]> {
  const found: NamedEpisode[] = [];
  for (const part of parts(names)) {
    const asked = givenRows(
      dialect,
      'asked',
      { program_id: 'integer', slug: 'text' },
      part.map(({ programId, slug }) => [programId, slug]),
    );
    // Cross: SQLite goes through the names, and looks each up.
    const { rows } = await sql<NamedEpisode>`
      select episode.id, episode.program_id as "programId", episode.slug, episode.title,
        (select count(*) from diffusion where diffusion.episode_id = episode.id) as diffusions
      from ${asked} cross join episode
      where episode.program_id = asked.program_id and episode.slug = asked.slug`.execute(db);
    for (const row of rows) found.push({ ...row });
  }
  return found;
}

/** What {@link TimetableStore.strayed} says. */
export async function strayedReruns(
  db: Db,
  stationId: StationId,
  startingAfter: Temporal.Instant,
): Promise<readonly ScheduleId[]> {
  const logged = (diffusion: 'rerun' | 'initial') =>
    sql`exists (select 1 from log_entry where log_entry.diffusion_id = ${sql.ref(`${diffusion}.id`)})`;
  const drops = sql`exists (select 1 from program where program.id = rerun.program_id and program.reruns_of_cancelled = 'drop')`;
  const calledOff = sql`initial.type = 'cancelled' and not ${logged('initial')} and ${drops}`;
  // Cross: SQLite goes through what is to come, and looks each initial one up. What is dear is asked of few.
  const { rows } = await sql<{ id: ScheduleId }>`
    select distinct rerun.schedule_id as id from diffusion as rerun cross join diffusion as initial
    where rerun.station_id = ${stationId} and rerun.start_ms > ${startingAfter.epochMilliseconds}
      and rerun.initial_id is not null and rerun.schedule_id is not null and rerun.touched = 0
      and initial.id = rerun.initial_id
      and case when rerun.episode_id <> initial.episode_id then true
        when rerun.type <> 'cancelled' and initial.type <> 'cancelled' then false
        else (rerun.type = 'cancelled') <> (${calledOff}) end
      and not ${logged('rerun')}
    order by 1`.execute(db);
  return rows.map(({ id }) => id);
}
