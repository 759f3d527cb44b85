import { cueKey } from '../ports/cue-sheet.ts';
import type { JournalLine } from '../ports/journal.ts';
import type { DiffusionId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { type Draft, withEntry } from './draft.ts';
import { DEALER, type JournalKey, logEntry } from './log-entry.ts';
import type { PlannedDiffusion } from './snapshot-index.ts';
import { latenessInWords, titleOf } from './words.ts';

interface StartedCue {
  readonly diffusionId: DiffusionId;
  readonly attempt: number;
}

/**
 * The diffusion's one `start` entry, where it has none yet (SPEC MO-15 to MO-17).
 *
 * @param journal null when the line has an entry of its own
 */
export function traceStart(draft: Draft, line: JournalLine, cue: StartedCue, journal: JournalKey | null): void {
  if (draft.started.has(cue.diffusionId)) return;
  draft.started = withEntry(draft.started, cue.diffusionId, { start: instantFromMs(line.atMs), stops: 0 });
  const planned = draft.index.byId.get(cue.diffusionId);
  draft.entries.push(
    logEntry({
      type: 'start',
      dateMs: line.atMs,
      source: DEALER,
      diffusionId: cue.diffusionId,
      comment: planned === undefined ? '' : titleOf(planned, episodeTitle(draft, planned)),
      reason: reasonOf(planned, cue, line.atMs),
      journal,
    }),
  );
}

function episodeTitle(draft: Draft, planned: PlannedDiffusion): string {
  return draft.index.snapshot.episodes.get(planned.diffusion.episodeId)?.title ?? '';
}

function reasonOf(planned: PlannedDiffusion | undefined, cue: StartedCue, atMs: number): string {
  if (planned === undefined) return `cue ${cueKey(cue)}`;
  return `${planned.diffusion.startMode} cue ${cueKey(cue)}, ${latenessInWords(atMs - planned.startMs)}`;
}
