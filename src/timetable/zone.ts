import type { ZoneNote } from './recurrence.ts';
import { DAY_MS, type WallMs, wallMsOf } from './recurrence-local.ts';

/** A change of a zone's clocks. */
interface Transition {
  readonly atMs: number;
  /** Local time less UTC, before and after. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** What a zone's clocks do in a stretch of time. */
export interface ZoneTable {
  /** All that is asked of the table lies in [fromMs, toMs). */
  readonly fromMs: number;
  readonly toMs: number;
  /** Until the first transition, and without any. */
  readonly offsetMs: number;
  readonly transitions: readonly Transition[];
}

export interface ZonedStart {
  readonly startMs: number;
  readonly zoneNote: ZoneNote | null;
}

/** No local time is further from UTC, and no gap is longer: Samoa left out a whole day. */
const MARGIN_MS = 2 * DAY_MS;

/**
 * Reads the zone's changes of clocks from the runtime's tables, each time anew.
 * @param timeZone IANA name, known to be one
 */
export function zoneTable(timeZone: string, fromMs: number, toMs: number): ZoneTable {
  let at = Temporal.Instant.fromEpochMilliseconds(fromMs - MARGIN_MS).toZonedDateTimeISO(timeZone);
  const offsetMs = at.offsetNanoseconds / 1e6;
  const transitions: Transition[] = [];
  let beforeMs = offsetMs;
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds > toMs + MARGIN_MS) return { fromMs, toMs, offsetMs, transitions };
    const afterMs = next.offsetNanoseconds / 1e6;
    transitions.push({ atMs: next.epochMilliseconds, beforeMs, afterMs });
    beforeMs = afterMs;
    at = next;
  }
}

/** All local times of which the instant may lie in the table's stretch are in this window, and some others. */
export function wallWindowOf({ fromMs, toMs, offsetMs, transitions }: ZoneTable): {
  readonly fromWallMs: WallMs;
  readonly toWallMs: WallMs;
} {
  const offsets = [offsetMs, ...transitions.map(({ afterMs }) => afterMs)];
  return { fromWallMs: fromMs + Math.min(...offsets), toWallMs: toMs + Math.max(...offsets) };
}

/** SPEC TT-2. Quick when the local times that it is asked for come in order. */
export function zoneReader({ offsetMs, transitions }: ZoneTable): (wallMs: WallMs) => ZonedStart {
  let passed = 0;
  let nextMs = boundaryMs(transitions[0]);
  let lastWallMs = Number.NEGATIVE_INFINITY;
  return (wallMs) => {
    if (wallMs < lastWallMs) passed = 0;
    lastWallMs = wallMs;
    nextMs = boundaryMs(transitions[passed]);
    while (wallMs >= nextMs) {
      passed += 1;
      nextMs = boundaryMs(transitions[passed]);
    }
    const next = transitions[passed];
    const offset = next?.beforeMs ?? transitions.at(-1)?.afterMs ?? offsetMs;
    return { startMs: wallMs - offset, zoneNote: next === undefined ? null : noteOf(next, wallMs) };
  };
}

/**
 * From this local time on it is the offset after the change that counts. What lies in a gap is taken by the one before it, and
 * so comes as long after the gap; what comes twice is taken by the one before it too, and so is the first.
 */
function boundaryMs(transition: Transition | undefined): WallMs {
  if (transition === undefined) return Number.POSITIVE_INFINITY;
  return transition.atMs + Math.max(transition.beforeMs, transition.afterMs);
}

/** @param wallMs below the {@link boundaryMs} */
function noteOf({ atMs, beforeMs, afterMs }: Transition, wallMs: WallMs): ZoneNote | null {
  if (wallMs < atMs + Math.min(beforeMs, afterMs)) return null;
  return afterMs > beforeMs ? 'gap' : 'overlap';
}

/**
 * The instant of a local time in a zone (SPEC TT-2).
 * @param timeZone IANA name, known to be one
 * @throws {RefusedError} `bad_local_time`
 */
export function zonedStart(local: string, timeZone: string): ZonedStart {
  const wallMs = wallMsOf(local);
  return zoneReader(zoneTable(timeZone, wallMs - DAY_MS, wallMs + DAY_MS))(wallMs);
}
