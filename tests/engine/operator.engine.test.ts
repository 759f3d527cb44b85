import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cue, file, RunningStation, stream, wait } from './running-station.ts';

let station: RunningStation;
const sounds = new Map<string, string>();
let lastId = 100;

beforeAll(async () => {
  station = await RunningStation.make();
  for (const id of [1, 2, 3])
    sounds.set(`music ${id}`, await station.sine(`music ${id}.wav`, 120, { sampleRate: 8000 }));
  for (const seconds of [0.5, 1, 3, 5]) sounds.set(`${seconds}`, await station.sine(`${seconds}.wav`, seconds));
  const pieces = [1, 2, 3].map((id): [number, string] => [id, sounds.get(`music ${id}`) ?? '']);
  await station.putStreams([stream('night', pieces)]);
  await station.start();
  await station.line('on');
});
afterAll(() => station?.close());
beforeEach(async () => {
  await station.setCues([]);
  await station.eventually('music', 20_000, async () => {
    const state = await station.state();
    return state.onAir?.source === 'night' && state.decks.every((deck) => deck.state === 'empty') ? true : null;
  });
  await station.read();
});

function sound(name: string | number): string {
  return sounds.get(`${name}`) ?? '';
}

function fresh(): number {
  lastId += 10;
  return lastId;
}

async function push(source: string, soundId: number | null, path: string) {
  return await station.command({ kind: 'push', source, soundId: soundId as never, path });
}

async function onAir() {
  await station.read();
  const on = station.of('on').at(-1);
  if (on === undefined) throw new Error('nothing was ever on the air');
  return on;
}

/** The first line of the kind after another. */
async function after(seq: number) {
  return await station.line('on', (line) => line.seq > seq);
}

test('EN-50: a file pushed on the dealer interrupts the music, and says that a person did it', async () => {
  const id = fresh();
  const before = await onAir();
  expect(await push('dealer', id, sound(0.5))).toMatchObject({ rid: expect.stringMatching(/./), status: 'ready' });
  const on = await station.on(id, 2000);
  expect(on).toMatchObject({ source: 'dealer', request: { pushed: true, cue: null, uri: sound(0.5) } });
  expect(await station.off(before)).toMatchObject({ why: 'interrupted', by: 'operator' });
  expect(await station.off(on)).toMatchObject({ why: 'end' });
  expect(await after(on.seq)).toMatchObject({ source: 'night', request: { soundId: before.request.soundId } });
  await station.read();
  expect(station.of('cue', (line) => line.cue.startsWith('push'))).toEqual([]);
});

test('EN-50: pushed while the dealer is busy, files wait in their order, after cues that were due before', async () => {
  const [busy, due, first, second] = [fresh(), fresh(), fresh(), fresh()];
  const now = Date.now();
  await station.setCues([
    cue(busy, [file(busy, sound(3))], { startMs: now + 300 }),
    cue(due, [file(due, sound(0.5))], { startMs: now + 400 }),
  ]);
  await station.on(busy);
  await station.cueLine(due, 'opened');
  await wait(now + 500 - Date.now());
  await push('dealer', first, sound(0.5));
  await push('dealer', second, sound(0.5));
  await wait(300);
  const state = await station.state();
  expect(state.sources.find(({ name }) => name === 'dealer')).toMatchObject({ onAir: true, queueLength: 3 });
  expect(state.decks.map((deck) => deck.cue).sort()).toEqual([`${busy}#0`, `${due}#0`].sort());
  const order = [busy, due, first, second];
  const began = [];
  for (const id of order) began.push((await station.on(id)).seq);
  expect(began).toEqual([...began].sort((a, b) => a - b));
  await station.off(await station.on(second));
});

test('EN-51: a pushed file that waits makes room for a hard cue, and is played after it', { retry: 2 }, async () => {
  const [busy, hard, pushed] = [fresh(), fresh(), fresh()];
  const now = Date.now();
  const hardAtMs = now + 4000;
  await station.setCues([cue(busy, [file(busy, sound(5))], { startMs: now + 200 })]);
  await station.on(busy);
  await push('dealer', pushed, sound(0.5));
  await station.eventually('the push waits on a deck', 3000, async () =>
    (await station.state()).decks.every((deck) => deck.state === 'opened' || deck.state === 'on_air') ? true : null,
  );
  await station.setCues([
    cue(busy, [file(busy, sound(5))], { startMs: now + 200 }),
    cue(hard, [file(hard, sound(0.5))], { startMs: hardAtMs, mode: 'hard' }),
  ]);
  const on = await station.on(hard);
  expect(Math.abs(on.atMs - hardAtMs)).toBeLessThan(200);
  expect((await station.on(pushed)).seq).toBeGreaterThan(on.seq);
  expect(station.of('on', (line) => line.request.soundId === pushed)).toHaveLength(1);
  await station.off(await station.on(pushed));
});

test('EN-52: files pushed on a stream are its next pieces, in their order, and what was picked comes after them', async () => {
  const [one, two] = [fresh(), fresh()];
  const before = await onAir();
  const reply = await push('night', one, sound(0.5));
  expect(reply).toMatchObject({ rid: expect.stringMatching(/./), status: 'ready' });
  await push('night', two, sound(1));
  await wait(300);
  await station.command({ kind: 'skip', source: 'night' });
  const first = await station.on(one, 3000);
  expect(first).toMatchObject({ source: 'night', request: { rid: reply.rid, pushed: true } });
  expect(await station.off(before)).toMatchObject({ why: 'skipped', by: 'operator' });
  const second = await after(first.seq);
  expect(second.request).toMatchObject({ soundId: two, pushed: true });
  expect(await after(second.seq)).toMatchObject({ source: 'night', positionSeconds: 0, request: { pushed: false } });
});

