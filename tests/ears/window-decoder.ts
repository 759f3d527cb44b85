import type { Band } from './band.ts';
import {
  fraction,
  HAND_RATIO,
  HANDS,
  HIGH_TONES,
  LONGEST_SECONDS,
  LOW_TONES,
  numberOf,
  REFERENCE_TONES,
  TONE_AMPLITUDE,
  type Tone,
  WINDOW_MS,
} from './code.ts';
import { makeToneBank } from './tone-bank.ts';

/** What one window of 20 ms says, looked at alone. */
export interface WindowReading {
  readonly sound: number;
  /** Of its middle. */
  readonly positionSeconds: number;
  /** Amplitude of the tones, 1 as the sound was made at gain 1. */
  readonly gain: number;
  /** How much of other frequencies there is, against the tones: 0 in the middle of a sound, about 0.3 in a window with a boundary. */
  readonly impurity: number;
}

/** 60 dB below gain 1: less is not looked at. */
const LEAST_GAIN = 0.001;
/** A number tone must be so many times stronger than the next of its set. */
const LEAST_DOMINANCE = 1.8;
/** Mean cosine of what is left between the phases measured and those of the position told. */
const LEAST_AGREEMENT = 0.85;

const ALL_TONES: readonly Tone[] = [...LOW_TONES, ...HIGH_TONES, ...REFERENCE_TONES, ...HANDS];
const HIGH_PLACE = LOW_TONES.length;
const REFERENCE_PLACE = HIGH_PLACE + HIGH_TONES.length;
const HANDS_PLACE = REFERENCE_PLACE + REFERENCE_TONES.length;
const BEFORE_BEGINNING_SECONDS = 1;
const WINDOW_SECONDS = WINDOW_MS / 1000;

/** Gives a function that reads the window which begins at a sample of the band; null when it carries no code that can be read. */
export function makeWindowDecoder(band: Band): (from: number) => WindowReading | null {
  const bank = makeToneBank(band, ALL_TONES);
  const strengths = new Float64Array(ALL_TONES.length);
  const turns = new Float64Array(ALL_TONES.length);

  function phaseTurns(place: number): number {
    const measured = Math.atan2(bank.imaginary[place] as number, bank.real[place] as number) / (2 * Math.PI);
    return measured - (ALL_TONES[place] as Tone).phaseTurns;
  }

  return (from) => {
    bank.measure(from);
    for (let place = 0; place < strengths.length; place += 1) {
      strengths[place] = Math.hypot(bank.real[place] as number, bank.imaginary[place] as number);
    }
    const low = strongest(strengths, 0, HIGH_PLACE);
    const high = strongest(strengths, HIGH_PLACE, REFERENCE_PLACE);
    const places = [low.place, high.place, ...Array.from({ length: 2 + HANDS.length }, (_, k) => REFERENCE_PLACE + k)];
    const gain =
      places.reduce((sum, place) => sum + (strengths[place] as number), 0) / (places.length * TONE_AMPLITUDE);
    if (gain < LEAST_GAIN || low.dominance < LEAST_DOMINANCE || high.dominance < LEAST_DOMINANCE) return null;
    for (const place of places) turns[place] = phaseTurns(place);

    const gridPlaces = places.slice(0, 4);
    const within = positionInPeriod(gridPlaces, turns);
    let position = within;
    for (let hand = 0; hand < HANDS.length; hand += 1) {
      const { gridHz } = HANDS[hand] as Tone;
      const periodSeconds = WINDOW_SECONDS * HAND_RATIO ** hand;
      const told = fraction((turns[HANDS_PLACE + hand] as number) - gridHz * within) * periodSeconds * HAND_RATIO;
      const laps = Math.round((told - position) / periodSeconds);
      position += periodSeconds * (((laps % HAND_RATIO) + HAND_RATIO) % HAND_RATIO);
    }
    // what a coder smears before the beginning of a sound has a position below 0
    if (position > LONGEST_SECONDS - BEFORE_BEGINNING_SECONDS) position -= LONGEST_SECONDS;
    if (agreement(places, turns, position) < LEAST_AGREEMENT) return null;
    const others = low.others + high.others;
    const impurity = Math.sqrt(others / (REFERENCE_PLACE - 2)) / (gain * TONE_AMPLITUDE);
    return { sound: numberOf(low.place, high.place - HIGH_PLACE), positionSeconds: position, gain, impurity };
  };
}

function strongest(strengths: Float64Array, from: number, to: number) {
  let place = from;
  let squares = 0;
  for (let at = from; at < to; at += 1) {
    squares += (strengths[at] as number) ** 2;
    if ((strengths[at] as number) > (strengths[place] as number)) place = at;
  }
  let second = 0;
  for (let at = from; at < to; at += 1) if (at !== place) second = Math.max(second, strengths[at] as number);
  const best = strengths[place] as number;
  return { place, dominance: best / Math.max(second, Number.MIN_VALUE), others: Math.max(0, squares - best ** 2) };
}

const SEARCH_SECONDS = 0.001;
const SEARCH_STEP_SECONDS = 0.000_01;

/**
 * The position within 20 ms that the tones on the grid agree on best. The two reference tones alone tell it to a
 * millisecond; around that, all four are tried at steps in which the fastest of them turns 9 degrees, and the best step is refined by the
 * mean of what is left. (Steps of 36 degrees were too coarse: 600, 1800 and 2400 Hz come back together every 1.7 ms, and
 * then 30 degrees of the other reference tone are all that tells the true place from the next.)
 */
function positionInPeriod(places: readonly number[], turns: Float64Array): number {
  const rough = fraction((turns[REFERENCE_PLACE + 1] as number) - (turns[REFERENCE_PLACE] as number)) * WINDOW_SECONDS;
  let best = rough;
  let bestSum = Number.NEGATIVE_INFINITY;
  for (let candidate = rough - SEARCH_SECONDS; candidate <= rough + SEARCH_SECONDS; candidate += SEARCH_STEP_SECONDS) {
    let sum = 0;
    for (const place of places) {
      sum += Math.cos(2 * Math.PI * ((turns[place] as number) - (ALL_TONES[place] as Tone).gridHz * candidate));
    }
    if (sum > bestSum) {
      bestSum = sum;
      best = candidate;
    }
  }
  let weighted = 0;
  let weights = 0;
  for (const place of places) {
    const { gridHz } = ALL_TONES[place] as Tone;
    const left = (turns[place] as number) - gridHz * best;
    weighted += gridHz * (left - Math.round(left));
    weights += gridHz ** 2;
  }
  const refined = best + weighted / weights;
  return fraction(refined / WINDOW_SECONDS) * WINDOW_SECONDS;
}

function agreement(places: readonly number[], turns: Float64Array, position: number): number {
  let sum = 0;
  for (const place of places) {
    const { gridHz, slowHz } = ALL_TONES[place] as Tone;
    sum += Math.cos(
      2 * Math.PI * ((turns[place] as number) - fraction(gridHz * position) - fraction(slowHz * position)),
    );
  }
  return sum / places.length;
}
