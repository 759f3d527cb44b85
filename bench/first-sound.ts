import { spawn } from 'node:child_process';
import type { Clock } from '../src/ports/clock.ts';

const LOOK_EVERY_MS = 50;
const SAMPLE_RATE = 8000;
/** Quieter than this (-50 dB) is silence. */
const AUDIBLE = 32_768 * 10 ** (-50 / 20);
const ENOUGH_BYTES = 4000;

/** Bytes of a stream as they arrived. */
interface Arrival {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/**
 * Listens to a stream from the moment at which it can be had, until something other than silence came through it.
 * @returns when that arrived, by the clock that never steps back
 */
export async function firstSoundMs(url: string, clock: Clock, givenUp: AbortSignal): Promise<number> {
  while (!givenUp.aborted) {
    const atMs = await listen(url, clock, givenUp);
    if (atMs !== null) return atMs;
    await clock.sleep(LOOK_EVERY_MS, givenUp);
  }
  throw new Error('nothing was heard');
}

/** Null: nobody sends there yet, or what was sent ended without a sound. */
async function listen(url: string, clock: Clock, givenUp: AbortSignal): Promise<number | null> {
  const over = new AbortController();
  const arrivals: Arrival[] = [];
  let decodedBytes = 0;
  let gotBytes = 0;
  try {
    const response = await fetch(url, { signal: AbortSignal.any([over.signal, givenUp]) });
    if (!response.ok || response.body === null) return null;
    for await (const bytes of response.body) {
      arrivals.push({ atMs: clock.monotonicMs(), bytes });
      gotBytes += bytes.length;
      if (gotBytes - decodedBytes < ENOUGH_BYTES) continue;
      decodedBytes = gotBytes;
      const part = await audiblePart(arrivals.map((arrival) => arrival.bytes));
      if (part !== null) return arrivalOf(arrivals, part * gotBytes);
    }
  } catch {
    // nobody listens there yet
  } finally {
    over.abort();
  }
  return null;
}

/** When the byte came in: the stream's bit rate is constant, so that a place in its sound is a place in its bytes. */
function arrivalOf(arrivals: readonly Arrival[], byte: number): number | null {
  let end = 0;
  for (const { atMs, bytes } of arrivals) {
    end += bytes.length;
    if (end >= byte) return atMs;
  }
  return null;
}

/** How far into what can be decoded the first audible sample is, from 0 to 1; null: there is none. */
async function audiblePart(pieces: readonly Uint8Array[]): Promise<number | null> {
  const output = ['-f', 's16le', '-ac', '1', '-ar', `${SAMPLE_RATE}`, 'pipe:1'];
  const ffmpeg = spawn('ffmpeg', ['-v', 'quiet', '-f', 'mp3', '-i', 'pipe:0', ...output], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  ffmpeg.stdin.on('error', () => undefined);
  ffmpeg.stdin.end(Buffer.concat(pieces));
  const decoded: Buffer[] = [];
  for await (const chunk of ffmpeg.stdout) decoded.push(chunk);
  const sound = Buffer.concat(decoded);
  for (let at = 0; at + 1 < sound.length; at += 2) {
    if (Math.abs(sound.readInt16LE(at)) > AUDIBLE) return at / sound.length;
  }
  return null;
}
