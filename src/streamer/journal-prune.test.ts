import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EngineRunId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { pruneJournal } from './journal-prune.ts';
import { JournalWriter } from './testing/journal-writer.ts';
import { tempFolder } from './testing/temp-folder.ts';

const NOW = instantFromMs(1_800_000_000_000);
const DAY_MS = 86_400_000;
const KEEP_ALL = { keepDays: 30, keepFiles: 100 };

/** Two runs of three segments of ten lines each, the oldest written six days ago, each a day after the one before. */
async function sixSegments() {
  const folder = await tempFolder();
  let ageDays = 6;
  for (const run of ['000001-aaaa', '000002-bbbb']) {
    const writer = new JournalWriter(folder, run);
    for (let segment = 1; segment <= 3; segment += 1) {
      writer.segment = segment;
      writer.write(...Array.from({ length: 10 }, (_, index) => (segment - 1) * 10 + index + 1));
      const written = new Date(NOW.epochMilliseconds - ageDays * DAY_MS);
      await utimes(writer.path, written, written);
      ageDays -= 1;
    }
  }
  return { folder, names: (await readdir(folder)).sort() };
}

function at(run: string, seq: number) {
  return { run: run as EngineRunId, seq };
}

test('JO-9: keeps everything that is neither old nor too many', async () => {
  const { folder } = await sixSegments();
  expect(await pruneJournal(folder, at('000002-bbbb', 30), NOW, KEEP_ALL)).toEqual([]);
});

test('JO-9: deletes what is older than so many days, and wholly taken in', async () => {
  const { folder, names } = await sixSegments();
  const deleted = await pruneJournal(folder, at('000002-bbbb', 30), NOW, { ...KEEP_ALL, keepDays: 3.5 });
  expect(deleted).toEqual(names.slice(0, 3));
  expect((await readdir(folder)).sort()).toEqual(names.slice(3));
});

test('JO-9: deletes the oldest of too many', async () => {
  const { folder, names } = await sixSegments();
  expect(await pruneJournal(folder, at('000002-bbbb', 30), NOW, { ...KEEP_ALL, keepFiles: 2 })).toEqual(
    names.slice(0, 4),
  );
});

test('JO-9: never deletes the newest segment of the run that is read, nor one with a line behind the cursor', async () => {
  const { folder, names } = await sixSegments();
  const none = { keepDays: 0, keepFiles: 0 };
  expect(await pruneJournal(folder, null, NOW, none)).toEqual([]);
  expect(await pruneJournal(folder, at('000001-aaaa', 19), NOW, none)).toEqual(names.slice(0, 1));
  expect(await pruneJournal(folder, at('000002-bbbb', 20), NOW, none)).toEqual(names.slice(1, 5));
  expect(await pruneJournal(folder, at('000002-bbbb', 30), NOW, none)).toEqual([]);
  expect(await readdir(folder)).toEqual([join(names[5] ?? '')]);
});
