import type { LogFilter, Store } from '../ports/store.ts';
import { PassingError } from '../values/errors.ts';
import type { LogEntryId } from '../values/ids.ts';
import { isBefore } from '../values/instant.ts';
import type { LogEntry, Station } from '../values/model.ts';
import { Directory } from './directory.ts';
import { visible } from './format.ts';
import type { Invocation } from './invocation.ts';
import { logEntriesWithNames } from './log-entry.ts';

const POLL_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Prints the entries of the filter, then each new one as it comes, one a line, until the command is interrupted. */
export async function followLog(run: Invocation, store: Store, station: Station, filter: LogFilter): Promise<void> {
  const { clock, interrupted } = run.context;
  let newestId: LogEntryId | null = null;
  let waitMs = POLL_MS;
  while (!interrupted.aborted) {
    try {
      const page: Page = newestId === null ? await firstPage(store, filter) : await pageAfter(store, filter, newestId);
      await printEntries(run, store, station, page.entries);
      newestId = page.newestId;
      waitMs = POLL_MS;
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      run.warn(error.code, `${error.message}; trying again in ${waitMs / 1000} s`);
    }
    await clock.sleep(waitMs, interrupted);
  }
}

/** Entries to print, and the id after which the next ones are new. */
interface Page {
  readonly entries: readonly LogEntry[];
  readonly newestId: LogEntryId;
}

/**
 * The limit takes the newest by date, and an entry written late has a higher id than newer ones: what the limit left out
 * is looked for, so that it does not turn up as new.
 */
async function firstPage(store: Store, filter: LogFilter): Promise<Page> {
  const entries = await store.log.list(filter);
  const newestId = newest(entries, 0);
  const [oldest] = entries;
  if (filter.limit === undefined || oldest === undefined) return { entries, newestId };
  const { entries: others } = await pageAfter(store, filter, newestId);
  const leftOut = others.filter(({ date }) => isBefore(date, oldest.date));
  return { entries, newestId: newest(leftOut, newestId) };
}

async function pageAfter(store: Store, { limit: _, ...filter }: LogFilter, afterId: LogEntryId): Promise<Page> {
  const entries = await store.log.list({ ...filter, afterId });
  return { entries, newestId: newest(entries, afterId) };
}

function newest(entries: readonly LogEntry[], atLeast: number): LogEntryId {
  return entries.reduce((newestId, { id }) => Math.max(newestId, id), atLeast) as LogEntryId;
}

async function printEntries(
  run: Invocation,
  store: Store,
  station: Station,
  entries: readonly LogEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  // read anew each time: an entry may be of a program that was added since
  const named = await logEntriesWithNames(store, await Directory.read(store), station, entries);
  for (const { json, row } of named) {
    const cells = row.filter((cell) => cell !== '').map(visible);
    run.context.stdout.write(`${run.json ? JSON.stringify(json) : cells.join('  ')}\n`);
  }
}
