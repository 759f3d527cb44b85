import { codedSamples } from './coded-sound.ts';

/** One piece of a recording made by hand, to prove the decoder with. */
export interface Piece {
  /** Null: silence. */
  readonly sound: number | null;
  readonly seconds: number;
  /** Position at which the sound begins; 0 if not given. */
  readonly fromSeconds?: number;
  readonly gainDb?: number;
  /** Straight ramps from and to nothing. */
  readonly fadeInSeconds?: number;
  readonly fadeOutSeconds?: number;
}

/** What the decoder should say of a piece. */
export interface TruePiece {
  readonly sound: number | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly positionFromMs: number;
}

export interface Splice {
  readonly samples: Int16Array;
  readonly truth: readonly TruePiece[];
}

/** Puts pieces together, end to end, with noise of a given level under all of it. */
export function splice(pieces: readonly Piece[], sampleRate: number, noiseDbfs = Number.NEGATIVE_INFINITY): Splice {
  const blocks = pieces.map((piece) => render(piece, sampleRate));
  const samples = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0));
  // evenly spread over [-a, a], its root mean square is a / sqrt 3
  const noise = 10 ** (noiseDbfs / 20) * Math.sqrt(3);
  const random = randomSequence(samples.length);
  const truth: TruePiece[] = [];
  let at = 0;
  blocks.forEach((block, place) => {
    const piece = pieces[place] as Piece;
    const fromMs = (1000 * at) / sampleRate;
    for (const value of block) {
      const whole = Math.max(-1, Math.min(1, value + noise * (2 * random() - 1)));
      samples[at] = Math.round(32_767 * whole);
      at += 1;
    }
    truth.push({
      sound: piece.sound,
      fromMs,
      toMs: (1000 * at) / sampleRate,
      positionFromMs: 1000 * (piece.fromSeconds ?? 0),
    });
  });
  return { samples, truth };
}

function render(piece: Piece, sampleRate: number): Float32Array {
  const block = new Float32Array(Math.round(piece.seconds * sampleRate));
  if (piece.sound === null) return block;
  const gain = 10 ** ((piece.gainDb ?? 0) / 20);
  let at = 0;
  for (const part of codedSamples(piece.sound, piece.fromSeconds ?? 0, block.length, sampleRate, gain)) {
    block.set(part, at);
    at += part.length;
  }
  const fadeIn = (piece.fadeInSeconds ?? 0) * sampleRate;
  const fadeOut = (piece.fadeOutSeconds ?? 0) * sampleRate;
  for (let index = 0; index < block.length; index += 1) {
    const rise = fadeIn > 0 ? Math.min(1, index / fadeIn) : 1;
    const fall = fadeOut > 0 ? Math.min(1, (block.length - index) / fadeOut) : 1;
    block[index] = (block[index] as number) * rise * fall;
  }
  return block;
}

/** Numbers in [0, 1) that are the same in every run. Source: mulberry32. */
function randomSequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
