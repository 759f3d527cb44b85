import { type FileHandle, open, stat } from 'node:fs/promises';
import { isErrno } from './errno.ts';

/** How far a growing file has been read: `offset` is behind the last whole line, `seenBytes` behind the last byte looked at. */
export interface SegmentTail {
  readonly offset: number;
  readonly seenBytes: number;
}

export const UNREAD: SegmentTail = { offset: 0, seenBytes: 0 };

export interface SegmentGrowth {
  readonly lines: readonly string[];
  readonly tail: SegmentTail;
  readonly bytesRead: number;
  /** Whether there was more than the budget allowed. */
  readonly more: boolean;
}

const LINE_FEED = 0x0a;
const LONGEST_LINE_BYTES = 256 * 1024;

/**
 * Reads the whole lines that a file got since the tail. Bytes behind the last line end belong to a line that is still
 * being written: they are left for later. What is not UTF-8 becomes U+FFFD. A file that did not grow costs one `stat`.
 */
export async function readGrowth(path: string, tail: SegmentTail, budgetBytes: number): Promise<SegmentGrowth> {
  const sizeBytes = await sizeOf(path);
  if (sizeBytes === tail.seenBytes) return { lines: [], tail, bytesRead: 0, more: false };
  // A file that shrank is another one under the same name.
  const offset = sizeBytes < tail.seenBytes ? 0 : tail.offset;
  const bytes = await readFrom(path, offset, Math.min(budgetBytes, sizeBytes - offset));
  const seenBytes = offset + bytes.length;
  const end = bytes.lastIndexOf(LINE_FEED);
  const more = seenBytes < sizeBytes;
  // So many bytes without one line end are no journal: they are passed over, or they would be read for ever.
  const wholeBytes = end < 0 && bytes.length >= LONGEST_LINE_BYTES ? bytes.length : end + 1;
  const lines = end < 0 ? [] : bytes.toString('utf8', 0, end).split('\n');
  return { lines, tail: { offset: offset + wholeBytes, seenBytes }, bytesRead: bytes.length, more };
}

/** The first whole lines of a file, as far as its first bytes go. */
export async function readHead(path: string, lengthBytes: number): Promise<readonly string[]> {
  return (await readFrom(path, 0, lengthBytes)).toString('utf8').split('\n').slice(0, -1);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return 0;
    throw error;
  }
}

async function readFrom(path: string, offset: number, lengthBytes: number): Promise<Buffer> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(lengthBytes), position: offset });
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  } finally {
    await file?.close();
  }
}
