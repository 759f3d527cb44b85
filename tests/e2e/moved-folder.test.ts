import { cp, lstat, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Airkeeper, eventually, inSeconds } from './airkeeper.ts';
import { morning, musicIsOn, smallStation } from './station.ts';

/** As a tool for backups does: no socket is copied. */
async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: async (path) => !(await lstat(path)).isSocket() });
}

async function showStarts(airkeeper: Airkeeper, number: number): Promise<number> {
  const show = { number, durationSeconds: 4, start: inSeconds(15), slotSeconds: 60, mode: 'hard' } as const;
  const id = await morning(airkeeper, show);
  await eventually('the show is in the log', async () =>
    (await airkeeper.log('vert')).some(({ type, diffusion }) => type === 'start' && diffusion?.id === id),
  );
  return id;
}

const startsOf = async (airkeeper: Airkeeper) =>
  (await airkeeper.log('vert')).filter(({ type }) => type === 'start').map(({ diffusion }) => diffusion?.id);

test('RU-4, JO-11: a data folder that was copied while it was in use goes on elsewhere: the log too, and nothing starts again', async () => {
  const { airkeeper } = await smallStation();
  const first = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const show = await showStarts(airkeeper, 20);
  const { engine } = await airkeeper.status('vert');
  await first.signal('SIGKILL');
  await copyFolder(airkeeper.data, join(airkeeper.folder, 'copy'));
  await airkeeper.do('stop', '--engine');
  // the other machine has it at the same place; the number of its process is another one’s here
  await rm(airkeeper.data, { recursive: true });
  await rename(join(airkeeper.folder, 'copy'), airkeeper.data);
  await writeFile(join(airkeeper.data, 'airkeeper.pid'), `${process.pid}\n`);
  airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const { engine: next } = await airkeeper.status('vert');
  expect((next.run ?? '') > (engine.run ?? '')).toBe(true);
  const second = await showStarts(airkeeper, 21);
  expect(await startsOf(airkeeper)).toEqual([show, second]);
  const heard = (await airkeeper.log('vert')).filter(({ type, track }) => type === 'on_air' && track === null);
  expect(heard.slice(0, -1).filter(({ end }) => end === null)).toEqual([]);
});

test('MO-41, RU-2: a station’s folder restored from yesterday starts nothing again, and what comes starts', async () => {
  const { airkeeper } = await smallStation();
  const folder = join(airkeeper.data, 'stations', 'vert');
  const backup = join(airkeeper.folder, 'yesterday');
  const first = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  await copyFolder(folder, backup);
  const show = await showStarts(airkeeper, 20);
  const { engine } = await airkeeper.status('vert');
  await first.signal('SIGINT');
  await airkeeper.do('stop', '--engine');
  const before = await airkeeper.log('vert');
  await rm(folder, { recursive: true });
  await rename(backup, folder);
  airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const { engine: next } = await airkeeper.status('vert');
  expect((next.run ?? '') > (engine.run ?? '')).toBe(true);
  const second = await showStarts(airkeeper, 21);
  expect(await startsOf(airkeeper)).toEqual([show, second]);
  // what the database had is what it has
  const after = await airkeeper.log('vert');
  expect(after.slice(0, before.length).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
});
