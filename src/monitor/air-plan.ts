import { type Claim, resolve, type Span } from '../timetable/resolve.ts';
import { must } from '../values/errors.ts';
import type { DiffusionId } from '../values/ids.ts';
import { type CancelledSlots, wasCancelled } from './cancelled-slots.ts';
import type { Claimant, PlannedDiffusion, SnapshotIndex } from './snapshot-index.ts';

/** What is left of a slot is not worth going back to for less. */
const LEAST_TURN_MS = 30_000;

/** A part of its slot in which a diffusion has the air by the timetable (SPEC TT-41). */
export interface Turn {
  readonly fromMs: number;
  readonly toMs: number;
  /** The stronger one that had the air until it begins; null: it begins with the slot. */
  readonly after: Claim | null;
  /** The stronger one that it gives way to at its end; null: it ends with the slot. */
  readonly before: Claim | null;
}

/** When a diffusion has the air that shares its slot with a stronger one. */
export interface AirPlan {
  /** In order; those that are worth it (SPEC MO-48). */
  readonly turns: readonly Turn[];
  /** Something of a higher layer lies over its start: that it begins late is no conflict. */
  readonly isBeneath: boolean;
  /** From this instant on it does not start in its first turn. */
  readonly firstLatestMs: number;
  /** From this instant on it does not start any more: it may in each of its turns. */
  readonly latestStartMs: number;
}

/** Of a diffusion that is not in it the whole slot is its own. */
export type AirPlans = ReadonlyMap<DiffusionId, AirPlan>;

/** Plans with what they were made from: as long as the same ones want the air, they are the same. */
export interface AirPlansMemo extends PlanFacts {
  readonly index: SnapshotIndex;
  readonly claimants: readonly PlannedDiffusion[];
  readonly plans: AirPlans;
}

export interface PlanFacts {
  readonly started: ReadonlyMap<DiffusionId, unknown>;
  readonly cancelled: CancelledSlots;
  readonly missing: ReadonlySet<string>;
}

/** Who of the timetable has the air when (SPEC MO-46); the plans are the same object as long as the same ones want it. */
export function planAir(before: AirPlansMemo | null, index: SnapshotIndex, facts: PlanFacts): AirPlansMemo {
  const { started, cancelled, missing } = facts;
  const made = { index, started, cancelled, missing };
  if (before !== null && isSameFacts(before, made)) return before;
  const claimants = index.planned.filter((planned) => hasClaim(planned, facts));
  const isKept = before?.index === index && isSame(before.claimants, claimants);
  return isKept ? { ...before, ...made } : { ...made, claimants, plans: airPlans(claimants) };
}

function isSameFacts(a: Omit<AirPlansMemo, 'claimants' | 'plans'>, b: typeof a): boolean {
  return a.index === b.index && a.started === b.started && a.cancelled === b.cancelled && a.missing === b.missing;
}

/** Whether it wants the air, and has something to play there (SPEC MO-46). */
function hasClaim(planned: PlannedDiffusion, { started, cancelled, missing }: PlanFacts): boolean {
  const { diffusion, sounds } = planned;
  if (diffusion.type !== 'on_air' || wasCancelled(cancelled, planned)) return false;
  return sounds.some(({ path }) => !missing.has(path)) || (sounds.length > 0 && started.has(diffusion.id));
}

function isSame(a: readonly PlannedDiffusion[], b: readonly PlannedDiffusion[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

/** @param claimants in order of start */
export function airPlans(claimants: readonly Claimant[]): AirPlans {
  const plans = new Map<DiffusionId, AirPlan>();
  for (const group of overlapping(claimants)) {
    if (group.length < 2) continue;
    const spans = resolve(group.map(({ claim }) => claim));
    const claims = new Map(group.map(({ claim }) => [claim.id, claim]));
    const claimAt = (span: Span) => must(claims.get(span.id), 'the claim of a span');
    for (const planned of group) {
      const plan = planOf(planned, spansIn(spans, planned), claimAt);
      if (plan !== null) plans.set(planned.diffusion.id, plan);
    }
  }
  return plans;
}

/** Those that overlap, directly or through others, in one group. What has no length is in none. */
function overlapping(claimants: readonly Claimant[]): readonly (readonly Claimant[])[] {
  const groups: Claimant[][] = [];
  let endMs = Number.NEGATIVE_INFINITY;
  for (const planned of claimants) {
    if (planned.endMs <= planned.startMs) continue;
    const last = groups.at(-1);
    if (last === undefined || planned.startMs >= endMs) groups.push([planned]);
    else last.push(planned);
    endMs = Math.max(endMs, planned.endMs);
  }
  return groups;
}

/** The spans that overlap a slot, whoever has them; they are in order. */
function spansIn(spans: readonly Span[], { startMs, endMs }: Claimant): readonly Span[] {
  let low = 0;
  for (let high = spans.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.toMs ?? 0) <= startMs) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while ((spans[end]?.fromMs ?? Number.POSITIVE_INFINITY) < endMs) end += 1;
  return spans.slice(low, end);
}

/** Null: the whole slot is its own. */
function planOf(planned: Claimant, spans: readonly Span[], claimAt: (span: Span) => Claim): AirPlan | null {
  const { diffusion, startMs, endMs, latestStartMs, program } = planned;
  const isOwn = ({ id }: Span) => id === diffusion.id;
  if (spans.every(isOwn)) return null;
  const turns: Turn[] = [];
  let isBeneath = false;
  for (const [index, span] of spans.entries()) {
    const { fromMs, toMs } = span;
    if (!isOwn(span)) {
      const isFirst = turns.length === 0 && fromMs < latestStartMs;
      isBeneath ||= isFirst && claimAt(span).layer > diffusion.layer;
      continue;
    }
    const [last, next] = [spans[index - 1], spans[index + 1]];
    const after = last === undefined ? null : claimAt(last);
    const before = next === undefined ? null : claimAt(next);
    const isStart = turns.length === 0 && !isBeneath;
    if (isStart || toMs - fromMs >= LEAST_TURN_MS) turns.push({ fromMs, toMs, after, before });
  }
  const skips = program.resume === 'skip';
  const beneathMs = skips ? startMs : endMs;
  const firstLatestMs = isBeneath ? beneathMs : latestStartMs;
  const mayStart = (turns[0]?.fromMs ?? Number.POSITIVE_INFINITY) < firstLatestMs;
  const lastMs = turns.length > 1 && mayStart && !skips ? (turns.at(-1)?.toMs ?? firstLatestMs) : firstLatestMs;
  return { turns, isBeneath, firstLatestMs, latestStartMs: lastMs };
}
