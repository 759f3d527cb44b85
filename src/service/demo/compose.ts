import type { Random } from '../../ports/random.ts';
import { type Movement, movementSeconds, type Note, scalePitch, type Voice } from './music.ts';
import { seededRandom } from './seeded-random.ts';

/** Steps of a chord's tones above its degree: a triad with its seventh, then the same an octave higher. */
const CHORD_STEPS = [0, 2, 4, 6, 7, 9, 11] as const;

/** Rhythms of one bar of melody, in beats. */
const RHYTHMS: readonly (readonly number[])[] = [
  [1, 1, 2],
  [1.5, 0.5, 2],
  [2, 1, 1],
  [3, 1],
  [1, 0.5, 0.5, 2],
];

const MOTIF_BARS = 2;

/** No voice goes higher: a tone above is played an octave lower. */
const HIGHEST: Readonly<Record<Exclude<Voice, 'shaker'>, number>> = {
  pad: 74,
  pluck: 84,
  bell: 90,
  bass: 50,
  flute: 82,
};

/** A movement in the making. */
interface Sketch {
  readonly movement: Movement;
  readonly random: Random;
  readonly beatSeconds: number;
  readonly notes: Note[];
}

/** Writes the notes of a movement: the same ones for the same movement. The layers come in one after the other, and leave the pad alone at the end. */
export function compose(movement: Movement): readonly Note[] {
  const beatSeconds = movementSeconds(movement) / (movement.bars * 4);
  const sketch: Sketch = { movement, random: seededRandom(movement.seed), beatSeconds, notes: [] };
  const figure = pluckFigure(sketch.random);
  const motif = melodyMotif(sketch.random);
  for (let bar = 0; bar < movement.bars; bar += 1) {
    if (plays(movement, 'pad', bar, 0, 0)) addPad(sketch, bar);
    if (plays(movement, 'bass', bar, 4, 1)) addBass(sketch, bar);
    if (plays(movement, 'pluck', bar, 2, 1)) addFigure(sketch, bar, 'pluck', figure);
    if (plays(movement, 'bell', bar, 0, 0)) addFigure(sketch, bar, 'bell', figure);
    if (plays(movement, 'shaker', bar, 8, 2)) addShaker(sketch, bar);
    // Four bars of melody, four without.
    if (plays(movement, 'flute', bar, 4, 2) && Math.floor(bar / 4) % 2 === 1) addMelody(sketch, bar, motif);
  }
  return sketch.notes;
}

/** Short movements have no time for an entrance. */
function plays(movement: Movement, voice: Voice, bar: number, fromBar: number, barsBeforeEnd: number): boolean {
  if (!movement.voices.includes(voice)) return false;
  return movement.bars < 12 || (bar >= fromBar && bar < movement.bars - barsBeforeEnd);
}

function chordDegree({ progression }: Movement, bar: number): number {
  return progression[bar % progression.length] ?? 0;
}

/** @param octave above that of the bass */
function pitchOf({ root, mode }: Movement, voice: keyof typeof HIGHEST, octave: number, degree: number): number {
  let pitch = scalePitch(root + 12 * octave, mode, degree);
  while (pitch > HIGHEST[voice]) pitch -= 12;
  return pitch;
}

function add(
  { random, beatSeconds, notes }: Sketch,
  beat: number,
  beats: number,
  note: Omit<Note, 'atSeconds' | 'durationSeconds'>,
) {
  // No player is exact.
  const late = note.voice === 'pad' ? 0 : random.next() * 0.012;
  notes.push({ ...note, atSeconds: beat * beatSeconds + late, durationSeconds: beats * beatSeconds });
}

function addPad(sketch: Sketch, bar: number): void {
  const { movement } = sketch;
  const degree = chordDegree(movement, bar);
  for (const [index, step] of CHORD_STEPS.slice(0, 4).entries()) {
    const pitch = pitchOf(movement, 'pad', 2, degree + step);
    add(sketch, bar * 4, 4, { voice: 'pad', pitch, loudness: 0.5, pan: (index - 1.5) / 2 });
  }
}

