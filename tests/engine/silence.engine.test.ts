import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { pass } from '../../src/monitor/pass.ts';
import { initialState } from '../../src/monitor/state.ts';
import { at, plainStation } from '../../src/monitor/testing/station-builder.ts';
import { captureFile } from '../ears/capture.ts';
import { decode } from '../ears/decoder.ts';
import { type Segment, segments } from '../ears/segments.ts';
import { type Piece, splice } from '../ears/splice.ts';
import { wavHeader } from '../ears/wav.ts';
import { cue, file, type LineOf, RunningStation, type StationOptions, stream, wait } from './running-station.ts';

/** The shortest that leaves room for a pause under it. */
const LIMIT_SECONDS = 3;
const LIMIT_MS = 1000 * LIMIT_SECONDS;
/** How long a step is given to work, with that limit. */
const PATIENCE_MS = 2000;
/** What a step may take until something is heard: a file has to be opened. */
const HEARD_WITHIN_MS = 2000;
const RATE = 44_100;
/** Frames of 20 or 40 ms, and a busy machine. */
const SLACK_MS = 400;

let running: RunningStation | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

async function start(options: StationOptions = {}): Promise<RunningStation> {
  const ports = [{ kind: 'file', settings: { format: 'wav', path: 'heard.wav' } }];
  running = await RunningStation.start({ silenceLimitSeconds: LIMIT_SECONDS, ports, ...options });
  return running;
}

async function sound(station: RunningStation, name: string, pieces: readonly Piece[]): Promise<string> {
  const { samples } = splice(pieces, RATE);
  const path = join(station.sounds, name);
  await writeFile(path, Buffer.concat([wavHeader(RATE, 1, samples.length), Buffer.from(samples.buffer)]));
  return path;
}

const silence = (seconds: number): Piece => ({ sound: null, seconds });

/** All that the station gave to its output since it began. */
async function heardBy(station: RunningStation): Promise<readonly Segment[]> {
  const frameMs = (await station.state()).engineVersion.startsWith('2.1') ? 40 : 20;
  const capture = captureFile({ path: join(station.folder.root, 'heard.wav'), frameMs, raw: null });
  await wait(300);
  return segments(decode(await capture.stop()));
}

function actions(station: RunningStation): [action: string, source: string][] {
  return station.of('silence_action').map(({ action, source }) => [action, source]);
}

async function action(station: RunningStation, name: LineOf<'silence_action'>['action'], place = 0) {
  return await station.eventually(`action ${name}`, 20_000, async () => {
    await station.read();
    return station.of('silence_action', (line) => line.action === name)[place] ?? null;
  });
}

/** What the monitor writes into the log, for the lines of the journal. */
function logOf(station: RunningStation): string[] {
  const state = initialState({ cursor: null, open: [], started: new Map() });
  const journal = { lines: station.lines, cursor: station.lines.at(-1) ?? null };
  const input = { now: at(0), snapshot: plainStation().build(), missing: new Set<string>(), engine: null, journal };
  return (pass(state, input).batch?.entries ?? []).map(({ comment, reason }) => `${comment} (${reason})`);
}

