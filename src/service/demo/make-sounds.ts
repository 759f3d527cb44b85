import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RefusedError } from '../../values/errors.ts';
import type { DemoSound } from './catalogue.ts';
import { soundSeconds } from './render.ts';
import { soundPath } from './sound-path.ts';

/** Processes that make sounds: a small machine has two cores. */
const AT_ONCE = 2;

/**
 * Makes those of the sounds whose file is not there yet. What an interrupted attempt left unfinished is removed.
 * @param onReady is told how many of the sounds are there, each time that there is one more
 * @param signal when it is aborted, the work ends at once and leaves nothing unfinished: rejects with its reason
 * @throws {RefusedError} `demo_not_made`
 */
export async function makeSounds(
  sounds: readonly DemoSound[],
  folder: string,
  onReady: (ready: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await removeUnfinished(folder);
  const missing = sounds
    .filter((sound) => !existsSync(soundPath(folder, sound)))
    .toSorted((a, b) => soundSeconds(b.movements) - soundSeconds(a.movements));
  let ready = sounds.length - missing.length;
  const oneMore = () => {
    ready += 1;
    onReady(ready);
  };
  const failing = new AbortController();
  const ending = AbortSignal.any([signal, failing.signal]);
  // when this is over nobody writes into the folder any more
  const outcomes = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, async (_, share) => {
      const slugs = missing.filter((_sound, index) => index % AT_ONCE === share).map(({ slug }) => slug);
      if (slugs.length === 0) return;
      await runWriter(folder, slugs, oneMore, ending).catch((error: unknown) => {
        failing.abort();
        throw error;
      });
    }),
  );
  if (ending.aborted) await removeUnfinished(folder);
  signal.throwIfAborted();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.unfinished')) await rm(join(folder, name), { force: true });
  }
}

/**
 * Resolves when the sounds are there, or when the signal was aborted and the writer is gone. The writer has a session of its own,
 * so that a Ctrl-C does not reach it, and its ffmpeg, by ways of their own: they are ended here, together.
 */
function runWriter(folder: string, slugs: readonly string[], onSound: () => void, signal: AbortSignal): Promise<void> {
  const script = join(import.meta.dirname, 'write-sounds.ts');
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    const child = spawn(process.execPath, [script, folder, ...slugs], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = () => endGroup(child);
    signal.addEventListener('abort', end);
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    createInterface(child.stdout).on('line', onSound);
    child.once('error', reject);
    child.once('close', (status, by) => {
      signal.removeEventListener('abort', end);
      if (status === 0 || signal.aborted) return resolve();
      const reason = /Error: (.*)/.exec(complaint)?.[1] ?? `the writer ended with ${by ?? `status ${status}`}`;
      reject(new RefusedError('demo_not_made', `the demo's sounds could not be made: ${reason}`));
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}
