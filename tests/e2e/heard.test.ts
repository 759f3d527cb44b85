import { expect, test } from 'vitest';
import type { LoggedEntry } from './airkeeper.ts';
import { diffusionsOf, heardEntries, unended } from './heard-log.ts';
import { HeardStation, isMusic, numberOf, type Show, sleepUntil } from './heard-station.ts';
import { flaws, type Hearing, hear, interruptions, joints, levels, stretchOf } from './hearing.ts';

const MUSIC_SECONDS = 48.011;
const FADE_MS = 1500;
const PUSHED = 30;

function show(mode: Show['mode'], number: number, seconds: number, slotSeconds: number): Show {
  return { mode, sounds: [[number, seconds]], slotSeconds };
}

/** Faded out at the end of its slot. */
const UNTIL = 29;
const UNTIL_AFTER_MS = 72_011;
const UNTIL_SECONDS = 8;

/**
 * No two slots overlap, or the timetable would say who has the air (MO-46); sounds run over their slots.
 * Milliseconds after the beginning; none falls on the engine's frames, neither do the lengths of the sounds.
 */
const TIMETABLE: readonly (readonly [afterMs: number, Show])[] = [
  [0, show('hard', 20, 9.013, 10)],
  [16_000, show('hard', 21, 8.021, 2)],
  // two that wait, one after the other, for the dealer
  [18_007, show('soft', 22, 5.009, 7)],
  [25_100, show('soft', 23, 5.017, 10)],
  // one that the next cuts
  [38_013, show('hard', 24, 20, 8)],
  [46_029, show('hard', 25, 6.003, 10)],
  [56_031, { ...show('soft', 26, 4.019, 15), sounds: [26, 27, 28].map((number) => [number, 4.019] as const) }],
  [UNTIL_AFTER_MS, { ...show('hard', UNTIL, 20, UNTIL_SECONDS), cut: true }],
  [96_017, show('hard', 31, 15, 20)],
];
const HARD = new Set([20, 21, 24, 25, 29, 31]);
const WAITS_FOR = new Map([
  [22, 21],
  [23, 22],
]);
/** Not played to their ends: by the next, by the slot's end, by a person. */
const CUT = new Set([24, UNTIL, 31]);
const SKIP_MUSIC_AFTER_MS = 10_800;
const PUSH_AFTER_MS = 85_000;
const SKIP_DEALER_AFTER_MS = 100_500;
const END_AFTER_MS = 107_000;

test('MO-6, MO-9, MO-15: two minutes of a station are heard as the timetable says, and logged as they were heard', async () => {
  const station = await HeardStation.make({ musicSeconds: MUSIC_SECONDS });
  const { airkeeper, frameMs } = station;
  airkeeper.start('--no-demo');
  const capture = station.listen();
  await station.addEpisodes(TIMETABLE.map(([, each]) => each));
  await station.addSounds([[PUSHED, 5.011]], '--station', 'vert');
  await station.musicIsOn();

  const beginMs = Date.now() + 14_000;
  const ids = await station.addDiffusions(beginMs, TIMETABLE);
  await sleepUntil(beginMs + SKIP_MUSIC_AFTER_MS);
  await airkeeper.do('source', 'skip', 'vert', 'night');
  await sleepUntil(beginMs + PUSH_AFTER_MS);
  await airkeeper.do('source', 'push', 'vert', 'dealer', station.pathOf(PUSHED));
  expect.soft(Date.now() - beginMs, 'the push is done in time').toBeLessThan(PUSH_AFTER_MS + 5000);
  await sleepUntil(beginMs + SKIP_DEALER_AFTER_MS);
  await airkeeper.do('source', 'skip', 'vert', 'dealer');
  await sleepUntil(beginMs + END_AFTER_MS);
  const hearing = hear(await capture.stop());
  const log = await airkeeper.log('vert');

  expect.soft(dealerNumbers(hearing)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, PUSHED, 31]);
  expect.soft(flaws(hearing, frameMs)).toEqual([]);
  startsAreHeard(hearing, beginMs, frameMs);
  endsAreHeard(hearing, beginMs, frameMs);
  fadesAreHeard(hearing);
  musicGoesOn(hearing, frameMs);

  expect.soft(station.differences(hearing, log)).toEqual([]);
  expect.soft(heardEntries(log).filter(({ soundId }) => soundId === null)).toEqual([]);
  expect.soft(unended(log)).toEqual([]);
  startsAreLogged(hearing, log, ids, station.toleranceMs);
}, 300_000);

/** The sounds of diffusions and of what was pushed, in the order in which they were heard. */
function dealerNumbers({ stretches }: Hearing): readonly number[] {
  return stretches.filter(({ sound }) => !isMusic(sound)).map(({ sound }) => sound);
}

