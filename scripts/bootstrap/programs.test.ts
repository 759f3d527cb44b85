import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installPrograms } from './programs.mjs';

let bin: string;
const pathBefore = process.env.PATH;
const chosenBefore = process.env.AIRKEEPER_LIQUIDSOAP;

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'airkeeper-bootstrap-'));
  for (const tool of ['sh', 'touch', 'chmod']) await symlink(`/bin/${tool}`, join(bin, tool));
  process.env.PATH = bin;
  delete process.env.AIRKEEPER_LIQUIDSOAP;
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  process.env.PATH = pathBefore;
  if (chosenBefore === undefined) delete process.env.AIRKEEPER_LIQUIDSOAP;
  else process.env.AIRKEEPER_LIQUIDSOAP = chosenBefore;
  vi.restoreAllMocks();
  await rm(bin, { recursive: true });
});

async function addProgram(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!${bin}/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

function actAs(uid: number): void {
  vi.spyOn(process, 'getuid').mockReturnValue(uid);
}

test('asks nothing of a machine that has everything', async () => {
  await addProgram('liquidsoap', '');
  await addProgram('ffmpeg', '');
  await addProgram('ffprobe', '');
  await installPrograms(['liquidsoap', 'ffmpeg']);
});

test('as an ordinary user: names what is missing, why it is needed, and the exact command', async () => {
  actAs(1000);
  await addProgram('apt-get', 'exit 99');
  await addProgram('ffmpeg', '');
  await expect(installPrograms(['liquidsoap', 'ffmpeg'])).rejects.toThrow(
    'liquidsoap: the audio engine\n  ffmpeg: reads and measures sound files\nInstall them, then run the same command again:\n' +
      '  sudo apt-get update && sudo apt-get install -y --no-install-recommends liquidsoap ffmpeg',
  );
});

test('as root: installs only what is missing', async () => {
  actAs(0);
  await addProgram('liquidsoap', '');
  await addProgram(
    'apt-get',
    `echo "$DEBIAN_FRONTEND $*" >> ${bin}/calls
     [ "$1" = update ] && exit 0
     for name in ffmpeg ffprobe; do touch ${bin}/$name; chmod +x ${bin}/$name; done`,
  );
  await installPrograms(['liquidsoap', 'ffmpeg']);
  const calls = (await readFile(join(bin, 'calls'), 'utf8')).trim().split('\n');
  expect(calls.at(-1)).toBe('noninteractive install -y --no-install-recommends ffmpeg');
});

test('as root, when the package is not found: reads the lists again and tries once more, then shows what apt said', async () => {
  actAs(0);
  await addProgram('apt-get', `echo "$1" >> ${bin}/calls; echo "Unable to locate package" >&2; exit 100`);
  await expect(installPrograms(['ffmpeg'])).rejects.toThrow('Unable to locate package');
  const calls = (await readFile(join(bin, 'calls'), 'utf8')).trim().split('\n');
  expect([
    ['install', 'update', 'install'],
    // On a machine without package lists.
    ['update', 'install'],
  ]).toContainEqual(calls);
});

test('where there is no apt: names what is missing', async () => {
  actAs(0);
  await expect(installPrograms(['liquidsoap'])).rejects.toThrow(
    /missing on this machine[\s\S]*liquidsoap: the audio engine/,
  );
});

test('a Liquidsoap that AIRKEEPER_LIQUIDSOAP names is enough', async () => {
  actAs(1000);
  await addProgram('apt-get', 'exit 99');
  await addProgram('my-liquidsoap', 'echo "Liquidsoap 2.4.1"');
  process.env.AIRKEEPER_LIQUIDSOAP = join(bin, 'my-liquidsoap');
  await installPrograms(['liquidsoap']);
});

test.each([
  ['is not there', null],
  ['fails', 'echo "cannot load library" >&2; exit 1'],
  ['is something else', 'echo "ffmpeg 7"'],
])('one that %s is named, and no other is installed for it', async (_what, script) => {
  actAs(0);
  await addProgram('apt-get', `touch ${bin}/called`);
  await addProgram('liquidsoap', 'echo "Liquidsoap 2.1.3"');
  process.env.AIRKEEPER_LIQUIDSOAP = join(bin, 'my-liquidsoap');
  if (script !== null) await addProgram('my-liquidsoap', script);
  await expect(installPrograms(['liquidsoap'])).rejects.toThrow(
    `AIRKEEPER_LIQUIDSOAP is ${bin}/my-liquidsoap, which is no Liquidsoap`,
  );
  await expect(readFile(join(bin, 'called'))).rejects.toThrow('ENOENT');
});
