import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CueSheet } from '../src/ports/cue-sheet.ts';
import type { StreamPlans } from '../src/ports/stream-plan.ts';
import { putCueSheet, putStreamPlans } from '../src/streamer/engine-files.ts';
import { renderScript } from '../src/streamer/script/render-script.ts';
import { type StationFolder, stationFolder } from '../src/streamer/station-folder.ts';
import type { PortId, Slug, StationId } from '../src/values/ids.ts';
import type { Port, Station } from '../src/values/model.ts';
import { type Capture, captureFile } from '../tests/ears/capture.ts';
import { makeCodedSound, type SoundFormat } from '../tests/ears/coded-sound.ts';

/** A real engine with a real station script, and ears on its output. No database, no monitor. */
export interface StationUnderTest {
  readonly engineVersion: string;
  /** 40 on Liquidsoap 2.1, 20 from 2.3. */
  readonly frameMs: number;
  readonly folder: StationFolder;
  /** Makes a coded sound in the station's folder, and gives its path. */
  sound(number: number, durationSeconds: number, format?: SoundFormat): Promise<string>;
  /** Starts the engine on what it is to play, and the ears with it. */
  start(sheet: CueSheet, plans: StreamPlans): Promise<Capture>;
  /** The journal as it stands, as the engine wrote it. */
  journal(): Promise<readonly JournalRecord[]>;
  /** The engine's own log, for when something went wrong. */
  log(): Promise<string>;
  /** Ends the engine and removes its folder, unless `AIRKEEPER_BENCH_KEEP` is set. */
  close(): Promise<void>;
}

export type JournalRecord = Readonly<Record<string, unknown>> & { readonly atMs: number; readonly kind: string };

const STATION: Station = {
  id: 1 as StationId,
  slug: 'bench' as Slug,
  name: 'Bench',
  timeZone: 'UTC',
  cancelTimeoutSeconds: 1200,
  syncTimeoutSeconds: 300,
};
const PORT: Port = {
  id: 1 as PortId,
  stationId: STATION.id,
  direction: 'output',
  kind: 'file',
  settings: { format: 'wav', path: 'heard.wav' },
};
const RUN = '000001-bench';

/** @param liquidsoap the engine's program */
export async function stationUnderTest(liquidsoap = 'liquidsoap'): Promise<StationUnderTest> {
  const data = await mkdtemp(join(tmpdir(), 'airkeeper-bench-'));
  const folder = stationFolder(data, STATION.slug);
  await mkdir(folder.playlists, { recursive: true });
  await mkdir(folder.journal, { recursive: true });
  const engineVersion =
    /Liquidsoap (\S+)/.exec(execFileSync(liquidsoap, ['--version'], { encoding: 'utf8' }))?.[1] ?? '';
  const [major = 0, minor = 0] = engineVersion.split('.').map(Number);
  const frameMs = major > 2 || minor >= 3 ? 20 : 40;
  await writeFile(folder.script, renderScript(STATION, [PORT], folder.socket).text);
  let engine: ChildProcess | null = null;

  return {
    engineVersion,
    frameMs,
    folder,
    async sound(number, durationSeconds, format = 'wav') {
      const path = join(folder.root, `${number}.${format}`);
      await makeCodedSound({ number, durationSeconds, path, format });
      return path;
    },
    async start(sheet, plans) {
      await putStreamPlans(folder, plans);
      await putCueSheet(folder, sheet);
      const log = await open(folder.log, 'a');
      const capture = captureFile({ path: join(folder.root, 'heard.wav'), frameMs, raw: null });
      engine = spawn(liquidsoap, [folder.script], {
        cwd: folder.root,
        env: { ...process.env, AIRKEEPER_RUN: RUN, TZ: STATION.timeZone },
        stdio: ['ignore', log.fd, log.fd],
      });
      await once(engine, 'spawn');
      await log.close();
      return capture;
    },
    async journal() {
      const text = await readFile(join(folder.journal, `${RUN}.000001.jsonl`), 'utf8');
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as JournalRecord]));
    },
    log: () => readFile(folder.log, 'utf8'),
    async close() {
      if (engine !== null && engine.exitCode === null) {
        const gone = once(engine, 'exit');
        engine.kill('SIGTERM');
        const isGone = await Promise.race([gone.then(() => true), sleep(5000, false)]);
        if (!isGone) engine.kill('SIGKILL');
        await gone;
      }
      if (process.env.AIRKEEPER_BENCH_KEEP !== undefined) console.log(`kept: ${folder.root}`);
      else await rm(data, { recursive: true, force: true });
    },
  };
}
