import type { Cue } from '../ports/cue-sheet.ts';
import type { Track } from './air.ts';
import type { Disk } from './disk.ts';

export const DEALER = 'dealer';

/** The file of a cue, and the place in it, so far into all of them. Null: beyond the last. */
export function placeAt({ files }: Cue, afterMs: number): { readonly index: number; readonly fromMs: number } | null {
  let leftMs = afterMs;
  for (const [index, { durationSeconds, fromSeconds }] of files.entries()) {
    const lengthMs = durationSeconds == null ? Number.POSITIVE_INFINITY : (durationSeconds - fromSeconds) * 1000;
    if (leftMs < lengthMs) return { index, fromMs: leftMs };
    leftMs -= lengthMs;
  }
  return null;
}

/**
 * The first file from a place on that can be played.
 *
 * @param laterMs how much later than the sheet says the file at that place begins
 */
export function firstPlayable(disk: Disk, cue: Cue, from: number, laterMs: number): Track | null {
  for (const [place, file] of cue.files.slice(from).entries()) {
    const audio = disk.file(file.path);
    const fromMs = Math.round(file.fromSeconds * 1000) + (place === 0 ? laterMs : 0);
    if ((audio.state !== 'whole' && audio.state !== 'truncated') || audio.durationMs <= fromMs) continue;
    const { soundId, path } = file;
    const lengthMs = audio.durationMs;
    return { source: DEALER, soundId, path, fromMs, lengthMs, pushed: false, cue: { cue, index: from + place } };
  }
  return null;
}
