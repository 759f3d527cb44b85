import { SCHEDULE_DEFAULTS } from '../../values/defaults.ts';
import type { Diffusion, Program, Schedule, Station } from '../../values/model.ts';
import type { New, Store } from '../store.ts';
import type { AddedDiffusion, FollowedDiffusion, TimetableEdits } from '../timetable-store.ts';
import { at, newProgram, newStation } from './store-fixtures.ts';

/** A show with a weekly schedule, and one that repeats it two days later. */
export interface Series {
  readonly station: Station;
  readonly program: Program;
  readonly weekly: Schedule;
  readonly rerun: Schedule;
}

export function newSchedule(program: Program, more: Partial<New<Schedule>> = {}): New<Schedule> {
  return {
    programId: program.id,
    ...SCHEDULE_DEFAULTS,
    rule: 'FREQ=WEEKLY',
    firstLocal: '2027-01-15T09:00:00.000',
    timeZone: 'Europe/Brussels',
    durationSeconds: 3600,
    ...more,
  };
}

export function newRerun(initial: Schedule, program: Program, more: Partial<New<Schedule>> = {}): New<Schedule> {
  const offset = { afterDays: 2, atTime: '10:00:00.000', afterMs: 0 };
  return newSchedule(program, { initialId: initial.id, rule: '', offset, ...more });
}

export async function addSeries(store: Store, name = 'morning', given: Station | null = null): Promise<Series> {
  const station = given ?? (await store.stations.add(newStation()));
  const program = await store.programs.add(newProgram(station, name));
  const weekly = await store.timetable.schedules.add(newSchedule(program));
  const rerun = await store.timetable.schedules.add(newRerun(weekly, program));
  return { station, program, weekly, rerun };
}

export function newEdits(more: Partial<TimetableEdits> = {}): TimetableEdits {
  const nothing = { episodes: [], retitle: [], add: [], change: [], remove: [], removeEpisodes: [] };
  return { ...nothing, madeOf: new Map(), ...more };
}

/** From and to in seconds, as {@link at} counts them. */
export function toAdd(
  schedule: Schedule,
  occurrenceLocal: string,
  [from, to]: readonly [number, number],
  more: Partial<AddedDiffusion> = {},
): AddedDiffusion {
  return {
    programId: schedule.programId,
    episode: { made: 0 },
    initial: null,
    scheduleId: schedule.id,
    occurrenceLocal,
    type: 'on_air',
    startMs: at(from).epochMilliseconds,
    endMs: at(to).epochMilliseconds,
    startMode: 'soft',
    layer: 0,
    zoneNote: null,
    ...more,
  };
}

/** The first occurrence of the series with its episode, and its rerun. */
export function firstOf({ program, weekly, rerun }: Series): TimetableEdits {
  return newEdits({
    episodes: [{ programId: program.id, slug: 'one', title: 'One' }],
    add: [
      toAdd(weekly, '2027-01-15T09:00:00.000', [0, 100]),
      toAdd(rerun, '2027-01-17T10:00:00.000', [1000, 1100], { initial: { added: 0 } }),
    ],
  });
}

/** A change of the diffusion that changes nothing but what is given. */
export function toFollow(diffusion: Diffusion, more: Partial<FollowedDiffusion> = {}): FollowedDiffusion {
  const { id, scheduleId, occurrenceLocal, type, start, end, startMode, layer, zoneNote, episodeId, initialId } =
    diffusion;
  return {
    id,
    scheduleId,
    occurrenceLocal: occurrenceLocal ?? '',
    type,
    startMs: start.epochMilliseconds,
    endMs: end.epochMilliseconds,
    startMode,
    layer,
    zoneNote,
    episodeId,
    initialId,
    ...more,
  };
}
