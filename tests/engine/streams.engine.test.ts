import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cue, file, RunningStation, stream, wait } from './running-station.ts';

/** How far from the edge of a window a piece may begin and be of either side: it is picked a moment before it begins. */
const EDGE_MS = 250;

let station: RunningStation;
const pieces = new Map<number, string>();

beforeAll(async () => {
  station = await RunningStation.make();
  for (let id = 1; id <= 6; id += 1) pieces.set(id, await station.sine(`${id}.wav`, 0.4));
  for (const id of [21, 22]) pieces.set(id, await station.sine(`${id}.wav`, 20));
  await station.start();
});
afterAll(() => station?.close());

function playlist(...ids: readonly number[]): [number, string][] {
  return ids.map((id) => [id, pieces.get(id) ?? '']);
}

/** What began after the call, one by one, until there are so many. */
async function next(count: number, withinMs: number, since = station.lines.length) {
  return await station.eventually(`${count} pieces`, withinMs, async () => {
    const lines = (await station.read()).slice(since).filter((line) => line.kind === 'on');
    return lines.length >= count ? lines.slice(0, count) : null;
  });
}

/** Plays nothing, and nothing waits: what is about to begin within seconds is not dropped, but skipped. */
async function silence(): Promise<void> {
  await station.setStreams([]);
  let quietSince = Number.POSITIVE_INFINITY;
  await station.eventually('silence', 10_000, async () => {
    const { onAir, atMs } = await station.state();
    quietSince = onAir === null ? Math.min(quietSince, atMs) : Number.POSITIVE_INFINITY;
    if (onAir !== null) await station.engine.command({ kind: 'skip', source: onAir.source });
    return atMs - quietSince > 300 ? true : null;
  });
  await station.read();
}

test('EN-40, ST-9: each piece is played once in a round, and none follows itself', async () => {
  await silence();
  await station.setStreams([stream('night', playlist(1, 2, 3, 4))]);
  const ids = (await next(12, 20_000)).map((line) => line.request.soundId ?? 0);
  for (let from = 0; from < 12; from += 4) expect(ids.slice(from, from + 4).sort()).toEqual([1, 2, 3, 4]);
  for (const [index, id] of ids.entries()) expect(id).not.toBe(ids[index - 1]);
});

test('EN-41: pieces follow one another without a hole', async () => {
  const from = station.lines.length;
  await next(6, 10_000, from);
  const lines = station.lines.slice(from);
  for (const off of lines.filter((line) => line.kind === 'off')) {
    const on = lines.find((line) => line.kind === 'on' && line.seq > off.seq);
    if (on !== undefined) expect(on.atMs - off.atMs).toBeLessThan(60);
  }
  expect(lines.filter((line) => line.kind === 'switch')).toEqual([]);
});

test('EN-42, ST-8: among streams of a kind the draw is by weight', async () => {
  await silence();
  await station.setStreams([
    stream('often', playlist(1, 2), { weight: 3 }),
    stream('seldom', playlist(3, 4), { weight: 1 }),
  ]);
  const sources = (await next(32, 40_000)).map((line) => line.source);
  const often = sources.filter((source) => source === 'often').length;
  // 24 are to be expected, with a deviation of 2.4: four of them are once in ten thousand
  expect(often).toBeGreaterThan(14);
  expect(often).toBeLessThan(32);
});

test('EN-43, ST-6, ST-7: a stream with a window goes before one without while it is open, and never else', async () => {
  await silence();
  const fromMs = Date.now() + 2000;
  const toMs = fromMs + 2500;
  await station.setStreams([
    stream('day', playlist(1, 2), {
      windows: [
        { fromMs: fromMs - 60_000, toMs: fromMs - 30_000 },
        { fromMs, toMs },
      ],
    }),
    stream('night', playlist(3, 4)),
  ]);
  const lines = await next(13, 15_000);
  for (const { atMs, source } of lines) {
    if (Math.min(Math.abs(atMs - fromMs), Math.abs(atMs - toMs)) < EDGE_MS) continue;
    expect([source, atMs - fromMs]).toEqual([atMs >= fromMs && atMs < toMs ? 'day' : 'night', atMs - fromMs]);
  }
  expect(new Set(lines.map((line) => line.source))).toEqual(new Set(['day', 'night']));
});

test('EN-44, ST-7: a stream with a delay goes first when it has rested, and rests from the end of its piece', async () => {
  await silence();
  await station.setStreams([
    stream('jingles', playlist(1, 2), { minDelaySeconds: 1.4 }),
    stream('night', playlist(3, 4)),
  ]);
  const lines = await next(13, 15_000);
  const jingles = lines.filter((line) => line.source === 'jingles');
  expect(lines[0]?.source).toBe('jingles');
  expect(jingles.length).toBeGreaterThanOrEqual(3);
  for (const [index, jingle] of jingles.entries()) {
    const before = jingles[index - 1];
    if (before === undefined) continue;
    const rested = jingle.atMs - (await station.off(before)).atMs;
    expect(rested).toBeGreaterThan(1400 - 60);
    expect(rested).toBeLessThan(1400 + 500 + EDGE_MS);
  }
});

