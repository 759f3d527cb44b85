import type { SeededRandom } from '../../src/simulator/seeded-random.ts';

/** All that is done to a station, with how often it is drawn against the others and for how long it lasts, in milliseconds. */
const FAULTS = {
  airkeeper_killed: { weight: 4, lastsMs: [0, 0] },
  engine_killed: { weight: 4, lastsMs: [0, 0] },
  both_killed: { weight: 2, lastsMs: [0, 0] },
  /** SIGSTOP, then SIGCONT. */
  airkeeper_stopped: { weight: 2, lastsMs: [1000, 10_000] },
  engine_stopped: { weight: 2, lastsMs: [300, 2000] },
  /** Other processes want all processors. */
  starved: { weight: 2, lastsMs: [3000, 8000] },
  disk_full: { weight: 2, lastsMs: [5000, 15_000] },
  database_away: { weight: 2, lastsMs: [5000, 20_000] },
  /** The file of a coming diffusion. */
  file_away: { weight: 2, lastsMs: [4000, 25_000] },
} as const;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];
const ENGINE_KILLS: ReadonlySet<FaultKind> = new Set(['engine_killed', 'both_killed']);

/** More often, and it would be the keeper's budget that is tested (KE-7). */
const BETWEEN_ENGINE_KILLS_MS = 40_000;
const LEAST_BETWEEN_MS = 5000;
const MOST_BETWEEN_MS = 20_000;
const TWO_AT_ONCE = 0.2;
const SECOND_WITHIN_MS = 1500;

export interface PlannedFault {
  readonly kind: FaultKind;
  /** After the beginning. */
  readonly atMs: number;
  readonly lastsMs: number;
}

/** One that was done. */
export interface Fault {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly toMs: number;
  /** What it was done to, where that is not plain: a file. */
  readonly what: string;
}

export function killsEngine({ kind }: Pick<Fault, 'kind'>): boolean {
  return ENGINE_KILLS.has(kind);
}

/** The same seed, span and kinds give the same faults. */
export function drawFaults(
  random: SeededRandom,
  spanMs: number,
  kinds: ReadonlySet<FaultKind>,
): readonly PlannedFault[] {
  const faults: PlannedFault[] = [];
  let killedMs = -BETWEEN_ENGINE_KILLS_MS;
  const draw = (atMs: number, not: FaultKind | null): PlannedFault => {
    const mayKill = atMs - killedMs >= BETWEEN_ENGINE_KILLS_MS;
    const possible = FAULT_KINDS.filter(
      (kind) => kinds.has(kind) && kind !== not && (mayKill || !ENGINE_KILLS.has(kind)),
    );
    const kind = random.weighted(
      Object.fromEntries(possible.map((name) => [name, FAULTS[name].weight])) as Readonly<Record<FaultKind, number>>,
    );
    if (ENGINE_KILLS.has(kind)) killedMs = atMs;
    const [least, most] = FAULTS[kind].lastsMs;
    return { kind, atMs, lastsMs: random.between(least, most) };
  };
  for (let atMs = random.between(LEAST_BETWEEN_MS, MOST_BETWEEN_MS); atMs < spanMs; ) {
    const drawn = [draw(atMs, null)];
    const [first] = drawn;
    if (first !== undefined && random.chance(TWO_AT_ONCE))
      drawn.push(draw(atMs + random.between(0, SECOND_WITHIN_MS), first.kind));
    // what would last beyond the end is shorter
    faults.push(
      ...drawn.map((fault) => ({ ...fault, lastsMs: Math.min(fault.lastsMs, Math.max(0, spanMs - fault.atMs)) })),
    );
    atMs = Math.max(...drawn.map((fault) => fault.atMs + fault.lastsMs));
    atMs += random.between(LEAST_BETWEEN_MS, MOST_BETWEEN_MS);
  }
  return faults;
}
