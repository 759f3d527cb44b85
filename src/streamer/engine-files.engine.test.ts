import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { CueSheet } from '../ports/cue-sheet.ts';
import type { DiffusionId, Slug, SoundId } from '../values/ids.ts';
import { putCueSheet, putStreamPlans } from './engine-files.ts';
import { stationFolder } from './station-folder.ts';
import { tempFolder } from './testing/temp-folder.ts';

const HOSTILE_PATHS = [
  '/a/plain.ogg',
  '/a/it\'s "quoted", \\ and #{1}.ogg',
  '/a/new\nline\r\ttab\u0007bell.ogg',
  '/a/\u0085\u2028\u2029\u007f.ogg',
  '/a/émission 📻 “nuit” 音楽.ogg',
  `/a/${'é'.repeat(120)}.ogg`,
];

/** Reads the files as the station's script does, and writes back the paths that it understood, as JSON. */
const READ_BACK = `
settings.init.allow_root.set(true)
settings.log.file.set(false)
let json.parse (sheet : {
  version : string,
  cues : [{key : string, start : int, mode : string, fade : int, latest : int, until : int,
    files : [{sound : int, path : string, from : int}]}],
  stop : [string]
}) = file.contents("cues.json")
let json.parse (plans : {
  version : string,
  streams : [{name : string, weight : int, delay : int, always : bool, windows : [[int]], playlist : string, count : int}]
}) = file.contents("streams.json")
def path_of(line) =
  let json.parse (item : {sound : int, path : string}) = line
  item.path
end
def paths_of(s) = list.map(path_of, list.filter(fun (l) -> l != "", file.lines(s.playlist))) end
def flat(lists) = list.fold(fun (all, l) -> list.append(all, l), [], lists) end
cue_paths = flat(list.map(fun (c) -> list.map(fun (f) -> f.path, c.files), sheet.cues))
stream_paths = flat(list.map(paths_of, plans.streams))
file.write(data=json.stringify(compact=true, {
  versions = [sheet.version, plans.version],
  cues = cue_paths,
  streams = stream_paths,
  starts = list.map(fun (c) -> c.start, sheet.cues),
  stop = sheet.stop
}), "understood.json")
exit(0)
`;

test('Liquidsoap reads from the disk what was put there, hostile paths included', async () => {
  const folder = stationFolder(await tempFolder(), 'vert');
  const sheet: CueSheet = {
    version: 'c1',
    cues: [
      {
        diffusionId: 5 as DiffusionId,
        attempt: 0,
        startMs: 1_800_000_000_250,
        mode: 'hard',
        fadeSeconds: 1.5,
        latestStartMs: 1_800_001_200_250,
        late: null,
        untilMs: null,
        files: HOSTILE_PATHS.map((path) => ({ soundId: 1 as SoundId, path, fromSeconds: 0 })),
      },
    ],
    stop: ['4#0'],
  };
  await putCueSheet(folder, sheet);
  const playlist = HOSTILE_PATHS.map((path) => ({ soundId: 1 as SoundId, path }));
  const shared = { weight: 1, minDelaySeconds: 0, playlist };
  await putStreamPlans(folder, {
    version: 's1',
    streams: [
      { ...shared, name: 'day' as Slug, windows: [{ fromMs: 1_800_000_000_000, toMs: 1_800_000_100_000 }] },
      { ...shared, name: 'night' as Slug, windows: null },
    ],
  });
  const script = join(folder.root, 'read-back.liq');
  await writeFile(script, READ_BACK);
  await promisify(execFile)('liquidsoap', [script], { cwd: folder.root });
  expect(JSON.parse(await readFile(join(folder.root, 'understood.json'), 'utf8'))).toEqual({
    versions: ['c1', 's1'],
    cues: HOSTILE_PATHS,
    streams: [...HOSTILE_PATHS, ...HOSTILE_PATHS],
    starts: [1_800_000_000_250],
    stop: ['4#0'],
  });
});
