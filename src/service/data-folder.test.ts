import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDataFolder } from './data-folder.ts';

test('RU-16: the data folder is made, with the folders above it, closed to others', () => {
  const root = mkdtempSync(join(tmpdir(), 'airkeeper-folder-'));
  try {
    const folder = join(root, 'a', 'b');
    makeDataFolder(folder);
    makeDataFolder(folder);
    expect(statSync(folder).mode & 0o007).toBe(0);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test.each(['/proc/nowhere', '/proc/nowhere/at/all', '/dev/null/data'])(
  'one that cannot be made is refused at once, with the option that chooses another: %s',
  (folder) => {
    expect(() => makeDataFolder(folder)).toThrow(/cannot be written to .* --data DIR/);
  },
);
