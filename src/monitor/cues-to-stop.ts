import { type CueKey, parseCueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import type { SnapshotIndex } from './snapshot-index.ts';
import type { CueFate } from './state.ts';

/**
 * Keys of the cues that are on the air or on a deck while their diffusion is in the timetable and not to be on the air
 * (SPEC MO-23). In order, each once. An engine that does not answer takes none back.
 *
 * @param before what was to be stopped until now
 */
export function cuesToStop(
  fates: ReadonlyMap<CueKey, CueFate>,
  engine: EngineState | null,
  before: readonly CueKey[],
  index: SnapshotIndex,
): readonly CueKey[] {
  const keys = new Set<CueKey>();
  for (const [key, fate] of fates) {
    if (fate.state === 'running') add(keys, key, index);
  }
  for (const deck of engine?.decks ?? []) {
    if (deck.cue !== null && deck.state !== 'empty') add(keys, deck.cue, index);
  }
  if (engine === null) for (const key of before) add(keys, key, index);
  if (keys.size === before.length && before.every((key) => keys.has(key))) return before;
  return [...keys].sort();
}

function add(keys: Set<CueKey>, key: CueKey, index: SnapshotIndex): void {
  const cue = parseCueKey(key);
  const planned = cue === null ? undefined : index.byId.get(cue.diffusionId);
  if (planned !== undefined && planned.diffusion.type !== 'on_air') keys.add(key);
}
