/** The instruments of the demo's music. */
export type Voice = 'pad' | 'pluck' | 'bell' | 'bass' | 'flute' | 'shaker';

/** One note of a score. */
export interface Note {
  readonly voice: Voice;
  readonly atSeconds: number;
  readonly durationSeconds: number;
  /** MIDI note number: 60 is middle C, 69 is 440 Hz. The shaker has no pitch. */
  readonly pitch: number;
  /** 0 to 1. */
  readonly loudness: number;
  /** -1 (left) to 1 (right). */
  readonly pan: number;
}

export type Mode = 'ionian' | 'dorian' | 'lydian' | 'mixolydian' | 'aeolian';

/** What a movement is composed from. */
export interface Movement {
  readonly seed: number;
  /** Four beats each. */
  readonly bars: number;
  readonly beatsPerMinute: number;
  /** Pitch of the key note, in the bass. */
  readonly root: number;
  readonly mode: Mode;
  /** Degrees of the scale, 0 is the key note: one chord a bar, again and again. */
  readonly progression: readonly number[];
  readonly voices: readonly Voice[];
}

/** After the last bar the sound dies away for so long. */
export const TAIL_SECONDS = 2.5;

export function movementSeconds({ bars, beatsPerMinute }: Movement): number {
  return (bars * 4 * 60) / beatsPerMinute;
}

const SCALES: Readonly<Record<Mode, readonly number[]>> = {
  ionian: [0, 2, 4, 5, 7, 9, 11],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  aeolian: [0, 2, 3, 5, 7, 8, 10],
};

/** @param degree of the scale above the root, across octaves in both directions */
export function scalePitch(root: number, mode: Mode, degree: number): number {
  const scale = SCALES[mode];
  const step = ((degree % scale.length) + scale.length) % scale.length;
  return root + 12 * Math.floor(degree / scale.length) + (scale[step] ?? 0);
}
