import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import { instantFromMs, isBefore } from '../values/instant.ts';
import type { Diffusion, Station } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { durationText, localTime } from './format.ts';
import type { Invocation } from './invocation.ts';
import { episodesOf } from './lookup.ts';

const LONGEST_MS = 24 * 3_600_000;

/** A span of a station's timetable. */
export interface Slot {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** @throws {RefusedError} `wrong_length`, `in_the_past` */
export function readSlot(
  start: Temporal.Instant,
  end: Temporal.Instant,
  now: Temporal.Instant,
  station: Station,
): Slot {
  const lengthMs = end.epochMilliseconds - start.epochMilliseconds;
  if (lengthMs <= 0) {
    throw new RefusedError(
      'wrong_length',
      `a diffusion ends after it starts; asked for: from ${localTime(start, station.timeZone)} to ${localTime(end, station.timeZone)}`,
      { lengthMs },
    );
  }
  if (lengthMs > LONGEST_MS) {
    throw new RefusedError(
      'wrong_length',
      `${durationText(lengthMs)} is too long for a diffusion; allowed: up to 24h`,
      {
        lengthMs,
      },
    );
  }
  if (!isBefore(now, end)) {
    throw new RefusedError(
      'in_the_past',
      `the diffusion would have ended at ${localTime(end, station.timeZone)}; it is ${localTime(now, station.timeZone)} in ${station.timeZone} now`,
      { end: end.toString() },
    );
  }
  return { start, end };
}

/** The end that is so long after the start. */
export function endAfter(start: Temporal.Instant, lengthMs: number): Temporal.Instant {
  return instantFromMs(start.epochMilliseconds + lengthMs);
}

/** Says what the planner may not have meant: it has begun already, it is live, it overlaps others. */
export async function warnOfSlot(
  run: Invocation,
  store: Store,
  directory: Directory,
  diffusion: Diffusion,
): Promise<void> {
  const { id, start, end } = diffusion;
  const { timeZone } = directory.stationById(diffusion.stationId);
  if (isBefore(start, run.context.clock.now())) {
    run.warn('start_in_the_past', `diffusion ${id} should have started at ${localTime(start, timeZone)} already`, {
      diffusion: id,
    });
  }
  const archives = await store.sounds.list({ episodeId: diffusion.episodeId, type: 'archive' });
  if (archives.length === 0) {
    run.warn('live', `diffusion ${id} is live: its episode has no archive sound, so nothing is played at its instant`, {
      diffusion: id,
    });
  }
  const near = await store.diffusions.list(diffusion.stationId, start, end);
  const overlapping = near.filter((other) => other.id !== id && other.type !== 'cancelled');
  const episodes = await episodesOf(store, overlapping);
  for (const other of overlapping) {
    const name = `${directory.programById(other.programId).slug}/${episodes.get(other.episodeId)?.slug}`;
    const span = `${localTime(other.start, timeZone)} to ${localTime(other.end, timeZone)}`;
    run.warn('overlap', `diffusion ${id} overlaps diffusion ${other.id} (${name}, ${span}, ${other.type})`, {
      diffusion: id,
      other: other.id,
    });
  }
}
