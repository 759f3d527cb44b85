import { cueKey, parseCueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import { type Draft, withEntry } from './draft.ts';
import type { OpenPlay } from './state.ts';
import { isAfter } from './trace-lines.ts';
import { traceStart } from './trace-start.ts';

/** The lines of what began have long been read by then, unless they are lost. */
const LINES_TAKE_MS = 5000;

/** What the engine's state adds to the journal: that a play is still on the air (SPEC MO-11, MO-24). */
export function watchOnAir(open: readonly OpenPlay[], engine: EngineState): readonly OpenPlay[] {
  const { onAir, run, atMs } = engine;
  if (onAir === null) return open;
  return open.map((play) => {
    if (play.run !== run || play.seq !== onAir.seq) return play;
    return { ...play, knownToMs: Math.max(play.knownToMs, atMs), watched: true };
  });
}

/**
 * A cue that the engine has on the air, and of whose beginning no line came, as when the disk is full, has begun all the
 * same: its diffusion has started, and is cut when the engine dies (SPEC MO-45).
 */
export function beginOnAir(draft: Draft, { onAir, run, seq, atMs }: EngineState): void {
  // the journal was read further than this state reaches: what it shows may be over
  if (draft.cursor !== null && isAfter(draft.cursor, { run, seq })) return;
  const cue = onAir === null ? null : parseCueKey(onAir.request.cue ?? '');
  if (onAir === null || cue === null || atMs - onAir.sinceMs < LINES_TAKE_MS) return;
  const key = cueKey(cue);
  const isKnown = draft.open.some((play) => play.run === run && play.seq === onAir.seq);
  if (isKnown || draft.fates.get(key)?.state === 'running') return;
  const beganSeconds = onAir.positionSeconds - (atMs - onAir.sinceMs) / 1000;
  const fromSeconds = cue.attempt === 0 ? Math.max(0, Math.round(beganSeconds * 1000) / 1000) : 0;
  traceStart(draft, { atMs: onAir.sinceMs }, cue, fromSeconds, null);
  draft.fates = withEntry(draft.fates, key, { state: 'running', run });
}
