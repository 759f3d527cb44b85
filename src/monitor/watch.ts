import type { EngineState } from '../ports/engine.ts';
import type { OpenPlay } from './state.ts';

/** What the engine's state adds to the journal: that a play is still on the air (SPEC MO-11, MO-24). */
export function watchOnAir(open: readonly OpenPlay[], engine: EngineState): readonly OpenPlay[] {
  const { onAir, run, atMs } = engine;
  if (onAir === null) return open;
  return open.map((play) => {
    if (play.run !== run || play.seq !== onAir.seq) return play;
    return { ...play, knownToMs: Math.max(play.knownToMs, atMs), watched: true };
  });
}
