import { instantFromMs } from '../../values/instant.ts';
import type { StartMode } from '../../values/model.ts';

const MINUTE_MS = 60_000;
/** The first bulletin leaves the engine time to come up, and a listener time to tune in. */
const FIRST_AFTER_MS = 30_000;
const EVERY_MS = 5 * MINUTE_MS;
/** A cue sheet reaches a day ahead. */
const REACH_MS = 26 * 60 * MINUTE_MS;
const LENGTH_MS = MINUTE_MS;

/** A place on the timetable for one bulletin. */
export interface Slot {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly startMode: StartMode;
}

/**
 * The bulletins that are still to be put on the timetable: one every five minutes, from the last one that is there, for
 * more than a day. When there is none to come, the first is at the first whole minute that is half a minute away or more. Nothing is
 * added between those that are there: somebody may have moved or removed one.
 *
 * @param last start of the last bulletin on the timetable; null when there has never been one: then the first starts hard
 */
export function slotsToAdd(now: Temporal.Instant, last: Temporal.Instant | null): readonly Slot[] {
  const nowMs = now.epochMilliseconds;
  const afterLastMs = last === null ? Number.NEGATIVE_INFINITY : last.epochMilliseconds + EVERY_MS;
  const firstMs =
    afterLastMs >= nowMs + FIRST_AFTER_MS ? afterLastMs : Math.ceil((nowMs + FIRST_AFTER_MS) / MINUTE_MS) * MINUTE_MS;
  const slots: Slot[] = [];
  for (let startMs = firstMs; startMs <= nowMs + REACH_MS; startMs += EVERY_MS) {
    slots.push({
      start: instantFromMs(startMs),
      end: instantFromMs(startMs + LENGTH_MS),
      startMode: last === null && startMs === firstMs ? 'hard' : 'soft',
    });
  }
  return slots;
}
