import { readdir } from 'node:fs/promises';
import type { EngineRunId } from '../values/ids.ts';
import { isErrno } from './errno.ts';

/** One file of the journal. */
export interface JournalSegment {
  readonly run: EngineRunId;
  /** File name, without the folder. */
  readonly name: string;
}

const SEGMENT_NAME = /^(\d{6}-[0-9a-f]{4})\.\d{6}\.jsonl$/;

/** The segments in the folder, in the order in which they were begun. None where there is no folder. */
export async function listSegments(folder: string): Promise<readonly JournalSegment[]> {
  const segments: JournalSegment[] = [];
  for (const name of (await namesIn(folder)).sort()) {
    const run = SEGMENT_NAME.exec(name)?.[1];
    if (run !== undefined) segments.push({ name, run: run as EngineRunId });
  }
  return segments;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
