import type { SnapshotIndex } from './snapshot-index.ts';
import type { StreamPlansMemo } from './state.ts';
import { makeStreamPlans } from './stream-plans.ts';

const DAY_MS = 86_400_000;

/** Windows begin anew at this place in the day (UTC): away from the instants at which programs start. */
const PLACE_IN_DAY_MS = 12.5 * 60_000;

/** The streams that the engine should hold (SPEC ST-5); the same object as long as nothing is to be done. */
export function sync(
  before: StreamPlansMemo | null,
  index: SnapshotIndex,
  missing: ReadonlySet<string>,
  nowMs: number,
): StreamPlansMemo {
  const because = whyNow(before, index, missing, nowMs);
  if (before !== null && because === null) return before;
  const dayMs = Math.floor((nowMs - PLACE_IN_DAY_MS) / DAY_MS) * DAY_MS + PLACE_IN_DAY_MS;
  const made = makeStreamPlans(index.snapshot, missing, dayMs);
  const same = before !== null && before.plans.version === made.version;
  return {
    index,
    missing,
    syncedMs: nowMs,
    plans: same ? before.plans : made,
    why: same ? before.why : (because ?? 'Airkeeper started'),
  };
}

function whyNow(
  before: StreamPlansMemo | null,
  index: SnapshotIndex,
  missing: ReadonlySet<string>,
  nowMs: number,
): string | null {
  if (before === null) return null;
  if (before.index !== index) return 'the library or the streams changed';
  if (before.missing !== missing) return 'files went missing or came back';
  const syncMs = index.snapshot.station.syncTimeoutSeconds * 1000;
  return Math.abs(nowMs - before.syncedMs) >= syncMs ? 'a new day of windows' : null;
}
