import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EngineRunId } from '../values/ids.ts';
import { laterRun, nextRun, rememberRun } from './next-run.ts';
import { type StationFolder, stationFolder } from './station-folder.ts';
import { JournalWriter } from './testing/journal-writer.ts';
import { tempFolder } from './testing/temp-folder.ts';

async function folder(): Promise<StationFolder> {
  return stationFolder(await tempFolder(), 'vert');
}

test('JO-11: runs are counted from one, and above the one that is remembered', async () => {
  const station = await folder();
  const first = await nextRun(station, null);
  expect(first).toMatch(/^000001-[0-9a-f]{4}$/);
  await rememberRun(station, first);
  expect(await readFile(join(station.root, 'run'), 'utf8')).toBe(`${first}\n`);
  expect(await nextRun(station, null)).toMatch(/^000002-/);
});

test('JO-11: an older run is not remembered in the place of a later one', async () => {
  const station = await folder();
  await rememberRun(station, '000007-abcd' as EngineRunId);
  await rememberRun(station, '000003-ffff' as EngineRunId);
  expect(await readFile(join(station.root, 'run'), 'utf8')).toBe('000007-abcd\n');
});

test('JO-11: the later of two runs is that of the higher count, whatever the rest', () => {
  const [a, b] = ['000009-ffff' as EngineRunId, '000010-0000' as EngineRunId];
  expect([laterRun(a, b), laterRun(b, a), laterRun(a, null), laterRun(null, a), laterRun(null, null)]).toEqual([
    b,
    b,
    a,
    a,
    null,
  ]);
});

test('JO-11: the count is above every run that is known, wherever it is known from', async () => {
  const station = await folder();
  new JournalWriter(station.journal, '000041-ffff').write(1);
  new JournalWriter(station.journal, '000007-0000').write(1);
  expect(await nextRun(station, null)).toMatch(/^000042-/);
  expect(await nextRun(station, '000099-abcd' as EngineRunId)).toMatch(/^000100-/);
  await rm(station.root, { recursive: true });
  expect(await nextRun(station, '000100-abcd' as EngineRunId)).toMatch(/^000101-/);
});

test('JO-11: what was remembered badly is not believed', async () => {
  const station = await folder();
  await rememberRun(station, '000001-abcd' as EngineRunId);
  await writeFile(join(station.root, 'run'), 'nonsense');
  const next = await nextRun(station, '000005-abcd' as EngineRunId);
  expect(next).toMatch(/^000006-/);
  await rememberRun(station, next);
  expect(await readFile(join(station.root, 'run'), 'utf8')).toBe(`${next}\n`);
});
