import type { CueFile } from '../ports/cue-sheet.ts';
import type { Reached } from '../ports/store.ts';
import type { Sound } from '../values/model.ts';

/** Less than this of a file is not worth opening it. */
const LEAST_SECONDS = 1;

/** The whole of a sound, as a file of a cue. */
export function cueFile({ id, path, durationSeconds }: Sound): CueFile {
  return { soundId: id, path, fromSeconds: 0, durationSeconds };
}

/** What is left of files played one after the other, so many seconds after the first began. */
export function filesFrom(files: readonly CueFile[], afterSeconds: number): readonly CueFile[] {
  let left = Math.max(0, afterSeconds);
  for (const [index, file] of files.entries()) {
    const { durationSeconds = null, fromSeconds } = file;
    if (durationSeconds === null || fromSeconds + left <= durationSeconds - LEAST_SECONDS) {
      return [{ ...file, fromSeconds: Math.round((fromSeconds + left) * 1000) / 1000 }, ...files.slice(index + 1)];
    }
    left = Math.max(0, left - (durationSeconds - fromSeconds));
  }
  return [];
}

/** What is left of whole files so many seconds after a place in them; null when that place is in none of them. */
export function filesFromReached(
  files: readonly CueFile[],
  { soundId, positionSeconds }: Reached,
  afterSeconds = 0,
): readonly CueFile[] | null {
  const place = files.findIndex((file) => file.soundId === soundId);
  return place < 0 ? null : filesFrom(files.slice(place), positionSeconds + afterSeconds);
}
