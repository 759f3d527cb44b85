import { type Stretch, stretches } from '../ears/compare-log.ts';
import { decode, type HeardWindow, type Recording } from '../ears/decoder.ts';
import { type Segment, segments } from '../ears/segments.ts';

/** What was heard, in three finenesses. */
export interface Hearing {
  readonly windows: readonly HeardWindow[];
  readonly segments: readonly Segment[];
  readonly stretches: readonly Stretch[];
}

export function hear(recording: Recording): Hearing {
  const decoded = decode(recording);
  const heard = segments(decoded);
  return { windows: decoded.windows, segments: heard, stretches: stretches(heard) };
}

/** Where one stretch ends and the next begins. */
interface Joint {
  readonly before: Stretch;
  readonly after: Stretch;
  /** Between the two; what cannot be heard of a fade's end is in it. */
  readonly gapMs: number;
}

export function joints({ stretches }: Hearing): readonly Joint[] {
  return stretches.slice(1).map((after, place) => {
    const before = stretches[place] as Stretch;
    return { before, after, gapMs: after.fromMs - before.toMs };
  });
}

/** The one stretch of a sound. @throws when it was heard not at all, or more than once */
export function stretchOf({ stretches }: Hearing, sound: number): Stretch {
  const [found, ...more] = stretches.filter((stretch) => stretch.sound === sound);
  if (found === undefined || more.length > 0)
    throw new Error(`sound number ${sound} was heard ${more.length + (found === undefined ? 0 : 1)} times, not once`);
  return found;
}

/** Music that a diffusion, or several, took the place of, and the music that came after. */
interface Interruption {
  readonly before: Stretch;
  readonly after: Stretch;
  /** Where in its piece the music was at the instant at which it was silenced: its fade's end cannot be heard. */
  readonly positionMs: number;
}

export function interruptions({ stretches }: Hearing, isMusic: (sound: number) => boolean): readonly Interruption[] {
  const found: Interruption[] = [];
  let before: Stretch | null = null;
  let takenAtMs: number | null = null;
  for (const stretch of stretches) {
    if (!isMusic(stretch.sound)) {
      takenAtMs ??= stretch.fromMs;
      continue;
    }
    if (before !== null && takenAtMs !== null)
      found.push({ before, after: stretch, positionMs: before.positionToMs + takenAtMs - before.toMs });
    before = stretch;
    takenAtMs = null;
  }
  return found;
}

/** Levels of a sound in each 20 ms of a span, against the sound at gain 1; what is too weak to be told is not among them. */
export function levels(
  { windows }: Hearing,
  sound: number,
  fromMs: number,
  toMs: number,
): readonly { readonly atMs: number; readonly levelDb: number }[] {
  return windows.flatMap((window) =>
    window.kind === 'sound' && window.sound === sound && window.atMs >= fromMs && window.atMs < toMs
      ? [{ atMs: window.atMs, levelDb: window.levelDb }]
      : [],
  );
}

/** Silences, and what is loud and not one sound, for longer than so many milliseconds, once something was heard. */
export function flaws({ segments, stretches }: Hearing, overMs: number): readonly Segment[] {
  const beginMs = stretches[0]?.fromMs ?? Number.POSITIVE_INFINITY;
  return segments.filter(({ kind, fromMs, toMs }) => kind !== 'sound' && fromMs >= beginMs && toMs - fromMs > overMs);
}
