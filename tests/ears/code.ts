/**
 * The code that test sounds carry: ten steady tones, all below 3.2 kHz so that it lives through 8 kHz files too.
 *
 * Two tones name the sound: one of sixteen low ones and one of sixteen high ones, hence numbers 0…255.
 * Eight tones tell the position by their phases, as the hands of a clock tell the time. All tones but the hands are
 * multiples of 50 Hz, so their phases come back every 20 ms, and together they give the position within 20 ms to some
 * microseconds. Hand k runs 50/10^k Hz above a multiple of 50 Hz: against the others it turns once in 20 ms * 10^k.
 * Six hands, read from the fastest to the slowest like the dials of a gas meter, tell positions up to 20,000 s.
 *
 * Why phases of steady tones and not chirps or keyed digits: every window of 20 ms tells its position alone, whatever
 * came before; tones of 50 Hz distance do not disturb each other in a window of 20 ms, whatever its beginning; steady
 * tones are what lossy coders keep best; a delay moves all phases as if the position had moved, which is what is to be
 * measured; and once the position is known the whole waveform is, so a boundary is found by comparing samples with it.
 * A hand may be misread by 18 degrees, about five times what mp3 at 128 kbit/s does to a phase.
 */
export interface Tone {
  /** A multiple of 50. */
  readonly gridHz: number;
  /** What a hand runs above its multiple of 50 Hz; 0 for all others. */
  readonly slowHz: number;
  /** Phase at position 0, in turns: scattered, so that the sum has no peaks. */
  readonly phaseTurns: number;
}

/** Length of the window that tones at distances of 50 Hz are orthogonal in. */
export const WINDOW_MS = 20;
const NUMBER_COUNT = 256;
/** Positions are told modulo this. */
export const LONGEST_SECONDS = 20_000;
/** Of each tone, at gain 1. Ten of them never clip. */
export const TONE_AMPLITUDE = 0.08;
/** How many times slower each hand is than the one before. */
export const HAND_RATIO = 10;

const SET_SIZE = 16;
const GRID_HZ = 1000 / WINDOW_MS;

function tone(index: number, gridHz: number, slowHz = 0): Tone {
  const scattered = 0.618_034 * index * index;
  return { gridHz, slowHz, phaseTurns: scattered - Math.floor(scattered) };
}

function numberTones(firstHz: number): readonly Tone[] {
  return Array.from({ length: SET_SIZE }, (_, index) => tone(index + firstHz / GRID_HZ, firstHz + index * GRID_HZ));
}

export const LOW_TONES = numberTones(400);
export const HIGH_TONES = numberTones(1300);
/** Their difference, 50 Hz, is the hand that turns once in 20 ms. */
export const REFERENCE_TONES: readonly [Tone, Tone] = [tone(48, 2400), tone(49, 2450)];
/** From the fastest to the slowest. The first is far from the others: at 5 Hz off the grid it disturbs its neighbours. */
export const HANDS: readonly Tone[] = [3050, 2300, 2550, 2650, 2750, 2850].map((gridHz, index) =>
  tone(gridHz / GRID_HZ, gridHz, GRID_HZ / HAND_RATIO ** (index + 1)),
);

/** The tones of a sound. @throws {RangeError} for a number that the code has not got */
export function tonesOf(number: number): readonly Tone[] {
  const low = LOW_TONES[number % SET_SIZE];
  const high = HIGH_TONES[Math.floor(number / SET_SIZE)];
  if (low === undefined || high === undefined)
    throw new RangeError(`a sound's number is 0…${NUMBER_COUNT - 1}, not ${number}`);
  return [low, high, ...REFERENCE_TONES, ...HANDS];
}

export function numberOf(lowIndex: number, highIndex: number): number {
  return highIndex * SET_SIZE + lowIndex;
}

/** Phase of a tone at a position, in turns. The two parts are kept apart: their sum would lose digits at 5 hours. */
export function turnsAt(tone: Tone, positionSeconds: number): number {
  return fraction(tone.gridHz * positionSeconds) + fraction(tone.slowHz * positionSeconds) + tone.phaseTurns;
}

/** The part of a number above its floor. */
export function fraction(value: number): number {
  return value - Math.floor(value);
}
