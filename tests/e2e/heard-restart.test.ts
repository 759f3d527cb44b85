import { expect, test } from 'vitest';
import { eventually } from './airkeeper.ts';
import { diffusionsOf, unended } from './heard-log.ts';
import { HeardStation, numberOf, sleepUntil } from './heard-station.ts';
import { flaws, hear, stretchOf } from './hearing.ts';

/** Airkeeper is killed in the first, stopped in the second; the third begins under the one that was started last. */
const TIMETABLE = [
  [0, { mode: 'hard', sounds: [[40, 10.013]], slotSeconds: 12 }],
  [16_011, { mode: 'soft', sounds: [[41, 10.019]], slotSeconds: 12 }],
  [33_007, { mode: 'hard', sounds: [[42, 4.003]], slotSeconds: 5 }],
] as const;

test('RU-5, MO-16: Airkeeper killed, and stopped, in the middle of a diffusion is not heard, and the log is whole', async () => {
  const station = await HeardStation.make({ musicSeconds: 14.009 });
  const { airkeeper, frameMs } = station;
  const first = airkeeper.start('--no-demo');
  const capture = station.listen();
  await station.addEpisodes(TIMETABLE.map(([, each]) => each));
  await station.musicIsOn();
  const beginMs = Date.now() + 9000;
  const ids = await station.addDiffusions(beginMs, TIMETABLE);
  const { engine } = await airkeeper.status('vert');

  await sleepUntil(beginMs + 3000);
  await first.signal('SIGKILL');
  const second = airkeeper.start('--no-demo');
  await sleepUntil(beginMs + 19_000);
  await airkeeper.do('stop');
  expect.soft((await second.ended).status).toBe(0);
  airkeeper.start('--no-demo');
  await sleepUntil(beginMs + 39_000);
  const hearing = hear(await capture.stop());
  const log = await eventually('the log has caught up', async () => {
    const entries = await airkeeper.log('vert');
    return diffusionsOf(entries, 'start').length === TIMETABLE.length && entries;
  });

  expect.soft((await airkeeper.status('vert')).engine).toEqual(engine);
  expect.soft(flaws(hearing, frameMs)).toEqual([]);
  for (const [afterMs, each] of TIMETABLE) {
    const number = numberOf(each);
    const lateMs = stretchOf(hearing, number).fromMs - beginMs - afterMs;
    expect.soft(Math.abs(lateMs), `how late sound ${number} begins`).toBeLessThanOrEqual(frameMs);
  }
  expect.soft(station.differences(hearing, log)).toEqual([]);
  expect.soft(unended(log)).toEqual([]);
  expect.soft(diffusionsOf(log, 'start')).toEqual(ids);
  expect.soft(diffusionsOf(log, 'cancel', 'stop')).toEqual([]);
}, 180_000);
