import type { LogBatch, NewLogEntry } from '../ports/store.ts';
import { type Draft, draftOf } from './draft.ts';
import type { SnapshotIndex } from './snapshot-index.ts';
import type { MonitorState } from './state.ts';
import { isAfter, traceLines } from './trace-lines.ts';
import { SETTLED_AFTER_MS, traceTracks } from './trace-tracks.ts';
import type { MonitorInput } from './types.ts';
import { beginOnAir, watchOnAir } from './watch.ts';

export interface TakenIn {
  readonly state: MonitorState;
  readonly entries: readonly NewLogEntry[];
  readonly ends: LogBatch['ends'];
}

/** Takes in what the engine did: the journal's lines, and what its state shows of the present (SPEC MO-2). */
export function takeIn(
  before: MonitorState,
  index: SnapshotIndex,
  { journal, engine }: Pick<MonitorInput, 'journal' | 'engine'>,
): TakenIn {
  const draft = draftOf(before, index);
  traceLines(draft, journal.lines);
  if (journal.cursor !== null && (draft.cursor === null || isAfter(journal.cursor, draft.cursor))) {
    draft.cursor = journal.cursor;
  }
  if (engine !== null) {
    draft.open = watchOnAir(draft.open, engine);
    beginOnAir(draft, engine);
  }
  traceOpenPlays(draft);
  const { entries, ends, ...after } = draft;
  return { state: { ...before, ...after }, entries, ends };
}

function traceOpenPlays(draft: Draft): void {
  draft.open = draft.open.map((open) => {
    const { play, entries } = traceTracks(open, draft.index.snapshot, open.knownToMs - SETTLED_AFTER_MS);
    draft.entries.push(...entries);
    return play;
  });
}
