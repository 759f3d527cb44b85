import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastWords } from './engine-words.ts';
import { tempFolder } from './testing/temp-folder.ts';

async function wordsOf(text: string): Promise<string> {
  const path = join(await tempFolder(), 'engine.log');
  await writeFile(path, text);
  return lastWords(path);
}

test('an engine that wrote nothing has no last words', async () => {
  expect(await lastWords(join(await tempFolder(), 'engine.log'))).toBe('');
  expect(await wordsOf('\n \n')).toBe('');
});

test('its last complaints are told without their stamps', async () => {
  const log = [
    '2026/11/22 15:00:01 >>> LOG START',
    '2026/11/22 15:00:02 [main:3] Liquidsoap 2.1.3',
    '2026/11/22 15:00:03 [harbor:2] Cannot listen: Address already in use',
    '2026/11/22 15:00:03 [main:3] Shutdown started!',
    '',
  ].join('\n');
  expect(await wordsOf(log)).toBe('[harbor:2] Cannot listen: Address already in use');
});

test('where it complained of nothing, its last lines are told', async () => {
  expect(await wordsOf('one\ntwo\nthree\nfour\n')).toBe('two | three | four');
});

test('a long log is read at its end only, and long words are cut', async () => {
  const words = await wordsOf(`${'early error\n'.repeat(100_000)}Error 5: ${'x'.repeat(1000)}\n`);
  expect(words).toMatch(/^… x{400}$/);
});
