import { type CueKey, parseCueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import { whyStronger } from '../timetable/resolve.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { AirPlans } from './air-plan.ts';
import { DEALER } from './log-entry.ts';
import { strongerAt } from './rivals.ts';
import { latestIfMissed, type PlannedDiffusion, type SnapshotIndex } from './snapshot-index.ts';
import type { CueFate } from './state.ts';
import { clockInWords } from './words.ts';

/** What can be known of why something did not start. */
export interface CancelFacts {
  readonly index: SnapshotIndex;
  readonly missing: ReadonlySet<string>;
  readonly plans: AirPlans;
  readonly fates: ReadonlyMap<CueKey, CueFate>;
  readonly upMs: number | null;
  readonly engine: EngineState;
}

type StartFacts = Pick<CancelFacts, 'plans' | 'upMs' | 'engine'>;

/** A diffusion whose start the engine missed because it was not running has another latest start (SPEC MO-43). */
export function latestStart(planned: PlannedDiffusion, facts: StartFacts): number {
  const ownMs = facts.plans.get(planned.diffusion.id)?.latestStartMs ?? planned.latestStartMs;
  return isMissed(planned, facts) ? latestIfMissed(planned) : ownMs;
}

function isMissed({ diffusion, startMs }: PlannedDiffusion, { plans, engine, ...facts }: StartFacts): boolean {
  const upMs = engine.upMs ?? facts.upMs;
  return upMs !== null && upMs > (plans.get(diffusion.id)?.turns[0]?.fromMs ?? startMs);
}

/** Why a diffusion did not start, as far as it can be told: the first cause that there is (SPEC MO-30). */
export function reasonToCancel(planned: PlannedDiffusion, facts: CancelFacts): string {
  return (
    reasonInTimetable(planned) ??
    reasonInFiles(planned, facts) ??
    reasonInPlan(planned, facts) ??
    reasonInEngine(planned, facts) ??
    'the engine did not begin it'
  );
}

function reasonInTimetable({ startMs, endMs }: PlannedDiffusion): string | null {
  return endMs <= startMs ? 'it has no length' : null;
}

function reasonInFiles({ sounds }: PlannedDiffusion, { missing }: CancelFacts): string | null {
  if (sounds.length === 0) return 'its sounds were removed';
  if (sounds.some((sound) => !missing.has(sound.path))) return null;
  const [first, ...others] = sounds.map((sound) => sound.path);
  return others.length === 0 ? `its file is missing: ${first}` : `its ${sounds.length} files are missing: ${first}, …`;
}

/** That a stronger one had the air for as long as it could have begun (SPEC TT-40, MO-47). */
function reasonInPlan(planned: PlannedDiffusion, { plans, index }: CancelFacts): string | null {
  const { diffusion, claim, startMs } = planned;
  const plan = plans.get(diffusion.id);
  const firstMs = plan?.turns[0]?.fromMs ?? Number.POSITIVE_INFINITY;
  if (plan === undefined || firstMs < plan.firstLatestMs) return null;
  const stronger = strongerAt(index, planned, Math.max(startMs, plan.firstLatestMs - 1));
  if (stronger === null) return 'what was left of its slot was not worth beginning it (MO-48)';
  return `diffusion ${stronger.id} had the air: ${whyStronger(stronger, claim)} (TT-40)`;
}

function reasonInEngine(planned: PlannedDiffusion, facts: CancelFacts): string | null {
  const { diffusion, program } = planned;
  const fate = fateOf(diffusion.id, facts);
  if (fate?.state === 'refused') return `the engine refused it: ${fate.why}`;
  const upMs = facts.engine.upMs ?? facts.upMs;
  if (upMs !== null && isMissed(planned, facts)) {
    const since = clockInWords(upMs, facts.index.snapshot.station.timeZone);
    const setting = program.resume === 'skip' ? ', and what it missed of this program is skipped' : '';
    return `the engine was not running: it is up since ${since}${setting}`;
  }
  const busy = busyWith(facts);
  if (busy !== null) return `the dealer was busy with ${busy}`;
  return fate?.state === 'expired' && fate.why !== '' ? `the engine let it expire: ${fate.why}` : null;
}

/** What is known of the first of its cues of which anything is. */
function fateOf(id: DiffusionId, { fates }: CancelFacts): CueFate | undefined {
  for (const [key, fate] of fates) if (parseCueKey(key)?.diffusionId === id) return fate;
  return undefined;
}

/** What the dealer has on the air. */
function busyWith({ engine }: CancelFacts): string | null {
  const cue = engine.decks.find((deck) => deck.state === 'on_air')?.cue ?? null;
  if (cue !== null) return `diffusion ${parseCueKey(cue)?.diffusionId ?? cue}`;
  return engine.onAir?.source === DEALER ? engine.onAir.request.uri : null;
}
