import type { LogBatch, NewLogEntry } from '../ports/store.ts';
import { must } from '../values/errors.ts';
import type { DiffusionId } from '../values/ids.ts';
import { type AirPlans, planAir } from './air-plan.ts';
import { type Cancellations, cancel, isReadToTheEnd } from './cancel.ts';
import { withCancelled } from './cancelled-slots.ts';
import { type Difference, difference } from './commands.ts';
import { wantCueSheet } from './cue-sheet-memo.ts';
import { cuesToStop } from './cues-to-stop.ts';
import { placesToGoOn } from './places.ts';
import { prune } from './prune.ts';
import { resume } from './resume.ts';
import { runningCues } from './running-cues.ts';
import { indexSnapshot, type SnapshotIndex } from './snapshot-index.ts';
import type { CueSheetMemo, MonitorState, Resumption } from './state.ts';
import { sync } from './sync.ts';
import { type TakenIn, takeIn } from './take-in.ts';
import type { MonitorInput, MonitorOutput } from './types.ts';
import { sheetHour } from './wanted-cues.ts';

const NO_CANCELLATIONS: Cancellations = { cancelled: [], entries: [] };
const NOTHING_TOLD: Difference = { commands: [], askedCues: null, askedStreams: null };

/**
 * Looks at what should be on the air and at what is, and says what to write down and what to tell the engine (SPEC MO-1).
 * The caller commits the batch, puts the sheet and the plans on the engine's disk when they are other objects than before,
 * and then gives the commands. A state whose batch was not committed yet may go on; the batches are committed in order.
 */
export function pass(before: MonitorState, input: MonitorInput): MonitorOutput<MonitorState> {
  const nowMs = input.now.epochMilliseconds;
  const index = before.index?.snapshot === input.snapshot ? before.index : indexSnapshot(input.snapshot);
  const taken = takeIn(before.index === index ? before : prune(before, index, nowMs), index, input);
  const { missing } = input;
  const planned = { ...taken.state, air: planAir(before.air, index, { ...taken.state, missing }) };
  const resumed = {
    ...planned,
    places: placesToGoOn({ ...planned, index, plans: planned.air.plans, nowMs }),
    running: runningCues(planned, input.engine, planned.air.plans),
    resumptions: resumeNow(planned, index, input, nowMs),
  };
  const wanted = wantCues(resumed, index, input, nowMs);
  const cancellations = cancelNow(resumed, index, wanted, input);
  const cancelled = withCancelled(resumed.cancelled, cancellations.cancelled);
  const air = planAir(resumed.air, index, { ...resumed, cancelled, missing });
  const cueSheet =
    cancellations.cancelled.length === 0 ? wanted : wantCues({ ...resumed, cancelled, air }, index, input, nowMs);
  const streamPlans = sync(before.streamPlans, index, missing, nowMs);
  const { commands, ...asked } =
    input.engine === null ? NOTHING_TOLD : difference(input.engine, cueSheet, streamPlans, before, nowMs);
  return {
    state: { ...resumed, air, cancelled, cueSheet, streamPlans, ...asked },
    batch: batchOf(before, taken, cancellations),
    cueSheet: cueSheet.sheet,
    streamPlans: streamPlans.plans,
    commands,
  };
}

function plansOf({ air }: MonitorState): AirPlans {
  return must(air, 'the plan of the air').plans;
}

function resumeNow(
  state: MonitorState,
  index: SnapshotIndex,
  { engine, missing }: MonitorInput,
  nowMs: number,
): ReadonlyMap<DiffusionId, Resumption> {
  if (engine === null || !isReadToTheEnd(state.cursor, engine)) return state.resumptions;
  const sheetVersion = state.cueSheet?.sheet.version ?? null;
  return resume({ ...state, plans: plansOf(state), index, nowMs, missing, engine, sheetVersion });
}

function wantCues(
  state: MonitorState,
  index: SnapshotIndex,
  { engine, missing }: MonitorInput,
  nowMs: number,
): CueSheetMemo {
  const { cueSheet, started, resumptions, places, running, cancelled, fates } = state;
  const stop = cuesToStop(fates, engine, cueSheet?.sheet.stop ?? [], index);
  const sources = { index, missing, started, resumptions, places, running, plans: plansOf(state), cancelled };
  return wantCueSheet(cueSheet, { ...sources, hourMs: sheetHour(nowMs) }, stop);
}

function cancelNow(
  state: MonitorState,
  index: SnapshotIndex,
  wanted: CueSheetMemo,
  { engine, missing }: MonitorInput,
): Cancellations {
  if (engine === null) return NO_CANCELLATIONS;
  return cancel({ ...state, plans: plansOf(state), index, missing, engine, sheetVersion: wanted.sheet.version });
}

function batchOf(before: MonitorState, taken: TakenIn, cancellations: Cancellations): LogBatch | null {
  const entries: readonly NewLogEntry[] = [...taken.entries, ...cancellations.entries];
  const { cursor } = taken.state;
  if (entries.length === 0 && taken.ends.length === 0 && cursor === before.cursor) return null;
  const cancelled = cancellations.cancelled.map(({ diffusion: { id, start, end } }) => ({ id, start, end }));
  return { entries, ends: taken.ends, cancelled, cursor };
}
