import { once } from 'node:events';
import { mkdir, readdir, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Connection } from './connection.ts';
import { socketAddress } from './socket-address.ts';
import { realClock } from './testing/real-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';

async function openHandlesOf(folder: string): Promise<number> {
  const handles = await readdir('/proc/self/fd');
  const targets = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')));
  return targets.filter((target) => target === folder).length;
}

test('a path that fits is its own address', () => {
  const path = `/${'x'.repeat(106)}`;
  expect(socketAddress(path).path).toBe(path);
});

test('CO-18: in a folder with a long path a socket is bound and reached in that folder', async () => {
  const folder = join(await tempFolder(), 'é'.repeat(100));
  await mkdir(folder);
  const path = join(folder, 'engine.sock');
  const bound = socketAddress(path);
  const server = createServer((peer) => peer.on('data', () => peer.write('hello\r\nEND\r\n'))).listen(bound.path);
  await once(server, 'listening');
  onTestFinished(() => void server.close(() => bound.close()));
  expect(await readdir(folder)).toEqual(['engine.sock']);

  const connection = new Connection({ socketPath: path, clock: realClock, random: { next: () => 0 } });
  expect(await connection.request('ak.state', 2000)).toMatchObject({ ok: true, value: 'hello' });
  // the server's handle, and none that the connection left open
  expect(await openHandlesOf(folder)).toBe(1);
  await connection.close();
});

test('CO-18: without the folder, connecting fails as without a server', async () => {
  const path = join(await tempFolder(), 'x'.repeat(120), 'engine.sock');
  const connection = new Connection({ socketPath: path, clock: realClock, random: { next: () => 0 } });
  expect(await connection.request('ak.state', 2000)).toMatchObject({ ok: false });
  await connection.close();
});
