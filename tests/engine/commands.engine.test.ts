import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection } from '../../src/streamer/connection.ts';
import { realClock } from '../../src/streamer/testing/real-clock.ts';
import { RunningStation, stream, wait } from './running-station.ts';

let station: RunningStation;
let connection: Connection;
let short: string;

beforeAll(async () => {
  station = await RunningStation.make();
  short = await station.sine('short.wav', 0.2);
  await station.putStreams([stream('night', [[1, await station.sine('night.wav', 120, { sampleRate: 8000 })]])]);
  await station.start();
  await station.on(1);
  connection = client();
});
afterAll(async () => {
  await connection?.close();
  await station?.close();
});

function client(): Connection {
  return new Connection({ socketPath: station.folder.socket, clock: realClock, random: { next: () => 0 } });
}

async function ask(line: string): Promise<unknown> {
  const reply = await connection.request(line, 5000);
  if (!reply.ok) throw new Error(reply.error.message);
  expect(reply.value.trim()).not.toContain('\n');
  try {
    return JSON.parse(reply.value);
  } catch {
    return reply.value;
  }
}

test.each([
  ['ak.push', 'failed'],
  ['ak.push nonsense', 'failed'],
  ['ak.push {"source":"dealer"', 'failed'],
  ['ak.push {"source":"dealer","sound":1}', 'failed'],
  ['ak.push {"source":"dealer","sound":"1","path":"/x"}', 'failed'],
  ['ak.push [1,2]', 'failed'],
  ['ak.push {"source":"no\\nbody","sound":-1,"path":"/x"}', 'no_such_source'],
  ['ak.push {"source":"","sound":-1,"path":"/x"}', 'no_such_source'],
  ['ak.push {"source":"dealer","sound":-1,"path":""}', 'refused'],
  ['ak.push {"source":"dealer","sound":-1,"path":"http://127.0.0.1:9/x.mp3"}', 'refused'],
  ['ak.push {"source":"dealer","sound":-1,"path":"annotate:x=\\"1\\":/etc/passwd"}', 'refused'],
  ['ak.skip', 'no_such_source'],
  ['ak.skip night night', 'no_such_source'],
  ['ak.skip #{1}"\\', 'no_such_source'],
  ['ak.seek', 'no_such_source'],
  ['ak.seek night', 'no_such_source'],
  ['ak.seek x night', 'bad_position'],
  ['ak.seek -5 night', 'bad_position'],
  ['ak.seek 1.5 night', 'bad_position'],
  ['ak.seek 99999999999999999999999 night', 'bad_position'],
])('EN-80: %s is refused: %s', async (line, code) => {
  expect(await ask(line)).toMatchObject({ ok: false, code, message: expect.stringMatching(/./) });
});

test('EN-80: what was refused changed nothing', async () => {
  await wait(300);
  await station.read();
  expect(station.of('on')).toHaveLength(1);
  expect(station.of('refused')).toEqual([]);
});

test('EN-81: a command that is not ours is an error of Liquidsoap’s own', async () => {
  expect(await ask('ak.nothing')).toMatch(/^ERROR: unknown command/);
});

test('EN-82: many clients at once each get their own replies, and each file is played once', async () => {
  const clients = Array.from({ length: 12 }, client);
  const replies = await Promise.all(
    clients.flatMap((each, index) => [
      ...Array.from({ length: 8 }, () => each.request('ak.state', 20_000)),
      each.request(`ak.push {"source":"dealer","sound":${100 + index},"path":${JSON.stringify(short)}}`, 20_000),
      ...Array.from({ length: 4 }, () => each.request('ak.skip nobody', 20_000)),
    ]),
  );
  await Promise.all(clients.map((each) => each.close()));
  const rids: unknown[] = [];
  for (const [index, reply] of replies.entries()) {
    if (!reply.ok) throw new Error(reply.error.message);
    const value: Record<string, unknown> = JSON.parse(reply.value);
    const place = index % 13;
    if (place < 8) expect(value).toMatchObject({ ok: true, run: station.run });
    else if (place === 8) rids.push(value.rid);
    else expect(value).toMatchObject({ ok: false, code: 'no_such_source' });
  }
  expect(new Set(rids).size).toBe(12);
  for (let index = 0; index < 12; index += 1) await station.on(100 + index, 30_000);
  await station.off(station.of('on', (line) => line.request.pushed).at(-1) ?? (await station.on(111)));
  await station.read();
  const played = station.of('on', (line) => line.request.pushed).map((line) => line.request.rid);
  expect([...played].sort()).toEqual([...rids].sort());
});

test('EN-83: clients that go away in the middle, or never read, disturb nobody', async () => {
  const rude = Array.from({ length: 5 }, () => connect(station.folder.socket));
  for (const [index, socket] of rude.entries()) {
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.pause();
    socket.write(index % 2 === 0 ? 'ak.sta' : 'ak.state\n'.repeat(200));
  }
  const began = performance.now();
  for (let index = 0; index < 20; index += 1) expect(await ask('ak.state')).toMatchObject({ ok: true });
  expect(performance.now() - began).toBeLessThan(5000);
  for (const socket of rude) socket.destroy();
  expect(await ask('ak.state')).toMatchObject({ ok: true, run: station.run });
});
