import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RefusedError } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import { OwnRuns } from './own-runs.ts';
import type { StationFolder } from './station-folder.ts';
import { putWholeFile, readText } from './whole-file.ts';

const LAST_COUNT = 999_999;

/**
 * The id of the next run of a station's engine. Its count is above that of every run that is known here: remembered, in the
 * journal, or to the caller (`known`), so that ids sort in the order of time even where a folder was lost. The four random
 * digits tell runs apart that were counted from the same backup, or from a disk that did not take what was to be remembered.
 *
 * @throws {RefusedError} `runs_used_up`
 */
export async function nextRun(folder: StationFolder, known: EngineRunId | null): Promise<EngineRunId> {
  const newest = await new OwnRuns(folder).newest().catch(() => null);
  const remembered = await readText(rememberedPath(folder)).catch(() => null);
  const runs = [remembered, known, newest?.run];
  const count = Math.max(...runs.map((run) => countOf(run ?? ''))) + 1;
  if (count > LAST_COUNT) throw usedUp(folder);
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

/** One a minute for two years: or somebody wrote such a number. */
function usedUp({ root }: StationFolder): RefusedError {
  const message = `the station has used up its ${LAST_COUNT} runs, by what ${join(root, 'run')}, the names of its journal or the log say`;
  return new RefusedError('runs_used_up', message, { folder: root });
}

function rememberedPath(folder: StationFolder): string {
  return join(folder.root, 'run');
}

function countOf(run: string): number {
  return Number(/^(\d{6})-/.exec(run)?.[1] ?? 0);
}
