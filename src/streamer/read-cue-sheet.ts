import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Cue, type CueKey, type CueSheet, parseCueKey } from '../ports/cue-sheet.ts';
import { RefusedError } from '../values/errors.ts';
import type { SoundId } from '../values/ids.ts';
import type { StationFolder } from './station-folder.ts';

const sheetOnDisk = z.object({
  version: z.string(),
  cues: z.array(
    z.object({
      key: z.string(),
      start: z.int(),
      mode: z.enum(['hard', 'soft']),
      fade: z.int(),
      latest: z.int(),
      missed: z.int(),
      joins: z.boolean(),
      until: z.int(),
      files: z.array(z.object({ sound: z.int(), path: z.string(), from: z.int(), length: z.int() })),
      reason: z.string().optional(),
    }),
  ),
  stop: z.array(z.string()),
});

/**
 * The cue sheet that is on the engine's disk; null where none has been put.
 * @throws {RefusedError} `cue_sheet_damaged`
 */
export async function readCueSheet({ cueSheet: file }: StationFolder): Promise<CueSheet | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { version, cues, stop } = sheetOnDisk.parse(JSON.parse(text));
    return { version, cues: cues.flatMap(cueOf), stop: stop.filter((key): key is CueKey => parseCueKey(key) !== null) };
  } catch {
    throw new RefusedError('cue_sheet_damaged', `${file} is not a cue sheet; a running Airkeeper writes it anew`, {
      file,
    });
  }
}

function cueOf(cue: z.infer<typeof sheetOnDisk>['cues'][number]): readonly Cue[] {
  const key = parseCueKey(cue.key);
  if (key === null) return [];
  return [
    {
      ...key,
      startMs: cue.start,
      mode: cue.mode,
      fadeSeconds: cue.fade / 1000,
      latestStartMs: cue.latest,
      late: cue.joins || cue.missed !== cue.latest ? { joins: cue.joins, latestIfMissedMs: cue.missed } : null,
      untilMs: cue.until < 0 ? null : cue.until,
      files: cue.files.map(({ sound, path, from, length }) => ({
        soundId: sound as SoundId,
        path,
        fromSeconds: from / 1000,
        durationSeconds: length < 0 ? null : (from + length) / 1000,
      })),
      ...(cue.reason === undefined ? {} : { reason: cue.reason }),
    },
  ];
}
