/**
 * What is heard, and what is in the log afterwards, when PostgreSQL is away for minutes?
 *
 * A whole Airkeeper on a PostgreSQL server of the benchmark's own, on a station with short pieces of music and a hard diffusion every
 * so often. The server is ended as by a loss of power, and started again later. All that the engine played is listened to at the end.
 *
 *   node bench/database-away.bench.ts [MINUTES, 10]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { heardEntries } from '../tests/e2e/heard-log.ts';
import { flaws, hear } from '../tests/e2e/hearing.ts';
import { compareLog } from '../tests/ears/compare-log.ts';
import { PostgresServer } from '../tests/postgres/server.ts';
import { figuresOf, table } from './figures.ts';
import { StationWithEars, until } from './station-with-ears.ts';

const AWAY_MS = 60_000 * Number(process.argv[2] ?? 10);
const SHOWS = 10;
const SHOW_SECONDS = 6;
const SLOT_MS = 25_000;
const MUSIC_SECONDS = 17;

const server = await PostgresServer.start();
const env = { AIRKEEPER_DATABASE_URL: await server.createDatabase() };
const station = await StationWithEars.make(MUSIC_SECONDS, {
  root: null,
  env,
  recording: 'heard.wav',
  stderr: 'inherit',
});
process.once('SIGINT', () => {
  void close().finally(() => process.exit(130));
});
try {
  const diffusions = Math.ceil(AWAY_MS / SLOT_MS) + 2;
  for (let number = 0; number < Math.min(SHOWS, diffusions); number += 1) await station.addShow(number, SHOW_SECONDS);
  const beforeMs = Date.now();
  await station.log();
  const commandMs = Date.now() - beforeMs;
  const beginMs = Date.now() + 20_000 + diffusions * commandMs * 2;
  for (let show = 0; show < diffusions; show += 1)
    await station.addDiffusion(show % SHOWS, beginMs + show * SLOT_MS, SHOW_SECONDS + 1);
  station.start();
  const ears = await station.listen(null);
  await until('Airkeeper is up', async () => (station.said.includes('engine started') ? true : null));
  await sleep(Math.max(0, beginMs - 2000 - Date.now()));
  const engine = await station.enginePid();
  await server.cut();
  console.log(`Liquidsoap ${station.version}; PostgreSQL away for ${AWAY_MS / 60_000} minutes`);
  await sleep(AWAY_MS);
  await server.resume();
  const backMs = Date.now();
  const starts = async () => (await station.log()).filter(({ type }) => type === 'start');
  const dueMs = (place: number) => beginMs + place * SLOT_MS;
  const due = Array.from({ length: diffusions }, (_, place) => dueMs(place)).filter((atMs) => atMs < backMs).length;
  await until('the log has caught up', async () => ((await starts()).length >= due ? true : null));
  console.log(`the log had caught up ${((Date.now() - backMs) / 1000).toFixed(1)} s after it was back`);
  await sleep(Math.max(0, dueMs(diffusions - 1) + 1000 * (SHOW_SECONDS + 4) - Date.now()));
  const sameEngine = (await station.enginePid()) === engine;
  const hearing = hear(await ears.stop());
  await sleep(2000);
  const log = await station.log();
  const silent = flaws(hearing, station.frameMs);
  const differences = compareLog({
    heard: hearing.segments,
    entries: heardEntries(log),
    soundIdOf: (number) => station.soundIdOf(number),
    dateToleranceMs: station.frameMs + 30,
    endToleranceMs: station.frameMs + 80,
  });
  const started = log.filter(({ type }) => type === 'start').map(({ date }) => Date.parse(date));
  const lateMs = started.map((atMs, place) => Math.abs(atMs - dueMs(place)));
  console.log(table([{ 'ms from its instant, by the log': '', ...figuresOf(lateMs) }]));
  console.log(`the engine is the same: ${sameEngine}; stretches heard: ${hearing.stretches.length}`);
  console.log(`start entries: ${started.length}, of ${diffusions} diffusions`);
  console.log(`silent, or not one sound, for more than a frame: ${silent.length}`);
  for (const flaw of silent) console.log(`  ${JSON.stringify(flaw)}`);
  console.log(`where log and hearing differ: ${differences.length}`);
  for (const difference of differences) console.log(`  ${difference}`);
} finally {
  await close();
}

async function close(): Promise<void> {
  await station.close();
  await server.stop();
}
