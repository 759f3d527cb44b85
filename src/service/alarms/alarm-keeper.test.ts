import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { alarmWorld, settled } from './testing/alarm-world.ts';

// Files, processes and a database of their own: slow where the machine is busy.
vi.setConfig({ testTimeout: 30_000 });

const WHY = { why: 'killed' };

test('AL-1: what is said again and again is one alarm, raised once and cleared once', async () => {
  const { store, station, clock, start } = await alarmWorld();
  const { keeper, end } = await start();
  const began = clock.now();
  for (let look = 0; look < 3; look += 1) {
    keeper.raise('engine_down', station, '', { why: `look ${look}` });
    clock.advance(1000);
  }
  for (let look = 0; look < 3; look += 1) keeper.clear('engine_down', station, '');
  keeper.raise('engine_down', station, '', WHY);
  await end();
  expect(await store.alarms.list({})).toMatchObject([
    {
      name: 'engine_down',
      station: { id: station.id, slug: 'vert' },
      raised: began,
      cleared: began.add({ seconds: 3 }),
      message: 'The engine is not running: look 0',
      remedy: expect.stringContaining('stations/vert'),
    },
    { name: 'engine_down', cleared: null, message: 'The engine is not running: killed' },
  ]);
});

test('AL-1: stations and subjects have alarms of their own', async () => {
  const { store, station, start } = await alarmWorld();
  const { keeper, end } = await start();
  const facts = { of: 'the stream night', count: 1, example: '/a' };
  keeper.settle('file_missing', station, [
    { subject: 'a', facts },
    { subject: 'b', facts },
  ]);
  keeper.settle('file_missing', null, [{ subject: 'a', facts }]);
  keeper.settle('file_missing', station, [{ subject: 'b', facts }]);
  expect(keeper.open('file_missing', station)).toEqual(['b']);
  expect(keeper.open('file_missing', null)).toEqual(['a']);
  await end();
  const alarms = await store.alarms.list({});
  expect(alarms.map(({ station: of, subject, cleared }) => [of?.slug, subject, cleared === null])).toEqual(
    expect.arrayContaining([
      ['vert', 'a', false],
      ['vert', 'b', true],
      [undefined, 'a', true],
    ]),
  );
  expect(alarms).toHaveLength(3);
});

test('AL-4: an alarm that is open is not raised again after a restart, and is cleared when it is well again', async () => {
  const { store, station, clock, start } = await alarmWorld();
  const first = await start();
  first.keeper.raise('engine_down', station, '', WHY);
  await first.end();
  clock.advance(60_000);
  const second = await start();
  expect(second.keeper.open('engine_down', station)).toEqual(['']);
  second.keeper.raise('engine_down', station, '', { why: 'said again' });
  await settled();
  expect(await store.alarms.list({})).toHaveLength(1);
  second.keeper.clear('engine_down', station, '');
  await second.end();
  expect(await store.alarms.list({})).toMatchObject([
    { message: expect.stringContaining('killed'), cleared: clock.now() },
  ]);
});

test('AL-4: what is said before the alarms of the last run are known counts', async () => {
  const world = await alarmWorld();
  const first = await world.start();
  first.keeper.raise('engine_down', world.station, '', WHY);
  first.keeper.raise('silent', world.station, '', { seconds: 12 });
  await first.end();
  const starting = world.start();
  const { keeper, end } = await starting;
  keeper.settle('engine_down', world.station, []);
  await end();
  const open = await world.store.alarms.list({ open: true });
  expect(open.map(({ name }) => name)).toEqual(['silent']);
});

test('AL-6: a database that is away is an alarm, kept on the disk and written when it is back; so are all others', async () => {
  const world = await alarmWorld();
  const { keeper, end } = await world.start();
  world.isAway = true;
  const gone = world.clock.now();
  keeper.raise('silent', world.station, '', { seconds: 12 });
  await settled();
  for (let look = 0; look < 12; look += 1) {
    world.clock.advance(1000);
    await settled();
  }
  expect(keeper.open('database_down', null)).toEqual(['']);
  expect(JSON.parse(await readFile(join(world.folder, 'alarms.json'), 'utf8')).alarms).toMatchObject([
    { name: 'silent', raised: gone.epochMilliseconds, saved: false },
    { name: 'database_down', cleared: null, saved: false, message: expect.stringContaining('nobody listens') },
  ]);
  expect(await world.store.alarms.list({})).toEqual([]);
  world.isAway = false;
  for (let look = 0; look < 7; look += 1) {
    world.clock.advance(1000);
    await settled();
  }
  await end();
  expect(await world.store.alarms.list({})).toMatchObject([
    { name: 'silent', raised: gone, cleared: null },
    { name: 'database_down', cleared: expect.anything() },
  ]);
});

