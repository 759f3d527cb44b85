import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cue, file, RunningStation, wait } from './running-station.ts';

/** The keeper looks ten times a second, and a busy machine may keep it from it. */
const AROUND_MS = 1500;

let station: RunningStation;
let lastDiffusion = 100;

beforeAll(async () => {
  station = await RunningStation.make();
  await station.start();
});
afterAll(() => station?.close());

test('EN-18: a refused cue is tried again 5 s after it was, and not before', { retry: 2 }, async () => {
  lastDiffusion += 1;
  const id = lastDiffusion;
  const path = join(station.sounds, `late ${id}.wav`);
  await station.setCues([cue(id, [file(id, path)], { mode: 'hard', startMs: Date.now() + 300 })]);
  const refused = await station.cueLine(id, 'refused');
  await station.sine(`late ${id}.wav`, 1);
  const started = await station.cueLine(id, 'started', 12_000);
  expect(started.atMs - refused.atMs).toBeGreaterThan(5000 - 100);
  expect(started.atMs - refused.atMs).toBeLessThan(5000 + AROUND_MS);
  await station.cueLine(id, 'ended');
});

test('EN-18, EN-23: it is tried until its latest start, and not after; all that is said is one refusal and its expiry', async () => {
  const id = 7;
  const path = join(station.sounds, 'never.wav');
  const startMs = Date.now() + 300;
  const latestStartMs = startMs + 7000;
  await station.setCues([cue(id, [file(id, path)], { mode: 'hard', startMs, latestStartMs })]);
  const expired = await station.cueLine(id, 'expired', 15_000);
  expect(expired.atMs).toBeGreaterThanOrEqual(latestStartMs);
  await station.sine('never.wav', 1);
  await wait(6500);
  await station.read();
  const states = station.of('cue', (line) => line.cue === `${id}#0`).map(({ state }) => state);
  expect(states).toEqual(['accepted', 'refused', 'expired']);
  expect(station.of('on', (line) => line.request.cue === `${id}#0`)).toEqual([]);
});
