import { ATTEMPTS_A_SECOND } from '../monitor/attempts.ts';
import { spanInWords } from '../monitor/words.ts';
import { parseCueKey } from '../ports/cue-sheet.ts';
import { compareClaims, findConflicts, whyStronger } from '../timetable/resolve.ts';
import { must } from '../values/errors.ts';
import { instantFromMs } from '../values/instant.ts';
import { DEALER } from './cue-files.ts';
import { nameOf } from './rehearsal-diffusions.ts';
import { diffusionOf, type Rehearsed, type Trouble } from './rehearsed.ts';

/** Diffusions of one layer that share a part of their slots: said of the weaker one, when it comes to that (SPEC TT-40, TT-42). */
export function overlaps({ index }: Rehearsed): readonly Trouble[] {
  const wanting = index.planned.filter(({ diffusion, sounds }) => diffusion.type === 'on_air' && sounds.length > 0);
  return findConflicts(wanting.map(({ claim }) => claim)).map(({ a, b }): Trouble => {
    const both = [a, b].map((id) => must(index.byId.get(id), `diffusion ${id}`));
    const [stronger, weaker] = both.sort((one, other) => compareClaims(one.claim, other.claim));
    const [won, lost] = [must(stronger, 'one of two'), must(weaker, 'the other of two')];
    const fromMs = Math.max(won.startMs, lost.startMs);
    const spanMs = Math.min(won.endMs, lost.endMs) - fromMs;
    const shares = `${nameOf(index, lost)} shares ${spanInWords(spanMs)} with ${nameOf(index, won)}`;
    return {
      at: instantFromMs(fromMs),
      name: 'overlap',
      message: `${shares}, which is the stronger: ${whyStronger(won.claim, lost.claim)}`,
      rule: 'TT-40',
      diffusionId: lost.diffusion.id,
    };
  });
}

/** Diffusions whose sounds go on after their slot until a weaker one, which has the air again then, goes on. */
export function cutByOnesGoingOn({ index, stretches }: Rehearsed): readonly Trouble[] {
  const ofDealer = stretches.filter(({ source }) => source === DEALER);
  return ofDealer.flatMap((stretch, place): Trouble | [] => {
    const next = parseCueKey(ofDealer[place + 1]?.request.cue ?? '');
    const id = diffusionOf(stretch);
    const [cut, weaker] = [id, next?.diffusionId].map((one) => (one == null ? undefined : index.byId.get(one)));
    if (stretch.why !== 'interrupted' || stretch.toMs === null || next === null || cut === undefined) return [];
    if (next.attempt < ATTEMPTS_A_SECOND || weaker === undefined || stretch.toMs < cut.endMs) return [];
    return {
      at: instantFromMs(stretch.toMs),
      name: 'overrun',
      message: `${nameOf(index, weaker)} goes on and cuts it off: its sounds go on after its slot`,
      rule: 'EN-21',
      diffusionId: cut.diffusion.id,
    };
  });
}
