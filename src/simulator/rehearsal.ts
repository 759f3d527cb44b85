import { indexSnapshot } from '../monitor/snapshot-index.ts';
import type { NewLogEntry } from '../ports/store.ts';
import type { DiffusionId, SoundId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Stretch } from './ears.ts';
import { rehearsalDisk } from './rehearsal-disk.ts';
import { type RehearsalInput, runRehearsal } from './rehearsal-run.ts';
import { findTroubles } from './rehearsal-troubles.ts';
import { diffusionOf, type Rehearsal, type RehearsedDiffusion, type RehearsedItem } from './rehearsed.ts';

/**
 * Has the monitor and a simulated engine live through a period on a virtual clock (SPEC RH-1). The same input gives the same
 * rehearsal. Nothing outside is asked or touched.
 */
export function rehearse(input: RehearsalInput): Rehearsal {
  const { stretches, entries } = runRehearsal(input, rehearsalDisk(input.snapshot, input.missing));
  // what gives way in the moment in which it begins is not heard
  const isHeard = ({ fromMs, toMs }: Stretch) =>
    fromMs < input.toMs && (toMs === null || (toMs > input.fromMs && toMs > fromMs));
  const reasons = reasonsOf(entries);
  const diffusions = diffusionsHeard(stretches);
  const index = indexSnapshot(input.snapshot);
  return {
    items: stretches.filter(isHeard).map((stretch) => itemOf(stretch, reasons)),
    diffusions: diffusions.filter(({ start, end }) => {
      const [fromMs, toMs] = [start.epochMilliseconds, end.epochMilliseconds];
      return fromMs < input.toMs && toMs > input.fromMs && toMs > fromMs;
    }),
    troubles: findTroubles({ ...input, index, stretches, entries, diffusions }),
  };
}

function itemOf(stretch: Stretch, reasons: ReadonlyMap<number, string>): RehearsedItem {
  const { source, request, fromMs, toMs, seq } = stretch;
  return {
    start: instantFromMs(fromMs),
    end: toMs === null ? null : instantFromMs(toMs),
    source,
    soundId: request.soundId as SoundId | null,
    diffusionId: diffusionOf(stretch),
    reason: reasons.get(seq) ?? '',
  };
}

/** By the sequence of the line that began the item. The first of a diffusion says how its cue began. */
function reasonsOf(entries: readonly NewLogEntry[]): ReadonlyMap<number, string> {
  const starts = new Map<DiffusionId, NewLogEntry>();
  const reasons = new Map<number, string>();
  for (const entry of entries) {
    const { type, diffusionId, journal, trackId, date } = entry;
    if (type === 'start' && diffusionId !== null) starts.set(diffusionId, entry);
    if (type !== 'on_air' || journal === null || trackId !== null) continue;
    const start = diffusionId === null ? undefined : starts.get(diffusionId);
    reasons.set(journal.seq, start?.date.equals(date) === true ? start.reason : entry.reason);
  }
  return reasons;
}

function diffusionsHeard(stretches: readonly Stretch[]): readonly RehearsedDiffusion[] {
  const heard = new Map<DiffusionId, RehearsedDiffusion>();
  for (const stretch of stretches) {
    const diffusionId = diffusionOf(stretch);
    if (diffusionId === null) continue;
    const start = heard.get(diffusionId)?.start ?? instantFromMs(stretch.fromMs);
    heard.set(diffusionId, { diffusionId, start, end: instantFromMs(stretch.toMs ?? stretch.fromMs) });
  }
  return [...heard.values()];
}
