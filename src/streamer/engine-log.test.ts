import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rotateEngineLog } from './engine-log.ts';
import { tempFolder } from './testing/temp-folder.ts';

test('a log that is not there, or not large, is left alone', async () => {
  const log = join(await tempFolder(), 'engine.log');
  expect(await rotateEngineLog(log, 10)).toBe(false);
  await writeFile(log, '0123456789');
  expect(await rotateEngineLog(log, 10)).toBe(false);
  expect(await readFile(log, 'utf8')).toBe('0123456789');
});

test('a large log becomes the one before, and who has it open goes on at the new beginning', async () => {
  const log = join(await tempFolder(), 'engine.log');
  const engine = await open(log, 'a');
  onTestFinished(() => engine.close());
  await engine.write('a long story');
  await writeFile(`${log}.1`, 'older than that');
  expect(await rotateEngineLog(log, 10)).toBe(true);
  await engine.write('anew');
  expect(await readFile(`${log}.1`, 'utf8')).toBe('a long story');
  expect(await readFile(log, 'utf8')).toBe('anew');
});
