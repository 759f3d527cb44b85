import type { SeededRandom } from '../../src/simulator/seeded-random.ts';

export interface NumberedSound {
  readonly number: number;
  readonly seconds: number;
}

export interface Show {
  readonly slug: string;
  /** One after the other. */
  readonly sounds: readonly NumberedSound[];
}

export interface PlannedDiffusion {
  readonly show: Show;
  /** After the beginning. */
  readonly atMs: number;
  readonly slotSeconds: number;
  readonly mode: 'hard' | 'soft';
}

/** One that is on the timetable. */
export interface ChaosDiffusion {
  readonly id: number;
  readonly show: Show;
  readonly startMs: number;
  readonly endMs: number;
  readonly mode: 'hard' | 'soft';
}

/** Beyond these, shows are heard again: long after, so that nobody takes one for the other. */
const MOST_SHOWS = 24;
const LEAST_APART_MS = 15_000;
const MOST_APART_MS = 20_000;
const HARD = 0.6;
/** Shows that are longer than the time to the next. */
const LONG = 0.2;
const LONG_SECONDS = [20, 26] as const;
const SHORT_SECONDS = [6, 14] as const;
const MOST_SOUNDS = 3;
/** A slot is longer than its show, so that a soft one may wait and a missed one be joined. */
const SPARE_SECONDS = 12;

export function lengthSeconds({ sounds }: Show): number {
  return sounds.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Hard and soft diffusions of one to three sounds, 15 to 20 s apart, some of them longer than that. */
export function drawTimetable(random: SeededRandom, spanMs: number): readonly PlannedDiffusion[] {
  const shows: Show[] = [];
  const diffusions: PlannedDiffusion[] = [];
  for (let atMs = 0; atMs < spanMs; atMs += random.between(LEAST_APART_MS, MOST_APART_MS)) {
    const place = diffusions.length % MOST_SHOWS;
    const show = shows[place] ?? drawShow(random, place);
    shows[place] = show;
    diffusions.push({
      show,
      atMs: atMs + random.between(0, 999),
      slotSeconds: Math.ceil(lengthSeconds(show)) + SPARE_SECONDS,
      mode: random.chance(HARD) ? 'hard' : 'soft',
    });
  }
  return diffusions;
}

function drawShow(random: SeededRandom, place: number): Show {
  const [least, most] = random.chance(LONG) ? LONG_SECONDS : SHORT_SECONDS;
  const seconds = random.between(least * 1000, most * 1000) / 1000;
  const count = random.between(1, MOST_SOUNDS);
  const sounds = Array.from({ length: count }, (_, index) => ({
    number: place * MOST_SOUNDS + index,
    seconds: Math.round((1000 * seconds) / count) / 1000,
  }));
  return { slug: `show-${place}`, sounds };
}
