import { spawn } from 'node:child_process';
import { open, rename, rm } from 'node:fs/promises';
import { RefusedError } from '../../values/errors.ts';
import { SAMPLE_RATE } from './voices.ts';

export interface Tags {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
}

/**
 * Writes interleaved stereo sound as Ogg Vorbis with ffmpeg: the file appears whole, or not at all.
 * @throws {RefusedError} `no_ffmpeg`, `not_encoded`
 */
export async function encode(sound: Float32Array, tags: Tags, path: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await runFfmpeg(sound, tags, unfinished);
    await flush(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function runFfmpeg(sound: Float32Array, tags: Tags, path: string): Promise<void> {
  const input = ['-f', 'f32le', '-ar', String(SAMPLE_RATE), '-ac', '2', '-i', 'pipe:0'];
  const metadata = Object.entries(tags).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]);
  const output = ['-c:a', 'libvorbis', '-q:a', '4', '-f', 'ogg', '-y', `file:${path}`];
  const child = spawn('ffmpeg', ['-v', 'error', ...input, ...metadata, ...output], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.once('error', (error) => {
      reject(
        new RefusedError('no_ffmpeg', `ffmpeg cannot be run (${error.message}); on Debian: apt-get install ffmpeg`),
      );
    });
    child.once('close', (status) => {
      if (status === 0) resolve();
      else reject(new RefusedError('not_encoded', `ffmpeg could not write ${path}: ${complaint.trim()}`, { path }));
    });
    // It closes its end when it fails; its status tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength));
  });
}

async function flush(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
