import { spawn } from 'node:child_process';
import { copyFile, stat, truncate } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { isErrno } from './errno.ts';

const LARGEST_LOG_BYTES = 5 * 1024 * 1024;

/**
 * Keeps the engine's own log short: one that has grown large becomes `<path>.1`, and begins anew. It is copied and cut, not
 * renamed, because a running engine keeps its file open; it appends, so what it writes next is at the new beginning.
 *
 * @returns whether it was rotated
 */
export async function rotateEngineLog(path: string, largestBytes: number = LARGEST_LOG_BYTES): Promise<boolean> {
  try {
    if ((await stat(path)).size <= largestBytes) return false;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
  await copyFile(path, `${path}.1`);
  await truncate(path);
  return true;
}

/** A process of its own that writes an engine's words to its log. */
export interface EngineLogWriter {
  /** To be given to the engine as its output. */
  readonly input: Writable;
  /** When the engine, which alone holds the other end by then, has ended and all that it said is written. */
  readonly ended: Promise<void>;
  /** The engine has it: this process lets go of its own end. */
  letGo(): void;
}

/**
 * Line by line, so that each that the disk has no room for is lost by itself, and those after it are written again. The file is
 * opened for each: it may be cut meanwhile.
 */
const WRITE_LINES = 'while IFS= read -r line || [ -n "$line" ]; do printf "%s\\n" "$line" >> "$1"; done';

/**
 * Starts a process that writes what an engine says to a log, for as long as that engine lives. Liquidsoap itself cannot be
 * given the file: on a full disk it ends when it starts, and has no more words when it runs.
 */
export function engineLogWriter(path: string): EngineLogWriter {
  const writer = spawn('/bin/sh', ['-c', WRITE_LINES, 'airkeeper-engine-log', basename(path)], {
    cwd: dirname(path),
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((settle) => {
    for (const end of ['exit', 'error']) writer.once(end, () => settle());
  });
  writer.stdin.on('error', () => {});
  writer.unref();
  return { input: writer.stdin, ended, letGo: () => writer.stdin.destroy() };
}
