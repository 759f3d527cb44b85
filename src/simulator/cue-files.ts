import type { Cue } from '../ports/cue-sheet.ts';
import type { Track } from './air.ts';
import type { Disk } from './disk.ts';

export const DEALER = 'dealer';

/** The first file of a cue, from a place in it on, that can be played. */
export function firstPlayable(disk: Disk, cue: Cue, from: number): Track | null {
  for (const [place, file] of cue.files.slice(from).entries()) {
    const audio = disk.file(file.path);
    const fromMs = Math.round(file.fromSeconds * 1000);
    if ((audio.state !== 'whole' && audio.state !== 'truncated') || audio.durationMs <= fromMs) continue;
    const { soundId, path } = file;
    const lengthMs = audio.durationMs;
    return { source: DEALER, soundId, path, fromMs, lengthMs, pushed: false, cue: { cue, index: from + place } };
  }
  return null;
}
