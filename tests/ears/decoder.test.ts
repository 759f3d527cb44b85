import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Decoded, decode } from './decoder.ts';
import { decodeFile, ffmpeg } from './ffmpeg.ts';
import { type Segment, segments, silences } from './segments.ts';
import { type Piece, type Splice, splice, type TruePiece } from './splice.ts';
import { wavHeader } from './wav.ts';

const RATE = 44_100;
const POSITION_MS = 5;
const BOUNDARY_MS = 2;

function decodeSplice({ samples }: Splice, sampleRate = RATE): Decoded {
  return decode({ samples, sampleRate, originMs: 0 });
}

/** Every piece is heard, with its boundaries and position within the error bars, and nothing else. */
function expectHeard(heard: readonly Segment[], truth: readonly TruePiece[]): void {
  expect(heard.map((segment) => (segment.kind === 'sound' ? segment.sound : segment.kind))).toEqual(
    truth.map((piece) => piece.sound ?? 'silence'),
  );
  heard.forEach((segment, place) => {
    const piece = truth[place] as TruePiece;
    expect(Math.abs(segment.fromMs - piece.fromMs), `beginning of piece ${place}`).toBeLessThanOrEqual(BOUNDARY_MS);
    expect(Math.abs(segment.toMs - piece.toMs), `end of piece ${place}`).toBeLessThanOrEqual(BOUNDARY_MS);
    if (segment.kind !== 'sound') return;
    const told = segment.positionFromMs - segment.fromMs;
    expect(Math.abs(told - (piece.positionFromMs - piece.fromMs)), `position of piece ${place}`).toBeLessThanOrEqual(
      POSITION_MS,
    );
  });
}

const PROGRAMME: readonly Piece[] = [
  { sound: 7, seconds: 1.2037, fromSeconds: 3 },
  { sound: 200, seconds: 1.1, fromSeconds: 3723.456 },
  { sound: null, seconds: 0.005 },
  { sound: 13, seconds: 1.2, fromSeconds: 12 },
  { sound: null, seconds: 0.02 },
  { sound: 13, seconds: 1, fromSeconds: 13.2 },
  // a jump by 100 s turns but one hand
  { sound: 13, seconds: 1, fromSeconds: 113.2 },
  { sound: 255, seconds: 1, fromSeconds: 7199, gainDb: -30 },
  { sound: null, seconds: 0.5 },
  { sound: 0, seconds: 0.5, fromSeconds: 0.3 },
  { sound: null, seconds: 0.04 },
  { sound: 1, seconds: 0.3 },
];

describe('the programme of hard cases', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airkeeper-ears-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const coders: readonly (readonly [name: string, file: string, options: readonly string[]])[] = [
    ['mp3 at 128 kbit/s', 'coded.mp3', ['-b:a', '128k']],
    ['ogg vorbis', 'coded.ogg', ['-q:a', '3']],
    ['opus at 96 kbit/s', 'coded.opus', ['-b:a', '96k']],
    ['aac at 128 kbit/s', 'coded.m4a', ['-b:a', '128k']],
  ];

  for (const noiseDbfs of [Number.NEGATIVE_INFINITY, -50]) {
    test(`is heard as it was made, with noise at ${noiseDbfs} dB`, () => {
      const made = splice(PROGRAMME, RATE, noiseDbfs);
      expectHeard(segments(decodeSplice(made)), made.truth);
    });

    test.each(coders)(`is heard through %s, with noise at ${noiseDbfs} dB`, async (_name, file, options) => {
      const made = splice(PROGRAMME, RATE, noiseDbfs);
      const wav = join(folder, 'made.wav');
      const coded = join(folder, file);
      await writeFile(wav, [wavHeader(RATE, 1, made.samples.length), Buffer.from(made.samples.buffer)]);
      await ffmpeg(['-i', wav, ...options, coded]);
      const samples = (await decodeFile(coded, RATE)).subarray(0, made.samples.length);
      expectHeard(segments(decode({ samples, sampleRate: RATE, originMs: 0 })), made.truth);
    });
  }

  test.each([8000, 22_050, 48_000, 96_000])('is heard at %i Hz', (sampleRate) => {
    const made = splice(PROGRAMME, sampleRate);
    expectHeard(segments(decodeSplice(made, sampleRate)), made.truth);
  });
});

test('every window tells its sound and position alone', () => {
  const made = splice([{ sound: 99, seconds: 4, fromSeconds: 5432.1, gainDb: -30 }], RATE, -60);
  const { windows } = decodeSplice(made);
  expect(windows).toHaveLength(200);
  for (const window of windows) {
    expect(window.kind).toBe('sound');
    if (window.kind !== 'sound') continue;
    expect(window.sound).toBe(99);
    expect(Math.abs(window.positionMs - 5_432_100 - window.atMs)).toBeLessThan(POSITION_MS);
    expect(window.levelDb).toBeCloseTo(-30, 0);
  }
});

