/**
 * What Airkeeper costs while nothing happens: processor time and queries of a pass, and the memory and processor time of the
 * whole program over some minutes.
 *
 *   node bench/steady-state.bench.ts [minutes, 10 if not given]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createFileLibrary } from '../src/library/file-library.ts';
import { DataWatcher } from '../src/service/data-watcher.ts';
import { LogWriter } from '../src/service/log-writer.ts';
import { MonitorLoop } from '../src/service/monitor-loop.ts';
import { Observer } from '../src/service/observer.ts';
import { systemClock as clock } from '../src/service/system-clock.ts';
import { openStore } from '../src/store/open-store.ts';
import { createLiquidsoapEngine } from '../src/streamer/liquidsoap-engine.ts';
import { stationFolder } from '../src/streamer/station-folder.ts';

const PASSES = 5000;
const COMMAND = fileURLToPath(new URL('../bin/airkeeper', import.meta.url));

const minutes = Number(process.argv[2] ?? 10);
const dataFolder = await mkdtemp(join(tmpdir(), 'airkeeper-bench-'));
const daemon = spawn(COMMAND, ['start', '--data', dataFolder, '--stream-port', '8019'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  await started();
  const readings: string[] = [];
  const beganMs = clock.monotonicMs();
  const firstCpuSeconds = await cpuSeconds();
  for (let minute = 1; minute <= minutes; minute += 1) {
    await clock.sleep(60_000, AbortSignal.timeout(70_000));
    readings.push(`${await residentMegabytes()} MB`);
  }
  const spanSeconds = (clock.monotonicMs() - beganMs) / 1000;
  const spentSeconds = (await cpuSeconds()) - firstCpuSeconds;
  console.log(`resident memory, minute by minute: ${readings.join(', ')}`);
  console.log(
    `processor: ${((100 * spentSeconds) / spanSeconds).toFixed(2)} % of one core over ${Math.round(spanSeconds)} s`,
  );
  daemon.kill('SIGINT');
  await once(daemon, 'close');
  await passes();
} finally {
  daemon.kill('SIGINT');
  const stop = spawn(COMMAND, ['stop', '--engine', '--data', dataFolder], { stdio: 'ignore' });
  await once(stop, 'close');
  await rm(dataFolder, { recursive: true, force: true });
}

/** Passes of the demo's station beside its running engine, Airkeeper itself being stopped. */
async function passes(): Promise<void> {
  let queries = 0;
  const count = () => {
    queries += 1;
  };
  const store = await openStore({ file: join(dataFolder, 'airkeeper.db'), onQuery: count });
  const [station] = await store.stations.list();
  if (station === undefined) throw new Error('the demo has no station');
  const engine = createLiquidsoapEngine({ folder: stationFolder(dataFolder, station.slug), clock });
  const logger = pino({ level: 'silent' });
  const common = { store: store.monitor, stationId: station.id, slug: station.slug, clock, engine, logger };
  const observer = new Observer({ ...common, onChange: () => {}, onTrouble: () => {} });
  const data = new DataWatcher({ ...common, library: createFileLibrary({ clock }), onChange: () => {} });
  const writer = new LogWriter({ ...common, onTrouble: () => {} });
  const monitor = new MonitorLoop({ ...common, data, observer, writer, onPrepared: () => {} });
  await data.read();
  await observer.observe();
  for (let warm = 0; warm < 200; warm += 1) await monitor.pass();
  const queriesBefore = queries;
  const cpuBefore = process.cpuUsage();
  const wall: number[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    const beganMs = clock.monotonicMs();
    await monitor.pass();
    wall.push(clock.monotonicMs() - beganMs);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  wall.sort((a, b) => a - b);
  const diffusions = data.data?.snapshot.diffusions.length;
  console.log(`a pass with ${diffusions} diffusions on the timetable, ${PASSES} of them:`);
  console.log(
    `  processor time ${((user + system) / 1000 / PASSES).toFixed(3)} ms, of which ${(user / 1000 / PASSES).toFixed(3)} ms in the program`,
  );
  console.log(
    `  wall time: median ${wall[PASSES / 2]?.toFixed(3)} ms, 99 in 100 below ${wall[Math.floor(PASSES * 0.99)]?.toFixed(3)} ms`,
  );
  console.log(`  queries: ${(queries - queriesBefore) / PASSES}`);
  await engine.close();
  await store.close();
}

async function started(): Promise<void> {
  for await (const text of daemon.stdout) if (String(text).includes('engine started')) return;
  throw new Error('Airkeeper ended');
}

async function residentMegabytes(): Promise<number> {
  const status = await readFile(`/proc/${daemon.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

/** Source: proc(5), fields 14 and 15 of stat, in ticks of a hundredth of a second. */
async function cpuSeconds(): Promise<number> {
  const stat = await readFile(`/proc/${daemon.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
