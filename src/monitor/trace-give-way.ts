import { parseCueKey } from '../ports/cue-sheet.ts';
import type { JournalLine } from '../ports/journal.ts';
import type { DiffusionId } from '../values/ids.ts';
import { type Draft, withEntry } from './draft.ts';
import { DEALER, keyOf, logEntry } from './log-entry.ts';
import { strongerAt, strongerInWords } from './rivals.ts';
import type { PlannedDiffusion } from './snapshot-index.ts';
import type { OpenPlay } from './state.ts';
import { placeInWords } from './words.ts';

type OffLine = Extract<JournalLine, { kind: 'off' }>;

/** An end of the slot is dated a frame or two before it. */
const FRAMES_MS = 1000;

/** A diffusion left the air within its slot because another one took it (SPEC MO-49). */
export function traceGivesWay(draft: Draft, line: OffLine, play: OpenPlay): void {
  const { diffusionId } = play;
  const planned = diffusionId === null ? undefined : draft.index.byId.get(diffusionId);
  if (diffusionId === null || planned === undefined || !draft.started.has(diffusionId)) return;
  const by = parseCueKey(line.by);
  const isTaken = line.why === 'interrupted' && by !== null && by.diffusionId !== diffusionId;
  if (!(isTaken || line.why === 'until')) return;
  // its own line may be lost, when the engine dies in that moment
  endCues(draft, diffusionId);
  if (line.atMs + FRAMES_MS >= planned.endMs) return;
  if (planned.diffusion.type !== 'on_air') return;
  draft.interrupted = withEntry(draft.interrupted, diffusionId, line.atMs);
  const path = play.soundId === null ? undefined : draft.index.snapshot.sounds.get(play.soundId)?.path;
  const place = placeInWords(line.positionSeconds);
  draft.entries.push(
    logEntry({
      type: 'other',
      dateMs: line.atMs,
      source: DEALER,
      soundId: play.soundId,
      diffusionId,
      comment: `interrupted at ${place}${path === undefined ? '' : ` of ${path}`}`,
      reason: reasonOf(draft, line, planned),
      journal: keyOf(line),
    }),
  );
}

function endCues(draft: Draft, diffusionId: DiffusionId): void {
  for (const [key, fate] of draft.fates) {
    if (fate.state !== 'running' || parseCueKey(key)?.diffusionId !== diffusionId) continue;
    draft.fates = withEntry(draft.fates, key, { state: 'ended' });
  }
}

function reasonOf({ index }: Draft, line: OffLine, planned: PlannedDiffusion): string {
  const stronger = strongerAt(index, planned, line.atMs + FRAMES_MS);
  if (stronger !== null) return `gives way to ${strongerInWords(stronger, planned)}`;
  return line.by === '' ? 'at the end that the cue sheet gave it' : `by cue ${line.by}`;
}
