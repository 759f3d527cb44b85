import { expect, onTestFinished, test } from 'vitest';
import { PostgresServer } from '../postgres/server.ts';
import { eventually, sleep } from './airkeeper.ts';
import { diffusionsOf, heardEntries, unended } from './heard-log.ts';
import { HeardStation, numberOf, type Show, sleepUntil } from './heard-station.ts';
import { flaws, hear, stretchOf } from './hearing.ts';

/** The server goes away under the second, and comes back after the third: that one is begun and ended without it. */
const TIMETABLE: readonly (readonly [afterMs: number, Show])[] = [
  [0, { mode: 'hard', sounds: [[60, 6.003]], slotSeconds: 10 }],
  [13_007, { mode: 'hard', sounds: [[61, 8.009]], slotSeconds: 10 }],
  [23_011, { mode: 'soft', sounds: [[62, 5.011]], slotSeconds: 10 }],
];
const GONE_AFTER_MS = 15_000;
const GONE_FOR_MS = 15_000;
const END_AFTER_MS = 36_000;

test('RU-7: on PostgreSQL a station is on the air; a server that goes away for 15 s delays the log, never the sound', async () => {
  const server = await PostgresServer.start();
  onTestFinished(() => server.stop());
  const env = { AIRKEEPER_DATABASE_URL: await server.createDatabase() };
  const station = await HeardStation.make({ musicSeconds: 90, env });
  const { airkeeper, frameMs } = station;
  const daemon = airkeeper.start('--no-demo');
  const capture = station.listen();
  await station.addEpisodes(TIMETABLE.map(([, show]) => show));
  await station.musicIsOn();
  const beginMs = Date.now() + 9000;
  const ids = await station.addDiffusions(beginMs, TIMETABLE);
  await eventually(
    'the first diffusion is logged',
    async () => diffusionsOf(await airkeeper.log('vert'), 'start')[0] === ids[0],
  );

  await sleepUntil(beginMs + GONE_AFTER_MS);
  await server.cut();
  await sleep(GONE_FOR_MS);
  await server.resume();
  await sleepUntil(beginMs + END_AFTER_MS);
  const hearing = hear(await capture.stop());
  const log = await eventually('the log has caught up', async () => {
    const entries = await airkeeper.log('vert');
    return diffusionsOf(entries, 'start').length === ids.length && heardEntries(entries).length >= 7 && entries;
  });

  expect.soft(daemon.child.exitCode, daemon.output).toBeNull();
  expect.soft(daemon.output).toContain('waits for the database');
  expect.soft(diffusionsOf(log, 'start')).toEqual(ids);
  expect.soft(flaws(hearing, frameMs)).toEqual([]);
  for (const [afterMs, show] of TIMETABLE) {
    const lateMs = stretchOf(hearing, numberOf(show)).fromMs - beginMs - afterMs;
    expect.soft(Math.abs(lateMs), `how late sound ${numberOf(show)} begins`).toBeLessThanOrEqual(frameMs);
  }
  expect.soft(station.differences(hearing, log)).toEqual([]);
  expect.soft(unended(log)).toEqual([]);
  expect.soft(diffusionsOf(log, 'cancel', 'stop')).toEqual([]);
}, 180_000);
