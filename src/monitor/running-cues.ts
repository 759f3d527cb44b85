import { parseCueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { AirPlans } from './air-plan.ts';
import type { MonitorState } from './state.ts';

type Running = ReadonlyMap<DiffusionId, number>;

/**
 * The attempts of the cues on the air of diffusions that share their slot, by the journal or the engine; the same object as
 * before when they are the same. An engine that does not answer takes none back.
 */
export function runningCues(
  { fates, running }: Pick<MonitorState, 'fates' | 'running'>,
  engine: EngineState | null,
  plans: AirPlans,
): Running {
  const found = new Map<DiffusionId, number>(engine === null ? [...running].filter(([id]) => plans.has(id)) : []);
  const keys = [...fates].flatMap(([key, { state }]) => (state === 'running' ? [key] : []));
  for (const key of [engine?.onAir?.request.cue ?? '', ...keys]) {
    const cue = parseCueKey(key);
    if (cue !== null && plans.has(cue.diffusionId)) found.set(cue.diffusionId, cue.attempt);
  }
  const isSame = found.size === running.size && [...found].every(([id, attempt]) => running.get(id) === attempt);
  return isSame ? running : found;
}
