import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineRunId } from '../values/ids.ts';
import { isSystemError } from './errno.ts';
import { listSegments } from './journal-segments.ts';
import type { StationFolder } from './station-folder.ts';
import { readText } from './whole-file.ts';

/** What an engine that plays changes on its disk: the text of its heartbeat, and its journal. */
export interface DiskSigns {
  readonly heartbeat: string | null;
  /** The journal's newest segment and its size. */
  readonly journal: string;
  /** Whether the run has a segment of its own. */
  readonly began: boolean;
}

/** A disk that does not answer gives no sign. */
export async function readDiskSigns(folder: StationFolder, run: EngineRunId | null): Promise<DiskSigns> {
  try {
    const segments = await listSegments(folder.journal);
    const newest = segments.at(-1)?.name;
    const size = newest === undefined ? 0 : (await stat(join(folder.journal, newest))).size;
    return {
      heartbeat: await readText(join(folder.root, 'alive.txt')),
      journal: `${newest} ${size}`,
      began: run !== null && segments.some((segment) => segment.run === run),
    };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { heartbeat: null, journal: '', began: false };
  }
}
