import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { RunningStation, stream, wait } from './running-station.ts';

const run = promisify(execFile);

let station: RunningStation;
let tcpPort: number;

beforeAll(async () => {
  tcpPort = await freePort();
  station = await RunningStation.make({
    ports: [
      { kind: 'harbor', settings: { port: tcpPort, mount: '/vert.mp3', bitrate: 96, name: 'Radio Vert' } },
      { kind: 'harbor', settings: { port: tcpPort, mount: '/vert.ogg', format: 'ogg' } },
      { kind: 'harbor', settings: { port: tcpPort, mount: '/deep/vert.opus', format: 'opus', bitrate: 64 } },
      { kind: 'file', settings: { path: 'recordings/vert.wav' } },
      { kind: 'file', settings: { path: 'recordings/vert.flac', format: 'flac' } },
      { kind: 'hls', settings: { path: 'hls', segmentSeconds: 1, segments: 3 } },
      { kind: 'icecast', settings: { host: '127.0.0.1', port: await freePort(), mount: '/vert', password: 'x' } },
      { kind: 'file', settings: { path: 'full.wav' } },
    ],
  });
  // a disk without room, for one of them
  await symlink('/dev/full', join(station.folder.root, 'full.wav'));
  for (const folder of ['recordings', 'hls']) await mkdir(join(station.folder.root, folder));
  await station.putStreams([stream('night', [[1, await station.sine('night.wav', 60)]])]);
  await station.start();
  await station.on(1);
});
afterAll(() => station?.close());

interface Probed {
  readonly codec_name: string;
  readonly sample_rate: string;
  readonly channels: number;
}

async function probe(path: string): Promise<Probed | undefined> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', path]);
  return JSON.parse(stdout).streams[0];
}

/** How loud a file is, in dB below full scale: a sine of 8000 is at -12. */
async function peak(path: string): Promise<number> {
  const { stderr } = await run('ffmpeg', ['-i', path, '-t', '3', '-af', 'volumedetect', '-f', 'null', '-']);
  return Number(/max_volume: (\S+) dB/.exec(stderr)?.[1]);
}

/** Listens for so many bytes, and keeps them in a file. */
async function listen(mount: string, bytes: number): Promise<{ readonly headers: Headers; readonly path: string }> {
  const response = await fetch(`http://127.0.0.1:${tcpPort}${mount}`);
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  for (let heard = 0; heard < bytes; ) {
    const part = await reader?.read();
    if (part?.value === undefined) throw new Error(`${mount} ended`);
    chunks.push(part.value);
    heard += part.value.length;
  }
  await reader?.cancel();
  const path = join(station.folder.root, mount.replaceAll('/', '_'));
  await writeFile(path, Buffer.concat(chunks));
  return { headers: response.headers, path };
}

test('EN-90: harbor outputs are heard, several of them on one TCP port', { timeout: 60_000, retry: 2 }, async () => {
  // an ogg stream has its headers anew where a piece begins: who comes right then may miss a part of them
  await wait(1000);
  const [mp3, ogg, opus] = await Promise.all([
    listen('/vert.mp3', 30_000),
    listen('/vert.ogg', 40_000),
    listen('/deep/vert.opus', 24_000),
  ]);
  expect(await probe(mp3.path)).toMatchObject({ codec_name: 'mp3', sample_rate: '44100', channels: 2 });
  expect(await probe(ogg.path)).toMatchObject({ codec_name: 'vorbis', sample_rate: '44100', channels: 2 });
  expect(await probe(opus.path)).toMatchObject({ codec_name: 'opus', sample_rate: '48000', channels: 2 });
  for (const { path } of [mp3, ogg, opus]) expect(await peak(path)).toBeGreaterThan(-14);
  expect(mp3.headers.get('icy-name')).toBe('Radio Vert');
  expect((await fetch(`http://127.0.0.1:${tcpPort}/nothing.mp3`)).status).toBe(404);
});

test('EN-91: files grow as the station plays', async () => {
  for (const [name, codec] of [
    ['vert.wav', 'pcm_s16le'],
    ['vert.flac', 'flac'],
  ] as const) {
    const path = join(station.folder.root, 'recordings', name);
    const before = (await stat(path)).size;
    await wait(600);
    expect((await stat(path)).size).toBeGreaterThan(before);
    expect(await probe(path)).toMatchObject({ codec_name: codec, channels: 2 });
    expect(await peak(path)).toBeGreaterThan(-14);
  }
});

test('EN-92: an hls output keeps its playlist and its last segments', { timeout: 60_000 }, async () => {
  const folder = join(station.folder.root, 'hls');
  const segments = async () => (await readdir(folder)).filter((name) => /^aac_\d+\.ts$/.test(name));
  await station.eventually('the first segments are gone', 30_000, async () =>
    (await segments()).includes('aac_1.ts') || (await segments()).length < 3 ? null : true,
  );
  expect(await readFile(join(folder, 'live.m3u8'), 'utf8')).toMatch(/#EXTM3U[\s\S]*aac\.m3u8/);
  const list = await readFile(join(folder, 'aac.m3u8'), 'utf8');
  expect(list.match(/#EXTINF:/g)).toHaveLength(3);
  expect(await probe(join(folder, 'aac.m3u8'))).toMatchObject({ codec_name: 'aac', channels: 2 });
});

test('EN-93: a server that cannot be reached is said once, and disturbs nothing', async () => {
  const down = await station.line('output', (line) => line.port === 7);
  expect(down).toMatchObject({ state: 'down', why: expect.stringMatching(/./) });
  await wait(4000);
  await station.read();
  expect(station.of('output', (line) => line.port === 7)).toHaveLength(1);
  expect(await station.state()).toMatchObject({ onAir: { source: 'night' }, lostLines: 0 });
});

test('EN-94: an output whose disk is full is said, and the station plays on', async () => {
  const down = await station.line('output', (line) => line.port === 8, 20_000);
  expect(down).toMatchObject({ state: 'down', why: expect.stringContaining('log') });
  const { onAir } = await station.state();
  await wait(300);
  expect((await station.state()).onAir?.positionSeconds).toBeGreaterThan(onAir?.positionSeconds ?? 0);
  expect(station.of('output', (line) => ![7, 8].includes(line.port))).toEqual([]);
});

test('EN-95: a recording is gone on with when the engine starts again', async () => {
  const path = join(station.folder.root, 'recordings', 'vert.wav');
  await station.stop();
  const { size } = await stat(path);
  await station.start();
  await station.line('on', (line) => line.run === station.run);
  await wait(500);
  expect((await stat(path)).size).toBeGreaterThan(size);
});
