import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BugError } from '../values/errors.ts';
import { createFileLibrary } from './file-library.ts';
import { testClock } from './testing/test-clock.ts';

const fileLibrary = createFileLibrary({ clock: testClock });

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a file is missing when it is not there, a folder, empty, or leads nowhere', async () => {
  const folder = await tempFolder();
  const at = (name: string) => join(folder, name);
  await writeFile(at('there.ogg'), 'x');
  await writeFile(at('empty.ogg'), '');
  await mkdir(at('folder.ogg'));
  await symlink(at('there.ogg'), at('link.ogg'));
  await symlink(at('nowhere'), at('dangling.ogg'));
  await symlink(at('loop.ogg'), at('loop.ogg'));
  const missing = [
    'empty.ogg',
    'folder.ogg',
    'dangling.ogg',
    'loop.ogg',
    'none.ogg',
    'there.ogg/below.ogg',
    'n'.repeat(256),
  ];
  const paths = ['there.ogg', 'link.ogg', ...missing].map(at);
  expect(await fileLibrary.missing([...paths, ...paths])).toEqual(new Set(missing.map(at)));
});

test('many files are looked at, each once', async () => {
  const folder = await tempFolder();
  const paths = Array.from({ length: 500 }, (_, index) => join(folder, `${index}.ogg`));
  for (const path of paths.slice(250)) await writeFile(path, 'x');
  expect(await fileLibrary.missing(paths)).toEqual(new Set(paths.slice(0, 250)));
  expect(await fileLibrary.missing([])).toEqual(new Set());
});

test('a file that nobody may read is missing, and refused', async () => {
  if (process.getuid?.() === 0) return;
  const path = join(await tempFolder(), 'secret.ogg');
  await writeFile(path, 'x');
  await chmod(path, 0);
  expect(await fileLibrary.missing([path])).toEqual(new Set([path]));
  await expect(fileLibrary.probe(path)).rejects.toMatchObject({ code: 'not_readable' });
});

test('a path that is not absolute is our own mistake', async () => {
  await expect(fileLibrary.probe('a.ogg')).rejects.toThrow(BugError);
});
