import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cue, cueKey } from '../../src/ports/cue-sheet.ts';
import type { JournalLine } from '../../src/ports/journal.ts';
import type { DiffusionId, SoundId } from '../../src/values/ids.ts';
import type { CapturedRecording } from './capture.ts';
import { compareLog, type OnAirEntry } from './compare-log.ts';
import { type Decoded, decode } from './decoder.ts';
import { median } from './runs.ts';
import { type Segment, type SoundSegment, segments } from './segments.ts';
import { type StationUnderTest, stationUnderTest } from './station-under-test.ts';

/**
 * Half a minute of a real station, recorded once and listened to by all tests: music; a hard diffusion of two sounds; the
 * music again; a hard diffusion that is too long for its slot, and a soft one that waits for it; the music again.
 */
const MUSIC = 250;
const FIRST = 1;
const SECOND = 2;
const TOO_LONG = 3;
const WAITING = 4;
const FADE_SECONDS = 1;
/** What a busy machine may add to the one frame that a start is right to. */
const FRAMES = 2;

let station: StationUnderTest;
let cues: readonly Cue[];
let recording: CapturedRecording;
let decoded: Decoded;
let heard: readonly Segment[];
let sounds: readonly SoundSegment[];
let journal: readonly JournalLine[];

beforeAll(async () => {
  station = await stationUnderTest();
  const music = await station.sound(MUSIC, 300, 'ogg');
  const file = async (number: number, seconds: number) => ({
    soundId: number as SoundId,
    path: await station.sound(number, seconds),
    fromSeconds: 0,
  });
  const parts = [await file(FIRST, 2), await file(SECOND, 2)];
  const tooLong = [await file(TOO_LONG, 8)];
  const waiting = [await file(WAITING, 1.5)];
  const capture = await station.start();
  const beginMs = Date.now() + 8017;
  const cue = (id: number, startMs: number, rest: Pick<Cue, 'mode' | 'files' | 'untilMs'>): Cue => ({
    diffusionId: id as DiffusionId,
    attempt: 0,
    startMs,
    fadeSeconds: FADE_SECONDS,
    latestStartMs: startMs + 60_000,
    late: null,
    ...rest,
  });
  cues = [
    cue(1, beginMs, { mode: 'hard', files: parts, untilMs: null }),
    cue(2, beginMs + 7000, { mode: 'hard', files: tooLong, untilMs: beginMs + 11_000 }),
    cue(3, beginMs + 9000, { mode: 'soft', files: waiting, untilMs: null }),
  ];
  await station.hand(cues, [{ soundId: MUSIC as SoundId, path: music }]);
  await sleep(beginMs + 15_000 - Date.now());
  recording = await capture.stop();
  decoded = decode(recording);
  heard = segments(decoded);
  sounds = heard.filter((segment) => segment.kind === 'sound');
  journal = (await station.engine.readJournal(null)).lines;
});

afterAll(() => station?.close());

function stretch(sound: number, place = 0): SoundSegment {
  const found = sounds.filter((segment) => segment.sound === sound)[place];
  if (found === undefined) throw new Error(`sound ${sound} was not heard; heard: ${sounds.map((one) => one.sound)}`);
  return found;
}

function startOf(place: number): number {
  return cues[place]?.startMs ?? Number.NaN;
}

/** The median of the windows around: a single one was seen to read half a decibel off. */
function levelAt(sound: number, ms: number): number {
  const levels = decoded.windows.flatMap((window) =>
    Math.abs(window.atMs + 10 - ms) <= 50 && window.kind === 'sound' && window.sound === sound ? [window.levelDb] : [],
  );
  return levels.length > 0 ? median(levels) : Number.NaN;
}

function distance(a: number, b: number): number {
  return Math.abs(a - b);
}

test('everything is heard, in its order', () => {
  expect(sounds.map(({ sound }) => sound)).toEqual([MUSIC, FIRST, SECOND, MUSIC, TOO_LONG, WAITING, MUSIC]);
});

test('a hard diffusion takes the air at its instant, from its beginning', () => {
  for (const [sound, place] of [
    [FIRST, 0],
    [TOO_LONG, 1],
  ] as const) {
    expect(distance(stretch(sound).fromMs, startOf(place))).toBeLessThanOrEqual(FRAMES * station.frameMs);
    expect(Math.abs(stretch(sound).positionFromMs)).toBeLessThan(5);
  }
});

test('what it takes the air from is faded out before that instant', () => {
  const startMs = startOf(0);
  expect(distance(levelAt(MUSIC, startMs - 1200), levelAt(MUSIC, startMs - 2000))).toBeLessThan(1);
  const whole = levelAt(MUSIC, startMs - 1200);
  expect(distance(levelAt(MUSIC, startMs - 500) - whole, -6)).toBeLessThan(2.5);
  expect(distance(levelAt(MUSIC, startMs - 250) - whole, -12)).toBeLessThan(4);
});

test('a soft diffusion begins when the dealer is free', () => {
  expect(stretch(WAITING).fromMs).toBeGreaterThan(startOf(2) + 1000);
  expect(stretch(WAITING).fromMs - stretch(TOO_LONG).toMs).toBeLessThanOrEqual(FRAMES * station.frameMs);
  expect(Math.abs(stretch(WAITING).positionFromMs)).toBeLessThan(5);
});

test('a diffusion that is too long has faded out at the end of its slot', () => {
  const untilMs = cues[1]?.untilMs ?? Number.NaN;
  // the last of a fade is too weak to be heard
  expect(distance(stretch(TOO_LONG).toMs, untilMs)).toBeLessThanOrEqual(FRAMES * station.frameMs + 20);
  expect(levelAt(TOO_LONG, untilMs - 200)).toBeLessThan(levelAt(TOO_LONG, untilMs - 2000) - 10);
});

test('the interrupted music is taken up where it was', () => {
  for (const place of [1, 2]) {
    const lost = stretch(MUSIC, place).positionFromMs - stretch(MUSIC, place - 1).positionToMs;
    expect(Math.abs(lost)).toBeLessThanOrEqual(FRAMES * station.frameMs + 20);
  }
});

test('no boundary has more silence than a frame', () => {
  sounds.slice(1).forEach((segment, place) => {
    const gapMs = segment.fromMs - (sounds[place]?.toMs ?? 0);
    // a frame is told to a fraction of a millisecond
    expect(gapMs, `before sound ${segment.sound}`).toBeLessThanOrEqual(station.frameMs + 1);
  });
});

test('the journal equals what was heard', () => {
  const entries = journal.flatMap((line): OnAirEntry[] => {
    if (line.kind !== 'on') return [];
    const off = journal.find((other) => other.kind === 'off' && other.on === line.seq);
    const end = off === undefined ? null : Temporal.Instant.fromEpochMilliseconds(off.atMs);
    return [{ date: Temporal.Instant.fromEpochMilliseconds(line.atMs), end, soundId: line.request.soundId }];
  });
  const toleranceMs = FRAMES * station.frameMs + Math.max(0, recording.worstLateMs);
  const differences = compareLog({
    heard,
    entries,
    soundIdOf: (sound) => sound,
    dateToleranceMs: toleranceMs,
    endToleranceMs: toleranceMs + 20,
  });
  expect(differences).toEqual([]);
  expect(
    journal
      .filter((line) => line.kind === 'cue' && line.state === 'started')
      .map((line) => line.kind === 'cue' && line.cue),
  ).toEqual(cues.map(cueKey));
});
