import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Airkeeper, eventually, inSeconds } from './airkeeper.ts';
import { furnish, morning, musicIsOn, smallStation } from './station.ts';

async function showStarts(airkeeper: Airkeeper, number: number): Promise<number> {
  const show = { number, durationSeconds: 4, start: inSeconds(12), slotSeconds: 60, mode: 'hard' } as const;
  const id = await morning(airkeeper, show);
  await eventually('the show is in the log', async () =>
    (await airkeeper.log('vert')).some(({ type, diffusion }) => type === 'start' && diffusion?.id === id),
  );
  return id;
}

test('RU-20: a new database with the old folder has a log of its own, and its diffusions start', async () => {
  const { airkeeper, tcpPort } = await smallStation();
  const first = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const before = await showStarts(airkeeper, 20);
  await first.signal('SIGINT');
  const { engine } = await airkeeper.status('vert');
  for (const name of await readdir(airkeeper.data)) {
    if (name.startsWith('airkeeper.db')) await rm(join(airkeeper.data, name));
  }

  const beganMs = Date.now();
  await furnish(airkeeper, tcpPort);
  const second = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  // the same id, and so the same key, as that of a cue that was begun
  expect(await showStarts(airkeeper, 21)).toBe(before);
  const log = await airkeeper.log('vert');
  expect(log.filter(({ date }) => Date.parse(date) < beganMs)).toEqual([]);
  expect((await airkeeper.status('vert')).engine.run).not.toBe(engine.run);

  const folder = join(airkeeper.data, 'stations', 'vert');
  const [aside = ''] = (await readdir(folder)).filter((name) => name.startsWith('before-'));
  expect(await readdir(join(folder, aside))).toEqual(expect.arrayContaining(['begun.txt', 'cues.json', 'journal']));
  expect(second.output).toContain(aside);
});
