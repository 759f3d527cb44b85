import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Lock, missingOptionals, tidyLock } from './lock-file.ts';

const HOW = 'run: node_modules/.bin/node scripts/tidy-lock.ts';

async function ownLock(): Promise<Lock> {
  return JSON.parse(await readFile(join(import.meta.dirname, '../package-lock.json'), 'utf8'));
}

test('our lock file has an entry for every native package, so that npm ci takes it', async () => {
  expect(
    missingOptionals(await ownLock()).map(([, name]) => name),
    HOW,
  ).toEqual([]);
});

test('our lock file names no Node and no registry', async () => {
  const { packages } = await ownLock();
  const wrong = Object.entries(packages).filter(
    ([path, locked]) => locked.resolved !== undefined || (path !== '' && locked.engines !== undefined),
  );
  expect(
    wrong.map(([path]) => path),
    HOW,
  ).toEqual([]);
});

test('what is missing is added with what its name tells', () => {
  const lock = {
    lockfileVersion: 3,
    packages: {
      '': { engines: { node: '>=18' } },
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        resolved: 'https://example.org/tool.tgz',
        engines: { node: '>=22' },
        optionalDependencies: {
          '@tool/linux-x64-gnu': '2.0.0',
          '@tool/linux-arm64-musl': '2.0.0',
          '@tool/darwin-x64': '2.0.0',
        },
      },
      'node_modules/@tool/linux-x64-gnu': { version: '2.0.0', engines: { node: '>=22' }, optional: true },
    },
  };
  const tidy = tidyLock(lock);
  expect(tidy).toEqual({
    lockfileVersion: 3,
    packages: {
      '': { engines: { node: '>=18' } },
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: lock.packages['node_modules/tool'].optionalDependencies,
      },
      'node_modules/@tool/linux-x64-gnu': { version: '2.0.0', optional: true },
      'node_modules/@tool/linux-arm64-musl': {
        version: '2.0.0',
        dev: true,
        os: ['linux'],
        cpu: ['arm64'],
        libc: ['musl'],
        optional: true,
      },
      'node_modules/@tool/darwin-x64': { version: '2.0.0', dev: true, os: ['darwin'], cpu: ['x64'], optional: true },
    },
  });
  expect(tidyLock(tidy)).toEqual(tidy);
});
