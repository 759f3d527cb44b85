import { z } from 'zod';
import type { HighestIds } from '../ports/store.ts';
import type { StationFolder } from './station-folder.ts';
import { putWholeFile, readText } from './whole-file.ts';

const NONE: HighestIds = { diffusion: 0, sound: 0 };

const highestIds = z.object({ diffusion: z.int().nonnegative(), sound: z.int().nonnegative() });

/** The highest ids that were ever given to the station's engine; 0 where there are none, or it cannot be read. */
export async function readHighestIds(folder: StationFolder): Promise<HighestIds> {
  try {
    return highestIds.parse(JSON.parse((await readText(folder.highestIds)) ?? ''));
  } catch {
    return NONE;
  }
}

/**
 * Remembers ids before they are given to the engine: what it then writes of them stays theirs, also where the database is put
 * back to a state in which it had not given them out yet.
 *
 * @throws {PassingError} `disk_failed`
 */
export async function rememberIds(folder: StationFolder, given: HighestIds): Promise<void> {
  const before = await readHighestIds(folder);
  if (given.diffusion <= before.diffusion && given.sound <= before.sound) return;
  const after = {
    diffusion: Math.max(before.diffusion, given.diffusion),
    sound: Math.max(before.sound, given.sound),
  };
  await putWholeFile(folder.highestIds, `${JSON.stringify(after)}\n`);
}
