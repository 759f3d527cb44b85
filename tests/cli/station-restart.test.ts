import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { putReport, readOrder } from '../../src/service/engine-keeper-files.ts';
import { stationFolder } from '../../src/streamer/station-folder.ts';
import { Harness } from './harness.ts';

async function vert(): Promise<{ readonly harness: Harness; readonly folder: ReturnType<typeof stationFolder> }> {
  const harness = new Harness();
  await harness.all('station add "Radio Vert" --slug vert --timezone Europe/Brussels');
  const folder = stationFolder(harness.dataFolder, 'vert');
  mkdirSync(folder.root, { recursive: true });
  harness.daemonPid = 7;
  return { harness, folder };
}

test.each([
  [[], null],
  [['--now'], Date.parse('2026-11-30T12:00:00Z')],
  [['--at', '2026-12-01T04:00'], Date.parse('2026-12-01T03:00:00Z')],
])('KE-11: station restart %j leaves an order that Airkeeper is told of', async (options, atMs) => {
  const { harness, folder } = await vert();
  const before = harness.notified;
  expect((await harness.run('station', 'restart', 'vert', ...options)).status).toBe(0);
  expect((await readOrder(folder))?.atMs).toBe(atMs);
  expect(harness.notified).toBe(before + 1);
});

test('KE-11: both an instant and now is wrong usage; a station that does not exist is refused', async () => {
  const { harness } = await vert();
  expect((await harness.run('station', 'restart', 'vert', '--now', '--at', '2026-12-01T04:00')).status).toBe(2);
  expect((await harness.run('station', 'restart', 'vertt')).status).toBe(1);
});

test('KE-11: an order that is damaged is none', async () => {
  const { folder } = await vert();
  for (const text of ['', '{"run":', '{"run":5,"atMs":0}', '{"atMs":"now","run":null}']) {
    writeFileSync(`${folder.root}/restart.json`, text);
    expect(await readOrder(folder)).toBeNull();
  }
});

test('KE-11: status shows what is refused, and that the emergency source plays', async () => {
  const { harness, folder } = await vert();
  await putReport(folder, { run: null, pending: 'old news', atMs: null, refused: 'no such encoder', emergency: true });
  expect(await harness.json('status', 'vert')).toMatchObject({
    restart: { pending: null, refused: 'no such encoder', emergency: true },
  });
  const { out } = await harness.run('status', 'vert');
  expect(out).toContain('no such encoder');
  expect(out).toContain('EMERGENCY');
  expect(out).not.toContain('old news');
});
