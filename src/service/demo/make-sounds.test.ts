import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEMO_BULLETIN, type DemoSound } from './catalogue.ts';
import { encode } from './encode.ts';
import { makeSounds } from './make-sounds.ts';
import { soundSeconds } from './render.ts';
import { soundPath } from './sound-path.ts';

const run = promisify(execFile);
const never = new AbortController().signal;
const JINGLES: readonly DemoSound[] = DEMO_BULLETIN.slice(0, 1);

let folder: string;
const pathBefore = process.env.PATH;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airkeeper-demo-'));
});

afterEach(async () => {
  process.env.PATH = pathBefore;
  await rm(folder, { recursive: true });
});

/** What ffmpeg measures of a file (EBU R 128). */
async function measure(path: string): Promise<{ readonly lufs: number; readonly peakDbfs: number }> {
  const { stderr } = await run('ffmpeg', ['-nostats', '-i', path, '-af', 'ebur128=peak=true', '-f', 'null', '-']);
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const lufs = /I:\s+(\S+) LUFS/.exec(summary)?.[1];
  const peak = /Peak:\s+(\S+) dBFS/.exec(summary)?.[1];
  return { lufs: Number(lufs), peakDbfs: Number(peak) };
}

test('makes a tagged file of the right length, at -16 LUFS, with peaks under -3 dBFS', async () => {
  const ready: number[] = [];
  await makeSounds(JINGLES, folder, (count) => ready.push(count), never);
  expect(ready).toEqual([1]);
  const [jingle] = JINGLES;
  if (jingle === undefined) throw new Error('the bulletin is empty');
  const path = soundPath(folder, jingle);
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path]);
  const { format, streams } = JSON.parse(stdout);
  expect(Number(format.duration)).toBeCloseTo(soundSeconds(jingle.movements), 1);
  expect(streams[0].codec_name).toBe('vorbis');
  // ffmpeg's versions do not agree on the case of the names.
  const tags = Object.fromEntries(Object.entries(streams[0].tags).map(([key, value]) => [key.toLowerCase(), value]));
  expect(tags).toMatchObject({ title: jingle.title, artist: jingle.artist });
  const { lufs, peakDbfs } = await measure(path);
  expect(lufs).toBeCloseTo(-16, 0);
  expect(peakDbfs).toBeLessThan(-3);
});

test('what is there already stays, and what an interruption left unfinished goes', async () => {
  await writeFile(join(folder, 'bulletin-1-jingle.ogg'), 'made before');
  await writeFile(join(folder, 'bulletin-1-jingle.ogg.77.unfinished'), 'half');
  await makeSounds(JINGLES, folder, () => undefined, never);
  expect(await readdir(folder)).toEqual(['bulletin-1-jingle.ogg']);
  expect((await stat(join(folder, 'bulletin-1-jingle.ogg'))).size).toBe('made before'.length);
});

test('without ffmpeg: says so, and leaves nothing behind', async () => {
  process.env.PATH = folder;
  await expect(makeSounds(JINGLES, folder, () => undefined, never)).rejects.toThrow(
    /could not be made: ffmpeg cannot be run/,
  );
  expect(await readdir(folder)).toEqual([]);
});

test('when ffmpeg ends in the middle: says what it said, and leaves nothing behind', async () => {
  const bin = await mkdtemp(join(tmpdir(), 'airkeeper-demo-bin-'));
  try {
    // The output file is its last argument.
    await writeFile(
      join(bin, 'ffmpeg'),
      '#!/bin/sh\nfor last; do :; done\necho half > "$(echo "$last" | cut -c6-)"\necho disk full >&2\nexit 1\n',
    );
    await chmod(join(bin, 'ffmpeg'), 0o755);
    process.env.PATH = `${bin}:${pathBefore}`;
    const tags = { title: 'a', artist: 'b', album: 'c' };
    await expect(encode(new Float32Array(2 ** 20), tags, join(folder, 'a.ogg'))).rejects.toThrow('disk full');
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(bin, { recursive: true });
  }
});

test('RU-18: interrupted, it ends at once with its ffmpeg and leaves nothing half written', async () => {
  const bin = await mkdtemp(join(tmpdir(), 'airkeeper-demo-bin-'));
  try {
    // writes half a file, says which process it is, and would go on for ever
    await writeFile(
      join(bin, 'ffmpeg'),
      `#!/bin/sh\nfor last; do :; done\necho half > "$(echo "$last" | cut -c6-)"\necho $$ > ${bin}/pid\nexec sleep 1000\n`,
    );
    await chmod(join(bin, 'ffmpeg'), 0o755);
    process.env.PATH = `${bin}:${pathBefore}`;
    const interrupt = new AbortController();
    const making = makeSounds(JINGLES, folder, () => undefined, interrupt.signal);
    const pid = await eventually(() => readFile(join(bin, 'pid'), 'utf8'));
    expect(await readdir(folder)).toHaveLength(1);
    const beganMs = performance.now();
    interrupt.abort();
    await expect(making).rejects.toBe(interrupt.signal.reason);
    expect(performance.now() - beganMs).toBeLessThan(1000);
    expect(await readdir(folder)).toEqual([]);
    expect(await isAlive(Number(pid))).toBe(false);
  } finally {
    await rm(bin, { recursive: true });
  }
});

async function eventually(read: () => Promise<string>): Promise<string> {
  for (let tries = 0; tries < 400; tries += 1) {
    const text = await read().catch(() => '');
    if (text !== '') return text;
    await sleep(25);
  }
  throw new Error('not within 10 s');
}

/** A zombie, which waits for whoever should ask how it ended, is none. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !/\) [ZX] /.test(stat);
}
