import { assert } from '../values/errors.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { Diffusion, Program } from '../values/model.ts';

/** What a diffusion has to say for itself when another one wants the air at the same time. Instants are whole UTC ms. */
export interface Claim {
  readonly id: DiffusionId;
  readonly startMs: number;
  /** Not in it any more. A claim that does not end after its start is none. */
  readonly endMs: number;
  readonly layer: number;
  /** That of its program. */
  readonly priority: number;
  readonly hard: boolean;
  readonly rerun: boolean;
}

/** A stretch [fromMs, toMs) in which one diffusion has the air by the timetable. */
export interface Span {
  readonly id: DiffusionId;
  readonly fromMs: number;
  readonly toMs: number;
}

type Ranked = Pick<Claim, 'layer' | 'priority' | 'hard' | 'rerun' | 'startMs' | 'id'>;

/** One step of the order: negative where a is the stronger by it; and the step in words, of the stronger one. */
interface Step {
  readonly compare: (a: Ranked, b: Ranked) => number;
  readonly inWords: (winner: Ranked, loser: Ranked) => string;
}

/** SPEC TT-40. */
const STEPS: readonly Step[] = [
  {
    compare: (a, b) => b.layer - a.layer,
    inWords: (winner, loser) => `it lies in the higher layer, ${winner.layer} over ${loser.layer}`,
  },
  {
    compare: (a, b) => b.priority - a.priority,
    inWords: (winner, loser) => `its program has the higher priority, ${winner.priority} over ${loser.priority}`,
  },
  { compare: (a, b) => Number(b.hard) - Number(a.hard), inWords: () => 'it is hard and the other soft' },
  { compare: (a, b) => Number(a.rerun) - Number(b.rerun), inWords: () => 'it is an initial one and the other a rerun' },
  { compare: (a, b) => a.startMs - b.startMs, inWords: () => 'it starts earlier' },
  { compare: (a, b) => a.id - b.id, inWords: () => 'it has the lower id' },
];

export function claimOf(diffusion: Diffusion, { priority }: Pick<Program, 'priority'>): Claim {
  return {
    id: diffusion.id,
    startMs: diffusion.start.epochMilliseconds,
    endMs: diffusion.end.epochMilliseconds,
    layer: diffusion.layer,
    priority,
    hard: diffusion.startMode === 'hard',
    rerun: diffusion.initialId !== null,
  };
}

/**
 * Negative: a has the air. A total order (SPEC TT-40): the higher layer, then the higher priority of the program, then hard over
 * soft, then initial over rerun, then the earlier start, then the lower id. Who wins does not hang on the instant.
 */
export function compareClaims(a: Claim, b: Claim): number {
  return decisive(a, b)?.compare(a, b) ?? 0;
}

/** Which part of SPEC TT-40 decided, in words, said of the winner: `it is hard and the other soft`. */
export function whyStronger(winner: Claim, loser: Claim): string {
  const step = decisive(winner, loser);
  assert(step !== undefined && step.compare(winner, loser) < 0, `${winner.id} is not stronger than ${loser.id}`);
  return step.inWords(winner, loser);
}

/** Who has the air when (SPEC TT-41): disjoint, in order, neighbouring spans of one id joined. O(n log n). */
export function resolve(claims: readonly Claim[]): readonly Span[] {
  const strongestFirst = claims.filter(({ startMs, endMs }) => startMs < endMs).sort(compareClaims);
  const instants = [...new Set(strongestFirst.flatMap(({ startMs, endMs }) => [startMs, endMs]))].sort((a, b) => a - b);
  const place = new Map(instants.map((ms, index) => [ms, index]));
  // between two neighbouring instants one claim has the air, the first that asks for it
  const owners: (DiffusionId | undefined)[] = new Array(instants.length).fill(undefined);
  const free = new FreePlaces(instants.length);
  for (const { id, startMs, endMs } of strongestFirst) {
    const end = place.get(endMs) ?? 0;
    for (let index = free.from(place.get(startMs) ?? 0); index < end; index = free.from(index)) {
      owners[index] = id;
      free.take(index);
    }
  }
  return spansOf(instants, owners);
}

/** Who has the air at an instant; null: nobody. The same as {@link resolve} says of it. */
export function onAirAt(claims: readonly Claim[], atMs: number): Claim | null {
  let strongest: Claim | null = null;
  for (const claim of claims) {
    if (atMs < claim.startMs || claim.endMs <= atMs) continue;
    if (strongest === null || compareClaims(claim, strongest) < 0) strongest = claim;
  }
  return strongest;
}

/**
 * Pairs of one layer that overlap (SPEC TT-42), each once with a < b; in order of layer, then of the later start.
 * O(n log n + k) for k pairs.
 */
export function findConflicts(
  slots: readonly Pick<Claim, 'id' | 'startMs' | 'endMs' | 'layer'>[],
): readonly { readonly a: DiffusionId; readonly b: DiffusionId }[] {
  const inOrder = slots
    .filter(({ startMs, endMs }) => startMs < endMs)
    .sort((a, b) => a.layer - b.layer || a.startMs - b.startMs || a.id - b.id);
  const pairs: { readonly a: DiffusionId; readonly b: DiffusionId }[] = [];
  let open: typeof inOrder = [];
  for (const slot of inOrder) {
    // what stays is a pair each, and what goes goes once
    open = open.filter(({ layer, endMs }) => layer === slot.layer && endMs > slot.startMs);
    for (const { id } of open) pairs.push(id < slot.id ? { a: id, b: slot.id } : { a: slot.id, b: id });
    open.push(slot);
  }
  return pairs;
}

function decisive(a: Ranked, b: Ranked): Step | undefined {
  return STEPS.find(({ compare }) => compare(a, b) !== 0);
}

function spansOf(instants: readonly number[], owners: readonly (DiffusionId | undefined)[]): readonly Span[] {
  const spans: Span[] = [];
  for (const [index, fromMs] of instants.entries()) {
    const id = owners[index];
    const toMs = instants[index + 1];
    if (id === undefined || toMs === undefined) continue;
    const last = spans.at(-1);
    if (last?.id === id && last.toMs === fromMs) spans[spans.length - 1] = { ...last, toMs };
    else spans.push({ id, fromMs, toMs });
  }
  return spans;
}

/** Which places are not taken yet; a run of taken ones is jumped over, however long it is. */
class FreePlaces {
  /** Of a free place itself; of a taken one a later place, at or before the next free one. */
  readonly #next: number[];

  constructor(count: number) {
    this.#next = Array.from({ length: count + 1 }, (_, index) => index);
  }

  /** The first free place from this one on; the count where there is none. */
  from(place: number): number {
    let free = place;
    for (let next = this.#nextOf(free); next !== free; next = this.#nextOf(free)) free = next;
    // each place that was passed now leads there directly
    for (let passed = place; passed !== free; ) {
      const next = this.#nextOf(passed);
      this.#next[passed] = free;
      passed = next;
    }
    return free;
  }

  take(place: number): void {
    this.#next[place] = place + 1;
  }

  #nextOf(place: number): number {
    return this.#next[place] ?? place;
  }
}
