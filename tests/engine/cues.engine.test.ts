import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cue, file, RunningStation, stream, wait } from './running-station.ts';

/** Half of the instants that a test looks at may be off by less than this; a busy machine may spoil one, hence the second tries. */
const ON_TIME_MS = 60;
const TIMING = { retry: 2 };

let station: RunningStation;
let music: string;
const lasting = new Map<number, string>();
let lastDiffusion = 0;

beforeAll(async () => {
  station = await RunningStation.make();
  music = await station.sine('music.wav', 300, { sampleRate: 8000, channels: 1 });
  for (const seconds of [0.6, 1, 2, 3, 6]) lasting.set(seconds, await station.sine(`${seconds}.wav`, seconds));
  await station.putStreams([stream('night', [[1, music]])]);
  await station.start();
  await station.on(1);
});
afterAll(() => station?.close());

/** The path of a sound of so many seconds. */
function sound(seconds: number): string {
  return lasting.get(seconds) ?? '';
}

/** The id of a diffusion, and of its only sound, that no other test has. */
function fresh(): number {
  lastDiffusion += 10;
  return lastDiffusion;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe('hard', () => {
  test('EN-20: a hard cue has the air at its instant, and interrupts what is there', TIMING, async () => {
    const begin = Date.now() + 1500;
    const cues = [0, 1, 2].map((index) => {
      const id = fresh();
      return cue(id, [file(id, sound(0.6))], { mode: 'hard', startMs: begin + index * 1100 + 7 });
    });
    await station.setCues(cues);
    const late: number[] = [];
    for (const { diffusionId, startMs } of cues) {
      const on = await station.on(diffusionId);
      late.push(Math.abs(on.atMs - startMs));
      expect(on).toMatchObject({ source: 'dealer', positionSeconds: 0, request: { cue: `${diffusionId}#0` } });
      const interrupted = station.of('off', (line) => line.by === `${diffusionId}#0`);
      expect(interrupted).toMatchObject([{ why: 'interrupted' }]);
      expect(await station.off(on)).toMatchObject({ why: 'end', by: '' });
      expect(await station.cueLine(diffusionId, 'started')).toMatchObject({ why: 'hard' });
      expect(await station.cueLine(diffusionId, 'ended')).toMatchObject({ why: 'end' });
    }
    expect(median(late)).toBeLessThan(ON_TIME_MS);
  });

  test('EN-30: the piece that was interrupted goes on where it was', TIMING, async () => {
    const id = fresh();
    await station.setCues([cue(id, [file(id, sound(0.6))], { mode: 'hard', startMs: Date.now() + 1000 })]);
    const on = await station.on(id);
    const before = await station.line('off', (line) => line.by === `${id}#0`);
    const after = await station.line('on', (line) => line.source === 'night' && line.seq > on.seq);
    expect(after.positionSeconds).toBeGreaterThanOrEqual(before.positionSeconds);
    expect(after.positionSeconds).toBeLessThan(before.positionSeconds + 0.2);
    expect(Math.abs(after.atMs - on.atMs - 600)).toBeLessThan(ON_TIME_MS);
  });

  test('EN-21: a hard cue interrupts another diffusion, and a soft one that waits comes after it', TIMING, async () => {
    const [long, soft, hard] = [fresh(), fresh(), fresh()];
    const now = Date.now();
    const hardAtMs = now + 4000;
    await station.setCues([
      cue(long, [file(long, sound(6))], { startMs: now + 500 }),
      cue(soft, [file(soft, sound(1))], { startMs: now + 1000 }),
      cue(hard, [file(hard, sound(1))], { startMs: hardAtMs, mode: 'hard' }),
    ]);
    const on = await station.on(hard);
    expect(Math.abs(on.atMs - hardAtMs)).toBeLessThan(ON_TIME_MS);
    expect(await station.off(await station.on(long))).toMatchObject({ why: 'interrupted', by: `${hard}#0` });
    expect(await station.cueLine(long, 'ended')).toMatchObject({ why: 'interrupted' });
    const later = await station.on(soft);
    expect(later.atMs).toBeGreaterThanOrEqual((await station.off(on)).atMs);
    await station.cueLine(soft, 'ended');
  });

  test('EN-16: a nearer cue takes the deck of one that is far', TIMING, async () => {
    const [far, farther, near] = [fresh(), fresh(), fresh()];
    const now = Date.now();
    const both = [
      cue(far, [file(far, sound(1))], { startMs: now + 20_000, mode: 'hard' }),
      cue(farther, [file(farther, sound(1))], { startMs: now + 25_000 }),
    ];
    await station.setCues(both);
    for (const id of [far, farther]) await station.cueLine(id, 'opened');
    const nearAtMs = Date.now() + 1500;
    await station.setCues([cue(near, [file(near, sound(1))], { startMs: nearAtMs, mode: 'hard' }), ...both]);
    const on = await station.on(near);
    expect(Math.abs(on.atMs - nearAtMs)).toBeLessThan(ON_TIME_MS);
    await station.cueLine(near, 'ended');
    await station.setCues([]);
    for (const id of [far, farther]) await station.cueLine(id, 'withdrawn');
  });
});

describe('soft', () => {
  test('EN-22: soft cues follow one another as the dealer becomes free, without music between', TIMING, async () => {
    const [first, second, third] = [fresh(), fresh(), fresh()];
    const begin = Date.now() + 1000;
    await station.setCues([
      cue(first, [file(first, sound(2))], { startMs: begin }),
      cue(second, [file(second, sound(1))], { startMs: begin + 200 }),
      cue(third, [file(third, sound(1))], { startMs: begin + 201 }),
    ]);
    const [one, two, three] = [await station.on(first), await station.on(second), await station.on(third)];
    expect(Math.abs(one.atMs - begin)).toBeLessThan(ON_TIME_MS);
    expect(two.atMs - (await station.off(one)).atMs).toBeLessThan(ON_TIME_MS);
    expect(three.atMs - (await station.off(two)).atMs).toBeLessThan(ON_TIME_MS);
    await station.cueLine(third, 'ended');
    const between = station.of('on', (line) => line.seq >= one.seq && line.seq <= three.seq);
    expect(between.map((line) => line.source)).toEqual(['dealer', 'dealer', 'dealer']);
    expect(await station.cueLine(second, 'started')).toMatchObject({ why: 'soft' });
  });

  test('EN-23: a soft cue whose latest start passes while the dealer is busy expires', async () => {
    const [busy, waiting] = [fresh(), fresh()];
    const begin = Date.now() + 1000;
    await station.setCues([
      cue(busy, [file(busy, sound(2))], { startMs: begin }),
      cue(waiting, [file(waiting, sound(1))], { startMs: begin + 200, latestStartMs: begin + 1000 }),
    ]);
    const expired = await station.cueLine(waiting, 'expired');
    expect(expired.atMs).toBeGreaterThanOrEqual(begin + 1000);
    expect(expired.atMs).toBeLessThan(begin + 2000);
    await station.cueLine(busy, 'ended');
    await wait(300);
    await station.read();
    expect(station.of('on', (line) => line.request.soundId === waiting)).toEqual([]);
  });
});

describe('the end', () => {
  test('EN-24: `until` ends a cue, however much is left of it', TIMING, async () => {
    const id = fresh();
    const begin = Date.now() + 1000;
    const untilMs = begin + 1500;
    await station.setCues([
      cue(id, [file(id, sound(6)), file(id + 1, sound(1))], { startMs: begin, mode: 'hard', untilMs }),
    ]);
    const off = await station.off(await station.on(id));
    expect(off).toMatchObject({ why: 'until', by: '' });
    expect(Math.abs(off.atMs - untilMs)).toBeLessThan(ON_TIME_MS);
    expect(await station.cueLine(id, 'ended')).toMatchObject({ why: 'until' });
    await station.line('on', (line) => line.source === 'night' && line.seq > off.seq);
    expect(station.of('on', (line) => line.request.soundId === id + 1)).toEqual([]);
  });

  test('EN-24: a sheet that says another end is obeyed while the cue is on the air', TIMING, async () => {
    const id = fresh();
    const long = cue(id, [file(id, sound(6))], { startMs: Date.now() + 800, mode: 'hard' });
    await station.setCues([long]);
    const on = await station.on(id);
    const untilMs = Date.now() + 1000;
    await station.setCues([{ ...long, untilMs }]);
    const off = await station.off(on);
    expect(off.why).toBe('until');
    expect(Math.abs(off.atMs - untilMs)).toBeLessThan(ON_TIME_MS);
  });

  test('EN-25: a cue begins at no instant after its end', async () => {
    const [late, over] = [fresh(), fresh()];
    const now = Date.now();
    await station.setCues([
      cue(late, [file(late, sound(1))], { startMs: now - 60_000, untilMs: now - 1000 }),
      cue(over, [file(over, sound(1))], { startMs: now - 60_000, latestStartMs: now - 1000, mode: 'hard' }),
    ]);
    for (const id of [late, over]) {
      await station.cueLine(id, 'expired');
      expect(station.of('cue', (line) => line.cue === `${id}#0`).map((line) => line.state)).toEqual([
        'accepted',
        'expired',
      ]);
    }
  });

  test('EN-26: `stop` takes what is on the air off, faded, and what waits off its deck', async () => {
    const [playing, waiting] = [fresh(), fresh()];
    const now = Date.now();
    const sheet = [
      cue(playing, [file(playing, sound(6))], { startMs: now + 500 }),
      cue(waiting, [file(waiting, sound(1))], { startMs: now + 600 }),
    ];
    await station.setCues(sheet);
    const on = await station.on(playing);
    await station.cueLine(waiting, 'opened');
    const stoppedAt = Date.now();
    await station.setCues(sheet, [`${playing}#0`, `${waiting}#0`]);
    const off = await station.off(on);
    expect(off).toMatchObject({ why: 'stopped', by: '' });
    expect(off.atMs - stoppedAt).toBeGreaterThan(1000);
    expect(off.atMs - stoppedAt).toBeLessThan(2500);
    expect(await station.cueLine(playing, 'ended')).toMatchObject({ why: 'stopped' });
    await station.cueLine(waiting, 'withdrawn');
    await station.line('on', (line) => line.source === 'night' && line.seq > off.seq);
    expect(station.of('on', (line) => line.request.soundId === waiting)).toEqual([]);
  });

  test('EN-27: what is on the air plays on when the sheet has lost it', async () => {
    const id = fresh();
    await station.setCues([cue(id, [file(id, sound(2))], { startMs: Date.now() + 500 })]);
    const on = await station.on(id);
    await station.setCues([]);
    expect(await station.off(on)).toMatchObject({ why: 'end' });
    expect(station.of('cue', (line) => line.cue === `${id}#0` && line.state === 'withdrawn')).toEqual([]);
  });
});

describe('another sheet', () => {
  test('EN-14: a cue that waits on a deck is withdrawn, moved, or loaded again with other files', async () => {
    const [gone, moved, changed] = [fresh(), fresh(), fresh()];
    const far = { startMs: Date.now() + 9000 };
    await station.setCues([cue(gone, [file(gone, sound(1))], far), cue(moved, [file(moved, sound(1))], far)]);
    for (const id of [gone, moved]) await station.cueLine(id, 'opened');
    const soon = Date.now() + 1000;
    await station.setCues([cue(moved, [file(moved, sound(1))], { startMs: soon })]);
    expect(await station.cueLine(gone, 'withdrawn')).toMatchObject({ why: 'it left the cue sheet' });
    expect(Math.abs((await station.on(moved)).atMs - soon)).toBeLessThan(500);
    await station.setCues([cue(changed, [file(changed, sound(1))], far)]);
    await station.cueLine(changed, 'opened');
    await station.setCues([cue(changed, [file(changed + 1, sound(0.6))], { startMs: Date.now() + 1000 })]);
    expect(await station.on(changed + 1)).toMatchObject({ request: { cue: `${changed}#0` } });
    await station.read();
    for (const id of [gone, changed]) expect(station.of('on', (line) => line.request.soundId === id)).toEqual([]);
  });

  test('EN-13: a sheet that cannot be read changes nothing', async () => {
    const id = fresh();
    await station.setCues([cue(id, [file(id, sound(1))], { startMs: Date.now() + 3000 })]);
    await station.cueLine(id, 'opened');
    const { cueSheetVersion } = await station.state();
    const whole = await readFile(station.folder.cueSheet, 'utf8');
    for (const broken of [whole.slice(0, -20), '', '{"version":"x","cues":[{"key":7}],"stop":[]}']) {
      await writeFile(`${station.folder.cueSheet}.broken`, broken);
      await rename(`${station.folder.cueSheet}.broken`, station.folder.cueSheet);
      await station.command({ kind: 'reload_cues' });
      await wait(300);
    }
    expect((await station.state()).cueSheetVersion).toBe(cueSheetVersion);
    await station.on(id);
    await station.cueLine(id, 'ended');
  });
});

describe('files', () => {
  test('EN-17: files of a cue play in order, each from its second', TIMING, async () => {
    const id = fresh();
    await station.setCues([
      cue(id, [file(id, sound(2), 1.25), file(id + 1, sound(0.6)), file(id + 2, sound(1), 0.5)], {
        startMs: Date.now() + 1000,
      }),
    ]);
    const lines = [await station.on(id), await station.on(id + 1), await station.on(id + 2)];
    await station.cueLine(id, 'ended');
    expect(lines.map((line) => line.positionSeconds)).toEqual([1.25, 0, 0.5]);
    const played = [];
    for (const on of lines) played.push((await station.off(on)).positionSeconds - on.positionSeconds);
    for (const [index, seconds] of [0.75, 0.6, 0.5].entries()) {
      expect(played[index]).toBeGreaterThan(seconds - 0.12);
      expect(played[index]).toBeLessThanOrEqual(seconds);
    }
    expect(station.of('cue', (line) => line.cue === `${id}#0` && line.state === 'started')).toHaveLength(1);
  });

  test('EN-18: a file that cannot be played is passed over, and said', async () => {
    const id = fresh();
    const folder = station.sounds;
    await writeFile(join(folder, 'empty.wav'), '');
    await writeFile(join(folder, 'text.wav'), 'no sound at all\n'.repeat(100));
    const bad = ['missing.wav', 'empty.wav', 'text.wav', ''].map((name, index) =>
      file(id + 1 + index, join(folder, name)),
    );
    await station.setCues([
      cue(id, [...bad.slice(0, 2), file(id, sound(0.6)), ...bad.slice(2)], { startMs: Date.now() + 2500 }),
    ]);
    await station.on(id);
    await station.cueLine(id, 'ended');
    const refused = station.of('refused', (line) => line.request.cue === `${id}#0`);
    expect(refused.map(({ source, request, why }) => [source, request.soundId, request.uri, why])).toEqual([
      ['dealer', id + 1, join(folder, 'missing.wav'), 'the file is not there'],
      ['dealer', id + 2, join(folder, 'empty.wav'), expect.stringContaining('empty')],
      ['dealer', id + 3, join(folder, 'text.wav'), expect.stringContaining('no audio')],
      ['dealer', id + 4, `${folder}/`.slice(0, -1), 'it is a folder'],
    ]);
  });

  test('EN-18: a cue with nothing to play is refused, once, and begins when its file has come after all', async () => {
    const id = fresh();
    const path = join(station.sounds, `late ${id}.wav`);
    await station.setCues([cue(id, [file(id, path)], { startMs: Date.now() + 500 })]);
    expect(await station.cueLine(id, 'refused')).toMatchObject({ why: 'none of its files can be played' });
    await station.sine(`late ${id}.wav`, 0.6);
    await station.on(id, 8000);
    await station.cueLine(id, 'ended');
    const states = station.of('cue', (line) => line.cue === `${id}#0`).map((line) => line.state);
    expect(states.filter((state) => state === 'refused')).toHaveLength(1);
    expect(station.of('refused', (line) => line.request.soundId === id)).toHaveLength(1);
  });
});

test('EN-19: a key is begun once for ever: in the same sheet, in another, after a restart, and after a sheet without it', async () => {
  const id = fresh();
  const now = Date.now();
  const sheet = [cue(id, [file(id, sound(0.6))], { startMs: now + 300 })];
  await station.setCues(sheet);
  await station.cueLine(id, 'ended');
  await station.setCues([cue(id, [file(id + 1, sound(1))], { startMs: now })]);
  await wait(500);
  await station.setCues([]);
  await station.setCues(sheet);
  await wait(500);
  await station.putCues(sheet);
  await station.kill();
  await station.start();
  await station.line('on', (line) => line.run === station.run && line.source === 'night');
  await wait(1500);
  await station.read();
  expect(station.of('cue', (line) => line.cue === `${id}#0` && line.state === 'started')).toHaveLength(1);
  expect(station.of('on', (line) => line.request.cue === `${id}#0`)).toHaveLength(1);
});

test('EN-12: a thousand cues are read while the one of this moment starts in time', TIMING, async () => {
  const id = fresh();
  const startMs = Date.now() + 2500;
  const many = Array.from({ length: 1000 }, (_, index) =>
    cue(900_000 + index, [file(1, music)], { startMs: startMs + 600_000 + index * 60_000 }),
  );
  const sheet = [cue(id, [file(id, sound(0.6))], { startMs, mode: 'hard' }), ...many];
  await station.setCues(sheet);
  await station.setCues(sheet.slice(0, -1));
  await station.setCues(sheet);
  expect(Date.now()).toBeLessThan(startMs + 2000);
  expect(Math.abs((await station.on(id)).atMs - startMs)).toBeLessThan(4 * ON_TIME_MS);
  await station.setCues([]);
});
