import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { AlarmPayload } from '../../src/service/alarms/alarm-payload.ts';
import { type Airkeeper, eventually, freeTcpPort, inSeconds } from './airkeeper.ts';
import { musicIsOn, smallStation } from './station.ts';

/** What a webhook was told, as `raised engine_down vert`. */
async function webhook(): Promise<{ readonly url: string; readonly told: readonly string[] }> {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const { event, alarm }: AlarmPayload = JSON.parse(body);
      told.push(`${event} ${alarm.name} ${alarm.station ?? '-'}`);
      response.writeHead(200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, told };
}

interface ListedAlarm {
  readonly name: string;
  readonly cleared: string | null;
  readonly message: string;
}

async function openNames(airkeeper: Airkeeper): Promise<readonly string[]> {
  const alarms = await airkeeper.json<readonly ListedAlarm[]>('alarm', 'list', 'vert');
  return alarms.filter(({ cleared }) => cleared === null).map(({ name }) => name);
}

test('AL-10: what goes wrong with a station on the air is told, listed, and over when it is well', async () => {
  const { airkeeper } = await smallStation();
  const { url, told } = await webhook();
  const heard = (line: string) => eventually(line, async () => told.includes(line), 60_000);
  await airkeeper.do('alarm', 'set', '--webhook', url);
  await airkeeper.do('episode', 'add', 'morning', 'Empty', '--slug', 'empty');
  const icecast = ['--host', '127.0.0.1', '--port', `${await freeTcpPort()}`, '--password', 'hush', '--mount', '/x'];
  await airkeeper.do('port', 'add', 'vert', 'icecast', ...icecast);
  const daemon = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);

  await heard('raised output_down vert');
  await airkeeper.do('port', 'remove', '2');
  await heard('cleared output_down vert');

  await airkeeper.do('diffusion', 'add', 'empty', '--start', inSeconds(600), '--duration', '10m');
  await heard('raised diffusion_at_risk vert');
  await airkeeper.do('diffusion', 'cancel', '1');
  await heard('cleared diffusion_at_risk vert');

  const piece = join(airkeeper.folder, 'music 1.wav');
  await rename(piece, `${piece}.away`);
  await airkeeper.do('alarm', 'test', 'vert');
  expect(told).toContain('test test vert');
  const { pid } = (await airkeeper.status('vert')).engine;
  if (pid !== null) process.kill(pid, 'SIGKILL');
  await heard('raised engine_down vert');
  await heard('cleared engine_down vert');
  await musicIsOn(airkeeper);

  const lock = new DatabaseSync(join(airkeeper.data, 'airkeeper.db'));
  lock.exec('BEGIN EXCLUSIVE');
  await heard('raised database_down -');
  expect(await openNames(airkeeper)).toContain('database_down');
  lock.exec('ROLLBACK');
  lock.close();
  await heard('cleared database_down -');
  const alarms = await airkeeper.json<readonly ListedAlarm[]>('alarm', 'list', 'vert');
  expect(alarms.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['output_down', 'diffusion_at_risk', 'engine_down', 'database_down']),
  );

  await daemon.signal('SIGKILL');
  const before = told.length;
  airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  // A start looks at all files at once.
  await heard('raised file_missing vert');
  await rename(`${piece}.away`, piece);
  await heard('cleared file_missing vert');
  await eventually('nothing is open', async () => (await openNames(airkeeper)).length === 0);
  expect(told.slice(before).filter((line) => !line.includes('file_missing'))).toEqual([]);
  expect(new Set(told).size, told.join(', ')).toBe(told.length);
});
