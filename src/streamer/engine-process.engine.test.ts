import { spawn } from 'node:child_process';
import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Connection } from './connection.ts';
import { engineAt, findEngines } from './find-engines.ts';
import { checkScript, liquidsoapVersion } from './liquidsoap-program.ts';
import { startEngine } from './start-engine.ts';
import type { StationFolder } from './station-folder.ts';
import { stopEngine } from './stop-engine.ts';
import { realClock } from './testing/real-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';
import { tinyStation } from './testing/tiny-station.ts';

const OPTIONS = { timeZone: 'Pacific/Chatham', lastRun: null };
const QUICK = { answerMs: 500, endMs: 500, killMs: 5000 };

/** Starts the station's engine, and waits until it answers. */
async function startAndWait(folder: StationFolder) {
  const started = await startEngine(folder, OPTIONS);
  const connection = new Connection({ socketPath: folder.socket, clock: realClock, random: { next: () => 0 } });
  onTestFinished(() => connection.close());
  await expect
    .poll(async () => (await connection.request('ak.state', 1000)).ok, { timeout: 30_000, interval: 100 })
    .toBe(true);
  return { ...started, connection };
}

test('CO-11: an engine runs in its folder, with its run, its zone and its log, and none of our secrets', async () => {
  process.env.AIRKEEPER_DATABASE_URL = 'postgres://secret';
  onTestFinished(() => void delete process.env.AIRKEEPER_DATABASE_URL);
  const folder = await tinyStation();
  const { pid, run, connection } = await startAndWait(folder);
  expect(run).toMatch(/^000001-[0-9a-f]{4}$/);
  expect(await findEngines(folder.script)).toEqual([{ pid, run }]);
  // an engine in a root of its own sees the folder at the same path, and this process at a longer one
  expect((await readlink(`/proc/${pid}/cwd`)).endsWith(folder.root)).toBe(true);
  expect(await readFile(folder.log, 'utf8')).toContain('Liquidsoap');
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
  expect(environment).toContain('TZ=Pacific/Chatham');
  expect(environment).toContain(`LIQ_CACHE_USER_DIR=${join(folder.root, '.cache')}`);
  expect(environment).not.toContain('secret');
  expect(await connection.request('ak.environment AIRKEEPER_RUN', 1000)).toEqual({
    ok: true,
    value: `{"ok":true,"value":"${run}"}`,
  });
});

test('CO-12: while an engine lives, no second one is started; stopped, the next has the next run', async () => {
  const folder = await tinyStation();
  const { pid, run, ended } = await startAndWait(folder);
  await expect(startEngine(folder, OPTIONS)).rejects.toMatchObject({ code: 'engine_running', data: { pid } });
  expect(await stopEngine(folder, realClock)).toEqual({ pids: [pid], how: 'asked' });
  expect(await ended).toMatch(/^status \d+$/);
  expect(await engineAt(pid, folder.script)).toBeNull();
  expect(await stopEngine(folder, realClock)).toEqual({ pids: [], how: 'none' });
  const second = await startEngine(folder, OPTIONS);
  expect(second.run > run).toBe(true);
  expect(second.run).toMatch(/^000002-/);
});

test('CO-13: an engine outlives the process that started it, and the end of its terminal', async () => {
  const folder = await tinyStation();
  const module = join(import.meta.dirname, 'start-engine.ts');
  const program = `const { startEngine } = await import(${JSON.stringify(module)});
    const { pid } = await startEngine(${JSON.stringify(folder)}, { timeZone: 'UTC', lastRun: null });
    console.log(pid);
    process.kill(0, 'SIGINT');`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  starter.stdout.on('data', (piece) => {
    said += piece;
  });
  expect(await new Promise((resolve) => starter.once('exit', (_status, signal) => resolve(signal)))).toBe('SIGINT');
  const pid = Number(said);
  await expect.poll(() => findEngines(folder.script), { timeout: 5000 }).toMatchObject([{ pid }]);
  await realClock.sleep(500, new AbortController().signal);
  expect(await engineAt(pid, folder.script)).toMatchObject({ pid });
});

