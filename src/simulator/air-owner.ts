import { type AirPlan, airPlans, type Turn } from '../monitor/air-plan.ts';
import type { Claimant } from '../monitor/snapshot-index.ts';
import { attemptOfTurn } from '../monitor/turn-cues.ts';
import { type Claim, claimOf, onAirAt } from '../timetable/resolve.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { Diffusion, Program } from '../values/model.ts';

/** What the rules ask of the timetable: who has the air, by the same resolver as the monitor's (SPEC TT-40). */
export class AirOwners {
  readonly #claimants: readonly Claimant[];
  readonly #plans: ReadonlyMap<DiffusionId, AirPlan>;

  constructor(
    diffusions: readonly Diffusion[],
    programOf: (diffusion: Diffusion) => Program,
    latestStartOf: (diffusion: Diffusion) => number,
  ) {
    this.#claimants = diffusions
      .filter(({ type }) => type === 'on_air')
      .map((diffusion) => {
        const program = programOf(diffusion);
        const claim = claimOf(diffusion, program);
        const { startMs, endMs } = claim;
        return { diffusion, program, claim, startMs, endMs, latestStartMs: latestStartOf(diffusion) };
      });
    this.#plans = airPlans(this.#claimants);
  }

  /** Those whose slot an instant is in. */
  at(ms: number): readonly Claimant[] {
    return this.#claimants.filter(({ startMs, endMs }) => startMs <= ms && ms < endMs);
  }

  ownerAt(ms: number): Claim | null {
    return onAirAt(
      this.at(ms).map(({ claim }) => claim),
      ms,
    );
  }

  /** Null: the whole slot is its own. */
  planOf(id: DiffusionId): AirPlan | null {
    return this.#plans.get(id) ?? null;
  }

  /** The part of its slot in which a diffusion has the air at an instant, and whether it is there that it begins; null: none. */
  turnAt(
    id: DiffusionId,
    ms: number,
  ): { readonly fromMs: number; readonly toMs: number; readonly begins: boolean } | null {
    const own = this.#claimants.find(({ diffusion }) => diffusion.id === id);
    if (own === undefined || ms < own.startMs || own.endMs <= ms) return null;
    const plan = this.planOf(id);
    if (plan === null) return { fromMs: own.startMs, toMs: own.endMs, begins: true };
    const turn = plan.turns.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
    return turn === undefined ? null : { fromMs: turn.fromMs, toMs: turn.toMs, begins: begins(own, plan, turn) };
  }
}

function begins(own: Claimant, plan: AirPlan, turn: Turn): boolean {
  return attemptOfTurn(own, plan, turn, { started: undefined, place: undefined }) === 0;
}
