/** A change of a zone's clocks, by what the offsets say before it and from it on. */
export interface ClockChange {
  readonly timeZone: string;
  readonly atMs: number;
  readonly beforeMs: number;
  readonly afterMs: number;
}

const WEEK_MS = 7 * 86_400_000;

/**
 * All changes of a zone's clocks in a stretch of time, found by asking for the offset every week, and halving the weeks in which it
 * changes: not by asking for the changes, which is what is tested.
 */
export function clockChanges(timeZone: string, fromMs: number, toMs: number): readonly ClockChange[] {
  const changes: ClockChange[] = [];
  let beforeMs = offsetAt(timeZone, fromMs);
  for (let atMs = fromMs; atMs < toMs; atMs += WEEK_MS) {
    const afterMs = offsetAt(timeZone, atMs + WEEK_MS);
    if (afterMs !== beforeMs) changes.push(halve(timeZone, atMs, atMs + WEEK_MS, beforeMs, afterMs));
    beforeMs = afterMs;
  }
  return changes;
}

function halve(timeZone: string, fromMs: number, toMs: number, beforeMs: number, afterMs: number): ClockChange {
  let [low, high] = [fromMs, toMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle) === beforeMs) low = middle;
    else high = middle;
  }
  return { timeZone, atMs: high, beforeMs, afterMs };
}

function offsetAt(timeZone: string, epochMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
}