test('EN-101: a pause under the limit is none; a longer one is skipped, and sound is back at once', async () => {
  const station = await start();
  const speech = [1, 1, 1].flatMap((number): Piece[] => [{ sound: number, seconds: 1.5 }, silence(2.2)]);
  const path = await sound(station, 'hole.wav', [
    ...speech,
    { sound: 1, seconds: 2 },
    silence(30),
    { sound: 2, seconds: 5 },
  ]);
  await station.setStreams([stream('night', [[1, path]])]);
  const on = await station.on(1);
  const skip = await action(station, 'skip');
  await station.line('noise', (line) => line.seq > skip.seq);
  // the pauses had passed by unnoticed: 11.1 s of speech and pauses, 2 s of sound, and then the silence
  expect(skip.atMs - on.atMs - 13_100 - LIMIT_MS).toBeLessThan(SLACK_MS);
  expect(skip.atMs - on.atMs - 13_100 - LIMIT_MS).toBeGreaterThan(-SLACK_MS);
  expect(skip).toMatchObject({ source: 'night', why: '', silentSeconds: expect.closeTo(LIMIT_SECONDS, 0) });
  expect(await station.off(on)).toMatchObject({ why: 'skipped', by: 'silence' });
  await wait(1000);
  const heard = (await heardBy(station)).filter(({ toMs }) => toMs > on.atMs);
  const quiet = heard.filter(({ kind }) => kind === 'silence').map(({ fromMs, toMs }) => toMs - fromMs);
  const long = quiet.filter((ms) => ms > 1000);
  expect(long.slice(0, 3).every((ms) => Math.abs(ms - 2200) < 100)).toBe(true);
  expect(long).toHaveLength(4);
  expect(long[3]).toBeGreaterThan(LIMIT_MS - 100);
  expect(long[3]).toBeLessThan(LIMIT_MS + HEARD_WITHIN_MS);
  expect(heard.some((segment) => segment.kind === 'sound' && segment.sound === 2)).toBe(false);
  expect(logOf(station)).toEqual(
    expect.arrayContaining([
      'the output is silent (heard by the engine)',
      'what is silent is skipped (silent for 3 s)',
      expect.stringMatching(/^skipped at second 16.* \(by silence\)$/),
      'the output is heard again (heard by the engine)',
    ]),
  );
});

test('EN-102: a diffusion with a silent file goes on with its next one; with nothing but silence it is left for the music', async () => {
  const station = await start();
  const mute = await sound(station, 'mute.wav', [silence(60)]);
  const voice = await sound(station, 'voice.wav', [{ sound: 3, seconds: 4 }]);
  const music = await sound(station, 'music.wav', [{ sound: 4, seconds: 120 }]);
  await station.setStreams([stream('night', [[40, music]])]);
  await station.on(40);
  await station.setCues([
    cue(7, [file(71, mute), file(72, voice)]),
    cue(8, [file(81, mute), file(82, mute), file(83, voice)], { startMs: Date.now() + 1000 }),
  ]);
  const skip = await action(station, 'skip');
  expect(skip).toMatchObject({ source: 'dealer' });
  expect((await station.on(72)).atMs - skip.atMs).toBeLessThan(HEARD_WITHIN_MS);
  expect(await station.off(await station.on(72))).toMatchObject({ why: 'end' });
  expect((await action(station, 'skip', 1)).atMs - (await station.on(81)).atMs - LIMIT_MS).toBeLessThan(SLACK_MS);
  const left = await action(station, 'music');
  expect(left.atMs - (await action(station, 'skip', 1)).atMs - PATIENCE_MS).toBeLessThan(SLACK_MS);
  await station.cueLine(8, 'ended');
  await station.line('noise', (line) => line.seq > left.seq);
  await wait(2000);
  await station.read();
  expect(station.of('on', (line) => line.request.soundId === 83)).toEqual([]);
  expect(actions(station)).toEqual([
    ['skip', 'dealer'],
    ['skip', 'dealer'],
    ['music', 'dealer'],
  ]);
  const heard = await heardBy(station);
  const back = heard.find((segment) => segment.kind === 'sound' && segment.sound === 4 && segment.toMs > left.atMs);
  expect((back?.fromMs ?? Number.NaN) - left.atMs).toBeLessThan(HEARD_WITHIN_MS);
  expect(heard.find((segment) => segment.kind === 'sound' && segment.sound === 3)).toMatchObject({
    positionFromMs: expect.closeTo(0, -2),
  });
});

test('EN-100, EN-103: silent music is skipped, then its stream is left for another', async () => {
  const station = await start();
  const mute = await sound(station, 'mute.wav', [silence(60)]);
  const loud = await sound(station, 'loud.wav', [{ sound: 5, seconds: 60 }]);
  const always = [{ fromMs: Date.now() - 60_000, toMs: Date.now() + 600_000 }];
  // a stream with a window goes before one without
  await station.setStreams([
    stream(
      'mute',
      [
        [1, mute],
        [2, mute],
      ],
      { windows: always },
    ),
    stream('night', [[5, loud]]),
  ]);
  const on = await station.on(5, 20_000);
  await station.line('noise', (line) => line.seq > on.seq);
  expect(actions(station)).toEqual([
    ['skip', 'mute'],
    ['music', 'mute'],
  ]);
  await wait(1000); // the level is over the last 0.4 s
  const { levelDb, silentSeconds } = await station.state();
  expect(silentSeconds).toBe(0);
  expect(levelDb?.peak ?? Number.NaN).toBeGreaterThan(-30);
  expect(levelDb?.rms ?? Number.NaN).toBeLessThan(levelDb?.peak ?? Number.NaN);
});

