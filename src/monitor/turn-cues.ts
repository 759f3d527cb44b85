import type { Cue, CueFile } from '../ports/cue-sheet.ts';
import type { StartedDiffusion } from '../ports/store.ts';
import type { AirPlan, Turn } from './air-plan.ts';
import { ATTEMPTS_A_SECOND, attemptAt, instantOfAttempt } from './attempts.ts';
import { filesFrom, filesFromReached } from './files-from.ts';
import type { Claimant, PlannedDiffusion } from './snapshot-index.ts';
import type { Place, Resumption } from './state.ts';

/** The engine may date what it does some frames before its instant. */
export const JITTER_MS = 1000;

export interface TurnFacts {
  readonly started: StartedDiffusion | undefined;
  /** Where it goes on when it is continued, as far as that is known better than by the plan. */
  readonly place: Place | undefined;
}

/** The attempt of the cue by which a diffusion begins a turn, or goes on in it (SPEC MO-47). */
export function attemptOfTurn(planned: Claimant, plan: AirPlan, turn: Turn, facts: TurnFacts): number {
  return isBeginning(planned, plan, turn, facts) ? 0 : attemptAt(planned, turn.fromMs);
}

/** Whether it is here that it begins, with its first file. */
function isBeginning(planned: Claimant, plan: AirPlan, turn: Turn, { started }: TurnFacts): boolean {
  if (turn !== plan.turns[0]) return false;
  if (turn.fromMs === planned.startMs) return true;
  if (plan.isBeneath && planned.program.resume === 'live') return false;
  return started === undefined || started.start.epochMilliseconds >= turn.fromMs - JITTER_MS;
}

/** Whether it has begun its turn, and the engine died under it there (SPEC MO-26). */
export function isCutIn({ fromMs }: Turn, attempt: number, { started }: TurnFacts): boolean {
  if (started === undefined || started.stops === 0) return false;
  return attempt === 0 || (started.lastStop?.epochMilliseconds ?? 0) >= fromMs - JITTER_MS;
}

/** The instant by which its sound is to be off in a turn; null: it may play to its end. */
function untilOfTurn({ program, endMs }: PlannedDiffusion, { toMs, before }: Turn): number | null {
  // a hard one takes the air by itself; a soft one would wait for it
  if (before !== null && !before.hard) return toMs;
  return program.cutAtEnd ? endMs : null;
}

/**
 * The cues of a diffusion that shares its slot with a stronger one: one for each turn that it has (SPEC MO-47). A resumption
 * takes the place of the cue of its turn.
 *
 * @param all its files
 * @param resumption the one that holds for the cuts that there were, if there is one
 */
export function turnCues(
  planned: PlannedDiffusion,
  plan: AirPlan,
  all: readonly CueFile[],
  facts: TurnFacts,
  resumption: Resumption | null,
): readonly Cue[] {
  const { turns, firstLatestMs } = plan;
  const { started } = facts;
  const firstMs = turns[0]?.fromMs;
  if (firstMs === undefined || (started === undefined && firstMs >= firstLatestMs)) return [];
  return turns.flatMap((turn): Cue | [] => {
    const common = {
      diffusionId: planned.diffusion.id,
      fadeSeconds: planned.program.hardFadeSeconds,
      untilMs: untilOfTurn(planned, turn),
    };
    if (resumption !== null && resumption.turnMs === turn.fromMs) {
      const { attempt, startMs, files } = resumption;
      return { ...common, attempt, startMs, mode: 'hard', latestStartMs: turn.toMs, late: null, files };
    }
    const attempt = attemptOfTurn(planned, plan, turn, facts);
    if (isCutIn(turn, attempt, facts)) return [];
    const isFirst = attempt === 0;
    const files = isFirst ? all : filesOfTurn(planned, plan, turn, all, facts);
    if (files.length === 0) return [];
    const isLive = planned.program.resume === 'live';
    const latestMs = isFirst ? firstLatestMs : turn.toMs;
    const missedMs = planned.program.resume === 'skip' ? turn.fromMs : turn.toMs;
    return {
      ...common,
      attempt,
      startMs: turn.fromMs,
      mode: isFirst ? planned.diffusion.startMode : modeOf(planned, turn),
      latestStartMs: Math.min(latestMs, turn.toMs),
      late: isFirst || isLive ? { joins: isLive, latestIfMissedMs: missedMs } : null,
      files,
    };
  });
}

/** Soft, it waits until one of its own layer is over that overruns its slot. */
function modeOf({ diffusion }: PlannedDiffusion, { after }: Turn): Cue['mode'] {
  return after !== null && after.layer > diffusion.layer ? 'hard' : diffusion.startMode;
}

/** What is played from the beginning of a turn on that is not the first, by the program's setting. */
function filesOfTurn(
  planned: PlannedDiffusion,
  plan: AirPlan,
  turn: Turn,
  all: readonly CueFile[],
  facts: TurnFacts,
): readonly CueFile[] {
  switch (planned.program.resume) {
    case 'live':
      return filesFrom(all, (turn.fromMs - originMs(planned, plan, facts)) / 1000);
    case 'continue':
      return continued(planned, plan, turn, all, facts);
    case 'restart':
      return all;
    case 'skip':
      return [];
  }
}

/** When its first second is heard, or would have been. */
function originMs({ startMs }: PlannedDiffusion, { turns, isBeneath }: AirPlan, { started }: TurnFacts): number {
  if (started !== undefined) return started.start.epochMilliseconds - started.fromSeconds * 1000;
  return isBeneath ? startMs : (turns[0]?.fromMs ?? startMs);
}

/** From where it was last, where that is known; else from where it will have got to in its turns. */
function continued(
  planned: PlannedDiffusion,
  { turns }: AirPlan,
  turn: Turn,
  all: readonly CueFile[],
  { started, place }: TurnFacts,
): readonly CueFile[] {
  const isKnown = place !== undefined && place.turnMs <= turn.fromMs;
  const sinceMs = isKnown ? place.turnMs : (started?.start.epochMilliseconds ?? planned.startMs);
  const heardMs = turns
    .filter(({ toMs }) => toMs <= turn.fromMs)
    .reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - Math.max(fromMs, sinceMs)), 0);
  const reached = isKnown ? place.reached : null;
  const known = reached === null ? null : filesFromReached(all, reached, heardMs / 1000);
  return known ?? filesFrom(all, (started?.fromSeconds ?? 0) + heardMs / 1000);
}

/**
 * The cue that is on the air, of a diffusion that has no turn any more which begins with it: it plays to the end of the turn
 * that it is in, or, where a stronger one was put over it, no longer (SPEC MO-51).
 */
export function cueOnAir(
  planned: PlannedDiffusion,
  { turns }: AirPlan,
  files: readonly CueFile[],
  { started }: TurnFacts,
  attempt: number,
): Cue {
  const startedMs = Math.max(planned.startMs, started?.start.epochMilliseconds ?? planned.startMs);
  const beganMs = attempt < ATTEMPTS_A_SECOND ? startedMs : instantOfAttempt(planned, attempt);
  const turn = turns.find(({ fromMs, toMs }) => fromMs - JITTER_MS <= beganMs && beganMs < toMs);
  return {
    diffusionId: planned.diffusion.id,
    attempt,
    startMs: beganMs,
    mode: planned.diffusion.startMode,
    fadeSeconds: planned.program.hardFadeSeconds,
    // it has begun, and does not again
    latestStartMs: beganMs,
    late: null,
    untilMs: turn === undefined ? beganMs : untilOfTurn(planned, turn),
    files,
  };
}
