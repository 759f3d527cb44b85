import type { Store } from '../ports/store.ts';
import { whoHasTheAir } from '../service/timetable/look-over.ts';
import type { ErrorData } from '../values/errors.ts';
import { isBefore } from '../values/instant.ts';
import type { Diffusion } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { localSpan, localTime } from './format.ts';
import { episodesOf } from './lookup.ts';

/** Something that the planner may not have meant, though it is allowed. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly data: ErrorData;
}

/** It should have begun already, it is live, it overlaps others. */
export async function slotWarnings(
  store: Store,
  directory: Directory,
  diffusion: Diffusion,
  now: Temporal.Instant,
): Promise<readonly Warning[]> {
  const { id, start } = diffusion;
  const { timeZone } = directory.stationById(diffusion.stationId);
  const warnings: Warning[] = [];
  if (isBefore(start, now)) {
    const message = `diffusion ${id} should have started at ${localTime(start, timeZone)} already`;
    warnings.push({ code: 'start_in_the_past', message, data: { diffusion: id } });
  }
  const archives = await store.sounds.list({ episodeId: diffusion.episodeId, type: 'archive' });
  if (archives.length === 0) {
    const message = `diffusion ${id} is live: its episode has no archive sound, so nothing is played at its instant`;
    warnings.push({ code: 'live', message, data: { diffusion: id } });
  }
  return [...warnings, ...(await overlapWarnings(store, directory, diffusion))];
}

async function overlapWarnings(store: Store, directory: Directory, diffusion: Diffusion): Promise<readonly Warning[]> {
  const { id, stationId, start, end, layer } = diffusion;
  const near = await store.diffusions.list(stationId, start, end);
  const others = near.filter((other) => other.id !== id && other.type !== 'cancelled' && other.layer === layer);
  const episodes = await episodesOf(store, others);
  const { timeZone } = directory.stationById(stationId);
  const programs = new Map(directory.programs.map((program) => [program.id, program]));
  return others.map((other) => {
    const name = `${directory.programById(other.programId).slug}/${episodes.get(other.episodeId)?.slug}`;
    const span = localSpan(other.start, other.end, timeZone).join(' to ');
    const { winner, because } = whoHasTheAir(diffusion, other, programs);
    const verb = winner.type === 'on_air' ? 'has' : 'will have, once both are confirmed,';
    const message = `diffusion ${id} overlaps diffusion ${other.id} (${name}, ${span}, ${other.type}): diffusion ${winner.id} ${verb} the air: ${because}`;
    return { code: 'overlap', message, data: { diffusion: id, other: other.id, stronger: winner.id, because } };
  });
}
