import { execFile } from 'node:child_process';
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
 * @throws {RefusedError} `demo_not_made`
 */
export async function makeSounds(
  sounds: readonly DemoSound[],
  folder: string,
  onReady: (ready: number) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (name.endsWith('.unfinished')) await rm(join(folder, name), { force: true });
  }
  const missing = sounds
    .filter((sound) => !existsSync(soundPath(folder, sound)))
    .toSorted((a, b) => soundSeconds(b.movements) - soundSeconds(a.movements));
  let ready = sounds.length - missing.length;
  const oneMore = () => {
    ready += 1;
    onReady(ready);
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, share) => {
      const slugs = missing.filter((_sound, index) => index % AT_ONCE === share).map(({ slug }) => slug);
      if (slugs.length > 0) await runWriter(folder, slugs, oneMore);
    }),
  );
}

function runWriter(folder: string, slugs: readonly string[], onSound: () => void): Promise<void> {
  const script = join(import.meta.dirname, 'write-sounds.ts');
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [script, folder, ...slugs], (error, _stdout, stderr) => {
      if (error === null) {
        resolve();
        return;
      }
      const reason = /Error: (.*)/.exec(stderr)?.[1] ?? error.message;
      reject(new RefusedError('demo_not_made', `the demo's sounds could not be made: ${reason}`));
    });
    if (child.stdout !== null) createInterface(child.stdout).on('line', onSound);
  });
}
