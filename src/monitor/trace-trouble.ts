import { parseCueKey } from '../ports/cue-sheet.ts';
import type { JournalLine } from '../ports/journal.ts';
import type { SoundId } from '../values/ids.ts';
import { type Draft, withEntry } from './draft.ts';
import { keyOf, logEntry } from './log-entry.ts';
import type { OpenPlay } from './state.ts';
import { placeInWords } from './words.ts';

/** A file that cannot be played comes round again with its playlist: one entry an hour says enough. */
const REFUSAL_QUIET_MS = 3_600_000;

/** `seek` and `restarted`: the same sound goes on, as an entry of its own that says where. */
const BROKEN_OFF: ReadonlySet<OffLine['why']> = new Set(['failed', 'skipped', 'seek', 'restarted', 'stopped']);

type RefusedLine = Extract<JournalLine, { kind: 'refused' }>;
type OffLine = Extract<JournalLine, { kind: 'off' }>;
type OutputLine = Extract<JournalLine, { kind: 'output' }>;

/** A file was passed over (SPEC MO-36). */
export function traceRefused(draft: Draft, line: RefusedLine): void {
  const { request } = line;
  const lastMs = draft.refusals.get(request.uri);
  if (lastMs !== undefined && Math.abs(line.atMs - lastMs) < REFUSAL_QUIET_MS) return;
  draft.refusals = withEntry(draft.refusals, request.uri, line.atMs);
  const annotated = request.soundId as SoundId | null;
  const known = annotated !== null && draft.index.snapshot.sounds.has(annotated);
  draft.entries.push(
    logEntry({
      type: 'other',
      dateMs: line.atMs,
      source: line.source,
      soundId: known ? annotated : (draft.index.soundByPath.get(request.uri)?.id ?? null),
      diffusionId: request.cue === null ? null : (parseCueKey(request.cue)?.diffusionId ?? null),
      comment: `cannot be played: ${request.uri}: ${line.why}`,
      reason: 'file refused by the engine',
      journal: keyOf(line),
    }),
  );
}

/** A sound that did not leave the air in the ordinary way (SPEC MO-38). */
export function traceBrokenOff(draft: Draft, line: OffLine, play: OpenPlay | null): void {
  if (!BROKEN_OFF.has(line.why)) return;
  draft.entries.push(
    logEntry({
      type: 'other',
      dateMs: line.atMs,
      source: play?.source ?? '',
      soundId: play?.soundId ?? null,
      diffusionId: play?.diffusionId ?? null,
      comment: `${line.why} at ${placeInWords(line.positionSeconds)}`,
      reason: line.by === '' ? line.why : `by ${line.by}`,
      journal: keyOf(line),
    }),
  );
}

/** An output was lost or connected (SPEC MO-39). */
export function traceOutput(draft: Draft, line: OutputLine): void {
  if (draft.outputs.get(line.port) === line.state) return;
  draft.outputs = withEntry(draft.outputs, line.port, line.state);
  const what = line.state === 'up' ? 'is connected' : 'is lost';
  draft.entries.push(
    logEntry({
      type: 'other',
      dateMs: line.atMs,
      comment: `output ${line.port} ${what}${line.why === '' ? '' : `: ${line.why}`}`,
      reason: 'output',
      journal: keyOf(line),
    }),
  );
}
