import type { Movement } from './music.ts';

/** A sound of the demo: what to make it from, and what to write into the database about it. */
export interface DemoSound {
  /** Names its file. */
  readonly slug: string;
  readonly title: string;
  readonly artist: string;
  readonly movements: readonly Movement[];
  /** A title for each movement, where they are tracks of their own. */
  readonly tracks: readonly string[];
}

const BAND = 'The Airkeeper Ensemble';

function piece(slug: string, title: string, movement: Movement): DemoSound {
  return { slug, title, artist: BAND, movements: [movement], tracks: [] };
}

/** What the streamed program plays: pieces of one to two minutes. */
export const DEMO_MUSIC: readonly DemoSound[] = [
  piece('first-light', 'First Light', {
    seed: 11,
    bars: 22,
    beatsPerMinute: 84,
    root: 38,
    mode: 'lydian',
    progression: [0, 1, 5, 4],
    voices: ['pad', 'pluck', 'bass', 'flute'],
  }),
  piece('slow-river', 'Slow River', {
    seed: 23,
    bars: 18,
    beatsPerMinute: 72,
    root: 36,
    mode: 'ionian',
    progression: [0, 4, 5, 3],
    voices: ['pad', 'bell', 'bass'],
  }),
  piece('tram-to-the-sea', 'Tram to the Sea', {
    seed: 37,
    bars: 28,
    beatsPerMinute: 108,
    root: 40,
    mode: 'mixolydian',
    progression: [0, 6, 3, 0],
    voices: ['pad', 'pluck', 'bass', 'flute', 'shaker'],
  }),
  piece('paper-boats', 'Paper Boats', {
    seed: 41,
    bars: 26,
    beatsPerMinute: 96,
    root: 41,
    mode: 'ionian',
    progression: [0, 5, 1, 4],
    voices: ['pluck', 'bass', 'pad', 'flute'],
  }),
  {
    slug: 'four-windows',
    title: 'Four Windows',
    artist: BAND,
    movements: [
      movement(53, 76, 'dorian', [0, 3, 6, 4], ['pad', 'pluck', 'bass']),
      movement(54, 92, 'ionian', [0, 3, 1, 4], ['pad', 'bell', 'bass']),
      movement(55, 104, 'mixolydian', [0, 6, 3, 4], ['pad', 'pluck', 'bass', 'shaker']),
      movement(56, 76, 'dorian', [0, 6, 5, 6], ['pad', 'flute', 'bass', 'bell']),
    ],
    tracks: ['Window One: Rain', 'Window Two: Courtyard', 'Window Three: Street', 'Window Four: Evening'],
  },
  piece('lantern-walk', 'Lantern Walk', {
    seed: 61,
    bars: 22,
    beatsPerMinute: 88,
    root: 39,
    mode: 'aeolian',
    progression: [0, 5, 2, 6],
    voices: ['pad', 'pluck', 'bass', 'flute', 'shaker'],
  }),
  piece('high-meadow', 'High Meadow', {
    seed: 71,
    bars: 26,
    beatsPerMinute: 100,
    root: 43,
    mode: 'lydian',
    progression: [0, 4, 1, 5],
    voices: ['pad', 'pluck', 'bell', 'bass'],
  }),
  piece('night-ferry', 'Night Ferry', {
    seed: 83,
    bars: 18,
    beatsPerMinute: 70,
    root: 37,
    mode: 'dorian',
    progression: [0, 2, 3, 6],
    voices: ['pad', 'bass', 'flute', 'pluck'],
  }),
];

/** The bulletin's episode, in playing order: a jingle, then the bed of the news. Nobody speaks, it is a demo. */
export const DEMO_BULLETIN: readonly DemoSound[] = [
  {
    slug: 'bulletin-1-jingle',
    title: 'Bulletin jingle',
    artist: BAND,
    movements: [movement(5, 132, 'lydian', [0, 4], ['bell', 'bass', 'pluck'], 2)],
    tracks: [],
  },
  {
    slug: 'bulletin-2-bed',
    title: 'The five-minute bulletin',
    artist: BAND,
    movements: [movement(6, 120, 'aeolian', [0, 0, 5, 6], ['pluck', 'bass', 'shaker', 'pad'], 20)],
    tracks: [],
  },
];

function movement(
  seed: number,
  beatsPerMinute: number,
  mode: Movement['mode'],
  progression: readonly number[],
  voices: Movement['voices'],
  bars = 8,
): Movement {
  return { seed, bars, beatsPerMinute, root: 40, mode, progression, voices };
}