/** Each begins at its first second; at its instant, or, a soft one, as soon as the one before it is over. */
function startsAreHeard(hearing: Hearing, beginMs: number, frameMs: number): void {
  for (const [afterMs, each] of TIMETABLE) {
    const number = numberOf(each);
    const heard = stretchOf(hearing, number);
    const waitedFor = WAITS_FOR.get(number);
    const dueMs = waitedFor === undefined ? beginMs + afterMs : stretchOf(hearing, waitedFor).toMs;
    const what = `how late sound ${number} begins`;
    expect.soft(Math.abs(heard.fromMs - dueMs), what).toBeLessThanOrEqual(frameMs);
    expect.soft(Math.abs(heard.positionFromMs), what).toBeLessThan(1);
  }
}

/** What nothing cuts is played to its end, but for less than a frame; what is cut ends when it should. */
function endsAreHeard(hearing: Hearing, beginMs: number, frameMs: number): void {
  for (const [number, seconds] of TIMETABLE.flatMap(([, { sounds }]) => sounds)) {
    if (CUT.has(number)) continue;
    const leftMs = seconds * 1000 - stretchOf(hearing, number).positionToMs;
    expect.soft(leftMs, `what is missing of sound ${number}`).toBeLessThan(frameMs);
  }
  const slotEndMs = beginMs + UNTIL_AFTER_MS + UNTIL_SECONDS * 1000;
  expect.soft(Math.abs(stretchOf(hearing, UNTIL).toMs - slotEndMs), 'the end of the slot').toBeLessThanOrEqual(frameMs);
}

/** Before each hard start what is there falls evenly to nothing; and so does what is cut at the end of its slot. */
function fadesAreHeard(hearing: Hearing): void {
  for (const { before, after } of joints(hearing)) {
    if (!HARD.has(after.sound) && before.sound !== UNTIL) continue;
    const levelAt = (beforeMs: number) => {
      const atMs = after.fromMs - beforeMs;
      return levels(hearing, before.sound, atMs - 30, atMs + 30).map(({ levelDb }) => levelDb);
    };
    const what = `the fade of sound ${before.sound} before sound ${after.sound}`;
    expect
      .soft(
        levelAt(FADE_MS + 100).every((levelDb) => Math.abs(levelDb) < 0.5),
        what,
      )
      .toBe(true);
    expect.soft(Math.abs(mean(levelAt(FADE_MS / 2)) + 6), what).toBeLessThan(2);
    expect.soft(Math.max(...levelAt(200)), what).toBeLessThan(-12);
    const falling = levels(hearing, before.sound, after.fromMs - FADE_MS, after.fromMs).map(({ levelDb }) => levelDb);
    const rises = falling.slice(1).filter((levelDb, place) => levelDb > (falling[place] ?? 0) + 0.5);
    expect.soft(rises, what).toEqual([]);
  }
}

/** With more than 30 s to go, the piece that was interrupted goes on where it was; else another begins. */
function musicGoesOn(hearing: Hearing, frameMs: number): void {
  const found = interruptions(hearing, isMusic);
  const long = found.filter(({ positionMs }) => MUSIC_SECONDS * 1000 - positionMs > 30_000);
  const short = found.filter((each) => !long.includes(each));
  expect.soft(long.length).toBeGreaterThan(3);
  expect.soft(short.length).toBeGreaterThan(0);
  for (const { before, after, positionMs } of long) {
    expect.soft(after.sound).toBe(before.sound);
    expect.soft(Math.abs(after.positionFromMs - positionMs), 'where the music goes on').toBeLessThanOrEqual(frameMs);
  }
  for (const { before, after } of short) {
    expect.soft(after.sound).not.toBe(before.sound);
    expect.soft(Math.abs(after.positionFromMs)).toBeLessThan(1);
  }
}

function startsAreLogged(
  hearing: Hearing,
  log: readonly LoggedEntry[],
  ids: readonly number[],
  toleranceMs: number,
): void {
  const starts = log.filter(({ type }) => type === 'start');
  expect.soft(starts.map(({ diffusion }) => diffusion?.id).toSorted()).toEqual(ids.toSorted());
  TIMETABLE.forEach(([, each], place) => {
    const start = starts.find(({ diffusion }) => diffusion?.id === ids[place]);
    const number = numberOf(each);
    const earlyMs = stretchOf(hearing, number).fromMs - Date.parse(start?.date ?? '');
    expect.soft(Math.abs(earlyMs), `the start entry of sound ${number}`).toBeLessThanOrEqual(toleranceMs);
  });
  expect.soft(diffusionsOf(log, 'cancel', 'stop')).toEqual([]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
