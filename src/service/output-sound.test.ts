import { once } from 'node:events';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setInterval as every } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Output } from '../streamer/script/port-settings.ts';
import { outputsOf } from '../streamer/script/port-settings.ts';
import { realClock } from '../streamer/testing/real-clock.ts';
import { tempFolder } from '../streamer/testing/temp-folder.ts';
import type { PortId, StationId } from '../values/ids.ts';
import { outputsSound } from './output-sound.ts';

function output(kind: string, settings: Record<string, string | number>): Output {
  const [found] = outputsOf([{ id: 1 as PortId, stationId: 1 as StationId, direction: 'output', kind, settings }]);
  if (found === undefined) throw new Error('no output');
  return found;
}

/** A server that plays to whoever asks: at once what it has kept, and then a piece every 100 ms, for so long. */
async function streamServer(forMs: number): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(Buffer.alloc(65_536));
    const until = performance.now() + forMs;
    void (async () => {
      for await (const _ of every(100)) {
        if (socket.destroyed || performance.now() > until) return;
        socket.write(Buffer.alloc(400));
      }
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const harbor = (port: number) => output('harbor', { port, mount: '/x.mp3' });

test('KE-4: a stream that goes on is sound; what was kept for a new listener is not', async () => {
  const [playing, hung] = [await streamServer(10_000), await streamServer(0)];
  expect(
    await Promise.all([
      outputsSound([harbor(playing)], '/', realClock),
      outputsSound([harbor(hung)], '/', realClock),
      // nothing listens there
      outputsSound([harbor(1)], '/', realClock),
      outputsSound([harbor(hung), harbor(playing)], '/', realClock),
      outputsSound([], '/', realClock),
    ]),
  ).toEqual([true, false, false, true, false]);
}, 15_000);

test('KE-4: a file that grows, or a folder in which segments come or grow, is sound', async () => {
  const folder = await tempFolder();
  for (const name of ['grows.wav', 'stays.wav']) await writeFile(join(folder, name), 'RIFF');
  for (const name of ['grows', 'lasts', 'stays']) await mkdir(join(folder, name));
  for (const name of ['lasts', 'stays']) await writeFile(join(folder, name, '1.ts'), 'first');
  const looks = ['grows.wav', 'stays.wav', 'gone.wav'].map((path) =>
    outputsSound([output('file', { path })], folder, realClock),
  );
  const segments = ['grows', 'lasts', 'stays'].map((path) =>
    outputsSound([output('hls', { path })], folder, realClock),
  );
  await realClock.sleep(500, new AbortController().signal);
  await appendFile(join(folder, 'grows.wav'), 'more');
  await writeFile(join(folder, 'grows', '1.ts'), 'more');
  await appendFile(join(folder, 'lasts', '1.ts'), 'more');
  expect(await Promise.all(looks)).toEqual([true, false, false]);
  expect(await Promise.all(segments)).toEqual([true, true, false]);
}, 15_000);
