import type { Store } from '../../ports/store.ts';
import type { Conflict } from '../../ports/timetable-store.ts';
import { type Claim, claimOf, compareClaims, onAirAt, whyStronger } from '../../timetable/resolve.ts';
import { must } from '../../values/errors.ts';
import type { DiffusionId } from '../../values/ids.ts';
import { isBefore } from '../../values/instant.ts';
import type { Diffusion, Program, Station } from '../../values/model.ts';

/** Two diffusions of one layer that overlap, with who has the air and why. */
export interface ShownConflict {
  readonly winner: Diffusion;
  readonly loser: Diffusion;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  /** Said of the winner: `it is hard and the other soft`. */
  readonly because: string;
}

/** What of a stretch of the timetable somebody should know before it is heard (SPEC TT-58). */
export interface LookedOver {
  readonly conflicts: readonly ShownConflict[];
  /** Reruns that do not come after their initial one. */
  readonly early: readonly { readonly rerun: Diffusion; readonly initial: Diffusion }[];
  /** Local times that the clocks skip or show twice. */
  readonly zoneNotes: readonly Diffusion[];
  readonly unconfirmed: readonly Diffusion[];
}

/** Looks over the diffusions that overlap [from, to). */
export async function lookOver(
  store: Store,
  station: Station,
  from: Temporal.Instant,
  to: Temporal.Instant | null,
): Promise<LookedOver> {
  const diffusions = (await store.diffusions.list(station.id, from, to)).filter(({ type }) => type !== 'cancelled');
  const pairs = await store.timetable.conflicts(station.id, from, to);
  const known = new Map(diffusions.map((diffusion) => [diffusion.id, diffusion]));
  const others = [...pairs.flatMap(({ a, b }) => [a, b]), ...diffusions.map(({ initialId }) => initialId)];
  const missing = [...new Set(others)].filter((id): id is DiffusionId => id !== null && !known.has(id));
  for (const diffusion of missing.length === 0 ? [] : await store.diffusions.byIds(missing)) {
    known.set(diffusion.id, diffusion);
  }
  const programs = new Map((await store.programs.list(station.id)).map((program) => [program.id, program]));
  const early = diffusions.flatMap((rerun) => {
    const initial = rerun.initialId === null ? undefined : known.get(rerun.initialId);
    return initial !== undefined && isBefore(rerun.start, initial.end) ? [{ rerun, initial }] : [];
  });
  return {
    conflicts: pairs.map((pair) => shown(pair, known, programs)),
    early,
    zoneNotes: diffusions.filter(({ zoneNote }) => zoneNote !== null),
    unconfirmed: diffusions.filter(({ type }) => type === 'unconfirmed'),
  };
}

/** Who has the air at an instant by the timetable; null: nobody. With those over which it has it, and why. */
export async function onAirByTimetable(
  store: Store,
  station: Station,
  at: Temporal.Instant,
): Promise<{
  readonly diffusion: Diffusion;
  readonly beats: readonly { readonly diffusion: Diffusion; readonly because: string }[];
} | null> {
  const there = await store.diffusions.list(station.id, at, at.add({ milliseconds: 1 }));
  const onAir = there.filter(({ type }) => type === 'on_air');
  const programs = new Map((await store.programs.list(station.id)).map((program) => [program.id, program]));
  const claims = new Map(onAir.map((diffusion) => [diffusion.id, claim(diffusion, programs)]));
  const winner = onAirAt([...claims.values()], at.epochMilliseconds);
  if (winner === null) return null;
  const beats = onAir
    .filter(({ id }) => id !== winner.id)
    .map((diffusion) => ({
      diffusion,
      because: whyStronger(winner, must(claims.get(diffusion.id), `the claim of ${diffusion.id}`)),
    }));
  return {
    diffusion: must(
      onAir.find(({ id }) => id === winner.id),
      `diffusion ${winner.id}`,
    ),
    beats,
  };
}

function shown(
  { a, b }: Conflict,
  diffusions: ReadonlyMap<DiffusionId, Diffusion>,
  programs: ReadonlyMap<Program['id'], Program>,
): ShownConflict {
  const [first, second] = [a, b].map((id) => must(diffusions.get(id), `diffusion ${id}`)) as [Diffusion, Diffusion];
  const from = isBefore(first.start, second.start) ? second.start : first.start;
  const to = isBefore(first.end, second.end) ? first.end : second.end;
  return { ...whoHasTheAir(first, second, programs), from, to };
}

/** Of two diffusions that overlap, neither of them cancelled. Of two that are unconfirmed: who will have the air. */
export function whoHasTheAir(
  first: Diffusion,
  second: Diffusion,
  programs: ReadonlyMap<Program['id'], Program>,
): Pick<ShownConflict, 'winner' | 'loser' | 'because'> {
  if (first.type !== second.type) {
    const [winner, loser] = first.type === 'on_air' ? [first, second] : [second, first];
    return { winner, loser, because: 'the other is unconfirmed' };
  }
  const claims = [claim(first, programs), claim(second, programs)] as const;
  const [winner, loser] = compareClaims(...claims) < 0 ? [first, second] : [second, first];
  const because = winner === first ? whyStronger(claims[0], claims[1]) : whyStronger(claims[1], claims[0]);
  return { winner, loser, because };
}

function claim(diffusion: Diffusion, programs: ReadonlyMap<Program['id'], Program>): Claim {
  return claimOf(diffusion, must(programs.get(diffusion.programId), `program ${diffusion.programId}`));
}
