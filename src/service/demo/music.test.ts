import { describe, expect, test } from 'vitest';
import { DEMO_BULLETIN, DEMO_MUSIC } from './catalogue.ts';
import { compose } from './compose.ts';
import { movementSeconds, scalePitch } from './music.ts';
import { movementStarts, soundSeconds } from './render.ts';

const ALL = [...DEMO_MUSIC, ...DEMO_BULLETIN];
const MOVEMENTS = ALL.flatMap((sound) => sound.movements);

test('a scale goes on across octaves, in both directions', () => {
  expect([0, 1, 2, 7, 9].map((degree) => scalePitch(60, 'dorian', degree))).toEqual([60, 62, 63, 72, 75]);
  expect([-1, -7].map((degree) => scalePitch(60, 'ionian', degree))).toEqual([59, 48]);
});

describe('the catalogue', () => {
  test('has eight pieces or more, of one to two minutes', () => {
    expect(DEMO_MUSIC.length).toBeGreaterThanOrEqual(8);
    for (const { movements } of DEMO_MUSIC) {
      expect(soundSeconds(movements)).toBeGreaterThanOrEqual(60);
      expect(soundSeconds(movements)).toBeLessThanOrEqual(120);
    }
  });

  test('has a piece of several tracks, one for each of its movements', () => {
    const withTracks = DEMO_MUSIC.filter(({ tracks }) => tracks.length > 1);
    expect(withTracks).not.toHaveLength(0);
    for (const { tracks, movements } of withTracks) {
      expect(tracks).toHaveLength(movements.length);
      const starts = movementStarts(movements);
      expect(starts[0]).toBe(0);
      expect(starts.toSorted((a, b) => a - b)).toEqual(starts);
      expect(starts.at(-1)).toBeLessThan(soundSeconds(movements));
    }
  });

  test('has a bulletin that ends before its minute is over', () => {
    const seconds = DEMO_BULLETIN.reduce((sum, { movements }) => sum + soundSeconds(movements), 0);
    expect(seconds).toBeGreaterThanOrEqual(40);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  test('names each sound once, and makes each piece from chances of its own', () => {
    expect(new Set(ALL.map(({ slug }) => slug)).size).toBe(ALL.length);
    expect(new Set(MOVEMENTS.map(({ seed }) => seed)).size).toBe(MOVEMENTS.length);
  });
});

describe('every movement of the catalogue', () => {
  test.each(MOVEMENTS)(
    'seed $seed: notes within its time, in its scale and in the register of their voice',
    (movement) => {
      const notes = compose(movement);
      const scale = new Set(
        Array.from({ length: 7 }, (_, degree) => scalePitch(movement.root, movement.mode, degree) % 12),
      );
      expect(new Set(notes.map(({ voice }) => voice))).toEqual(new Set(movement.voices));
      for (const note of notes) {
        expect(note.atSeconds).toBeGreaterThanOrEqual(0);
        expect(note.atSeconds).toBeLessThan(movementSeconds(movement));
        if (note.voice === 'shaker') continue;
        expect(scale).toContain(note.pitch % 12);
        expect(note.pitch).toBeGreaterThanOrEqual(33);
        expect(note.pitch).toBeLessThanOrEqual(90);
      }
    },
  );
});

test('a movement is composed the same way each time, and another seed gives another tune', () => {
  const [movement] = MOVEMENTS;
  if (movement === undefined) throw new Error('the catalogue is empty');
  expect(compose(movement)).toEqual(compose(movement));
  expect(compose({ ...movement, seed: movement.seed + 1 })).not.toEqual(compose(movement));
});
