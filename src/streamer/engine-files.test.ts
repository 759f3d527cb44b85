import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CueSheet } from '../ports/cue-sheet.ts';
import type { StreamPlan, StreamPlans } from '../ports/stream-plan.ts';
import { BugError, must } from '../values/errors.ts';
import type { DiffusionId, Slug, SoundId } from '../values/ids.ts';
import { cueSheetText, putCueSheet, putStreamPlans } from './engine-files.ts';
import { type StationFolder, stationFolder } from './station-folder.ts';
import { tempFolder } from './testing/temp-folder.ts';

const SHEET: CueSheet = {
  version: 'c1',
  cues: [
    {
      diffusionId: 5 as DiffusionId,
      attempt: 0,
      startMs: 1_800_000_000_250,
      mode: 'hard',
      fadeSeconds: 1.5,
      latestStartMs: 1_800_001_200_250,
      late: { joins: true, latestIfMissedMs: 1_800_003_600_000 },
      untilMs: 1_800_003_600_000,
      files: [{ soundId: 12 as SoundId, path: '/a/é “b” 📻.ogg', fromSeconds: 61.2345, durationSeconds: 3600.5 }],
    },
    {
      diffusionId: 6 as DiffusionId,
      attempt: 2,
      startMs: 1_800_010_000_000,
      mode: 'soft',
      fadeSeconds: 0,
      latestStartMs: 1_800_011_200_000,
      late: null,
      untilMs: null,
      files: [],
    },
  ],
  stop: ['4#0'],
};

function plan(change: Partial<StreamPlan> = {}): StreamPlan {
  return {
    name: 'night' as Slug,
    weight: 1,
    minDelaySeconds: 0,
    windows: null,
    playlist: [{ soundId: 1 as SoundId, path: '/music/a.ogg' }],
    ...change,
  };
}

async function folderAndPut() {
  const folder = stationFolder(await tempFolder(), 'vert');
  return { folder, put: (...streams: StreamPlan[]) => putStreamPlans(folder, { version: 's1', streams }) };
}

async function readStreams(folder: StationFolder): Promise<{ streams: { playlist: string }[] }> {
  return JSON.parse(await readFile(folder.streamPlans, 'utf8'));
}

test('writes a cue sheet in whole milliseconds, with -1 for no end', async () => {
  const folder = stationFolder(await tempFolder(), 'vert');
  await putCueSheet(folder, SHEET);
  expect(JSON.parse(await readFile(folder.cueSheet, 'utf8'))).toEqual({
    version: 'c1',
    cues: [
      {
        key: '5#0',
        start: 1_800_000_000_250,
        mode: 'hard',
        fade: 1500,
        latest: 1_800_001_200_250,
        missed: 1_800_003_600_000,
        joins: true,
        until: 1_800_003_600_000,
        files: [{ sound: 12, path: '/a/é “b” 📻.ogg', from: 61_235, length: 3_539_265 }],
      },
      {
        key: '6#2',
        start: 1_800_010_000_000,
        mode: 'soft',
        fade: 0,
        latest: 1_800_011_200_000,
        missed: 1_800_011_200_000,
        joins: false,
        until: -1,
        files: [],
      },
    ],
    stop: ['4#0'],
  });
});

