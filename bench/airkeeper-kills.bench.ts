/**
 * What is heard, and what is lost, when Airkeeper is killed?
 *
 * A whole Airkeeper on a station with diffusions and short pieces of music, killed at random instants and started again. All that
 * the engine played is listened to at the end: silence, and where the log differs from what was heard.
 *
 *   node bench/airkeeper-kills.bench.ts [KILLS, 50] [SECONDS_BETWEEN, 12]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { heardEntries } from '../tests/e2e/heard-log.ts';
import { flaws, hear } from '../tests/e2e/hearing.ts';
import { compareLog } from '../tests/ears/compare-log.ts';
import { figuresOf, table } from './figures.ts';
import { StationWithEars, until } from './station-with-ears.ts';

const KILLS = Number(process.argv[2] ?? 50);
const BETWEEN_MS = 1000 * Number(process.argv[3] ?? 12);
const SHOW_SECONDS = 4;
/** A diffusion that starts is heard between two kills, and under one. */
const SLOT_MS = BETWEEN_MS + 1300;
const MUSIC_SECONDS = 17;

const station = await StationWithEars.make(MUSIC_SECONDS);
process.once('SIGINT', () => {
  void station.close().finally(() => process.exit(130));
});
try {
  for (let number = 0; number < Math.min(KILLS, 20); number += 1) await station.addShow(number, SHOW_SECONDS);
  const beginMs = Date.now() + 12_000 + KILLS * 700;
  for (let show = 0; show < KILLS; show += 1)
    await station.addDiffusion(show % 20, beginMs + show * SLOT_MS, SHOW_SECONDS + 1);
  station.start();
  const ears = await station.listen(null);
  await until('Airkeeper is up', async () => (station.said.includes('engine started') ? true : null));
  await sleep(5000);
  const engine = await station.enginePid();
  console.log(`Liquidsoap ${station.version}; ${KILLS} kills of Airkeeper, one every ${BETWEEN_MS / 1000} s or so`);
  const attached: number[] = [];
  await sleep(Math.max(0, beginMs - Date.now()));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(BETWEEN_MS * (0.5 + Math.random()));
    await station.killAirkeeper();
    // the machine's service manager starts it again
    const startedMs = Date.now();
    station.start();
    await until('it has attached', async () => (station.said.includes('found running') ? true : null));
    attached.push(Date.now() - startedMs);
  }
  await sleep(8000);
  const sameEngine = (await station.enginePid()) === engine;
  const hearing = hear(await ears.stop());
  const log = await station.log();
  const silent = flaws(hearing, station.frameMs);
  const differences = compareLog({
    heard: hearing.segments,
    entries: heardEntries(log),
    soundIdOf: (number) => station.soundIdOf(number),
    dateToleranceMs: station.frameMs + 30,
    endToleranceMs: station.frameMs + 80,
  });
  const starts = log.filter(({ type }) => type === 'start').map(({ diffusion }) => diffusion?.id);
  console.log(table([{ 'ms until it has attached again': '', ...figuresOf(attached) }]));
  console.log(`the engine is the same: ${sameEngine}; stretches heard: ${hearing.stretches.length}`);
  console.log(`silent, or not one sound, for more than a frame: ${silent.length}`);
  for (const flaw of silent) console.log(`  ${JSON.stringify(flaw)}`);
  console.log(`where log and hearing differ: ${differences.length}`);
  for (const difference of differences) console.log(`  ${difference}`);
  console.log(`start entries: ${starts.length}, of ${new Set(starts).size} diffusions`);
} finally {
  await station.close();
}
