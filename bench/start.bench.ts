/**
 * How long it takes until something is heard, as a listener of the demo's stream hears it: from the beginning of `git clone`
 * with an empty npm cache, and from a second `npm start`, Airkeeper and the engine both having been stopped. Programs that
 * `npm start` would install with apt are there already, or are part of the first figure.
 *
 *   node bench/start.bench.ts [second starts, 3 if not given]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock as clock } from '../src/service/system-clock.ts';
import { table } from './figures.ts';
import { firstSoundMs } from './first-sound.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GIVE_UP_MS = 600_000;

const secondStarts = Number(process.argv[2] ?? 3);
const folder = await mkdtemp(join(tmpdir(), 'airkeeper-bench-'));
const project = join(folder, 'airkeeper');
const data = join(folder, 'data');
const port = await freePort();
const url = `http://127.0.0.1:${port}/live.mp3`;
const rows: { readonly start: string; readonly seconds: number }[] = [];
try {
  const clonedMs = clock.monotonicMs();
  await run('git', ['clone', '--quiet', ROOT, project], folder);
  rows.push({ start: 'clone to first sound', seconds: await heard(clonedMs) });
  for (let start = 1; start <= secondStarts; start += 1) {
    const beganMs = clock.monotonicMs();
    rows.push({ start: `second start to first sound (${start})`, seconds: await heard(beganMs) });
  }
  console.log(table(rows));
} finally {
  await stop();
  await rm(folder, { recursive: true, force: true });
}

/** Starts Airkeeper as a user does, and stops it and its engine once it was heard. @returns seconds since the beginning */
async function heard(beganMs: number): Promise<number> {
  const npm = spawn('npm', ['start', '--', '--data', data, '--stream-port', `${port}`], {
    cwd: project,
    env: { ...process.env, npm_config_cache: join(folder, 'npm-cache') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(npm, 'close');
  const over = new AbortController();
  const givenUp = AbortSignal.any([over.signal, AbortSignal.timeout(GIVE_UP_MS)]);
  void ended.then(() => over.abort());
  const atMs = await firstSoundMs(url, clock, givenUp);
  await stop();
  await ended;
  return (atMs - beganMs) / 1000;
}

async function stop(): Promise<void> {
  await run(join(project, 'bin/airkeeper'), ['stop', '--engine', '--data', data], folder).catch(() => undefined);
}

async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: status ${status}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return address.port;
}
