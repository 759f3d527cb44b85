import { once } from 'node:events';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Airkeeper, type Daemon, eventually, exists, freeTcpPort } from './airkeeper.ts';
import { musicIsOn, smallStation } from './station.ts';

test('RU-1, RU-4, RU-5: one Airkeeper on a folder; its end leaves the engine playing; the next one attaches to it', async () => {
  const { airkeeper, tcpPort } = await smallStation();
  const first = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  expect(first.output).toContain(`http://127.0.0.1:${tcpPort}/vert.mp3`);
  const { engine } = await airkeeper.status('vert');

  const second = await airkeeper.run('start', '--no-demo');
  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(/already runs on .*\(process \d+\)/);

  const ended = await first.signal('SIGINT');
  expect(ended.status).toBe(0);
  expect(ended.output).toContain(`Still on the air: vert (process ${engine.pid})`);
  expect(ended.output).toContain('stop --engine');
  expect(await sound(tcpPort)).toBeGreaterThan(10_000);

  airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  expect((await airkeeper.status('vert')).engine).toEqual(engine);

  const stopped = await airkeeper.do('stop', '--engine');
  expect(stopped).toContain('The engine of vert is stopped');
  expect(await exists(engine.pid ?? 0)).toBe(false);
  const log = await airkeeper.log('vert');
  expect(log.filter(({ type, track }) => type === 'on_air' && track === null).length).toBe(1);
});

/** Bytes that a listener gets in two seconds. */
async function sound(tcpPort: number): Promise<number> {
  const ending = AbortSignal.timeout(2000);
  const response = await fetch(`http://127.0.0.1:${tcpPort}/vert.mp3`, { signal: ending });
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) bytes += chunk.length;
  } catch {
    // the two seconds are over
  }
  return bytes;
}

test('RU-10: a busy TCP port is one line that names it and the option that changes it', async () => {
  const { airkeeper, tcpPort } = await smallStation();
  const other = createServer().listen(tcpPort, '127.0.0.1');
  await once(other, 'listening');
  const refused = await airkeeper.run('start', '--no-demo');
  other.close();
  expect(refused.status).toBe(1);
  expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  expect(refused.stderr).toContain(`TCP port ${tcpPort}`);
  expect(refused.stderr).toMatch(/airkeeper port set \d+ --port \d+/);
});

test('RU-10: a data folder that cannot be is one line that names it and the option that changes it', async () => {
  const airkeeper = await Airkeeper.make();
  await writeFile(airkeeper.data, 'not a folder');
  const refused = await airkeeper.run('start', '--no-demo');
  expect(refused.status).toBe(1);
  expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  expect(refused.stderr).toContain(airkeeper.data);
  expect(refused.stderr).toContain('--data');
});

test('a station with no program, no sound and no output runs, and a station added later goes on the air', async () => {
  const airkeeper = await Airkeeper.make();
  const daemon = airkeeper.start('--no-demo');
  await eventually('Airkeeper is up', async () => daemon.output.includes('There is no station yet'));
  await airkeeper.do('station', 'add', 'Empty', '--slug', 'empty', '--timezone', 'UTC');
  await eventually('its engine runs', async () => (await airkeeper.status('empty')).engine.state === 'running');
  expect((await airkeeper.status('empty')).onAir).toBeNull();
  const { engine } = await airkeeper.status('empty');
  await airkeeper.do('stop');
  expect(await exists(engine.pid ?? 0)).toBe(true);
});

/** The music comes to a boundary, which is when an engine with other outputs takes the place of the one that plays. */
async function endPiece(airkeeper: Airkeeper, daemon: Daemon): Promise<void> {
  await eventually('a boundary is waited for', async () => daemon.output.includes('at the next boundary of music'));
  await airkeeper.do('source', 'skip', 'vert', 'night');
}

