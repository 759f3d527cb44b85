import { cueKey } from '../ports/cue-sheet.ts';
import type { JournalLine } from '../ports/journal.ts';
import type { DiffusionId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { type Draft, withEntry } from './draft.ts';
import { DEALER, type JournalKey, logEntry } from './log-entry.ts';
import { afterInWords } from './rivals.ts';
import type { PlannedDiffusion } from './snapshot-index.ts';
import { latenessInWords, placeInWords, titleOf } from './words.ts';

interface StartedCue {
  readonly diffusionId: DiffusionId;
  readonly attempt: number;
}

/**
 * The diffusion's one `start` entry, where it has none yet (SPEC MO-15 to MO-17).
 *
 * @param fromSeconds second of the diffusion at which it began: above 0 when it was joined late
 * @param journal null when the line has an entry of its own
 */
export function traceStart(
  draft: Draft,
  line: Pick<JournalLine, 'atMs'>,
  cue: StartedCue,
  fromSeconds: number,
  journal: JournalKey | null,
): void {
  if (draft.started.has(cue.diffusionId)) return;
  const start = instantFromMs(line.atMs);
  draft.started = withEntry(draft.started, cue.diffusionId, {
    start,
    fromSeconds,
    stops: 0,
    lastStop: null,
    reached: null,
  });
  const planned = draft.index.byId.get(cue.diffusionId);
  draft.entries.push(
    logEntry({
      type: 'start',
      dateMs: line.atMs,
      source: DEALER,
      positionSeconds: fromSeconds,
      diffusionId: cue.diffusionId,
      comment: planned === undefined ? '' : titleOf(planned, episodeTitle(draft, planned)),
      reason: reasonOf(planned, cue, line.atMs, fromSeconds) + afterInWords(draft.index, planned, cue.attempt),
      journal,
    }),
  );
}

function episodeTitle(draft: Draft, planned: PlannedDiffusion): string {
  return draft.index.snapshot.episodes.get(planned.diffusion.episodeId)?.title ?? '';
}

function reasonOf(planned: PlannedDiffusion | undefined, cue: StartedCue, atMs: number, fromSeconds: number): string {
  if (planned === undefined) return `cue ${cueKey(cue)}`;
  const reason = `${planned.diffusion.startMode} cue ${cueKey(cue)}, ${latenessInWords(atMs - planned.startMs)}`;
  return fromSeconds > 0 ? `${reason}, joined at ${placeInWords(fromSeconds)}` : reason;
}
