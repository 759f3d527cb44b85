import { DIFFUSION_DEFAULTS, PROGRAM_DEFAULTS, SCHEDULE_DEFAULTS, STATION_DEFAULTS } from '../../values/defaults.ts';
import type { DatabaseId, DiffusionId, EpisodeId, ProgramId, ScheduleId, Slug, StationId } from '../../values/ids.ts';
import type { Diffusion, Program, Schedule, Station } from '../../values/model.ts';
import type { Timetable } from '../timetable.ts';

const STATION: Station = {
  ...STATION_DEFAULTS,
  id: 1 as StationId,
  slug: 'vert' as Slug,
  name: 'Radio Vert',
  timeZone: 'Europe/Brussels',
};

export function program(change: Partial<Program> = {}): Program {
  const id = 1 as ProgramId;
  return {
    ...PROGRAM_DEFAULTS,
    id,
    stationId: STATION.id,
    slug: 'morning' as Slug,
    name: 'Morning',
    kind: 'scheduled',
    ...change,
  };
}

export function schedule(change: Partial<Schedule> = {}): Schedule {
  return {
    ...SCHEDULE_DEFAULTS,
    id: 1 as ScheduleId,
    programId: 1 as ProgramId,
    rule: 'FREQ=WEEKLY;BYDAY=TU',
    firstLocal: '2026-12-01T07:00:00.000',
    timeZone: 'Europe/Brussels',
    durationSeconds: 3600,
    ...change,
  };
}

export function diffusion(start: string, change: Partial<Diffusion> = {}): Diffusion {
  const from = Temporal.Instant.from(start);
  return {
    ...DIFFUSION_DEFAULTS,
    id: 1 as DiffusionId,
    stationId: STATION.id,
    programId: 1 as ProgramId,
    episodeId: 1 as EpisodeId,
    start: from,
    end: from.add({ hours: 1 }),
    ...change,
  };
}

export function timetable(change: Partial<Timetable> = {}): Timetable {
  const episode = { id: 1 as EpisodeId, programId: 1 as ProgramId, slug: 'monday' as Slug, title: 'With the mayor' };
  return {
    station: STATION,
    databaseId: '7f1c' as DatabaseId,
    version: '1.2.3',
    now: Temporal.Instant.from('2026-11-30T12:00:00Z'),
    programs: new Map([[1 as ProgramId, program()]]),
    schedules: [],
    diffusions: [],
    episodes: new Map([[episode.id, episode]]),
    span: { from: null, to: null },
    revisions: new Map(),
    ...change,
  };
}
