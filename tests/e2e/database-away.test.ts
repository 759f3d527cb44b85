import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { eventually, inSeconds, sleep } from './airkeeper.ts';
import { morning, musicIsOn, smallStation } from './station.ts';

test('RU-7: a database that is locked for 20 s delays the log, never the sound', async () => {
  const { airkeeper } = await smallStation();
  airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const show = await morning(airkeeper, {
    number: 30,
    durationSeconds: 5,
    start: inSeconds(20),
    slotSeconds: 60,
    mode: 'hard',
  });
  await eventually('the cue is on the engine’s disk', async () =>
    (await airkeeper.do('cue', 'list', 'vert')).includes(`${show}#0`),
  );
  const lock = new DatabaseSync(join(airkeeper.data, 'airkeeper.db'));
  lock.exec('BEGIN EXCLUSIVE');
  await sleep(20_000);
  lock.exec('ROLLBACK');
  lock.close();
  const log = await eventually('the log has caught up', async () => {
    const entries = await airkeeper.log('vert');
    const heard = entries.filter(({ type, track }) => type === 'on_air' && track === null);
    return heard.length >= 3 && entries;
  });
  const start = log.find(({ type }) => type === 'start');
  expect(start?.diffusion?.id).toBe(show);
  const heard = log.filter(({ type, track }) => type === 'on_air' && track === null);
  expect(heard.map(({ source }) => source)).toEqual(['night', 'dealer', 'night']);
});
