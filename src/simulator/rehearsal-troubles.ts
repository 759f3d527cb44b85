import { cancellations, overruns, shortages } from './rehearsal-diffusions.ts';
import { missingMusic, silences } from './rehearsal-music.ts';
import { cutByOnesGoingOn, overlaps } from './rehearsal-overlaps.ts';
import type { Rehearsed, Trouble } from './rehearsed.ts';

/** Every trouble of the period, in order of instant: of the diffusions that begin in it, and what else comes in it. */
export function findTroubles(rehearsed: Rehearsed): readonly Trouble[] {
  const found = [
    ...missingMusic(rehearsed),
    ...shortages(rehearsed),
    ...overlaps(rehearsed),
    ...overruns(rehearsed),
    ...cutByOnesGoingOn(rehearsed),
    ...cancellations(rehearsed),
    ...silences(rehearsed),
  ];
  const { index, fromMs, toMs } = rehearsed;
  const isIn = (ms: number | undefined) => ms !== undefined && fromMs <= ms && ms < toMs;
  return found
    .filter(
      ({ at, diffusionId }) =>
        isIn(at.epochMilliseconds) || (diffusionId !== null && isIn(index.byId.get(diffusionId)?.startMs)),
    )
    .sort((a, b) => Temporal.Instant.compare(a.at, b.at));
}
