import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { DatabaseId, EngineRunId, StationId } from '../values/ids.ts';
import { putFolderOwner } from './folder-owner.ts';
import { JournalReader } from './journal-reader.ts';
import { nextRun } from './next-run.ts';
import { OwnRuns } from './own-runs.ts';
import { type StationFolder, stationFolder } from './station-folder.ts';
import { JournalWriter } from './testing/journal-writer.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';

const DATABASE = '0b7ad2f4-3c36-4b5e-8b51-9a5a7f1d0c11' as DatabaseId;
const OURS = `${DATABASE} 1`;
const THEIRS = `${DATABASE} 2`;

async function station(): Promise<StationFolder> {
  const folder = stationFolder(await tempFolder(), 'vert');
  mkdirSync(dirname(folder.owner), { recursive: true });
  await putFolderOwner(folder, { database: DATABASE, stationId: 1 as StationId });
  return folder;
}

/** A run of three lines, of a folder's owner; null: from an Airkeeper that did not say. */
function writeRun({ journal }: StationFolder, run: string, owner: string | null): JournalWriter {
  const writer = new JournalWriter(journal, run);
  writer.writeRaw(`\n${writer.text(1, { kind: 'up', ...(owner === null ? {} : { owner }) })}\n`);
  writer.write(2, 3);
  return writer;
}

test('JO-12: a run of another station is neither read nor counted, and is named', async () => {
  const folder = await station();
  const own = writeRun(folder, '000004-aaaa', OURS);
  writeRun(folder, '000900-ffff', THEIRS).segment = 2;
  const reader = new JournalReader(folder, new ManualClock());
  const first = await reader.read(null);
  expect(first.lines.map(({ run, seq }) => `${run} ${seq}`)).toEqual([
    '000004-aaaa 1',
    '000004-aaaa 2',
    '000004-aaaa 3',
  ]);
  own.write(4);
  expect((await reader.read(first.cursor)).lines.map(({ seq }) => seq)).toEqual([4]);
  expect(await nextRun(folder, null)).toMatch(/^000005-/);
  expect(await new OwnRuns(folder).strangers()).toEqual([{ name: '000900-ffff.000001.jsonl', kind: 'foreign' }]);
});

test('JO-12: so is a file without a line of its run, until it has one', async () => {
  const folder = await station();
  const own = writeRun(folder, '000004-aaaa', OURS);
  for (const name of ['000005-bbbb', '999999-ffff'])
    writeFileSync(`${folder.journal}/${name}.000001.jsonl`, 'nothing\n');
  const reader = new JournalReader(folder, new ManualClock());
  const { cursor } = await reader.read(null);
  own.write(4);
  const next = await reader.read(cursor);
  expect(next.lines.map(({ seq }) => seq)).toEqual([4]);
  expect(await nextRun(folder, null)).toMatch(/^000005-/);
  new JournalWriter(folder.journal, '000005-bbbb').write(1);
  expect((await reader.read(next.cursor)).lines.map(({ run }) => run)).toEqual(['000005-bbbb']);
});

test('JO-12: a run that does not say whose it is, or in a folder that does not, is the station’s', async () => {
  const folder = await station();
  writeRun(folder, '000001-aaaa', null);
  writeRun(folder, '000002-bbbb', OURS);
  expect((await new OwnRuns(folder).segments(null)).map(({ run }) => run)).toEqual(['000001-aaaa', '000002-bbbb']);
  const unclaimed = stationFolder(await tempFolder(), 'vert');
  writeRun(unclaimed, '000003-cccc', THEIRS);
  expect((await new OwnRuns(unclaimed).newest())?.run).toBe('000003-cccc');
});

test('JO-12: the later segments of a run are what the first one is', async () => {
  const folder = await station();
  for (const [run, owner] of [
    ['000001-aaaa', OURS],
    ['000002-bbbb', THEIRS],
  ] as const) {
    const writer = writeRun(folder, run, owner);
    writer.segment = 2;
    writer.write(4);
  }
  expect((await new OwnRuns(folder).segments(null)).map(({ name }) => name)).toEqual([
    '000001-aaaa.000001.jsonl',
    '000001-aaaa.000002.jsonl',
  ]);
});

test('JO-11: a station whose counts are used up is told so', async () => {
  const folder = await station();
  const refused = { code: 'runs_used_up', message: expect.stringContaining(folder.root) };
  await expect(nextRun(folder, '999999-aaaa' as EngineRunId)).rejects.toMatchObject(refused);
});
