import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../ports/clock.ts';
import { createFileLibrary } from './file-library.ts';
import { FileLooker } from './file-looker.ts';
import { lookAt } from './look.ts';
import { mountPointOf, mountPointsIn } from './mount-points.ts';
import { testClock } from './testing/test-clock.ts';

/** Five seconds go by in one. */
const hurriedClock: Clock = { ...testClock, sleep: (spanMs, signal) => testClock.sleep(spanMs / 5, signal) };

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-look-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A machine with a disk at `/mnt/nas` that hangs while the file `hang` is there: whoever looks at a file on it after that
 * waits for ever. It notes each look at that disk in the file `looks`, with its process id.
 */
async function machineWithShare() {
  const folder = await tempFolder();
  const program = join(folder, 'find');
  await writeFile(
    program,
    `#!/bin/bash
while IFS= read -r -d '' path; do
  case $path in
    /mnt/nas/*)
      echo $$ >> ${folder}/looks
      [ -e ${folder}/hang ] && exec sleep 1000
      case $path in *gone*) echo "find: $path: no such file" >&2 ;; *) printf '%s\\0' "$path" ;; esac ;;
    *) [ -s "$path" ] && printf '%s\\0' "$path" ;;
  esac
done
`,
  );
  await chmod(program, 0o755);
  const options = { clock: hurriedClock, program, mounts: async () => ['/', '/mnt/nas'] };
  const looks = async () => (await readFile(join(folder, 'looks'), 'utf8').catch(() => '')).split('\n').length - 1;
  return {
    folder,
    options,
    looker: new FileLooker(options),
    looks,
    hang: () => writeFile(join(folder, 'hang'), ''),
    recover: () => rm(join(folder, 'hang')),
  };
}

test('RU-14: a share that hangs keeps its last answer; the files of other disks are looked at as ever', async () => {
  const { folder, looker, hang } = await machineWithShare();
  const local = join(folder, 'local.ogg');
  await writeFile(local, 'x');
  const paths = [local, '/mnt/nas/there.ogg', '/mnt/nas/gone.ogg'];
  expect(await looker.missing(paths)).toEqual(new Set(['/mnt/nas/gone.ogg']));
  expect(looker.silent).toEqual([]);
  await hang();
  await rm(local);
  expect(await looker.missing(paths)).toEqual(new Set([local, '/mnt/nas/gone.ogg']));
  expect(looker.silent).toEqual(['/mnt/nas']);
});

test('RU-14: what was never answered for is not called missing', async () => {
  const { looker, hang } = await machineWithShare();
  await hang();
  expect(await looker.missing(['/mnt/nas/a.ogg', '/mnt/nas/b.ogg'])).toEqual(new Set());
});

test('RU-14: a disk that answers again is believed again', async () => {
  const { looker, hang, recover } = await machineWithShare();
  await hang();
  await looker.missing(['/mnt/nas/gone.ogg']);
  await recover();
  await expect.poll(() => looker.missing(['/mnt/nas/gone.ogg'])).toEqual(new Set(['/mnt/nas/gone.ogg']));
  expect(looker.silent).toEqual([]);
});

test('RU-14: while looks hang, ten at a time, this process reads and writes its own files', async () => {
  const { folder, options, hang } = await machineWithShare();
  await hang();
  const looking = Array.from({ length: 10 }, () => new FileLooker(options).missing(['/mnt/nas/a.ogg']));
  for (let line = 0; line < 100; line += 1) await writeFile(join(folder, 'journal.jsonl'), `${line}\n`, { flag: 'a' });
  expect((await readFile(join(folder, 'journal.jsonl'), 'utf8')).split('\n')).toHaveLength(101);
  await Promise.all(looking);
});

test('RU-14: a disk on which a look cannot be ended is not asked again meanwhile', async () => {
  const { looker, looks, hang, folder } = await machineWithShare();
  await hang();
  // a process that waits for a disk cannot be killed: this one is as good, since nobody may kill it
  const unkillable = new FileLooker({
    clock: hurriedClock,
    program: await unkillableFind(folder),
    mounts: async () => ['/', '/mnt/nas'],
  });
  await unkillable.missing(['/mnt/nas/a.ogg']);
  await unkillable.missing(['/mnt/nas/a.ogg']);
  await unkillable.missing(['/mnt/nas/a.ogg']);
  expect(await looks()).toBe(1);
  expect(unkillable.silent).toEqual(['/mnt/nas']);
  await looker.missing(['/etc/hostname']);
});

/** Its pipes stay open in a process of its own that outlives it, which is what makes a process count as there. */
async function unkillableFind(folder: string): Promise<string> {
  const program = join(folder, 'find-that-stays');
  await writeFile(program, `#!/bin/sh\necho $$ >> ${folder}/looks\n(trap '' TERM; sleep 2) &\nsleep 1000\n`);
  await chmod(program, 0o755);
  return program;
}

test('with no find that can be used, nothing is called missing', async () => {
  const folder = await tempFolder();
  const looker = new FileLooker({ clock: testClock, program: join(folder, 'none') });
  expect(await looker.missing(['/none.ogg'])).toEqual(new Set());
});

test('a file that is added from a disk that hangs is refused, not waited for', async () => {
  const { options, hang } = await machineWithShare();
  await hang();
  await expect(createFileLibrary(options).probe('/mnt/nas/a.ogg')).rejects.toMatchObject({ code: 'disk_silent' });
});

test('the real find answers for each of 3000 files of every name', async () => {
  const folder = await tempFolder();
  const names = Array.from({ length: 3000 }, (_, index) => join(folder, `-n\n"#{${index}}*📻.ogg`));
  for (const path of names.slice(1500)) await writeFile(path, 'x');
  const { there, answered, gone } = await lookAt(names, { clock: testClock });
  expect({ answered, gone }).toEqual({ answered: 3000, gone: null });
  expect(names.filter((path) => !there.has(path))).toEqual(names.slice(0, 1500));
});

test('mount points are read with their blanks, and the longest one counts', () => {
  const table =
    '25 1 0:23 / / rw - ext4 /dev/sda1 rw\n40 25 0:40 / /mnt/my\\040music rw shared:1 - nfs4 nas:/music rw\n';
  const points = mountPointsIn(table);
  expect(mountPointOf('/mnt/my music/a.ogg', points)).toBe('/mnt/my music');
  expect(mountPointOf('/mnt/my music 2/a.ogg', points)).toBe('/');
});
