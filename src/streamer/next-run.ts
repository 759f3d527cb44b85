import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { assert } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import { listSegments } from './journal-segments.ts';
import type { StationFolder } from './station-folder.ts';
import { putWholeFile, readText } from './whole-file.ts';

const LAST_COUNT = 999_999;

/**
 * The id of the next run of a station's engine, remembered on the disk before it is used. Its count is above that of every
 * run that is known here: remembered, in the journal, or in the log (`known`), so that ids sort in the order of time even
 * where a folder was lost. The four random digits tell runs apart that were counted from the same backup.
 */
export async function nextRun(folder: StationFolder, known: EngineRunId | null): Promise<EngineRunId> {
  const remembered = join(folder.root, 'run');
  const segments = await listSegments(folder.journal);
  const runs = [await readText(remembered), known, segments.at(-1)?.run];
  const count = Math.max(...runs.map((run) => countOf(run ?? ''))) + 1;
  assert(count <= LAST_COUNT, `the station has used up its ${LAST_COUNT} runs`);
  const run = `${String(count).padStart(6, '0')}-${randomBytes(2).toString('hex')}`;
  await putWholeFile(remembered, `${run}\n`);
  return run as EngineRunId;
}

function countOf(run: string): number {
  return Number(/^(\d{6})-/.exec(run)?.[1] ?? 0);
}
