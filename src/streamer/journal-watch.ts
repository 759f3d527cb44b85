import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { listSegments } from './journal-segments.ts';

/** How often the folder is looked at where the system gives no notice: the pass comes once a second anyway. */
const POLL_MS = 250;

type Watch = (folder: string, callback: () => void) => Pick<FSWatcher, 'on' | 'close'>;

/**
 * Calls back when the journal may have grown: by the system's notice, or, where that cannot be had (no more watches, a
 * network folder), by looking. Makes the folder when it is not there.
 *
 * @returns the function that ends it
 */
export function watchJournal(
  folder: string,
  clock: Clock,
  callback: () => void,
  watchFolder: Watch = watch,
): () => void {
  const stop = new AbortController();
  const fallBack = () => {
    if (!stop.signal.aborted) void poll(folder, clock, callback, stop.signal);
  };
  const watcher = startWatching(folder, callback, watchFolder);
  if (watcher === null) {
    fallBack();
  } else {
    watcher.on('error', () => {
      watcher.close();
      fallBack();
    });
  }
  return () => {
    stop.abort();
    watcher?.close();
  };
}

function startWatching(folder: string, callback: () => void, watchFolder: Watch): ReturnType<Watch> | null {
  try {
    mkdirSync(folder, { recursive: true });
    return watchFolder(folder, callback);
  } catch {
    return null;
  }
}

async function poll(folder: string, clock: Clock, callback: () => void, signal: AbortSignal): Promise<void> {
  let seen = await signature(folder);
  while (!signal.aborted) {
    await clock.sleep(POLL_MS, signal);
    const now = await signature(folder);
    if (!signal.aborted && now !== seen) callback();
    seen = now;
  }
}

/** Changes when a segment grows or is begun. */
async function signature(folder: string): Promise<string> {
  try {
    const newest = (await listSegments(folder)).at(-1);
    return newest === undefined ? '' : `${newest.name} ${(await stat(join(folder, newest.name))).size}`;
  } catch {
    return 'unreadable';
  }
}
