import type { Store } from '../ports/store.ts';
import { type Claim, claimOf, compareClaims, onAirAt, whyStronger } from '../timetable/resolve.ts';
import type { Diffusion } from '../values/model.ts';
import type { Directory } from './directory.ts';

/** One reason behind what is or was on the air, with the rule of SPEC.md that it comes from. */
export interface Because {
  readonly reason: string;
  readonly rule: string;
}

/** What a diffusion has to do with the others that want the air at an instant: one is stronger, or it is stronger than they. */
export interface Overlap {
  readonly isBeaten: boolean;
  readonly because: readonly Because[];
}

/** Looks as the monitor does, but for what it knows of files. */
export async function overlapAt(
  store: Store,
  directory: Directory,
  diffusion: Diffusion,
  at: Temporal.Instant,
): Promise<Overlap> {
  const there = await store.diffusions.list(diffusion.stationId, at, at.add({ milliseconds: 1 }));
  const claims = there
    .filter(({ type }) => type === 'on_air')
    .map((one) => claimOf(one, directory.programById(one.programId)));
  const own = claims.find(({ id }) => id === diffusion.id);
  const strongest = onAirAt(claims, at.epochMilliseconds);
  if (own === undefined || strongest === null) return { isBeaten: false, because: [] };
  if (strongest.id !== own.id) return { isBeaten: true, because: [because(strongest, own)] };
  const weaker = claims.filter((claim) => compareClaims(own, claim) < 0);
  return { isBeaten: false, because: weaker.map((claim) => because(own, claim)) };
}

function because(winner: Claim, loser: Claim): Because {
  const why = whyStronger(winner, loser);
  return { reason: `diffusion ${winner.id} has that time, and not diffusion ${loser.id}: ${why}`, rule: 'TT-40' };
}