test('the sheet is one line whatever the paths hold', () => {
  const path = '/a/line\nend\r\u0085\u2028"quote"\\#{1}\u007f.ogg';
  const text = cueSheetText({
    ...SHEET,
    cues: [{ ...must(SHEET.cues[0], 'the first cue'), files: [{ soundId: 1 as SoundId, path, fromSeconds: 0 }] }],
  });
  expect(text.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect(JSON.parse(text).cues[0].files[0].path).toBe(path);
});

test('the same sheet is not written twice', async () => {
  const folder = stationFolder(await tempFolder(), 'vert');
  await putCueSheet(folder, SHEET);
  const { ino } = await stat(folder.cueSheet);
  await putCueSheet(folder, structuredClone(SHEET));
  expect((await stat(folder.cueSheet)).ino).toBe(ino);
  await putCueSheet(folder, { ...SHEET, version: 'c2' });
  expect((await stat(folder.cueSheet)).ino).not.toBe(ino);
});

test('writes the streams, and each playlist under a name that says its content', async () => {
  const { folder, put } = await folderAndPut();
  const playlist = [
    { soundId: 12 as SoundId, path: '/music/a.ogg' },
    { soundId: 13 as SoundId, path: '/music/line\nend.ogg' },
  ];
  const windows = [{ fromMs: 1_800_000_000_000, toMs: 1_800_003_600_000 }];
  await put(
    plan({ name: 'jingles' as Slug, weight: 0.0001, minDelaySeconds: 600, windows: [], playlist: [] }),
    plan({ weight: 2.5, windows, playlist }),
  );
  const { streams, ...rest } = await readStreams(folder);
  expect(rest).toEqual({ version: 's1' });
  expect(streams).toEqual([
    {
      name: 'jingles',
      weight: 1,
      delay: 600_000,
      always: false,
      windows: [],
      playlist: expect.stringMatching(/^playlists\/jingles-[0-9a-f]{16}\.jsonl$/),
      count: 0,
    },
    {
      name: 'night',
      weight: 2500,
      delay: 0,
      always: false,
      windows: [[1_800_000_000_000, 1_800_003_600_000]],
      playlist: expect.stringMatching(/^playlists\/night-[0-9a-f]{16}\.jsonl$/),
      count: 2,
    },
  ]);
  const lines = await readFile(join(folder.root, streams[1]?.playlist ?? ''), 'utf8');
  expect(lines).toBe('{"sound":12,"path":"/music/a.ogg"}\n{"sound":13,"path":"/music/line\\nend.ogg"}\n');
  expect(await readFile(join(folder.root, streams[0]?.playlist ?? ''), 'utf8')).toBe('');
});

test('a station without streams has a file that says so', async () => {
  const { folder, put } = await folderAndPut();
  await put();
  expect(await readStreams(folder)).toEqual({ version: 's1', streams: [] });
});

test('without a window a stream plays always', async () => {
  const { folder, put } = await folderAndPut();
  await put(plan());
  expect((await readStreams(folder)).streams).toMatchObject([{ always: true, windows: [], weight: 1000 }]);
});

test('a playlist stays until the streams that named it are two versions old', async () => {
  const { folder, put } = await folderAndPut();
  const putAndList = async (path: string) => {
    await put(plan({ playlist: [{ soundId: 1 as SoundId, path }] }));
    const names = await readdir(folder.playlists);
    const texts = await Promise.all(names.map((name) => readFile(join(folder.playlists, name), 'utf8')));
    return texts.map((text) => JSON.parse(text).path).sort();
  };
  expect(await putAndList('/a')).toEqual(['/a']);
  expect(await putAndList('/b')).toEqual(['/a', '/b']);
  expect(await putAndList('/c')).toEqual(['/b', '/c']);
  expect(await putAndList('/c')).toEqual(['/b', '/c']);
});

test('leftovers of a crash are removed with the next change', async () => {
  const { folder, put } = await folderAndPut();
  await put(plan());
  await writeFile(join(folder.playlists, 'night-0000000000000000.jsonl.tmp'), 'half');
  await put(plan({ weight: 2 }));
  expect(await readdir(folder.playlists)).toHaveLength(1);
});

test('the same plans are not written twice', async () => {
  const { folder, put } = await folderAndPut();
  await put(plan());
  const { ino } = await stat(folder.streamPlans);
  await put(structuredClone(plan()));
  expect((await stat(folder.streamPlans)).ino).toBe(ino);
});

test('a name that is no slug is our own mistake: it would be a path', async () => {
  const { folder } = await folderAndPut();
  const plans: StreamPlans = { version: 's1', streams: [plan({ name: '../night' as Slug })] };
  await expect(putStreamPlans(folder, plans)).rejects.toThrow(BugError);
});