function addBass(sketch: Sketch, bar: number): void {
  const { movement, random } = sketch;
  const degree = chordDegree(movement, bar);
  const note = { voice: 'bass', pitch: pitchOf(movement, 'bass', 0, degree), pan: 0 } as const;
  add(sketch, bar * 4, 2.5, { ...note, loudness: 0.9 });
  const answer = random.next() < 0.5 ? degree : degree + 4;
  add(sketch, bar * 4 + 2.5, 1.4, { ...note, pitch: pitchOf(movement, 'bass', 0, answer), loudness: 0.7 });
}

/** Eight places of a bar: which tone of the chord, or none. */
function pluckFigure(random: Random): readonly (number | null)[] {
  return Array.from({ length: 8 }, (_, place) => {
    if (place === 0) return 0;
    if (random.next() < 0.2) return null;
    return Math.floor(random.next() * CHORD_STEPS.length);
  });
}

function addFigure(sketch: Sketch, bar: number, voice: 'pluck' | 'bell', figure: readonly (number | null)[]): void {
  const { movement, random } = sketch;
  const degree = chordDegree(movement, bar);
  for (const [place, tone] of figure.entries()) {
    const varied = random.next() < 0.12 ? Math.floor(random.next() * CHORD_STEPS.length) : tone;
    if (varied === null) continue;
    const pitch = pitchOf(movement, voice, voice === 'bell' ? 3 : 2, degree + (CHORD_STEPS[varied] ?? 0));
    const accent = place % 4 === 0 ? 0.75 : 0.5;
    const pan = place % 2 === 0 ? -0.4 : 0.4;
    add(sketch, bar * 4 + place / 2, 1.5, { voice, pitch, loudness: accent + random.next() * 0.2, pan });
  }
}

interface MotifNote {
  readonly beat: number;
  readonly beats: number;
  /** Steps of the scale from the chord's root. */
  readonly step: number;
}

/** A tune of two bars, which a movement then says again over other chords. */
function melodyMotif(random: Random): readonly MotifNote[] {
  const notes: MotifNote[] = [];
  let step = 4;
  for (let bar = 0; bar < MOTIF_BARS; bar += 1) {
    const rhythm = RHYTHMS[Math.floor(random.next() * RHYTHMS.length)] ?? [4];
    let beat = bar * 4;
    for (const beats of rhythm) {
      // Strong beats are on the chord, the others walk.
      if (beat % 2 === 0) step = nearestChordStep(step);
      notes.push({ beat, beats, step });
      step = Math.min(9, Math.max(0, step + Math.floor(random.next() * 5) - 2));
      beat += beats;
    }
  }
  return notes;
}

function nearestChordStep(step: number): number {
  return [0, 2, 4, 7, 9].reduce((best, tone) => (Math.abs(tone - step) < Math.abs(best - step) ? tone : best));
}

function addMelody(sketch: Sketch, bar: number, motif: readonly MotifNote[]): void {
  const { movement } = sketch;
  const fromBeat = (bar % MOTIF_BARS) * 4;
  for (const { beat, beats, step } of motif) {
    if (beat < fromBeat || beat >= fromBeat + 4) continue;
    const pitch = pitchOf(movement, 'flute', 2, chordDegree(movement, bar) + step);
    add(sketch, bar * 4 + beat - fromBeat, beats * 0.95, { voice: 'flute', pitch, loudness: 0.7, pan: 0.1 });
  }
}

function addShaker(sketch: Sketch, bar: number): void {
  for (let half = 0; half < 8; half += 1) {
    const loudness = half % 2 === 1 ? 0.6 : 0.25;
    add(sketch, bar * 4 + half / 2, 0.2, { voice: 'shaker', pitch: 0, loudness, pan: -0.2 });
  }
}
