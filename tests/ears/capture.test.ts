import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wallClockMs } from './arrival-clock.ts';
import { captureFile, captureHttp, capturePipe } from './capture.ts';
import { makeCodedSound } from './coded-sound.ts';
import { decode } from './decoder.ts';
import { segments } from './segments.ts';
import { splice } from './splice.ts';
import { wavHeader } from './wav.ts';

const RATE = 44_100;
const FRAME_MS = 40;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airkeeper-ears-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a second of stereo WAV as an engine would: a frame at the instant at which its stream time has come. */
async function playFrames(write: (bytes: Buffer) => Promise<unknown>): Promise<number> {
  const { samples } = splice([{ sound: 77, seconds: 1, fromSeconds: 10 }], RATE);
  const perFrame = (RATE * FRAME_MS) / 1000;
  const beginMs = wallClockMs();
  for (let frame = 0; frame < 25; frame += 1) {
    await sleep(Math.max(0, beginMs + frame * FRAME_MS - wallClockMs()));
    const mono = samples.subarray(frame * perFrame, (frame + 1) * perFrame);
    const stereo = Int16Array.from({ length: 2 * mono.length }, (_, place) => mono[place >> 1] ?? 0);
    const bytes = Buffer.from(stereo.buffer);
    // a length that never ends, as engines write it where they cannot come back to the header
    if (frame === 0) await write(Buffer.concat([wavHeader(RATE, 2, 0x1fffff00 / 4), bytes]));
    else await write(bytes);
  }
  return beginMs;
}

function expectHeard(recording: Parameters<typeof decode>[0], beginMs: number): void {
  const heard = segments(decode(recording));
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({ kind: 'sound', sound: 77 });
  expect(Math.abs((heard[0]?.fromMs ?? 0) - beginMs)).toBeLessThan(8);
  expect((heard[0]?.toMs ?? 0) - (heard[0]?.fromMs ?? 0)).toBeCloseTo(1000, 0);
}

test('a growing file is heard at its instants', async () => {
  const path = join(folder, 'growing.wav');
  const capture = captureFile({ path, frameMs: FRAME_MS, raw: null });
  await sleep(20);
  const beginMs = await playFrames((bytes) => appendFile(path, bytes));
  expectHeard(await capture.stop(), beginMs);
});

test('a named pipe is heard at its instants, and outlives its writer', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const capture = capturePipe({ path, frameMs: FRAME_MS, raw: null });
  const writer = await open(path, 'w');
  const beginMs = await playFrames((bytes) => writer.write(bytes));
  await writer.close();
  await sleep(20);
  expect(capture.seconds()).toBe(1);
  expectHeard(await capture.stop(), beginMs);
});

test('raw samples need no header', async () => {
  const path = join(folder, 'raw.pcm');
  const { samples } = splice([{ sound: 5, seconds: 0.4 }], RATE);
  const capture = captureFile({ path, frameMs: FRAME_MS, raw: { sampleRate: RATE, channels: 1 } });
  await writeFile(path, Buffer.from(samples.buffer));
  const recording = await capture.stop();
  expect(recording.samples).toEqual(samples);
});

test('what is not WAV, and nothing at all, are said', async () => {
  const path = join(folder, 'text.wav');
  await writeFile(path, 'this is not a recording');
  await expect(captureFile({ path, frameMs: FRAME_MS, raw: null }).stop()).rejects.toThrow('not a WAV file');
  const nothing = join(folder, 'nothing.wav');
  await expect(captureFile({ path: nothing, frameMs: FRAME_MS, raw: null }).stop()).rejects.toThrow(nothing);
});

test('a listener over HTTP hears what is sent', async () => {
  const path = join(folder, 'sent.ogg');
  await makeCodedSound({ number: 201, durationSeconds: 3, path, format: 'ogg' });
  const bytes = await readFile(path);
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/ogg' });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const capture = captureHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}/live.ogg`);
    for (let waited = 0; waited < 100 && capture.seconds() < 2.9; waited += 1) await sleep(50);
    const heard = segments(decode(await capture.stop())).filter((segment) => segment.kind === 'sound');
    expect(heard.map((segment) => segment.sound)).toEqual([201]);
  } finally {
    server.close();
  }
});
