import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from './testing/temp-folder.ts';
import { putWholeFile, readText } from './whole-file.ts';

test('writes the file, makes its folder, and leaves nothing beside it', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'a', 'b', 'cues.json');
  expect(await putWholeFile(path, 'é📻\n')).toBe(true);
  expect(await readFile(path, 'utf8')).toBe('é📻\n');
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['cues.json']);
});

test('replaces the file by another one: who has it open keeps the old content whole', async () => {
  const path = join(await tempFolder(), 'cues.json');
  await putWholeFile(path, 'old');
  const { ino } = await stat(path);
  await putWholeFile(path, 'new');
  expect((await stat(path)).ino).not.toBe(ino);
  expect(await readText(path)).toBe('new');
});

test('does not touch a file that holds the text already', async () => {
  const path = join(await tempFolder(), 'cues.json');
  await putWholeFile(path, 'same');
  const { ino, mtimeMs } = await stat(path);
  expect(await putWholeFile(path, 'same')).toBe(false);
  expect(await stat(path)).toMatchObject({ ino, mtimeMs });
});

test('a temporary that a crash left behind is in nobody’s way', async () => {
  const path = join(await tempFolder(), 'cues.json');
  await writeFile(`${path}.tmp`, 'half of something much longer');
  await putWholeFile(path, 'new');
  expect(await readText(path)).toBe('new');
});

test('a disk that refuses is an error that passes, names the file, and leaves the old content', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'cues.json');
  await putWholeFile(path, 'old');
  await mkdir(`${path}.tmp`);
  await expect(putWholeFile(path, 'new')).rejects.toMatchObject({ name: 'PassingError', code: 'disk_failed' });
  await expect(putWholeFile(path, 'new')).rejects.toThrow(path);
  expect(await readText(path)).toBe('old');
});

test('a file that is not there has no text', async () => {
  expect(await readText(join(await tempFolder(), 'none'))).toBeNull();
});
