import { compose } from './compose.ts';
import { master } from './master.ts';
import { type Movement, movementSeconds, TAIL_SECONDS } from './music.ts';
import { addReverb } from './reverb.ts';
import { seededRandom } from './seeded-random.ts';
import { addNote, SAMPLE_RATE } from './voices.ts';

/** How much of the room is heard. */
const WET = 0.3;

/** Seconds of a sound made of these movements, the dying away of the last one included. */
export function soundSeconds(movements: readonly Movement[]): number {
  return framesOf(movements) / SAMPLE_RATE;
}

/** Seconds at which each movement begins. */
export function movementStarts(movements: readonly Movement[]): readonly number[] {
  let at = 0;
  return movements.map((movement) => {
    const start = at;
    at += movementSeconds(movement);
    return start;
  });
}

/** Plays the movements one after the other: interleaved stereo at 44.1 kHz, the same for the same movements. */
export function render(movements: readonly Movement[]): Float32Array {
  const sound = new Float32Array(framesOf(movements) * 2);
  const starts = movementStarts(movements);
  for (const [index, movement] of movements.entries()) {
    const random = seededRandom(movement.seed + 1);
    for (const note of compose(movement)) {
      addNote(sound, { ...note, atSeconds: note.atSeconds + (starts[index] ?? 0) }, random);
    }
  }
  addReverb(sound, WET);
  master(sound);
  return sound;
}

function framesOf(movements: readonly Movement[]): number {
  const seconds = movements.reduce((sum, movement) => sum + movementSeconds(movement), TAIL_SECONDS);
  return Math.round(seconds * SAMPLE_RATE);
}
