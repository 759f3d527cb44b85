import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeArrivalClock, wallClockMs } from './arrival-clock.ts';
import type { Recording } from './decoder.ts';
import { mixDown, parseWavHeader } from './wav.ts';

export interface CapturedRecording extends Recording {
  /** How late the latest frame came, against the others. */
  readonly worstLateMs: number;
}

export interface Capture {
  /** Ends the capture and gives what was heard. @throws {Error} when nothing was, or it was not 16-bit WAV */
  stop(): Promise<CapturedRecording>;
  /** How much was heard so far. */
  readonly seconds: () => number;
}

export interface CaptureOptions {
  readonly path: string;
  /** 40 on Liquidsoap 2.1, 20 from 2.3. */
  readonly frameMs: number;
  /** What raw samples are; null: the bytes begin with a WAV header that tells. */
  readonly raw: { readonly sampleRate: number; readonly channels: number } | null;
}

const POLL_MS = 5;
const READ_BYTES = 1 << 18;

/**
 * Follows a file that the engine writes. The engine is never held up by us, whatever we do; the price is that a frame is seen
 * up to some milliseconds after it was written, which the least over all frames is free of.
 */
export function captureFile(options: CaptureOptions): Capture {
  const ear = makeEar(options);
  const ending = new AbortController();
  const following = follow(options.path, ending.signal, ear.take);
  return {
    seconds: ear.seconds,
    async stop() {
      ending.abort();
      await following;
      return ear.recording();
    },
  };
}

/**
 * Reads a named pipe that the engine writes, stamping chunks at the instant they come. The engine waits when we do not
 * read for some 0.3 s, so the process that captures must have nothing else to do.
 */
export function capturePipe(options: CaptureOptions): Capture {
  const ear = makeEar(options);
  // opened for writing too: else the pipe would be at its end until the engine comes, and again when it restarts
  const descriptor = openSync(options.path, constants.O_RDWR | constants.O_NONBLOCK);
  const socket = new Socket({ fd: descriptor, readable: true, writable: false });
  socket.on('data', (chunk: Buffer) => ear.take(chunk, wallClockMs()));
  return {
    seconds: ear.seconds,
    async stop() {
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
      return ear.recording();
    },
  };
}

/**
 * Listens to a station as a listener does, through ffmpeg. For what is heard and in which order: players and coders hold
 * sound back, so the instants are late by an unknown, steady amount.
 */
export function captureHttp(url: string, sampleRate = 44_100): Capture {
  const ear = makeEar({ path: url, frameMs: 20, raw: { sampleRate, channels: 1 } });
  const output = ['-f', 's16le', '-ac', '1', '-ar', String(sampleRate), '-flush_packets', '1', 'pipe:1'];
  const child: ChildProcess = spawn(
    'ffmpeg',
    ['-hide_banner', '-loglevel', 'error', '-nostdin', '-i', url, ...output],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const closed = once(child, 'close');
  child.stdout?.on('data', (chunk: Buffer) => ear.take(chunk, wallClockMs()));
  return {
    seconds: ear.seconds,
    async stop() {
      child.kill('SIGTERM');
      await closed;
      return ear.recording();
    },
  };
}

/** Collects bytes and their instants of arrival, and keeps one channel. */
function makeEar({ path, frameMs, raw }: CaptureOptions) {
  let format = raw === null ? null : { ...raw, dataOffset: 0 };
  let clock = format === null ? null : makeArrivalClock(format.sampleRate, frameMs);
  let left: Buffer = Buffer.alloc(0);
  let failure: unknown = null;
  const blocks: Int16Array[] = [];
  let heard = 0;

  function take(chunk: Buffer, atMs: number): void {
    if (failure !== null) return;
    left = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    if (format === null) {
      try {
        format = parseWavHeader(left);
      } catch (error) {
        failure = error;
      }
      if (format === null) return;
      clock = makeArrivalClock(format.sampleRate, frameMs);
      left = left.subarray(format.dataOffset);
    }
    const whole = left.length - (left.length % (2 * format.channels));
    const block = mixDown(left.subarray(0, whole), format.channels);
    left = Buffer.from(left.subarray(whole));
    heard += block.length;
    blocks.push(block);
    clock?.arrived(atMs, heard);
  }

  function recording(): CapturedRecording {
    if (failure !== null) throw failure;
    const originMs = clock?.originMs() ?? null;
    if (format === null || clock === null || originMs === null) throw new Error(`nothing was heard from ${path}`);
    const samples = new Int16Array(heard);
    let at = 0;
    for (const block of blocks) {
      samples.set(block, at);
      at += block.length;
    }
    return { samples, sampleRate: format.sampleRate, originMs, worstLateMs: clock.worstLateMs() };
  }

  return { take, recording, seconds: () => (format === null ? 0 : heard / format.sampleRate) };
}

async function follow(path: string, signal: AbortSignal, take: (chunk: Buffer, atMs: number) => void): Promise<void> {
  let file: FileHandle | null = null;
  const buffer = Buffer.alloc(READ_BYTES);
  let at = 0;
  try {
    while (true) {
      // asked before reading: what was written up to the end of the capture is still taken in
      const last = signal.aborted;
      file ??= await open(path, 'r').catch(() => null);
      const bytesRead = file === null ? 0 : (await file.read(buffer, 0, READ_BYTES, at)).bytesRead;
      at += bytesRead;
      if (bytesRead > 0) take(Buffer.from(buffer.subarray(0, bytesRead)), wallClockMs());
      else if (last) return;
      else await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    await file?.close();
  }
}
