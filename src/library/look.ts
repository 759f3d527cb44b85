import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../ports/clock.ts';

/** A disk that has not answered for one file in this time is taken to hang. */
const SILENT_AFTER_MS = 5000;
/** Stands for the program itself, which is there while it runs: once it is named, all before it has been looked at. */
const LAST = '/proc/self/exe';

export interface Look {
  /** Those at which there is a readable file with something in it, as far as the look got. */
  readonly there: ReadonlySet<string>;
  /** How many of the paths, from the first on, the disk answered for. */
  readonly answered: number;
  /** Null, unless the disk hung: then resolves when the process that waits for it is gone. */
  readonly gone: Promise<void> | null;
}

export interface LookOptions {
  readonly clock: Clock;
  /** GNU find, 4.9 or newer: an essential package of Debian. */
  readonly program?: string;
}

/**
 * Looks at files in another process. A disk that hangs (a network share whose server is away) holds up whoever asks it,
 * beyond any signal, and this process has four threads for all of its files: none of them must wait there.
 *
 * @param paths absolute, each once
 */
export async function lookAt(paths: readonly string[], { clock, program = 'find' }: LookOptions): Promise<Look> {
  const child = spawn(
    program,
    // `\c` sends what was found at once; stat(2) follows links with -L, and -readable asks access(2)
    ['-L', '-files0-from', '-', '-maxdepth', '0', '-type', 'f', '-size', '+0c', '-readable', '-printf', '%p\\0\\c'],
    { cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const found: string[] = [];
  let heard = false;
  let rest = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    heard = true;
    const names = (rest + text).split('\0');
    rest = names.pop() ?? '';
    for (const name of names) found.push(name);
  });
  // what is not there is complained of: that too is an answer
  child.stderr.on('data', () => {
    heard = true;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end([...paths, LAST].map((path) => `${path}\0`).join(''));
  const over = new AbortController();
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over.abort();
      resolve();
    };
    child.once('close', end);
    child.once('error', end);
  });
  while (!over.signal.aborted) {
    heard = false;
    await Promise.race([ended, clock.sleep(SILENT_AFTER_MS, over.signal)]);
    if (!over.signal.aborted && !heard) break;
  }
  const hangs = !over.signal.aborted;
  if (hangs) abandon(child);
  const last = found.at(-1);
  const answered = last === undefined ? 0 : last === LAST ? paths.length : paths.indexOf(last) + 1;
  return { there: new Set(found), answered, gone: hangs ? ended : null };
}

/** It may wait for its disk for days: it is ended when that answers, and does not hold up the end of this process. */
function abandon(child: ChildProcess): void {
  child.kill('SIGKILL');
  for (const stream of child.stdio) stream?.destroy();
  child.unref();
}