test('EN-44: alone, such a stream plays, rests in silence, and plays again', async () => {
  await silence();
  const from = station.lines.length;
  await station.setStreams([stream('jingles', playlist(1, 2), { minDelaySeconds: 1 })]);
  const [first, second] = await next(2, 10_000);
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(1400);
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(2200);
  const switches = station.lines.slice(from).filter((line) => line.kind === 'switch');
  expect(switches.slice(0, 3).map(({ from: left, to }) => `${left}>${to}`)).toEqual([
    '>jingles',
    'jingles>',
    '>jingles',
  ]);
});

test('EN-45: with nothing to play there is silence, and music within a second of having something', async () => {
  await silence();
  await station.setStreams([stream('night', [])]);
  await wait(500);
  expect(await station.state()).toMatchObject({ onAir: null, sources: [{ name: 'dealer' }, { name: 'night' }] });
  const from = station.lines.length;
  const reloadedAt = Date.now();
  await station.setStreams([stream('night', playlist(1))]);
  const [on] = await next(1, 5000, from);
  expect((on?.atMs ?? 0) - reloadedAt).toBeLessThan(1000);
});

test('EN-46: files that cannot be played are passed over, and do not fill the journal', async () => {
  await silence();
  const bad = ['missing.wav', 'empty.wav', 'text.wav'].map((name) => join(station.sounds, name));
  await writeFile(join(station.sounds, 'empty.wav'), '');
  await writeFile(join(station.sounds, 'text.wav'), 'no sound at all\n'.repeat(100));
  const badList = bad.map((path, index): [number, string] => [91 + index, path]);
  let from = station.lines.length;
  await station.setStreams([stream('night', [...badList, ...playlist(1)])]);
  const lines = await next(3, 15_000, from);
  expect(lines.map((line) => line.request.soundId)).toEqual([1, 1, 1]);
  const refused = station.lines.slice(from).filter((line) => line.kind === 'refused');
  expect(new Set(refused.map(({ source, request }) => `${source} ${request.soundId} ${request.uri}`))).toEqual(
    new Set(bad.map((path, index) => `night ${91 + index} ${path}`)),
  );

  await silence();
  from = station.lines.length;
  await station.setStreams([stream('night', badList), stream('other', [[99, '/no/where.wav']])]);
  await wait(3000);
  await station.read();
  expect(station.lines.slice(from).filter((line) => line.kind === 'refused')).toHaveLength(8);
  from = station.lines.length;
  const reloadedAt = Date.now();
  await station.setStreams([stream('night', playlist(2))]);
  const [on] = await next(1, 5000, from);
  expect((on?.atMs ?? 0) - reloadedAt).toBeLessThan(1000);
});

test('EN-47: a stream of which nothing can be played leaves the air to the next one', async () => {
  await silence();
  const window = { windows: [{ fromMs: Date.now() - 1000, toMs: Date.now() + 60_000 }] };
  await station.setStreams([stream('broken', [[99, '/no/where.wav']], window), stream('night', playlist(1))]);
  const [on] = await next(1, 5000);
  expect(on?.source).toBe('night');
});

test('EN-31: a piece with 30 seconds or less to go is not taken up again: the next one begins', async () => {
  await silence();
  await station.setStreams([stream('night', playlist(21, 22))]);
  const [piece] = await next(1, 5000);
  const from = station.lines.length;
  await station.setCues([cue(700, [file(700, pieces.get(1) ?? '')], { startMs: Date.now() + 1000, mode: 'hard' })]);
  const [dealt, after] = await next(2, 10_000, from);
  expect(dealt).toMatchObject({ source: 'dealer', request: { soundId: 700 } });
  expect(after).toMatchObject({ source: 'night', positionSeconds: 0 });
  expect(after?.request.soundId).not.toBe(piece?.request.soundId);
  expect((after?.atMs ?? 0) - (dealt?.atMs ?? 0)).toBeLessThan(1000);
});

test('EN-48: what waits is picked again when the dealer has been on so long that it is not its turn any more', async () => {
  await silence();
  const toMs = Date.now() + 2500;
  await station.setStreams([
    stream('day', playlist(21, 22), { windows: [{ fromMs: toMs - 10_000, toMs }] }),
    stream('night', playlist(1, 2)),
  ]);
  const [piece] = await next(1, 5000);
  expect(piece?.source).toBe('day');
  const from = station.lines.length;
  const long = await station.sine('long.wav', 3);
  await station.setCues([cue(701, [file(701, long)], { startMs: Date.now() + 500, mode: 'hard' })]);
  const lines = await next(2, 10_000, from);
  expect(lines.map((line) => line.source)).toEqual(['dealer', 'night']);
});
