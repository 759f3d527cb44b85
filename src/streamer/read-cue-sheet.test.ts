import { expect, test } from 'vitest';
import type { CueSheet } from '../ports/cue-sheet.ts';
import type { DiffusionId, SoundId } from '../values/ids.ts';
import { putCueSheet } from './engine-files.ts';
import { readCueSheet } from './read-cue-sheet.ts';
import { stationFolder } from './station-folder.ts';
import { tempFolder } from './testing/temp-folder.ts';
import { putWholeFile } from './whole-file.ts';

const SHEET: CueSheet = {
  version: 'c1',
  cues: [
    {
      diffusionId: 5 as DiffusionId,
      attempt: 1,
      startMs: 1_800_000_000_250,
      mode: 'hard',
      fadeSeconds: 1.5,
      latestStartMs: 1_800_001_200_250,
      late: null,
      untilMs: null,
      files: [{ soundId: 12 as SoundId, path: '/a/line\nend “b” 📻.ogg', fromSeconds: 61.234, durationSeconds: null }],
      reason: 'MO-26: taken up again',
    },
  ],
  stop: ['4#0'],
};

test('reads back what was written', async () => {
  const folder = stationFolder(await tempFolder(), 'vert');
  expect(await readCueSheet(folder)).toBeNull();
  await putCueSheet(folder, SHEET);
  expect(await readCueSheet(folder)).toEqual(SHEET);
  const late = { joins: true, latestIfMissedMs: 1_800_003_600_000 };
  const file = { soundId: 13 as SoundId, path: '/b.ogg', fromSeconds: 0, durationSeconds: 12.345 };
  const cues = SHEET.cues.map((cue) => ({ ...cue, untilMs: 1_800_003_600_000, late, files: [...cue.files, file] }));
  const ended = { ...SHEET, cues };
  await putCueSheet(folder, ended);
  expect(await readCueSheet(folder)).toEqual(ended);
});

test.each(['', '{"version":"c1"', '{"version":"c1","cues":[{"key":"5#0"}],"stop":[]}'])(
  'what is no cue sheet is refused: %s',
  async (text) => {
    const folder = stationFolder(await tempFolder(), 'vert');
    await putWholeFile(folder.cueSheet, text);
    await expect(readCueSheet(folder)).rejects.toMatchObject({ code: 'cue_sheet_damaged' });
  },
);
