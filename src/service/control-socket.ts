import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { contentHash } from '../values/hash.ts';

/** What another process on this machine may tell a running Airkeeper, one word a line. */
export type ControlWord = 'changed' | 'stop';

/** Longest path of a Unix socket on Linux: unix(7). */
const LONGEST_PATH_BYTES = 107;
const ANSWER_WITHIN_MS = 2000;

function controlPath(dataFolder: string): string {
  const path = join(dataFolder, 'airkeeper.sock');
  if (Buffer.byteLength(path) <= LONGEST_PATH_BYTES) return path;
  return join(tmpdir(), `airkeeper-${contentHash(dataFolder)}.sock`);
}

/** Listens for words from this machine's user. Only the holder of the instance lock may call it. */
export async function listenForWords(
  dataFolder: string,
  onWord: (word: ControlWord) => void,
): Promise<{ close(): Promise<void> }> {
  const path = controlPath(dataFolder);
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end < 0) {
        if (text.length > 100) socket.destroy();
        return;
      }
      const word = text.slice(0, end);
      if (word !== 'changed' && word !== 'stop') return void socket.end('unknown\n');
      onWord(word);
      socket.end('ok\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // for this user alone: whoever may write to it may stop Airkeeper
    server.listen({ path, readableAll: false, writableAll: false }, resolve);
  });
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Says a word to the Airkeeper that runs on the data folder. False when none took it. */
export async function sayWord(dataFolder: string, word: ControlWord, clock: Clock): Promise<boolean> {
  const over = new AbortController();
  const socket = connect({ path: controlPath(dataFolder) });
  const answered = new Promise<boolean>((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${word}\n`));
    socket.on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve(text === 'ok\n');
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
    void clock.sleep(ANSWER_WITHIN_MS, over.signal).then(() => resolve(false));
  });
  const taken = await answered;
  over.abort();
  socket.destroy();
  return taken;
}