test('EN-52: a seek goes before what was pushed, which is played then', async () => {
  const id = fresh();
  const before = await onAir();
  await push('night', id, sound(0.5));
  await wait(300);
  await station.command({ kind: 'seek', source: 'night', positionSeconds: 119 });
  const sought = await after(before.seq);
  expect(sought).toMatchObject({ positionSeconds: 119, request: { soundId: before.request.soundId } });
  expect(await station.off(before)).toMatchObject({ why: 'seek', by: 'operator' });
  expect((await after(sought.seq)).request).toMatchObject({ soundId: id, pushed: true });
  await station.off(await station.on(id));
});

test('EN-53: a skip ends the piece, and the next one begins', async () => {
  const before = await onAir();
  await station.command({ kind: 'skip', source: 'night' });
  const off = await station.off(before);
  expect(off).toMatchObject({ why: 'skipped', by: 'operator' });
  const next = await after(before.seq);
  expect(next.atMs - off.atMs).toBeLessThan(1000);
  expect(next.request.soundId).not.toBe(before.request.soundId);
});

test('EN-53: a skip on the dealer ends the file; the last one ends the cue', async () => {
  const id = fresh();
  await station.setCues([cue(id, [file(id, sound(3)), file(id + 1, sound(3))], { startMs: Date.now() })]);
  const first = await station.on(id);
  await station.command({ kind: 'skip', source: 'dealer' });
  const second = await station.on(id + 1);
  expect(await station.off(first)).toMatchObject({ why: 'skipped', by: 'operator' });
  await station.command({ kind: 'skip', source: 'dealer' });
  expect(await station.off(second)).toMatchObject({ why: 'skipped', by: 'operator' });
  expect(await station.cueLine(id, 'ended')).toMatchObject({ why: 'skipped' });
  expect(await after(second.seq)).toMatchObject({ source: 'night' });
});

test('EN-54: a seek goes to a second of the piece; the journal says where it went on', async () => {
  const before = await onAir();
  await station.command({ kind: 'seek', source: 'night', positionSeconds: 61.5 });
  const on = await after(before.seq);
  expect(on).toMatchObject({ source: 'night', positionSeconds: 61.5, request: { soundId: before.request.soundId } });
  const { onAir: heard } = await station.state();
  expect(heard).toMatchObject({ seq: on.seq, request: { soundId: on.request.soundId } });
  expect(heard?.remainingSeconds ?? 58).toBeGreaterThan(55);
  expect(heard?.remainingSeconds ?? 58).toBeLessThan(59);
});

test('EN-54: a restart is a seek to the beginning; on the dealer the files that wait are kept', async () => {
  const id = fresh();
  await station.setCues([cue(id, [file(id, sound(3)), file(id + 1, sound(0.5))], { startMs: Date.now() })]);
  const first = await station.on(id);
  await wait(1000);
  await station.command({ kind: 'seek', source: 'dealer', positionSeconds: 0 });
  const again = await after(first.seq);
  expect(again).toMatchObject({ positionSeconds: 0, request: { soundId: id, cue: `${id}#0` } });
  const restarted = await station.off(first);
  expect(restarted).toMatchObject({ why: 'restarted', by: 'operator' });
  expect(restarted.positionSeconds).toBeGreaterThan(0.8);
  await station.command({ kind: 'seek', source: 'dealer', positionSeconds: 2.5 });
  const last = await after(again.seq);
  expect(last).toMatchObject({ positionSeconds: 2.5, request: { soundId: id } });
  expect(await after(last.seq)).toMatchObject({ request: { soundId: id + 1 } });
  expect(await station.cueLine(id, 'ended')).toMatchObject({ why: 'end' });
  expect(station.of('cue', (line) => line.cue === `${id}#0` && line.state === 'started')).toHaveLength(1);
});

test('EN-55: what cannot be done is refused, with the reason', async () => {
  const refusals: [Parameters<typeof station.command>[0], RegExp][] = [
    [{ kind: 'skip', source: 'nobody' }, /no source is called nobody/],
    [{ kind: 'skip', source: 'dealer' }, /dealer has nothing on the air/],
    [{ kind: 'seek', source: 'dealer', positionSeconds: 1 }, /dealer has nothing on the air/],
    [{ kind: 'seek', source: 'nobody', positionSeconds: 1 }, /no source is called nobody/],
    [{ kind: 'seek', source: 'night', positionSeconds: -1 }, /whole number of milliseconds/],
    [{ kind: 'push', source: 'nobody', soundId: null, path: sound(1) }, /no source is called nobody/],
    [{ kind: 'push', source: 'dealer', soundId: null, path: '/no/where.wav' }, /the file is not there/],
    [{ kind: 'push', source: 'night', soundId: null, path: station.sounds }, /it is a folder/],
    [{ kind: 'push', source: 'dealer', soundId: null, path: join('/', 'x'.repeat(7000)) }, /the file is not there/],
  ];
  const seq = (await station.state()).seq;
  for (const [command, message] of refusals) {
    const reply = await station.engine.command(command);
    expect(reply).toMatchObject({ ok: false, error: { code: 'refused', message: expect.stringMatching(message) } });
  }
  await wait(300);
  expect((await station.state()).seq).toBe(seq);
});
