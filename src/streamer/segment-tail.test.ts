import { appendFile, chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readGrowth, UNREAD } from './segment-tail.ts';
import { tempFolder } from './testing/temp-folder.ts';

const BUDGET_BYTES = 1 << 20;

test('JO-4: what was looked at once is not read again, an unfinished line included', async () => {
  const path = join(await tempFolder(), 'segment');
  await writeFile(path, 'one\ntw');
  const first = await readGrowth(path, UNREAD, BUDGET_BYTES);
  expect(first).toEqual({ lines: ['one'], tail: { offset: 4, seenBytes: 6 }, bytesRead: 6, more: false });
  expect(await readGrowth(path, first.tail, BUDGET_BYTES)).toEqual({ ...first, lines: [], bytesRead: 0 });
  await appendFile(path, 'o\n');
  const second = await readGrowth(path, first.tail, BUDGET_BYTES);
  expect(second).toEqual({ lines: ['two'], tail: { offset: 8, seenBytes: 8 }, bytesRead: 4, more: false });
});

test('a small budget is never taken for the end of a line', async () => {
  const path = join(await tempFolder(), 'segment');
  await writeFile(path, 'one\ntwo\n');
  const first = await readGrowth(path, UNREAD, 6);
  expect(first).toMatchObject({ lines: ['one'], more: true });
  const nothing = await readGrowth(path, first.tail, 2);
  expect(nothing).toMatchObject({ lines: [], tail: { offset: 4 }, more: true });
  expect(await readGrowth(path, nothing.tail, 100)).toMatchObject({ lines: ['two'], more: false });
});

test('a file that is gone has no lines; one that cannot be read is an error', async () => {
  const path = join(await tempFolder(), 'segment');
  expect(await readGrowth(path, UNREAD, BUDGET_BYTES)).toMatchObject({ lines: [], more: false });
  await writeFile(path, 'one\n');
  await chmod(path, 0);
  if (process.getuid?.() !== 0) await expect(readGrowth(path, UNREAD, BUDGET_BYTES)).rejects.toThrow('EACCES');
});