test('AL-6: a database that can be read and not written to is down', async () => {
  const world = await alarmWorld();
  const { keeper, end } = await world.start();
  const other = new DatabaseSync(join(world.folder, 'airkeeper.db'));
  other.exec('begin exclusive');
  for (let look = 0; look < 15; look += 1) {
    world.clock.advance(1000);
    await settled();
  }
  expect(keeper.open('database_down', null)).toEqual(['']);
  other.exec('rollback');
  other.close();
  for (let look = 0; look < 7; look += 1) {
    world.clock.advance(1000);
    await settled();
  }
  expect(keeper.open('database_down', null)).toEqual([]);
  await end();
});

test('AL-6: a moment without the database is no alarm', async () => {
  const world = await alarmWorld();
  const { keeper, end } = await world.start();
  world.isAway = true;
  keeper.raise('silent', world.station, '', { seconds: 12 });
  for (let look = 0; look < 4; look += 1) {
    world.clock.advance(1000);
    await settled();
  }
  world.isAway = false;
  world.clock.advance(1000);
  await settled();
  expect(await world.store.alarms.list({})).toMatchObject([{ name: 'silent' }]);
  await end();
});

test('AL-6: killed while the database is away, the alarms of the disk are gone on with', async () => {
  const world = await alarmWorld();
  const first = await world.start();
  world.isAway = true;
  first.keeper.raise('engine_down', world.station, '', WHY);
  const raised = world.clock.now();
  await first.keeper.kept();
  first.kill();
  world.clock.advance(3_600_000);
  const second = await world.start();
  second.keeper.raise('engine_down', world.station, '', WHY);
  expect(second.keeper.records.map(({ alarm }) => alarm.raised)).toEqual([raised]);
  world.isAway = false;
  for (let look = 0; look < 6; look += 1) {
    world.clock.advance(1000);
    await settled();
  }
  await second.end();
  const engineDown = (await world.store.alarms.list({})).filter(({ name }) => name === 'engine_down');
  expect(engineDown).toMatchObject([{ raised, cleared: null }]);
});

test('AL-6: a file that cannot be read is said, and hinders nothing', async () => {
  const world = await alarmWorld();
  await writeFile(join(world.folder, 'alarms.json'), '{"settings":[],"alar');
  const { keeper, end } = await world.start();
  keeper.raise('engine_down', world.station, '', WHY);
  await end();
  expect(await world.store.alarms.list({})).toHaveLength(1);
  expect(JSON.parse(await readFile(join(world.folder, 'alarms.json'), 'utf8')).alarms).toHaveLength(1);
});

test('AL-6: alarms on the disk that are of another database are let be', async () => {
  const world = await alarmWorld();
  const first = await world.start();
  await first.end();
  world.isAway = true;
  const second = await world.start();
  second.keeper.raise('engine_down', world.station, '', WHY);
  await second.end();
  const path = join(world.folder, 'alarms.json');
  const text = await readFile(path, 'utf8');
  expect(JSON.parse(text)).toMatchObject({ database: await world.store.database.id(), alarms: [{ saved: false }] });
  await writeFile(path, text.replace(/"database": "[^"]+"/, '"database": "another"'));
  world.isAway = false;
  await (await world.start()).end();
  expect(await world.store.alarms.list({})).toEqual([]);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ alarms: [] });
});

test('AL-7: a station that is removed has no alarms, and one that is disabled has none open', async () => {
  const world = await alarmWorld();
  const { keeper, end } = await world.start();
  keeper.raise('engine_down', world.station, '', WHY);
  await settled();
  await world.store.stations.change(world.station.id, { enabled: false });
  keeper.dataChanged();
  await settled();
  expect(keeper.open('engine_down', world.station)).toEqual([]);
  expect(await world.store.alarms.list({})).toMatchObject([{ cleared: expect.anything() }]);
  await world.store.stations.remove(world.station.id);
  keeper.raise('silent', world.station, '', { seconds: 12 });
  await settled();
  expect(keeper.records).toEqual([]);
  await end();
});

test('AL-5: an alarm is kept for 90 days after it was cleared', async () => {
  const world = await alarmWorld();
  const { keeper, end } = await world.start();
  keeper.raise('engine_down', world.station, '', WHY);
  keeper.clear('engine_down', world.station, '');
  await end();
  world.clock.advance(89 * 86_400_000);
  await (await world.start()).end();
  expect(await world.store.alarms.list({})).toHaveLength(1);
  world.clock.advance(2 * 86_400_000);
  await (await world.start()).end();
  expect(await world.store.alarms.list({})).toEqual([]);
});

test('AL-3: a clock that was set back does not clear an alarm before it was raised', async () => {
  const world = await alarmWorld();
  const { keeper, end } = await world.start();
  keeper.raise('engine_down', world.station, '', WHY);
  world.clock.advance(-3_600_000);
  keeper.clear('engine_down', world.station, '');
  await end();
  const [alarm] = await world.store.alarms.list({});
  expect(alarm?.cleared).toEqual(alarm?.raised);
});
