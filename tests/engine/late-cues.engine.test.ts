import { afterAll, beforeAll, expect, test } from 'vitest';
import { cue, file, RunningStation, stream, wait } from './running-station.ts';

/** Where a joined cue begins is worked out before its file is opened, which takes the longer the busier the machine is. */
const PLACE_SECONDS = 1;
const JOINED = 10;
const OVER = 20;
const WAITS = 30;
const DROPPED = 40;

let station: RunningStation;
let beganMs: number;

/** All of them were missed: the engine is started after their instants. */
beforeAll(async () => {
  station = await RunningStation.make();
  const [ten, hundred] = [await station.sine('10.wav', 10), await station.sine('100.wav', 100)];
  await station.putStreams([stream('night', [[1, hundred]])]);
  beganMs = Date.now() - 20_000;
  const whole = file(JOINED + 1, hundred, 0, 100);
  const late = { joins: true, latestIfMissedMs: beganMs + 600_000 };
  const missed = { startMs: beganMs, latestStartMs: beganMs + 1000 };
  await station.putCues([
    cue(JOINED, [file(JOINED, ten, 4, 10), whole], { ...missed, mode: 'hard', late, untilMs: Date.now() + 20_000 }),
    cue(OVER, [file(OVER, ten, 0, 10)], { ...missed, mode: 'hard', late }),
    cue(WAITS, [file(WAITS, hundred, 0, 100)], { ...missed, startMs: beganMs + 1, late }),
    cue(DROPPED, [file(DROPPED, hundred, 0, 100)], { ...missed, late: { joins: true, latestIfMissedMs: beganMs } }),
  ]);
  await station.start();
});
afterAll(() => station?.close());

test('EN-28: what was missed begins after the first seconds of the run, in which there is music', async () => {
  const up = await station.line('up');
  expect((await station.state()).upMs).toBe(up.atMs);
  await station.on(1);
  const started = await station.cueLine(JOINED, 'started');
  expect(started.atMs - up.atMs).toBeGreaterThanOrEqual(4000);
});

test('EN-29: it joins where a listener would be, in the file in which that is', async () => {
  const on = await station.on(JOINED + 1);
  const behindSeconds = (on.atMs - beganMs) / 1000;
  // what it passed over of the first one is the six seconds that it would have played
  expect(Math.abs(on.positionSeconds - (behindSeconds - 6))).toBeLessThan(PLACE_SECONDS);
  const started = await station.cueLine(JOINED, 'started');
  expect(Math.abs(started.joinedSeconds - behindSeconds)).toBeLessThan(PLACE_SECONDS);
  expect(station.of('on', (line) => line.request.soundId === JOINED)).toEqual([]);
});

test('EN-28: one that is not to begin late expires', async () => {
  await station.cueLine(DROPPED, 'expired');
});

test('EN-29: a soft one that waited for its turn begins with its first second', async () => {
  const on = await station.on(WAITS, 30_000);
  expect(on.positionSeconds).toBe(0);
  expect(await station.cueLine(WAITS, 'started')).toMatchObject({ joinedSeconds: 0 });
});

test('EN-29: one whose files would be over does not begin', async () => {
  await wait(500);
  await station.read();
  expect(station.of('cue', (line) => line.cue === `${OVER}#0`).map(({ state }) => state)).toEqual(['accepted']);
  expect(station.of('on', (line) => line.request.soundId === OVER)).toEqual([]);
});
