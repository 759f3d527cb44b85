import type { LogFilter, Store } from '../ports/store.ts';
import { PassingError } from '../values/errors.ts';
import type { LogEntryId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import { Directory } from './directory.ts';
import { visible } from './format.ts';
import type { Invocation } from './invocation.ts';
import { logEntriesWithNames } from './log-entry.ts';

const POLL_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Prints the entries of the filter, then each new one as it comes, one a line, until the command is interrupted. */
export async function followLog(
  run: Invocation,
  store: Store,
  first: Directory,
  station: Station,
  filter: LogFilter,
): Promise<void> {
  const { clock, interrupted } = run.context;
  const { limit, ...unlimited } = filter;
  let directory = first;
  let wanted: LogFilter = filter;
  let waitMs = POLL_MS;
  while (!interrupted.aborted) {
    try {
      const entries = await store.log.list(wanted);
      // an entry may be of a program that was added since
      if (entries.length > 0) directory = await Directory.read(store);
      for (const { json, row } of await logEntriesWithNames(store, directory, station, entries)) {
        run.context.stdout.write(
          `${
            run.json
              ? JSON.stringify(json)
              : row
                  .filter((cell) => cell !== '')
                  .map(visible)
                  .join('  ')
          }\n`,
        );
      }
      const newest = Math.max(wanted.afterId ?? 0, ...entries.map(({ id }) => id));
      wanted = { ...unlimited, afterId: newest as LogEntryId };
      waitMs = POLL_MS;
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      run.warn(error.code, `${error.message}; trying again in ${waitMs / 1000} s`);
    }
    await clock.sleep(waitMs, interrupted);
  }
}
