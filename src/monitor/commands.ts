import type { EngineState } from '../ports/engine.ts';
import type { Asked, CueSheetMemo, StreamPlansMemo } from './state.ts';
import type { ReasonedCommand } from './types.ts';

/** Time for the engine to carry a command out and show it, before it is told again. */
const PATIENCE_MS = 2000;

export interface Difference {
  readonly commands: readonly ReasonedCommand[];
  readonly askedCues: Asked | null;
  readonly askedStreams: Asked | null;
}

const NO_COMMANDS: readonly ReasonedCommand[] = [];

/** What the engine must be told so that it holds what is wanted (SPEC MO-41, MO-42). */
export function difference(
  engine: EngineState,
  cueSheet: CueSheetMemo,
  streamPlans: StreamPlansMemo,
  asked: Pick<Difference, 'askedCues' | 'askedStreams'>,
  nowMs: number,
): Difference {
  const cues = ask(asked.askedCues, engine.cueSheetVersion, cueSheet.sheet.version, nowMs);
  const streams = ask(asked.askedStreams, engine.streamPlansVersion, streamPlans.plans.version, nowMs);
  const commands: ReasonedCommand[] = [];
  if (cues.isNew) commands.push({ command: { kind: 'reload_cues' }, reason: because(cues.asked, cueSheet.why) });
  if (streams.isNew) {
    commands.push({ command: { kind: 'reload_streams' }, reason: because(streams.asked, streamPlans.why) });
  }
  return {
    commands: commands.length === 0 ? NO_COMMANDS : commands,
    askedCues: cues.asked,
    askedStreams: streams.asked,
  };
}

type Answer = { readonly isNew: true; readonly asked: Asked } | { readonly isNew: false; readonly asked: Asked | null };

function ask(before: Asked | null, shown: string, wanted: string, nowMs: number): Answer {
  if (shown === wanted) return { isNew: false, asked: null };
  const again =
    before !== null &&
    before.shown === shown &&
    before.wanted === wanted &&
    // a clock that was set back counts as time gone by
    Math.abs(nowMs - before.atMs) < PATIENCE_MS;
  return again ? { isNew: false, asked: before } : { isNew: true, asked: { shown, wanted, atMs: nowMs } };
}

function because(asked: Asked, why: string): string {
  return `${why}: the engine has version ${asked.shown === '' ? 'none' : asked.shown}, wanted is ${asked.wanted}`;
}
