/**
 * How long is it silent when the engine is killed, and where does the diffusion go on?
 *
 * A whole Airkeeper on a station whose timetable has one diffusion after the other. The engine is killed at a random instant of
 * each: silence is from the kill to the first sample that is heard of the next engine. Beside it, in the same run, the bare
 * start: the same script, run by nobody but a shell, from exec to its first sound.
 *
 *   node bench/engine-kills.bench.ts [KILLS, 50] [both: Airkeeper is killed at the same instant]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { liquidsoapProgram } from '../src/streamer/liquidsoap-program.ts';
import { hear } from '../tests/e2e/hearing.ts';
import { captureFile } from '../tests/ears/capture.ts';
import { figuresOf, table } from './figures.ts';
import { FIRST_MUSIC, firstSoundMs, StationWithEars } from './station-with-ears.ts';

const KILLS = Number(process.argv[2] ?? 50);
const BOTH = process.argv[3] === 'both';
const SHOWS = 20;
const SLOT_MS = 26_000;
const SHOW_SECONDS = 24;
const BARE_STARTS = Math.max(3, Math.ceil(KILLS / 5));

interface Kill {
  readonly silenceMs: number;
  /** Null when the diffusion was not heard again. */
  readonly positionErrorMs: number | null;
  readonly diffusionBackMs: number | null;
}

const station = await StationWithEars.make(300);
process.once('SIGINT', () => {
  void station.close().finally(() => process.exit(130));
});
try {
  for (let number = 0; number < Math.min(SHOWS, KILLS); number += 1) await station.addShow(number, SHOW_SECONDS);
  const beginMs = Date.now() + 12_000 + KILLS * 700;
  for (let kill = 0; kill < KILLS; kill += 1)
    await station.addDiffusion(kill % SHOWS, beginMs + kill * SLOT_MS, SHOW_SECONDS + 1);
  station.start();
  let ears = await station.listen(null);
  console.log(`Liquidsoap ${station.version}; ${KILLS} kills${BOTH ? ' of both' : ''}, one every ${SLOT_MS / 1000} s`);
  const kills: Kill[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const startMs = beginMs + kill * SLOT_MS;
    await sleep(Math.max(0, startMs + 3000 + Math.random() * 6000 - Date.now()));
    const pid = await station.enginePid();
    if (pid === null) throw new Error('there is no engine to kill');
    const airkeeperGone = BOTH ? station.killAirkeeper() : Promise.resolve();
    process.kill(pid, 'SIGKILL');
    const killedMs = Date.now();
    await airkeeperGone;
    if (BOTH) station.start();
    await ears.stop();
    ears = await station.listen(ears.inode);
    const listening = ears;
    await sleep(Math.max(0, startMs + SLOT_MS - 1500 - Date.now()));
    // what was heard so far is looked at, and the ears are opened again on the same file for the next
    const recording = await listening.stop();
    const heardMs = firstSoundMs(recording);
    const back = hear(recording).stretches.find(({ sound }) => sound < FIRST_MUSIC && sound === kill % SHOWS);
    kills.push({
      silenceMs: heardMs === null ? Number.POSITIVE_INFINITY : heardMs - killedMs,
      positionErrorMs: back === undefined ? null : back.positionFromMs - (back.fromMs - startMs),
      diffusionBackMs: back === undefined ? null : back.fromMs - killedMs,
    });
    console.log(`  ${kill + 1}: ${JSON.stringify(kills.at(-1))}`);
  }
  await station.killAirkeeper();
  await station.do('stop', '--engine');
  const bare = await bareStarts();

  const silence = figuresOf(kills.map(({ silenceMs }) => silenceMs));
  const bareFigures = figuresOf(bare);
  const errors = kills.flatMap(({ positionErrorMs }) => (positionErrorMs === null ? [] : [positionErrorMs]));
  const backs = kills.flatMap(({ diffusionBackMs }) => (diffusionBackMs === null ? [] : [diffusionBackMs]));
  const rows = [
    { ms: 'silence after a kill', ...silence },
    { ms: 'bare exec to first sound', ...bareFigures },
    ...(errors.length === 0
      ? []
      : [
          { ms: 'the diffusion is back after', ...figuresOf(backs) },
          { ms: 'error of its position', ...figuresOf(errors) },
        ]),
  ];
  console.log(table(rows));
  console.log(`median of the silence: ${(silence.median / bareFigures.median).toFixed(2)} × the bare start`);
  console.log(`diffusions that were not heard again: ${kills.length - errors.length}`);
  const log = await station.log();
  const starts = log.filter(({ type }) => type === 'start').map(({ diffusion }) => diffusion?.id);
  console.log(`start entries: ${starts.length}, of ${new Set(starts).size} diffusions`);
} finally {
  await station.close();
}

/** The script of the station, in a folder of its own with what music there is, run again and again. */
async function bareStarts(): Promise<readonly number[]> {
  const found: number[] = [];
  const folder = join(station.data, 'bare');
  for (let start = 0; start < BARE_STARTS; start += 1) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, 'journal'), { recursive: true });
    for (const name of ['station.liq', 'streams.json', 'playlists', '.cache'])
      await cp(join(station.folder.root, name), join(folder, name), { recursive: true }).catch(() => {});
    const ears = captureFile({ path: join(folder, 'heard.wav'), frameMs: station.frameMs, raw: null });
    const env = { ...process.env, AIRKEEPER_RUN: '000001-bbbb', TZ: 'UTC', LIQ_CACHE_USER_DIR: join(folder, '.cache') };
    const execMs = Date.now();
    const engine = spawn(liquidsoapProgram(), ['station.liq'], { cwd: folder, env, stdio: 'ignore' });
    await sleep(station.frameMs === 40 ? 9000 : 5000);
    engine.kill('SIGKILL');
    await once(engine, 'exit');
    const heardMs = firstSoundMs(await ears.stop());
    if (heardMs !== null) found.push(heardMs - execMs);
  }
  return found;
}
