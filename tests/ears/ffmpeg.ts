import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs ffmpeg, feeding it the given chunks and collecting what it writes to its standard output.
 * @throws {Error} with ffmpeg's own words when it fails
 */
export async function ffmpeg(options: readonly string[], input: Iterable<Buffer> = []): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  const closed = once(child, 'close');
  // an ffmpeg that gave up closes its end first: its exit status tells the story, not our broken pipe
  child.stdin.on('error', () => {});
  for (const chunk of input) {
    if (child.exitCode !== null || child.stdin.destroyed) break;
    if (!child.stdin.write(chunk)) await Promise.race([once(child.stdin, 'drain'), closed]);
  }
  child.stdin.end();
  const [status] = await closed;
  if (status !== 0) throw new Error(`ffmpeg ended with ${status}: ${complaint.trim()}`);
  return Buffer.concat(output);
}

/** Any audio file as mono 16-bit samples. */
export async function decodeFile(path: string, sampleRate: number): Promise<Int16Array> {
  const bytes = await ffmpeg(['-i', path, '-f', 's16le', '-ac', '1', '-ar', String(sampleRate), 'pipe:1']);
  const aligned = new Uint8Array(bytes.length - (bytes.length % 2));
  aligned.set(bytes.subarray(0, aligned.length));
  return new Int16Array(aligned.buffer);
}
