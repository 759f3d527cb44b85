import type { Cue } from '../ports/cue-sheet.ts';
import { whyStronger } from '../timetable/resolve.ts';
import type { AirPlan } from './air-plan.ts';
import { ATTEMPTS_A_SECOND } from './attempts.ts';
import type { PlannedDiffusion } from './snapshot-index.ts';
import type { Resumption } from './state.ts';
import { clockInWords } from './words.ts';

export interface CueFacts {
  readonly planned: PlannedDiffusion;
  /** Where it shares its slot with a stronger one. */
  readonly plan: AirPlan | undefined;
  /** The one by which it is taken up again, if it is. */
  readonly resumption: Resumption | null;
  readonly timeZone: string;
}

/** Why a cue is in the sheet, with the rule, for people (SPEC MO-52). */
export function cueWhy(
  cue: Pick<Cue, 'attempt' | 'startMs'>,
  { planned, plan, resumption, timeZone }: CueFacts,
): string {
  const { diffusion, program, claim, startMs } = planned;
  if (resumption !== null && resumption.attempt === cue.attempt) {
    return `cut by the end of the engine, and taken up again: resume is ${program.resume} (MO-26)`;
  }
  const turn = plan?.turns.find(({ fromMs }) => fromMs === cue.startMs);
  const after = turn?.after ?? null;
  if (after !== null) {
    const what = cue.attempt === 0 ? 'begins' : 'goes on';
    return `${what} after diffusion ${after.id}, which has the air until then: ${whyStronger(after, claim)} (MO-47)`;
  }
  if (cue.attempt >= ATTEMPTS_A_SECOND) return 'it is on the air, and plays to the end of its turn (MO-51)';
  return `on the timetable at ${clockInWords(startMs, timeZone)}, ${diffusion.startMode} (MO-18)`;
}
