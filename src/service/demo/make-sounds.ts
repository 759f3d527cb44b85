import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedError } from '../../values/errors.ts';
import type { DemoSound } from './catalogue.ts';
import { soundPath } from './sound-path.ts';

/** The encoder is a process of its own too, and a small machine has two cores. */
const AT_ONCE = 2;

/**
 * Makes those of the sounds whose file is not there yet. What an interrupted attempt left unfinished is removed.
 * @throws {RefusedError} `demo_not_made`
 */
export async function makeSounds(sounds: readonly DemoSound[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (name.endsWith('.unfinished')) await rm(join(folder, name), { force: true });
  }
  const missing = sounds.filter((sound) => !existsSync(soundPath(folder, sound)));
  const makeNext = async () => {
    for (let sound = missing.shift(); sound !== undefined; sound = missing.shift()) {
      await makeSound(sound, folder);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, makeNext));
}

function makeSound(sound: DemoSound, folder: string): Promise<void> {
  const script = join(import.meta.dirname, 'write-sound.ts');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, sound.slug, folder], (error, _stdout, stderr) => {
      if (error === null) return resolve();
      const reason = /Error: (.*)/.exec(stderr)?.[1] ?? error.message;
      reject(new RefusedError('demo_not_made', `the demo's sound “${sound.title}” could not be made: ${reason}`));
    });
  });
}
