import { readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalCursor } from '../ports/journal.ts';
import { readJournalLine } from './journal-line.ts';
import { type JournalSegment, listSegments } from './journal-segments.ts';

export interface JournalKeep {
  /** Segments last written to longer ago than this may go. */
  readonly keepDays: number;
  /** Older ones than the newest so many may go, whatever their age. */
  readonly keepFiles: number;
}

const DAY_MS = 86_400_000;

/**
 * Deletes segments that are old or too many, and wholly taken in: never one with a line behind the cursor, never the
 * newest of a run that may still be written.
 *
 * @param cursor the last line that is in the database
 * @returns the names of those deleted
 */
export async function pruneJournal(
  folder: string,
  cursor: JournalCursor | null,
  now: Temporal.Instant,
  { keepDays, keepFiles }: JournalKeep,
): Promise<readonly string[]> {
  if (cursor === null) return [];
  const segments = await listSegments(folder);
  const deleted: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const path = join(folder, segment.name);
    const tooMany = segments.length - index > keepFiles;
    if (!tooMany && !(await isOlder(path, now, keepDays))) continue;
    if (!(await isTakenIn(path, segment, segments[index + 1], cursor))) continue;
    await unlink(path);
    deleted.push(segment.name);
  }
  return deleted;
}

async function isOlder(path: string, now: Temporal.Instant, keepDays: number): Promise<boolean> {
  return now.epochMilliseconds - (await stat(path)).mtimeMs > keepDays * DAY_MS;
}

async function isTakenIn(
  path: string,
  segment: JournalSegment,
  following: JournalSegment | undefined,
  cursor: JournalCursor,
): Promise<boolean> {
  if (segment.run !== cursor.run) return segment.run < cursor.run;
  if (following?.run !== segment.run) return false;
  const lines = (await readFile(path, 'utf8')).split('\n').map(readJournalLine);
  return lines.every((line) => line === null || line.seq <= cursor.seq);
}
