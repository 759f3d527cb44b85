import type { AlarmCondition } from '../../ports/alarms.ts';
import { bytesText } from './bytes-text.ts';

/** One file system, by the first folder that is on it. */
export interface DiskSpace {
  readonly folder: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Null where the file system does not count its files. */
  readonly freeFiles: number | null;
}

/** Without a setting: this much, or this share of a disk where that is less. */
const DEFAULT_LIMIT_BYTES = 1_000_000_000;
const DEFAULT_LIMIT_SHARE = 0.05;
/** A disk is well again with this much more than the limit, so that one at the limit does not come and go. */
const WELL_AGAIN = 1.1;
const LEAST_FREE_FILES = 1_000;

/** The disks that are nearly full. @param open folders whose disk was nearly full at the last look */
export function diskConditions(
  disks: readonly DiskSpace[],
  limitBytes: number | null,
  open: readonly string[],
): readonly AlarmCondition<'disk_nearly_full'>[] {
  return disks.flatMap(({ folder, freeBytes, totalBytes, freeFiles }) => {
    const more = open.includes(folder) ? WELL_AGAIN : 1;
    const limit = limitBytes ?? Math.min(DEFAULT_LIMIT_BYTES, totalBytes * DEFAULT_LIMIT_SHARE);
    if (freeBytes < limit * more) {
      return [{ subject: folder, facts: { folder, free: bytesText(freeBytes), limit: bytesText(limit) } }];
    }
    if (freeFiles === null || freeFiles >= LEAST_FREE_FILES * more) return [];
    const facts = { folder, free: `room for ${freeFiles} files`, limit: `${LEAST_FREE_FILES}` };
    return [{ subject: folder, facts }];
  });
}
