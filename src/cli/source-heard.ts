import { basename } from 'node:path';
import type { EngineState } from '../ports/engine.ts';
import { RefusedError } from '../values/errors.ts';
import { quoted } from './format.ts';

/** What is audible, by its title; nothing where there is silence. */
export function heard({ onAir }: EngineState): string {
  if (onAir === null) return '';
  const { title, uri } = onAir.request;
  return quoted(title === null || title === '' ? basename(uri) : title);
}

/** `"Song" on night` while it is heard; the source's name alone while it is not. */
export function heardOn(state: EngineState, source: string): string {
  return state.onAir?.source === source ? `${heard(state)} on ${source}` : source;
}

/** When a file pushed on the source is heard: the dealer plays it as soon as it is free, a stream as the next piece of music. */
export function heardWhen(state: EngineState, source: string): string {
  if (source !== 'dealer') {
    const after = state.onAir === null ? '' : `, after ${heard(state)}`;
    return `it is the next piece of music${after}`;
  }
  const dealer = state.sources.find(({ name }) => name === 'dealer');
  const waiting = dealer?.queueLength ?? 0;
  if (dealer?.onAir !== true && waiting === 0) return 'it takes the air now';
  return `it is heard when the dealer is free${waiting > 0 ? `, after ${waiting} waiting` : ''}`;
}

/** @throws {RefusedError} `wrong_position` for a second beyond the end of what the source has on the air, where that is known */
export function refuseBeyondEnd({ onAir }: EngineState, source: string, positionSeconds: number): void {
  if (onAir === null || onAir.source !== source || onAir.remainingSeconds === null) return;
  const lengthSeconds = Math.round((onAir.positionSeconds + onAir.remainingSeconds) * 1000) / 1000;
  if (positionSeconds < lengthSeconds) return;
  throw new RefusedError(
    'wrong_position',
    `what ${source} has on the air ends at second ${lengthSeconds}; allowed: from 0 to below that; to end it: airkeeper source skip`,
    { given: positionSeconds, lengthSeconds },
  );
}