test('CO-14: an engine that does not know the command is terminated; one that is frozen is killed', async () => {
  const deaf = await tinyStation('');
  const { pid } = await startAndWait(deaf);
  expect(await stopEngine(deaf, realClock)).toEqual({ pids: [pid], how: 'terminated' });
  const frozen = await tinyStation();
  const { pid: frozenPid, ended } = await startAndWait(frozen);
  process.kill(frozenPid, 'SIGSTOP');
  expect(await stopEngine(frozen, realClock, QUICK)).toEqual({ pids: [frozenPid], how: 'killed' });
  expect(await ended).toBe('SIGKILL');
});

test('a frozen engine holds nobody up: each request is settled, and answers come again when it thaws', async () => {
  const { pid, connection } = await startAndWait(await tinyStation());
  process.kill(pid, 'SIGSTOP');
  for (let request = 1; request <= 12; request += 1) {
    const began = performance.now();
    expect(await connection.request('ak.state', 200)).toMatchObject({ ok: false });
    expect(performance.now() - began).toBeLessThan(1000);
    await realClock.sleep(100, new AbortController().signal);
  }
  process.kill(pid, 'SIGCONT');
  await expect.poll(async () => (await connection.request('ak.state', 1000)).ok, { timeout: 10_000 }).toBe(true);
});

test('an engine whose script fails ends, and its log says why', async () => {
  const folder = await tinyStation('this is no script');
  const { ended } = await startEngine(folder, OPTIONS);
  expect(await ended).toBe('status 1');
  expect(await readFile(folder.log, 'utf8')).toContain('rror');
  expect(await findEngines(folder.script)).toEqual([]);
});

test('CO-15: who only looks at a script is no engine', async () => {
  const folder = await tinyStation();
  const looking = spawn('tail', ['-f', folder.script], { stdio: 'ignore' });
  onTestFinished(() => void looking.kill());
  const checking = checkScript(folder.script);
  let found: unknown[] = [];
  const seen = setInterval(async () => {
    found = found.concat(await findEngines(folder.script));
  }, 50);
  await checking;
  clearInterval(seen);
  expect(found).toEqual([]);
  expect(await stopEngine(folder, realClock)).toEqual({ pids: [], how: 'none' });
  expect(looking.exitCode).toBeNull();
});

test('CO-16: a script is checked without being run, and refused with the compiler’s words', async () => {
  const folder = await tinyStation();
  await checkScript(folder.script);
  expect(await readdir(folder.root)).toEqual(['station.liq']);
  const bad = join(folder.root, 'bad.liq');
  await writeFile(bad, 'x = 1 + "a"\n');
  await expect(checkScript(bad)).rejects.toMatchObject({
    name: 'RefusedError',
    code: 'script_refused',
    message: expect.stringMatching(/bad\.liq[\s\S]*line 1[\s\S]*string[\s\S]*int/),
    data: { script: bad, status: 1 },
  });
});

test('says the version, or that there is none and what to do', async () => {
  expect(await liquidsoapVersion()).toMatch(/^2\.\d+\.\d+/);
  const nowhere = join(await tempFolder(), 'liquidsoap');
  const refused = {
    code: 'no_liquidsoap',
    message: expect.stringMatching(/apt-get install liquidsoap.*AIRKEEPER_LIQUIDSOAP/),
  };
  await expect(liquidsoapVersion(nowhere)).rejects.toMatchObject(refused);
  await expect(liquidsoapVersion('/bin/true')).rejects.toMatchObject(refused);
  const folder = await tinyStation();
  await expect(checkScript(folder.script, nowhere)).rejects.toMatchObject(refused);
  await expect(startEngine(folder, { ...OPTIONS, program: nowhere })).rejects.toMatchObject(refused);
});
