import type { AlarmCondition } from '../../ports/alarms.ts';
import { parseCueKey } from '../../ports/cue-sheet.ts';
import type { JournalLine } from '../../ports/journal.ts';
import type { StationSnapshot } from '../../ports/store.ts';
import type { DiffusionId } from '../../values/ids.ts';
import { isBefore } from '../../values/instant.ts';
import { diffusionFacts } from './diffusion-risk.ts';

/** What the engine said last of the diffusions' cues: why it refused one, or null where it could open it after all. */
export type RefusedCues = ReadonlyMap<DiffusionId, string | null>;

export function withCueLine(refused: RefusedCues, line: JournalLine): RefusedCues {
  if (line.kind !== 'cue') return refused;
  const diffusionId = parseCueKey(line.cue)?.diffusionId;
  if (diffusionId === undefined) return refused;
  if (line.state === 'refused') return new Map([...refused, [diffusionId, line.why]]);
  const isWell = line.state === 'opened' || line.state === 'started' || line.state === 'withdrawn';
  return isWell ? new Map([...refused, [diffusionId, null]]) : refused;
}

/** The diffusions that are not over and that the engine cannot play. @param open subjects of what is open already */
export function refusedConditions(
  refused: RefusedCues,
  snapshot: StationSnapshot,
  now: Temporal.Instant,
  open: readonly string[],
): readonly AlarmCondition<'diffusion_at_risk'>[] {
  return snapshot.diffusions
    .filter(({ type, end }) => type === 'on_air' && isBefore(now, end))
    .flatMap((diffusion) => {
      const subject = `cue ${diffusion.id}`;
      const why = refused.get(diffusion.id);
      // Of what was said before the restart of Airkeeper only the alarm is left.
      const isRefused = why === undefined ? open.includes(subject) : why !== null;
      if (!isRefused) return [];
      const facts = { ...diffusionFacts(diffusion, snapshot), why: `the engine cannot play it: ${why ?? ''}` };
      return [{ subject, facts }];
    });
}
