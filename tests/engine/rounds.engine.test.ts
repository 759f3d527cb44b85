import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningStation, stream, wait } from './running-station.ts';

const PIECES = [1, 2, 3, 4, 5, 6, 7];

let station: RunningStation;

beforeAll(async () => {
  station = await RunningStation.make();
  const files = await Promise.all(PIECES.map(async (id) => [id, await station.sine(`${id}.wav`, 2)] as const));
  await station.putStreams([
    stream(
      'night',
      files.map(([id, path]) => [id, path]),
    ),
  ]);
});
afterAll(() => station?.close());

async function begun(count: number): Promise<number[]> {
  return await station.eventually(`${count} pieces`, 60_000, async () => {
    const ids = (await station.read()).flatMap((line) => (line.kind === 'on' ? [line.request.soundId ?? 0] : []));
    return ids.length >= count ? ids.slice(0, count) : null;
  });
}

test('EN-32: after a death of the engine a stream goes on with the next piece of its round', async () => {
  for (const count of [3, 5]) {
    await station.start();
    await begun(count);
    // by then the piece after it is picked, and will not have been played
    await wait(1200);
    await station.kill();
  }
  await station.start();
  expect((await begun(PIECES.length)).toSorted()).toEqual(PIECES);
});
