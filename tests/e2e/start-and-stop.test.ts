import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Airkeeper, eventually, exists } from './airkeeper.ts';
import { musicIsOn, smallStation } from './station.ts';

test('RU-4, RU-5: one Airkeeper on a folder; its end leaves the engine playing; the next one attaches to it', async () => {
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

test('RU-8: an output added while the station plays is there without anybody starting anything', async () => {
  const { airkeeper, tcpPort } = await smallStation();
  airkeeper.start('--no-demo');
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
  await eventually('it is said', async () => daemon.output.includes(`TCP port ${address.port}`));
  expect((await airkeeper.status('vert')).engine).toEqual(engine);
  other.close();
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
