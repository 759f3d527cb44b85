import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCodedSound, type SoundFormat } from './coded-sound.ts';
import { decode } from './decoder.ts';
import { decodeFile } from './ffmpeg.ts';
import { type SoundSegment, segments } from './segments.ts';

const RATE = 44_100;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airkeeper-ears-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function heardIn(path: string): Promise<readonly SoundSegment[]> {
  const heard = segments(decode({ samples: await decodeFile(path, RATE), sampleRate: RATE, originMs: 0 }));
  return heard.filter((segment) => segment.kind === 'sound');
}

const FORMATS: readonly SoundFormat[] = ['wav', 'flac', 'ogg', 'mp3', 'opus', 'm4a'];

test.each(FORMATS)('a %s file carries its code', async (format) => {
  const path = join(folder, `with space.${format}`);
  await makeCodedSound({ number: 131, durationSeconds: 3.5, path, format });
  const heard = await heardIn(path);
  expect(heard).toHaveLength(1);
  expect(heard[0]?.sound).toBe(131);
  expect(Math.abs((heard[0]?.positionFromMs ?? 0) - (heard[0]?.fromMs ?? 0))).toBeLessThan(5);
  expect(Math.abs((heard[0]?.positionToMs ?? 0) - 3500)).toBeLessThan(5);
});

test.each(FORMATS)('a mono %s file at 8 kHz and -30 dB carries its code', async (format) => {
  const path = join(folder, `small.${format}`);
  await makeCodedSound({ number: 64, durationSeconds: 2, path, format, sampleRate: 8000, channels: 1, gain: 0.0316 });
  const heard = await heardIn(path);
  const whole = heard.reduce((sum, segment) => sum + segment.toMs - segment.fromMs, 0);
  expect(new Set(heard.map((segment) => segment.sound))).toEqual(new Set([64]));
  expect(whole).toBeGreaterThan(1900);
  for (const { positionFromMs, fromMs } of heard) expect(Math.abs(positionFromMs - fromMs)).toBeLessThan(5);
});

test('a WAV file has as many samples as were asked for', async () => {
  const path = join(folder, 'length.wav');
  await makeCodedSound({ number: 1, durationSeconds: 1.5, path, format: 'wav', sampleRate: 48_000 });
  expect((await stat(path)).size).toBe(44 + 72_000 * 4);
});

test('a number or a length that the code has not got is refused', async () => {
  const path = join(folder, 'none.wav');
  await expect(makeCodedSound({ number: 256, durationSeconds: 1, path, format: 'wav' })).rejects.toThrow(RangeError);
  await expect(makeCodedSound({ number: 1, durationSeconds: 20_001, path, format: 'wav' })).rejects.toThrow(RangeError);
});
