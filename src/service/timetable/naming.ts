import type { Store } from '../../ports/store.ts';
import { must, RefusedError } from '../../values/errors.ts';
import type { DiffusionId, ProgramId, ScheduleId, StationId } from '../../values/ids.ts';
import type { Diffusion, Program, Schedule, Station } from '../../values/model.ts';
import { localTime } from '../../values/time-text.ts';

/** `diffusion 12 (morning/monday at 2026-12-01 07:00:00)`: what a history calls it. */
export async function diffusionName(store: Store, diffusion: Diffusion): Promise<string> {
  const { timeZone } = await stationById(store, diffusion.stationId);
  const { slug } = await programById(store, diffusion.stationId, diffusion.programId);
  const [episode] = await store.episodes.byIds([diffusion.episodeId]);
  return `diffusion ${diffusion.id} (${slug}/${episode?.slug ?? '?'} at ${localTime(diffusion.start, timeZone)})`;
}

export async function stationById(store: Store, id: StationId): Promise<Station> {
  const stations = await store.stations.list();
  return must(
    stations.find((station) => station.id === id),
    `station ${id}`,
  );
}

export async function programById(store: Store, stationId: StationId, id: ProgramId): Promise<Program> {
  const programs = await store.programs.list(stationId);
  return must(
    programs.find((program) => program.id === id),
    `program ${id}`,
  );
}

/** @throws {RefusedError} `unknown_diffusion` */
export async function diffusionById(store: Store, id: DiffusionId): Promise<Diffusion> {
  const [diffusion] = await store.diffusions.byIds([id]);
  if (diffusion !== undefined) return diffusion;
  throw new RefusedError('unknown_diffusion', `there is no diffusion ${id}; see airkeeper diffusion list STATION`, {
    given: id,
  });
}

/** One that was not removed. @throws {RefusedError} `unknown_schedule` */
export async function scheduleById(store: Store, id: ScheduleId): Promise<Schedule> {
  const [kept] = await store.timetable.schedules.byIds([id]);
  if (kept !== undefined && !kept.removed) return kept.schedule;
  const was = kept === undefined ? '' : ' any more; what took it away: airkeeper timetable history STATION';
  const where = kept === undefined ? '; see airkeeper schedule list STATION' : '';
  throw new RefusedError('unknown_schedule', `there is no schedule ${id}${was}${where}`, { given: id });
}
