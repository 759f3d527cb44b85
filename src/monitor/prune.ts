import { parseCueKey } from '../ports/cue-sheet.ts';
import { isSameSlot } from './cancelled-slots.ts';
import type { SnapshotIndex } from './snapshot-index.ts';
import type { MonitorState } from './state.ts';

/** Longer than a timetable reaches back: what is older has nothing to say to any rule. */
const KEPT_MS = 2 * 86_400_000;

/**
 * Forgets what no rule will ask for again, so that the state does not grow with the days. Done when the timetable is
 * read anew.
 */
export function prune(state: MonitorState, index: SnapshotIndex, nowMs: number): MonitorState {
  return {
    ...state,
    started: filtered(
      state.started,
      (started, id) => index.byId.has(id) || nowMs - started.start.epochMilliseconds < KEPT_MS,
    ),
    fates: filtered(state.fates, (_, key) => {
      const cue = parseCueKey(key);
      return cue !== null && index.byId.has(cue.diffusionId);
    }),
    resumptions: filtered(state.resumptions, (_, id) => (index.byId.get(id)?.endMs ?? 0) > nowMs),
    interrupted: filtered(state.interrupted, (_, id) => (index.byId.get(id)?.endMs ?? 0) > nowMs),
    places: filtered(state.places, (_, id) => (index.byId.get(id)?.endMs ?? 0) > nowMs),
    cancelled: filtered(state.cancelled, (slot, id) => {
      const planned = index.byId.get(id);
      return planned !== undefined && isSameSlot(slot, planned);
    }),
    refusals: filtered(state.refusals, (atMs) => nowMs - atMs < KEPT_MS),
  };
}

/** The same map where nothing is to go. */
function filtered<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  keep: (value: Value, key: Key) => boolean,
): ReadonlyMap<Key, Value> {
  const kept = [...map].filter(([key, value]) => keep(value, key));
  return kept.length === map.size ? map : new Map(kept);
}