test('every number is told from the others', () => {
  const made = splice(
    Array.from({ length: 256 }, (_, sound) => ({ sound, seconds: 0.1, fromSeconds: sound * 28.3 })),
    RATE,
    -50,
  );
  expectHeard(segments(decodeSplice(made)), made.truth);
});

test('a fade is heard down to where it meets the noise', () => {
  const made = splice(
    [
      { sound: 4, seconds: 3, fadeOutSeconds: 1.5 },
      { sound: 5, seconds: 2, fadeInSeconds: 0.5 },
    ],
    RATE,
  );
  const { windows } = decodeSplice(made);
  const at = (ms: number) => windows[ms / 20];
  expect(at(1480)).toMatchObject({ sound: 4, levelDb: expect.closeTo(0, 0) });
  expect(at(2240)).toMatchObject({ sound: 4, levelDb: expect.closeTo(20 * Math.log10(0.5), 0) });
  expect(at(2840)).toMatchObject({ sound: 4, levelDb: expect.closeTo(20 * Math.log10(0.1), 0) });
  // 31 dB below: its steps of one window are a fifth of it
  expect(at(2940)).toMatchObject({ sound: 4 });
  expect(at(3260)).toMatchObject({ sound: 5, levelDb: expect.closeTo(20 * Math.log10(0.54), 0) });
  const heard = segments(decodeSplice(made)).filter((segment) => segment.kind === 'sound');
  expect(heard.map((segment) => segment.sound)).toEqual([4, 5]);
  expect(Math.abs((heard[0]?.toMs ?? 0) - 3000)).toBeLessThan(20);
});

test('a hole in a sound that goes on behind it is found', () => {
  const made = splice([{ sound: 42, seconds: 5, fromSeconds: 600 }], RATE, -50);
  for (const [atMs, lengthMs] of [
    [1003, 5],
    [2009, 10],
    [3011, 20],
    [4001, 40],
  ] as const) {
    made.samples.fill(0, (atMs * RATE) / 1000, ((atMs + lengthMs) * RATE) / 1000);
  }
  const holes = silences(decodeSplice(made), 3);
  expect(holes).toHaveLength(4);
  [
    [1003, 1008],
    [2009, 2019],
    [3011, 3031],
    [4001, 4041],
  ].forEach(([fromMs, toMs], place) => {
    expect(Math.abs((holes[place]?.fromMs ?? 0) - (fromMs ?? 0))).toBeLessThan(BOUNDARY_MS);
    expect(Math.abs((holes[place]?.toMs ?? 0) - (toMs ?? 0))).toBeLessThan(BOUNDARY_MS);
  });
  expect(silences(decodeSplice(made), 30)).toHaveLength(1);
});

test('two sounds at once, and sounds without a code, are neither a sound nor silence', () => {
  const one = splice([{ sound: 10, seconds: 3 }], RATE).samples;
  const other = splice([{ sound: 230, seconds: 2, fromSeconds: 50 }], RATE).samples;
  const both = new Int16Array(RATE * 4);
  both.set(one);
  for (let index = 0; index < other.length; index += 1) {
    const at = index + 2 * RATE;
    both[at] = Math.round(((both[at] as number) + (other[index] as number)) / 2);
  }
  const heard = segments(decode({ samples: both, sampleRate: RATE, originMs: 0 }));
  expect(heard.map((segment) => segment.kind)).toEqual(['sound', 'mixed', 'sound']);

  const hiss = splice([{ sound: null, seconds: 1 }], RATE, -20).samples;
  expect(segments(decode({ samples: hiss, sampleRate: RATE, originMs: 0 })).map((segment) => segment.kind)).toEqual([
    'mixed',
  ]);
});

test('any splice is heard as it was made', () => {
  const piece = fc.record({
    sound: fc.integer({ min: 0, max: 255 }),
    seconds: fc.double({ min: 0.15, max: 1.5, noNaN: true }),
    fromSeconds: fc.double({ min: 0, max: 7200, noNaN: true }),
    gainDb: fc.double({ min: -20, max: 0, noNaN: true }),
    gapMs: fc.constantFrom(0, 5, 20, 40, 300),
  });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.constantFrom(-90, -60), (drawn, noiseDbfs) => {
      const pieces = drawn.flatMap(({ gapMs, ...rest }, place): Piece[] => {
        const gap = gapMs > 0 && place > 0 ? [{ sound: null, seconds: gapMs / 1000 }] : [];
        return [...gap, rest];
      });
      const made = splice(pieces, RATE, noiseDbfs);
      expectHeard(segments(decodeSplice(made)), made.truth);
    }),
    { numRuns: 60 },
  );
});
