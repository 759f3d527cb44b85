import type { CueKey } from '../ports/cue-sheet.ts';
import type { JournalCursor } from '../ports/journal.ts';
import type { LogBatch, NewLogEntry, StartedDiffusion } from '../ports/store.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { SnapshotIndex } from './snapshot-index.ts';
import type { CueFate, MonitorState, OpenPlay } from './state.ts';

/**
 * The part of the state that the journal's lines change, and what they want written, while one pass is at work on it.
 * Maps are replaced, never changed: the state that the pass was given stays as it is (SPEC MO-1).
 */
export interface Draft {
  readonly index: SnapshotIndex;
  cursor: JournalCursor | null;
  upMs: number | null;
  open: readonly OpenPlay[];
  started: ReadonlyMap<DiffusionId, StartedDiffusion>;
  fates: ReadonlyMap<CueKey, CueFate>;
  interrupted: ReadonlyMap<DiffusionId, number>;
  refusals: ReadonlyMap<string, number>;
  outputs: ReadonlyMap<number, 'up' | 'down'>;
  readonly entries: NewLogEntry[];
  readonly ends: LogBatch['ends'][number][];
}

export function draftOf(state: MonitorState, index: SnapshotIndex): Draft {
  const { cursor, upMs, open, started, fates, interrupted, refusals, outputs } = state;
  return { index, cursor, upMs, open, started, fates, interrupted, refusals, outputs, entries: [], ends: [] };
}

export function withoutEntry<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  if (!map.has(key)) return map;
  const less = new Map(map);
  less.delete(key);
  return less;
}

export function withEntry<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value);
}