test('EN-104: a playlist of silence ends in a restart where somebody keeps the engine, once; else it goes on trying', async () => {
  const station = await start();
  const mute = await sound(station, 'mute.wav', [silence(60)]);
  const playlist = [
    stream('night', [
      [1, mute],
      [2, mute],
    ]),
  ];
  await station.setStreams(playlist);
  const none = await action(station, 'none');
  expect(none.why).toBe('nobody would start the engine again');
  await action(station, 'skip', 1);
  const asking = setInterval(() => void station.engine.observe(), 500);
  try {
    await action(station, 'restart');
    await station.ended();
    await station.read();
    expect(station.lines.at(-1)).toMatchObject({ kind: 'down' });
    expect(actions(station).slice(0, 4)).toEqual([
      ['skip', 'night'],
      ['music', 'night'],
      ['none', 'night'],
      ['skip', 'night'],
    ]);
    expect(logOf(station)).toContainEqual(expect.stringMatching(/^the engine ends, to be started again \(silent for /));
    await station.start();
    const again = await action(station, 'none', 1);
    expect(again.why).toMatch(/less than an hour ago/);
    const skips = station.of('silence_action', (line) => line.run === station.run && line.action === 'skip').length;
    await wait(5000);
    await station.read();
    expect(station.of('silence_action', (line) => line.action === 'restart')).toHaveLength(1);
    expect(
      station.of('silence_action', (line) => line.run === station.run && line.action === 'skip').length,
    ).toBeGreaterThan(skips);
    expect(station.of('silence_action', (line) => line.action === 'none')).toHaveLength(2);
  } finally {
    clearInterval(asking);
  }
});

test('EN-100, EN-105: with nothing to play it says so, once, and does nothing; what then begins has the whole limit', async () => {
  const station = await start();
  const asking = setInterval(() => void station.engine.observe(), 500);
  try {
    expect(await action(station, 'none')).toMatchObject({ source: '', why: 'there is nothing to play' });
    await wait(9000);
    expect((await station.state()).levelDb).toEqual({ rms: null, peak: null });
    expect((await station.state()).silentSeconds).toBeGreaterThan(LIMIT_SECONDS);
    const path = await sound(station, 'quiet.wav', [silence(2.5), { sound: 6, seconds: 9 }]);
    await station.setStreams([stream('night', [[6, path]])]);
    const on = await station.on(6);
    expect((await station.line('noise')).atMs).toBeGreaterThan(on.atMs + 2000);
    expect(actions(station)).toEqual([['none', '']]);
  } finally {
    clearInterval(asking);
  }
});

test('EN-107: clicks are no sound', async () => {
  const station = await start();
  const clicks = [1, 2, 3, 4, 5].flatMap((): Piece[] => [silence(0.9), { sound: 6, seconds: 0.02 }]);
  const path = await sound(station, 'clicks.wav', [{ sound: 6, seconds: 2 }, ...clicks, { sound: 6, seconds: 5 }]);
  await station.setStreams([stream('night', [[6, path]])]);
  const on = await station.on(6);
  expect(Math.abs((await action(station, 'skip')).atMs - on.atMs - 2000 - LIMIT_MS)).toBeLessThan(SLACK_MS);
});

test('EN-106: with a limit of 0 nothing is done about silence', async () => {
  const station = await start({ silenceLimitSeconds: 0 });
  await station.setStreams([stream('night', [[1, await sound(station, 'mute.wav', [silence(60)])]])]);
  await station.on(1);
  await wait(5000);
  await station.read();
  expect(station.of('silence')).toEqual([]);
  expect(actions(station)).toEqual([]);
});
