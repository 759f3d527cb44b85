import { type Claim, compareClaims, onAirAt, whyStronger } from '../timetable/resolve.ts';
import { ATTEMPTS_A_SECOND, instantOfAttempt } from './attempts.ts';
import type { PlannedDiffusion, SnapshotIndex } from './snapshot-index.ts';

/** The stronger one that had the air over a diffusion at an instant of its slot, as the timetable has it; null: none. */
export function strongerAt({ planned }: SnapshotIndex, own: PlannedDiffusion, atMs: number): Claim | null {
  const claims = planned
    .filter(({ diffusion, sounds }) => diffusion.type === 'on_air' && sounds.length > 0)
    .map(({ claim }) => claim);
  const stronger = onAirAt(claims, atMs);
  return stronger !== null && compareClaims(stronger, own.claim) < 0 ? stronger : null;
}

/** `diffusion 9: it lies in the higher layer, 1 over 0 (TT-40)`. */
export function strongerInWords(stronger: Claim, own: PlannedDiffusion): string {
  return `diffusion ${stronger.id}: ${whyStronger(stronger, own.claim)} (TT-40)`;
}

/** `, after diffusion 9: …`, of a cue that begins or goes on where a stronger one has had the air; empty: of any other. */
export function afterInWords(index: SnapshotIndex, own: PlannedDiffusion | undefined, attempt: number): string {
  if (own === undefined) return '';
  // what it waited for had its start, or was there a moment before it went on
  const atMs = attempt < ATTEMPTS_A_SECOND ? own.startMs : instantOfAttempt(own, attempt) - 1;
  const stronger = strongerAt(index, own, atMs);
  return stronger === null ? '' : `, after ${strongerInWords(stronger, own)}`;
}