test('RU-8: an output added while the station plays is there without anybody starting anything', async () => {
  const { airkeeper, tcpPort } = await smallStation();
  const daemon = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  await airkeeper.do(
    'port',
    'add',
    'vert',
    'harbor',
    '--format',
    'ogg',
    '--port',
    `${tcpPort}`,
    '--mount',
    '/vert.ogg',
  );
  await endPiece(airkeeper, daemon);
  await eventually('the new output answers', async () => {
    const response = await fetch(`http://127.0.0.1:${tcpPort}/vert.ogg`, { signal: AbortSignal.timeout(1000) });
    await response.body?.cancel();
    return response.ok;
  });
});

test('RU-8: an output that cannot open does not take the station off the air', async () => {
  const { airkeeper } = await smallStation();
  const daemon = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const { engine } = await airkeeper.status('vert');
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  await airkeeper.do('port', 'set', '1', '--port', `${address.port}`);
  await endPiece(airkeeper, daemon);
  await eventually('it is said', async () => daemon.output.includes(`TCP port ${address.port}`));
  expect((await airkeeper.status('vert')).engine).toEqual(engine);
  other.close();
  await endPiece(airkeeper, daemon);
  await eventually('the new output is there', async () => {
    const response = await fetch(`http://127.0.0.1:${address.port}/vert.mp3`, { signal: AbortSignal.timeout(1000) });
    await response.body?.cancel();
    return response.ok;
  });
});

test('CL-22: a change made while Airkeeper is stopped says that the engine does not know of it', async () => {
  const { airkeeper } = await smallStation();
  const daemon = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  await daemon.signal('SIGINT');
  const changed = await airkeeper.run('program', 'add', 'vert', 'Evening', '--slug', 'evening', '--scheduled');
  expect(changed.status).toBe(0);
  expect(changed.stderr).toContain('Airkeeper is not running: the engine of vert plays on');
});

test('RU-16: nothing that is in the data folder can be read by others, whatever the umask it was started with', async () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const { airkeeper } = await smallStation();
  airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const open: string[] = [];
  for (const name of ['', ...(await readdir(airkeeper.data, { recursive: true }))]) {
    const { mode } = await stat(join(airkeeper.data, name));
    if ((mode & 0o007) !== 0) open.push(`${name} ${(mode & 0o777).toString(8)}`);
  }
  expect(open).toEqual([]);
});

test('RU-17: an engine that cannot start is no “starting” for ever: it is said why', async () => {
  const { airkeeper } = await smallStation({ AIRKEEPER_LIQUIDSOAP: '/bin/false' });
  const daemon = airkeeper.start('--no-demo');
  await eventually('it is said', async () => daemon.output.includes('Liquidsoap refuses'));
  await eventually('so is that it does not start', async () => daemon.output.includes('the engine cannot start'));
});

test('RU-18: Ctrl-C while the demo is being made is obeyed at once, and nothing half made is left', async () => {
  const airkeeper = await Airkeeper.make();
  const daemon = airkeeper.start('--stream-port', `${await freeTcpPort()}`);
  const media = join(airkeeper.data, 'media', 'demo');
  const isWriting = async () => (await readdir(media)).some((name) => name.endsWith('.unfinished'));
  await eventually('ffmpeg writes', isWriting);
  const interruptedMs = performance.now();
  const ended = await daemon.signal('SIGINT');
  expect(performance.now() - interruptedMs).toBeLessThan(2000);
  expect(ended.status).toBe(0);
  expect(await isWriting()).toBe(false);
  expect(await airkeeper.json('station', 'list')).toEqual([]);
});

test('RU-12: a data folder whose path is too long for a socket’s address works as any other', async () => {
  const { airkeeper } = await smallStation({ AIRKEEPER_DATA: 'x'.repeat(150) });
  const daemon = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  expect((await readdir(join(airkeeper.folder, 'x'.repeat(150), 'stations', 'vert'))).includes('engine.sock')).toBe(
    true,
  );
  await airkeeper.do('stop');
  expect((await daemon.ended).status).toBe(0);
  expect((await airkeeper.status('vert')).engine.state).toBe('running');
});
