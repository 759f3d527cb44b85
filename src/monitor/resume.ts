import { type CueFile, type CueKey, cueKey, parseCueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import type { StartedDiffusion } from '../ports/store.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { ResumeMode } from '../values/model.ts';
import type { AirPlans, Turn } from './air-plan.ts';
import { attemptAt } from './attempts.ts';
import { withEntry } from './draft.ts';
import { cueFile, filesFrom, filesFromReached } from './files-from.ts';
import type { PlannedDiffusion, SnapshotIndex } from './snapshot-index.ts';
import type { CueFate, Resumption } from './state.ts';
import { attemptOfTurn, isCutIn, JITTER_MS } from './turn-cues.ts';

/** What the engine needs to be told of a cue, read the sheet, and have a file open at a second far inside it. */
export const RESUME_LEAD_MS = 1500;

/** When its instant is past by so much and the engine was not there for it, its files would begin at a wrong second. */
const PATIENCE_MS = 5000;

/** So often at most is a diffusion taken up again after the engine ended under it. */
export const MOST_STOPS = 5;

export interface ResumeInput {
  readonly nowMs: number;
  readonly index: SnapshotIndex;
  readonly missing: ReadonlySet<string>;
  readonly started: ReadonlyMap<DiffusionId, StartedDiffusion>;
  readonly fates: ReadonlyMap<CueKey, CueFate>;
  readonly resumptions: ReadonlyMap<DiffusionId, Resumption>;
  readonly interrupted: ReadonlyMap<DiffusionId, number>;
  readonly plans: AirPlans;
  readonly engine: EngineState;
  /** Of the sheet as it was wanted in the pass before. */
  readonly sheetVersion: string | null;
}

/** The cues by which diffusions are taken up again (SPEC MO-26 to MO-29, MO-51); the same object when none is new. */
export function resume(input: ResumeInput): ReadonlyMap<DiffusionId, Resumption> {
  let { resumptions } = input;
  for (const [id, started] of input.started) {
    const planned = input.index.byId.get(id);
    if (planned === undefined) continue;
    const cut = cutOf(planned, started, input);
    if (cut === null) continue;
    const former = resumptions.get(id);
    const isMade = former?.stops === started.stops && former.interruptedMs === cut.interruptedMs;
    if (former !== undefined && isMade && former.turnMs === cut.turnMs && !isMissed(id, former, input)) continue;
    const resumption = takeUp(planned, started, cut, input);
    if (resumption !== null) resumptions = withEntry(resumptions, id, resumption);
  }
  return resumptions;
}

/** That a diffusion was cut in a part of its slot which is still its own. */
interface Cut {
  /** Null: hangs on the instant at which it is taken up. */
  readonly attempt: number | null;
  readonly turnMs: number;
  readonly endMs: number;
  readonly interruptedMs: number | null;
}

function cutOf(planned: PlannedDiffusion, started: StartedDiffusion, input: ResumeInput): Cut | null {
  const { diffusion, startMs, endMs } = planned;
  if (started.stops > MOST_STOPS) return null;
  const plan = input.plans.get(diffusion.id);
  if (plan === undefined) {
    if (!isInSlot(planned, started, input.nowMs)) return null;
    const whole = { turnMs: startMs, endMs, interruptedMs: null };
    return interruptionIn(planned, whole, input) ?? (started.stops > 0 ? { ...whole, attempt: started.stops } : null);
  }
  const turn = turnNow(planned, plan.turns, started, input.nowMs);
  if (turn === null) return null;
  const facts = { started, place: undefined };
  const part = { turnMs: turn.fromMs, endMs: turn.toMs, interruptedMs: null };
  const attempt = attemptOfTurn(planned, plan, turn, facts);
  const isCut = isCutIn(turn, attempt, facts);
  return interruptionIn(planned, part, input) ?? (isCut ? { ...part, attempt: attempt + started.stops } : null);
}

/** What took the air from it is not to have it any more (SPEC MO-51). */
function interruptionIn(planned: PlannedDiffusion, part: Omit<Cut, 'attempt'>, input: ResumeInput): Cut | null {
  const interruptedMs = input.interrupted.get(planned.diffusion.id);
  if (interruptedMs === undefined || interruptedMs <= part.turnMs + JITTER_MS || isOthers(planned, input)) return null;
  return { ...part, attempt: null, interruptedMs };
}

/** Whether another diffusion that is to be heard has the air: what has begun is not cut for that. */
function isOthers({ diffusion }: PlannedDiffusion, { engine, index }: ResumeInput): boolean {
  const cue = parseCueKey(engine.onAir?.request.cue ?? '');
  if (cue === null || cue.diffusionId === diffusion.id) return false;
  return index.byId.get(cue.diffusionId)?.diffusion.type === 'on_air';
}

function turnNow(
  planned: PlannedDiffusion,
  turns: readonly Turn[],
  started: StartedDiffusion,
  nowMs: number,
): Turn | null {
  const [first] = turns;
  // its slot has begun with its start
  if (first !== undefined && nowMs < first.fromMs && first.fromMs === planned.startMs) {
    return isInSlot(planned, started, nowMs) ? first : null;
  }
  return turns.find(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs) ?? null;
}

/** One that was moved to a later slot before its start was in the log plays on: its slot has begun with it. */
function isInSlot({ startMs, endMs }: PlannedDiffusion, { start }: StartedDiffusion, nowMs: number): boolean {
  return Math.min(startMs, start.epochMilliseconds) <= nowMs && nowMs < endMs;
}

/** Its instant is past, and the engine was not there to begin it. One that holds it and keeps still has its reasons. */
function isMissed(id: DiffusionId, former: Resumption, input: ResumeInput): boolean {
  const { engine, nowMs } = input;
  if (nowMs <= former.startMs + PATIENCE_MS) return false;
  const key = cueKey({ diffusionId: id, attempt: former.attempt });
  if (input.fates.has(key) || engine.decks.some((deck) => deck.cue === key)) return false;
  return engine.run !== former.run || engine.cueSheetVersion !== input.sheetVersion;
}

function takeUp(
  planned: PlannedDiffusion,
  started: StartedDiffusion,
  { turnMs, endMs, interruptedMs, ...cut }: Cut,
  input: ResumeInput,
): Resumption | null {
  const startMs = input.nowMs + RESUME_LEAD_MS;
  const attempt = cut.attempt ?? attemptAt(planned, startMs);
  const { id } = planned.diffusion;
  const fate = input.fates.get(cueKey({ diffusionId: id, attempt }))?.state;
  if (fate === 'ended' || fate === 'refused' || startMs >= endMs || isOnAirAs(id, attempt, input)) return null;
  const sounds = planned.sounds.filter((sound) => !input.missing.has(sound.path));
  const files = filesLeft(planned.program.resume, sounds.map(cueFile), started, startMs);
  if (files.length === 0) return null;
  return { attempt, startMs, files, turnMs, stops: started.stops, interruptedMs, run: input.engine.run };
}

/** Whether another cue of it has the air: by that it went on already. */
function isOnAirAs(id: DiffusionId, attempt: number, { engine }: ResumeInput): boolean {
  const cue = parseCueKey(engine.onAir?.request.cue ?? '');
  return cue !== null && cue.diffusionId === id && cue.attempt !== attempt;
}

/** What is played of a diffusion that was cut, by its program's setting (SPEC MO-26). */
function filesLeft(
  mode: ResumeMode,
  all: readonly CueFile[],
  { start, fromSeconds, reached }: StartedDiffusion,
  startMs: number,
): readonly CueFile[] {
  const live = () => filesFrom(all, fromSeconds + (startMs - start.epochMilliseconds) / 1000);
  switch (mode) {
    case 'live':
      return live();
    case 'continue':
      return (reached === null ? null : filesFromReached(all, reached)) ?? live();
    case 'restart':
      return all;
    case 'skip':
      return [];
  }
}
