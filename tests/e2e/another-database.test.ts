import { copyFile, readdir, rm } from 'node:fs/promises';
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

async function removeDatabase({ data }: Airkeeper): Promise<void> {
  for (const name of await readdir(data)) if (name.startsWith('airkeeper.db')) await rm(join(data, name));
}

test('RU-20: a new database with the old folder has a log of its own, and its diffusions start', async () => {
  const { airkeeper, tcpPort } = await smallStation();
  const first = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const before = await showStarts(airkeeper, 20);
  await first.signal('SIGINT');
  const { engine } = await airkeeper.status('vert');
  await removeDatabase(airkeeper);

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

test('RU-21: a database restored from a backup has its log again, and its new diffusions start', async () => {
  const { airkeeper } = await smallStation();
  const backup = join(airkeeper.folder, 'backup.db');
  // a database that is closed is one file
  await copyFile(join(airkeeper.data, 'airkeeper.db'), backup);
  const first = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const lost = await showStarts(airkeeper, 20);
  const before = (await airkeeper.log('vert')).filter(({ type }) => type === 'start');
  await first.signal('SIGINT');
  const { engine } = await airkeeper.status('vert');
  await removeDatabase(airkeeper);
  await copyFile(backup, join(airkeeper.data, 'airkeeper.db'));

  const show = { number: 21, durationSeconds: 4, start: inSeconds(20), slotSeconds: 60, mode: 'hard' } as const;
  const id = await morning(airkeeper, show);
  expect(id).toBeGreaterThan(lost);
  airkeeper.start('--no-demo');
  const starts = await eventually('the new show is in the log', async () => {
    const found = (await airkeeper.log('vert')).filter(({ type }) => type === 'start');
    return found.length === 2 && found;
  });
  // what was on the air is in the log again, but for the diffusion that is not known any more
  expect(starts.map(({ date, diffusion }) => [date, diffusion?.id ?? null])).toEqual([
    [before[0]?.date, null],
    [expect.any(String), id],
  ]);
  expect(starts[0]?.reason).toContain(`diffusion ${lost}`);
  expect((await airkeeper.status('vert')).engine.run).toBe(engine.run);
});
