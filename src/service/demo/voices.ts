import type { Random } from '../../ports/random.ts';
import type { Note, Voice } from './music.ts';

export const SAMPLE_RATE = 44_100;

/** A phase is the fraction of a period in 32 bits, which wrap by themselves; its upper bits are the place in the table. */
const TABLE_BITS = 13;
const TABLE_SIZE = 2 ** TABLE_BITS;
const PHASE_SHIFT = 32 - TABLE_BITS;

const SPAN_FRAMES = 32;

/** One oscillator of a voice. Its envelope: a rise, a decay that never ends, and a fall at the end of the note. */
interface Partial {
  /** One period of the wave. */
  readonly wave: Float32Array;
  /** Times the note's frequency. */
  readonly ratio: number;
  readonly gain: number;
  readonly riseSeconds: number;
  /** After so long it has decayed to 1/e; infinite: it holds. */
  readonly decaySeconds: number;
  readonly fallSeconds: number;
}

const SINE = wave([1]);
const WARM = wave([1, 0.45, 0.2, 0.12, 0.05, 0.03]);
const ROUND = wave([1, 0.3, 0.06]);
const BRIGHT = wave([0, 0.6, 1, 0.7, 0.4, 0.2]);

/** About one cent and a half of two detuned oscillators makes them float. */
const DETUNE = 1.0025;

const VOICES: Readonly<Record<Exclude<Voice, 'shaker'>, readonly Partial[]>> = {
  pad: [
    { wave: WARM, ratio: 1 / DETUNE, gain: 0.16, riseSeconds: 0.6, decaySeconds: Infinity, fallSeconds: 1.2 },
    { wave: WARM, ratio: DETUNE, gain: 0.16, riseSeconds: 0.6, decaySeconds: Infinity, fallSeconds: 1.2 },
  ],
  pluck: [
    { wave: ROUND, ratio: 1, gain: 0.34, riseSeconds: 0.004, decaySeconds: 0.5, fallSeconds: 0.4 },
    { wave: BRIGHT, ratio: 1, gain: 0.12, riseSeconds: 0.002, decaySeconds: 0.07, fallSeconds: 0.1 },
  ],
  bell: [
    { wave: SINE, ratio: 1, gain: 0.3, riseSeconds: 0.002, decaySeconds: 0.7, fallSeconds: 1 },
    { wave: SINE, ratio: 2.76, gain: 0.12, riseSeconds: 0.002, decaySeconds: 0.3, fallSeconds: 0.5 },
  ],
  bass: [{ wave: ROUND, ratio: 1, gain: 0.42, riseSeconds: 0.012, decaySeconds: 1.6, fallSeconds: 0.12 }],
  flute: [{ wave: ROUND, ratio: 1, gain: 0.26, riseSeconds: 0.07, decaySeconds: 3, fallSeconds: 0.18 }],
};

function wave(harmonics: readonly number[]): Float32Array {
  const total = harmonics.reduce((sum, gain) => sum + gain, 0);
  return Float32Array.from({ length: TABLE_SIZE }, (_, index) => {
    const angle = (2 * Math.PI * index) / TABLE_SIZE;
    return harmonics.reduce((sum, gain, harmonic) => sum + gain * Math.sin(angle * (harmonic + 1)), 0) / total;
  });
}

/** Adds a note to interleaved stereo sound. What would lie beyond its end is left out. */
export function addNote(sound: Float32Array, note: Note, random: Random): void {
  if (note.voice === 'shaker') {
    addShake(sound, note, random);
    return;
  }
  const frequency = 440 * 2 ** ((note.pitch - 69) / 12);
  for (const partial of VOICES[note.voice]) addPartial(sound, note, partial, frequency * partial.ratio);
}

function addPartial(sound: Float32Array, note: Note, partial: Partial, frequency: number): void {
  const { wave, riseSeconds, fallSeconds, decaySeconds } = partial;
  const startFrame = Math.round(note.atSeconds * SAMPLE_RATE);
  const heldFrames = note.durationSeconds * SAMPLE_RATE;
  const fallFrames = fallSeconds * SAMPLE_RATE;
  // After nine times its decay it is 80 dB down.
  const audibleFrames = Math.min(heldFrames + fallFrames, 9 * decaySeconds * SAMPLE_RATE);
  const frames = Math.min(Math.round(audibleFrames), sound.length / 2 - startFrame);
  const [left, right] = panGains(note.pan, note.loudness * partial.gain);
  const step = Math.round((frequency / SAMPLE_RATE) * 2 ** 32) | 0;
  const envelope = (frame: number) => {
    const rising = Math.min(1, frame / (riseSeconds * SAMPLE_RATE));
    const falling = Math.max(0, Math.min(1, (heldFrames + fallFrames - frame) / fallFrames));
    return rising * falling * Math.exp(-frame / (decaySeconds * SAMPLE_RATE));
  };
  let phase = 0;
  let out = startFrame * 2;
  // The envelope is worked out at the ends of short spans, and goes straight between them.
  for (let from = 0; from < frames; from += SPAN_FRAMES) {
    const count = Math.min(SPAN_FRAMES, frames - from);
    let level = envelope(from);
    const slope = (envelope(from + SPAN_FRAMES) - level) / SPAN_FRAMES;
    for (let frame = 0; frame < count; frame += 1) {
      const value = (wave[phase >>> PHASE_SHIFT] as number) * level;
      sound[out] = (sound[out] as number) + value * left;
      sound[out + 1] = (sound[out + 1] as number) + value * right;
      phase = (phase + step) | 0;
      level += slope;
      out += 2;
    }
  }
}

const SHAKE_SECONDS = 0.09;

function addShake(sound: Float32Array, note: Note, random: Random): void {
  const startFrame = Math.round(note.atSeconds * SAMPLE_RATE);
  const frames = Math.min(Math.round(SHAKE_SECONDS * SAMPLE_RATE), sound.length / 2 - startFrame);
  const [left, right] = panGains(note.pan, note.loudness * 0.05);
  let before = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const noise = random.next() * 2 - 1;
    // The difference of neighbours leaves out the low frequencies.
    const value = (noise - before) * Math.sin((Math.PI * frame) / frames) ** 2;
    before = noise;
    const out = (startFrame + frame) * 2;
    sound[out] = (sound[out] as number) + value * left;
    sound[out + 1] = (sound[out + 1] as number) + value * right;
  }
}

/** Equal power: as loud at the sides as in the middle. */
function panGains(pan: number, gain: number): readonly [left: number, right: number] {
  const angle = ((pan + 1) * Math.PI) / 4;
  return [gain * Math.cos(angle), gain * Math.sin(angle)];
}
