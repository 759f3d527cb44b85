import { readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { Output } from '../streamer/script/port-settings.ts';

/** An HLS segment is written as it grows, so an output to the disk shows within this. */
const LOOK_FOR_MS = 4000;
/** What a listener is given at once was played earlier: only what comes after it says that the stream goes on. */
const OLD_SOUND_MS = 2000;

/**
 * Whether sound comes out of any of the outputs: a file that grows, a stream that goes on. An Icecast server is not asked: it
 * is another machine's, and says nothing of the engine.
 */
export async function outputsSound(outputs: readonly Output[], folder: string, clock: Clock): Promise<boolean> {
  const found = await Promise.all(outputs.map((output) => sounds(output, folder, clock)));
  return found.includes(true);
}

async function sounds(output: Output, folder: string, clock: Clock): Promise<boolean> {
  if (output.kind === 'file') return grows(join(folder, output.path), clock);
  if (output.kind === 'hls') return grows(join(folder, output.path), clock);
  if (output.kind === 'harbor') return streams(output.bind, output.port, output.mount, clock);
  return false;
}

async function grows(path: string, clock: Clock): Promise<boolean> {
  const before = await markOf(path);
  await clock.sleep(LOOK_FOR_MS, new AbortController().signal);
  return before !== null && (await markOf(path)) !== before;
}

/** A folder changes when a file comes, goes or grows in it: a segment may last longer than a look. */
async function markOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  const names = found.isDirectory() ? await readdir(path).catch(() => []) : [];
  const files = await Promise.all(
    names.sort().map(async (name) => (await stat(join(path, name)).catch(() => null))?.size),
  );
  return `${found.size} ${found.mtimeMs} ${files.join(' ')}`;
}

async function streams(address: string, port: number, mount: string, clock: Clock): Promise<boolean> {
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  const beganMs = clock.monotonicMs();
  const socket = connect({ host, port });
  let goesOn = false;
  socket.on('connect', () => socket.write(`GET ${mount} HTTP/1.0\r\nHost: ${host}\r\n\r\n`));
  socket.on('data', () => {
    goesOn ||= clock.monotonicMs() - beganMs > OLD_SOUND_MS;
  });
  socket.on('error', () => socket.destroy());
  await clock.sleep(LOOK_FOR_MS, new AbortController().signal);
  socket.destroy();
  return goesOn;
}
