import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { socketAddress } from '../streamer/socket-address.ts';

/** What another process on this machine may tell a running Airkeeper, one word a line. */
export type ControlWord = 'changed' | 'stop';

const ANSWER_WITHIN_MS = 2000;

function controlPath(dataFolder: string): string {
  return join(dataFolder, 'airkeeper.sock');
}

/** Listens for words from this machine's user. Only the holder of the instance lock may call it. */
export async function listenForWords(
  dataFolder: string,
  onWord: (word: ControlWord) => void,
): Promise<{ close(): Promise<void> }> {
  const path = controlPath(dataFolder);
  rmSync(path, { force: true });
  const address = socketAddress(path);
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
    server.listen({ path: address.path, readableAll: false, writableAll: false }, resolve);
  });
  chmodSync(path, 0o600);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        address.close();
        resolve();
      });
    });
  return { close };
}

/** Whether an Airkeeper listens on the data folder, and be it one that is stopped in its tracks. */
export async function somebodyListens(dataFolder: string): Promise<boolean> {
  const address = socketAddress(controlPath(dataFolder));
  const socket = connect({ path: address.path });
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      // more wait to be heard than the system lets wait
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EAGAIN'));
    });
  } finally {
    socket.destroy();
    address.close();
  }
}

/** Says a word to the Airkeeper that runs on the data folder. False when none took it. */
export async function sayWord(dataFolder: string, word: ControlWord, clock: Clock): Promise<boolean> {
  const over = new AbortController();
  const address = socketAddress(controlPath(dataFolder));
  const socket = connect({ path: address.path });
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
  address.close();
  return taken;
}
