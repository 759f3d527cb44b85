import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { assert } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import { listSegments } from './journal-segments.ts';
import type { StationFolder } from './station-folder.ts';
import { putWholeFile, readText } from './whole-file.ts';

const LAST_COUNT = 999_999;

/**
 * The id of the next run of a station's engine. Its count is above that of every run that is known here: remembered, in the
 * journal, or to the caller (`known`), so that ids sort in the order of time even where a folder was lost. The four random
 * digits tell runs apart that were counted from the same backup, or from a disk that did not take what was to be remembered.
 */
export async function nextRun(folder: StationFolder, known: EngineRunId | null): Promise<EngineRunId> {
  const segments = await listSegments(folder.journal);
  const remembered = await readText(rememberedPath(folder)).catch(() => null);
  const runs = [remembered, known, segments.at(-1)?.run];
  const count = Math.max(...runs.map((run) => countOf(run ?? ''))) + 1;
  assert(count <= LAST_COUNT, `the station has used up its ${LAST_COUNT} runs`);
  return `${String(count).padStart(6, '0')}-${randomBytes(2).toString('hex')}` as EngineRunId;
}

/**
 * Remembers a run on the station's disk, so that the next one is counted above it. One that is older than what is remembered
 * already changes nothing.
 *
 * @throws {PassingError} `disk_failed`
 */
export async function rememberRun(folder: StationFolder, run: EngineRunId): Promise<void> {
  const remembered = await readText(rememberedPath(folder)).catch(() => null);
  if (countOf(remembered ?? '') < countOf(run)) await putWholeFile(rememberedPath(folder), `${run}\n`);
}

/** The later one of two runs. */
export function laterRun(a: EngineRunId | null, b: EngineRunId | null): EngineRunId | null {
  return countOf(b ?? '') > countOf(a ?? '') ? b : a;
}

function rememberedPath(folder: StationFolder): string {
  return join(folder.root, 'run');
}

function countOf(run: string): number {
  return Number(/^(\d{6})-/.exec(run)?.[1] ?? 0);
}
