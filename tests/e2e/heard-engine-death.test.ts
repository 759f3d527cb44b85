import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventually, sleep } from './airkeeper.ts';
import { diffusionsOf, unended } from './heard-log.ts';
import { HeardStation, isMusic, type Show, sleepUntil } from './heard-station.ts';
import { flaws, hear, stretchOf } from './hearing.ts';

const FIRST_SECONDS = 8.013;
const SHOW: Show = {
  mode: 'hard',
  sounds: [
    [50, FIRST_SECONDS],
    [51, 90],
  ],
  slotSeconds: 100,
};
/** In the first sound; an engine is back in the second at the soonest. */
const KILLED_AFTER_MS = 4500;
const FARTHEST_MS = 250;
/** On a quiet machine it is five seconds, most of them the engine's start. */
const LONGEST_AWAY_MS = 30_000;
/** What the engine died under ends, for the log, when its state was last looked at; that is done twice a second. */
const LOOKED_AT_WITHIN_MS = 1000;

test('MO-24, MO-25, MO-26, RU-3: when its engine was killed a diffusion is heard from where a listener would be', async () => {
  const station = await HeardStation.make({ musicSeconds: 90 });
  const { airkeeper, frameMs } = station;
  airkeeper.start('--no-demo');
  const capture = station.listen();
  await station.addEpisodes([SHOW]);
  await station.musicIsOn();
  const beginMs = Date.now() + 8000;
  const ids = await station.addDiffusions(beginMs, [[0, SHOW]]);
  await sleepUntil(beginMs + KILLED_AFTER_MS);
  const { engine } = await airkeeper.status('vert');
  const recording = await stat(station.recording);
  process.kill(engine.pid ?? -1, 'SIGKILL');
  const before = hear(await capture.stop());
  await eventually('another engine records', async () => (await stat(station.recording)).ino !== recording.ino);
  const again = station.listen();
  await eventually('the diffusion is back', async () => (await airkeeper.status('vert')).onAir?.source === 'dealer');
  await sleep(4000);
  const after = hear(await again.stop());
  const log = await airkeeper.log('vert');

  const cut = stretchOf(before, 50);
  const back = stretchOf(after, 51);
  const listenerMs = back.fromMs - cut.fromMs - FIRST_SECONDS * 1000;
  const offMs = back.positionFromMs - listenerMs;
  expect.soft(Math.abs(offMs), 'how far from where a listener would be').toBeLessThan(FARTHEST_MS);
  expect.soft(back.fromMs - cut.toMs, 'how long the diffusion was away').toBeLessThan(LONGEST_AWAY_MS);
  expect.soft(after.stretches.map(({ sound }) => (isMusic(sound) ? 'music' : sound))).toEqual(['music', 51]);
  expect.soft([...flaws(before, frameMs), ...flaws(after, frameMs)]).toEqual([]);
  expect.soft(station.differences(before, log, LOOKED_AT_WITHIN_MS)).toEqual([]);
  expect.soft(station.differences(after, log)).toEqual([]);
  expect.soft(diffusionsOf(log, 'start')).toEqual(ids);
  expect.soft(diffusionsOf(log, 'stop')).toEqual(ids);
  expect.soft(unended(log)).toEqual([]);
}, 180_000);
