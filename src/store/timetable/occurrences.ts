import { sql } from 'kysely';
import type { AddedDiffusion } from '../../ports/timetable-store.ts';
import { assert, PassingError } from '../../values/errors.ts';
import type { DiffusionId, EpisodeId, ProgramId, ScheduleId, StationId } from '../../values/ids.ts';
import type { DialectName } from '../dialect-name.ts';
import { givenRows, idList, parts } from '../given-rows.ts';
import type { Db } from '../session.ts';

/** The diffusion that an occurrence has. */
export interface OccurrenceThere {
  readonly id: DiffusionId;
  readonly episodeId: EpisodeId;
}

/**
 * Of the additions, by their place, those whose occurrence has its diffusion.
 *
 * @throws {PassingError} `timetable_changed` when a schedule is not there any more
 */
export async function occurrencesThere(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  add: readonly AddedDiffusion[],
): Promise<ReadonlyMap<number, OccurrenceThere>> {
  const makers = await makersOf(db, dialect, stationId, new Set(add.map(({ scheduleId }) => scheduleId)));
  const keys: (readonly [number, ScheduleId, string])[] = [];
  for (const [place, { scheduleId, programId, occurrenceLocal }] of add.entries()) {
    const maker = makers.get(scheduleId);
    if (maker === undefined) {
      throw new PassingError('timetable_changed', `the schedule ${scheduleId} was removed in the same moment`);
    }
    assert(maker.programId === programId, `the schedule ${scheduleId} is not of the program ${programId}`);
    if (maker.hasMade) keys.push([place, scheduleId, occurrenceLocal]);
  }
  const columns = { place: 'integer', schedule_id: 'integer', occurrence_local: 'text' } as const;
  const found = new Map<number, OccurrenceThere>();
  for (const part of parts(keys)) {
    // Cross: SQLite goes through the occurrences, and looks each up.
    const { rows } = await sql<OccurrenceThere & { readonly place: number }>`
      select given.place, diffusion.id, diffusion.episode_id as "episodeId"
      from ${givenRows(dialect, 'given', columns, part)} cross join diffusion
      where diffusion.schedule_id = given.schedule_id and diffusion.occurrence_local = given.occurrence_local`.execute(
      db,
    );
    for (const { place, id, episodeId } of rows) found.set(place, { id, episodeId });
  }
  return found;
}

interface Maker {
  readonly programId: ProgramId;
  readonly hasMade: boolean;
}

/** The schedules of the station among those. */
async function makersOf(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  ids: ReadonlySet<ScheduleId>,
): Promise<ReadonlyMap<ScheduleId, Maker>> {
  const found = new Map<ScheduleId, Maker>();
  for (const part of parts([...ids])) {
    const { rows } = await sql<{ id: ScheduleId; programId: ProgramId; made: number }>`
      select schedule.id, schedule.program_id as "programId",
        case when exists (select 1 from diffusion where diffusion.schedule_id = schedule.id) then 1 else 0 end as made
      from schedule join program on program.id = schedule.program_id
      where schedule.id in ${idList(dialect, part)} and +program.station_id = ${stationId}`.execute(db);
    for (const { id, programId, made } of rows) found.set(id, { programId, hasMade: made === 1 });
  }
  return found;
}
