import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cue } from '../../src/ports/cue-sheet.ts';
import type { Engine, EngineState } from '../../src/ports/engine.ts';
import type { StreamPlan } from '../../src/ports/stream-plan.ts';
import { systemClock } from '../../src/service/system-clock.ts';
import { createLiquidsoapEngine } from '../../src/streamer/liquidsoap-engine.ts';
import { liquidsoapVersion } from '../../src/streamer/liquidsoap-program.ts';
import { renderScript } from '../../src/streamer/script/render-script.ts';
import { startEngine } from '../../src/streamer/start-engine.ts';
import { type StationFolder, stationFolder } from '../../src/streamer/station-folder.ts';
import { stopEngine } from '../../src/streamer/stop-engine.ts';
import type { PortId, Slug, StationId } from '../../src/values/ids.ts';
import type { Port, Station } from '../../src/values/model.ts';
import { type Capture, captureFile } from './capture.ts';
import { makeCodedSound, type SoundFormat } from './coded-sound.ts';

/** A real engine with a real station script, driven through the port, with ears on its output. No database, no monitor. */
export interface StationUnderTest {
  readonly engineVersion: string;
  /** 40 on Liquidsoap 2.1, 20 from 2.3. */
  readonly frameMs: number;
  readonly folder: StationFolder;
  readonly engine: Engine;
  /** Makes a coded sound in the station's folder, and gives its path. */
  sound(number: number, durationSeconds: number, format?: SoundFormat): Promise<string>;
  /** Starts the engine, and the ears on its output; done when it answers. */
  start(): Promise<Capture>;
  /** Hands the engine its cues and its one stream, and waits until it says that it has them. */
  hand(cues: readonly Cue[], playlist: StreamPlan['playlist']): Promise<void>;
  /** Stops the engine's process for a while, as a machine that is short of everything does. */
  freeze(spanMs: number): Promise<void>;
  /** The engine's own log, for when something went wrong. */
  log(): Promise<string>;
  /** Ends the engine and removes its folder, unless `AIRKEEPER_BENCH_KEEP` is set. */
  close(): Promise<void>;
}

const STATION: Station = {
  id: 1 as StationId,
  slug: 'bench' as Slug,
  name: 'Bench',
  timeZone: 'UTC',
  cancelTimeoutSeconds: 1200,
  syncTimeoutSeconds: 300,
  silenceLimitSeconds: 10,
  silenceThresholdDb: -40,
  language: 'en',
  daysAhead: 60,
  enabled: true,
};
const PORT: Port = {
  id: 1 as PortId,
  stationId: STATION.id,
  direction: 'output',
  kind: 'file',
  settings: { format: 'wav', path: 'heard.wav' },
};

/** With the engine that `AIRKEEPER_LIQUIDSOAP` names, or the machine's own. */
export async function stationUnderTest(): Promise<StationUnderTest> {
  const data = await mkdtemp(join(tmpdir(), 'airkeeper-bench-'));
  const folder = stationFolder(data, STATION.slug);
  await mkdir(folder.root, { recursive: true });
  await writeFile(folder.script, renderScript(STATION, [PORT], folder.socket).text);
  const engineVersion = await liquidsoapVersion();
  const frameMs = frameOf(engineVersion);
  const engine = createLiquidsoapEngine({ folder, clock: systemClock });

  let pid: number | null = null;

  async function close(): Promise<void> {
    await engine.close();
    await stopEngine(folder, systemClock);
    if (process.env.AIRKEEPER_BENCH_KEEP !== undefined) console.log(`kept: ${folder.root}`);
    else await rm(data, { recursive: true, force: true });
  }

  // the engine is in a session of its own: a Ctrl-C does not reach it
  process.once('SIGINT', () => {
    void close().finally(() => process.exit(130));
  });
  return {
    engineVersion,
    frameMs,
    folder,
    engine,
    async sound(number, durationSeconds, format = 'wav') {
      const path = join(folder.root, `${number}.${format}`);
      await makeCodedSound({ number, durationSeconds, path, format });
      return path;
    },
    async start() {
      const capture = captureFile({ path: join(folder.root, 'heard.wav'), frameMs, raw: null });
      ({ pid } = await startEngine(folder, { timeZone: STATION.timeZone, lastRun: null }));
      await until(engine, () => true);
      return capture;
    },
    async hand(cues, playlist) {
      const version = `${Date.now()}`;
      const plan: StreamPlan = { name: 'music' as Slug, weight: 1, minDelaySeconds: 0, windows: null, playlist };
      await engine.putCueSheet({ version, cues, stop: [] });
      await engine.putStreamPlans({ version, streams: [plan] });
      await engine.command({ kind: 'reload_cues' });
      await engine.command({ kind: 'reload_streams' });
      await until(engine, (state) => state.cueSheetVersion === version && state.streamPlansVersion === version);
    },
    async freeze(spanMs) {
      if (pid === null) return;
      process.kill(pid, 'SIGSTOP');
      await systemClock.sleep(spanMs, new AbortController().signal);
      process.kill(pid, 'SIGCONT');
    },
    log: () => readFile(folder.log, 'utf8'),
    close,
  };
}

function frameOf(engineVersion: string): number {
  const [major = 0, minor = 0] = engineVersion.split('.').map(Number);
  return major > 2 || minor >= 3 ? 20 : 40;
}

async function until(engine: Engine, holds: (state: EngineState) => boolean): Promise<void> {
  const never = new AbortController().signal;
  let last = '';
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
    const observed = await engine.observe();
    if (observed.ok && holds(observed.value)) return;
    last = observed.ok ? JSON.stringify(observed.value) : observed.error.message;
    await systemClock.sleep(100, never);
  }
  throw new Error(`the engine did not come to it in 30 s: ${last}`);
}
