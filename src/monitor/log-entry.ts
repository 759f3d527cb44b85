import type { JournalLine } from '../ports/journal.ts';
import type { NewLogEntry } from '../ports/store.ts';
import { instantFromMs } from '../values/instant.ts';
import type { LogEntry } from '../values/model.ts';

/** The source that plays diffusions. */
export const DEALER = 'dealer';

export type JournalKey = NonNullable<LogEntry['journal']>;

export function keyOf(line: JournalLine): JournalKey {
  return { run: line.run, seq: line.seq };
}

type EntryGiven = Pick<NewLogEntry, 'type' | 'reason'> & { readonly dateMs: number } & Partial<
    Omit<NewLogEntry, 'date'>
  >;

/** A log entry; what is not said is empty, or null. */
export function logEntry({ dateMs, ...given }: EntryGiven): NewLogEntry {
  return {
    end: null,
    source: '',
    soundId: null,
    positionSeconds: null,
    trackId: null,
    diffusionId: null,
    comment: '',
    journal: null,
    ...given,
    date: instantFromMs(dateMs),
  };
}
