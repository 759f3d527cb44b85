import { execFile } from 'node:child_process';
import { appendFile, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cue, file, RunningStation, stream, wait } from './running-station.ts';
import { sineWav } from './sounds.ts';

const run = promisify(execFile);
const SECONDS = 0.5;
/** What the engine takes of the end of a file: two of its frames at most. */
const TAIL_SECONDS = 0.09;

let station: RunningStation;
let lastId = 0;

beforeAll(async () => {
  station = await RunningStation.start();
});
afterAll(() => station?.close());

interface Played {
  readonly id: number;
  readonly path: string;
}

/** Plays files as one cue, and gives what the journal says of each. */
async function play(paths: readonly string[], before = async () => {}): Promise<Played[]> {
  lastId += 100;
  const diffusion = lastId;
  const files = paths.map((path, index) => ({ id: diffusion + index, path }));
  await station.setCues([
    cue(
      diffusion,
      files.map(({ id, path }) => file(id, path)),
      { startMs: Date.now() + 1500 },
    ),
  ]);
  await station.cueLine(diffusion, 'opened');
  await before();
  await station.cueLine(diffusion, 'ended', 60_000);
  return files;
}

async function expectPlayed({ id, path }: Played, seconds = SECONDS) {
  const on = await station.on(id);
  expect(on).toMatchObject({ source: 'dealer', positionSeconds: 0, request: { uri: path, pushed: false } });
  expect(on.request.cue).toMatch(/^\d+#0$/);
  const off = await station.off(on);
  expect(off).toMatchObject({ why: 'end', by: '' });
  expect(off.positionSeconds).toBeGreaterThan(seconds - TAIL_SECONDS);
  expect(off.positionSeconds).toBeLessThan(seconds + TAIL_SECONDS);
  return on;
}

async function ffmpeg(...args: string[]): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-y', ...args]);
}

test('EN-60: a file of any name is played, and journalled by that name', async () => {
  const names = [
    'with spaces.wav',
    ' leading and trailing .wav',
    `it's "quoted" \`back\`.wav`,
    '#{process.run("touch evaluated")}.wav',
    'line\nbreak\r\ttab.wav',
    'émission 😀 音楽 \u202e.wav',
    '-leading dash.wav',
    'a:b,c;d=e.wav',
    'annotate:title="x",ak_sound="7":y.wav',
    'http://example.org.wav'.replaceAll('/', '∕'),
    'back\\slash\\n.wav',
    '%Y$(title)~*?[x].wav',
    `${'é'.repeat(125)}x.wav`,
    '.hidden.wav',
    'no ending',
    'UPPER.WAV',
  ];
  const bytes = sineWav(SECONDS);
  const paths = names.map((name) => join(station.sounds, name));
  for (const path of paths) await writeFile(path, bytes);
  expect(Buffer.byteLength(names[12] ?? '')).toBe(255);
  for (const played of await play(paths)) await expectPlayed(played);
  await expect(readFile(join(station.folder.root, 'evaluated'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('EN-61: no tag of a file stands for what the engine was told of it', async () => {
  const plain = join(station.sounds, 'plain.wav');
  await writeFile(plain, sineWav(SECONDS));
  const title = '“T” "q" \\ #{process.run("touch evaluated")}\nline 😀';
  const ours = ['ak_rid=x', 'ak_sound=666', 'ak_cue=9#9', 'ak_from=500', 'ak_pushed=yes', 'ak_stream=x'];
  const theirs = [
    'liq_cue_in=0.3',
    'liq_cue_out=0.4',
    'liq_amplify=0',
    'liq_fade_in=9',
    'filename=/etc/passwd',
    'rid=99',
  ];
  const levels = [
    'initial_uri=/x',
    'status=y',
    'replaygain_track_gain=-60 dB',
    'R128_TRACK_GAIN=-9999',
    'duration=0.1',
  ];
  const tags = [`title=${title}`, 'artist=A\r\nB', ...ours, ...theirs, ...levels].flatMap((tag) => ['-metadata', tag]);
  const paths = ['flac', 'ogg', 'mp3', 'opus', 'm4a'].map((ending) => join(station.sounds, `tagged.${ending}`));
  for (const path of paths) {
    const all = path.endsWith('m4a') ? ['-movflags', 'use_metadata_tags'] : [];
    await ffmpeg('-i', plain, ...tags, ...all, path);
  }
  for (const played of await play(paths)) {
    const on = await expectPlayed(played);
    expect(on.request).toMatchObject({ title, artist: 'A\r\nB', soundId: played.id });
    expect(on.request.rid).toMatch(/^\d+$/);
  }
});

test('EN-62: tags that are not UTF-8 are read as Latin-1, and tear no line', async () => {
  const path = join(station.sounds, 'latin.mp3');
  await ffmpeg('-f', 'lavfi', '-i', `sine=duration=${SECONDS}`, '-map_metadata', '-1', '-id3v2_version', '0', path);
  const tag = Buffer.alloc(128);
  tag.write('TAG');
  Buffer.from('Caf\u00e9 "du"\n\\nord\u00c3(', 'latin1').copy(tag, 3);
  Buffer.from([0xff, 0xfe, 0x22]).copy(tag, 33);
  await appendFile(path, tag);
  const [played] = await play([path]);
  const on = await station.on(played?.id ?? 0);
  expect(on.request).toMatchObject({ title: 'Café "du"\n\\nord\u00c3(', artist: '\u00ff\u00fe"' });
});

test('EN-63: any sound that can be decoded is played, whatever its rate, channels and kind', async () => {
  const wavs = [
    { sampleRate: 8000, channels: 1 },
    { sampleRate: 11_025, channels: 1 },
    { sampleRate: 96_000, channels: 2 },
    { sampleRate: 44_100, channels: 6 },
  ];
  const paths = wavs.map(({ sampleRate, channels }) => join(station.sounds, `${sampleRate} ${channels}.wav`));
  for (const [index, options] of wavs.entries()) await writeFile(paths[index] ?? '', sineWav(SECONDS, options));
  for (const [name, options] of [
    ['24 bits.wav', ['-c:a', 'pcm_s24le']],
    ['48.opus', ['-ac', '1']],
    ['vbr.mp3', ['-q:a', '9']],
    ['hires.flac', ['-ar', '96000', '-sample_fmt', 's32']],
  ] as const) {
    const path = join(station.sounds, name);
    await ffmpeg('-f', 'lavfi', '-i', `sine=duration=${SECONDS}`, ...options, path);
    paths.push(path);
  }
  for (const played of await play(paths)) await expectPlayed(played);
});

test('EN-64: of a truncated file what is there is played', async () => {
  const wav = join(station.sounds, 'truncated.wav');
  await writeFile(wav, sineWav(2));
  await truncate(wav, 44 + 44_100 * 4);
  const mp3 = join(station.sounds, 'truncated.mp3');
  await ffmpeg('-f', 'lavfi', '-i', 'sine=duration=2', '-b:a', '128k', mp3);
  await truncate(mp3, 16_000);
  const files = await play([wav, mp3]);
  for (const played of files) {
    const off = await station.off(await station.on(played.id));
    expect(off.positionSeconds).toBeGreaterThan(0.8);
    expect(off.positionSeconds).toBeLessThan(1.2);
  }
});

test('EN-65: what cannot be played is passed over, with the reason, and what can be is played', async () => {
  const bad: [string, RegExp][] = [
    ['missing.wav', /not there/],
    ['empty.mp3', /empty, unreadable or no audio/],
    ['text.mp3', /empty, unreadable or no audio/],
    ['picture.png', /no audio|could not be opened/],
    ['header only.wav', /empty, unreadable or no audio|could not be opened/],
    ['loop.wav', /not there|unreadable/],
    [`${'x'.repeat(300)}.wav`, /not there/],
    ['plain.wav/below.wav', /not there/],
    ['', /folder/],
  ];
  await writeFile(join(station.sounds, 'empty.mp3'), '');
  await writeFile(join(station.sounds, 'text.mp3'), 'no sound at all\n'.repeat(1000));
  await ffmpeg('-f', 'lavfi', '-i', 'color=size=16x16', '-frames:v', '1', join(station.sounds, 'picture.png'));
  await writeFile(join(station.sounds, 'header only.wav'), sineWav(0));
  await symlink('loop.wav', join(station.sounds, 'loop.wav'));
  const good = join(station.sounds, 'plain.wav');
  await writeFile(good, sineWav(SECONDS));
  const paths = bad.map(([name]) => join(station.sounds, name));
  const files = await play([...paths.slice(0, 5), good, ...paths.slice(5)]);
  const played = files.find(({ path }) => path === good);
  if (played !== undefined) await expectPlayed(played);
  for (const [index, [, why]] of bad.entries()) {
    const at = files.find(({ path }) => path === paths[index]);
    const refused = station.of('refused', (line) => line.request.soundId === at?.id);
    const ons = station.of('on', (line) => line.request.soundId === at?.id);
    // a file of no length is either passed over or over at once
    if (index === 4 && ons.length > 0) continue;
    expect([at?.path, ons, refused]).toMatchObject([paths[index], [], [{ request: { uri: at?.path } }]]);
    expect(refused[0]?.why).toMatch(why);
  }
});

test('EN-66: a file that vanishes after it was queued is passed over and said; one that is open plays on', async () => {
  const paths: string[] = [];
  for (const name of ['open', 'gone', 'stays', 'last']) {
    paths.push(join(station.sounds, `${name}.wav`));
    await writeFile(paths.at(-1) ?? '', sineWav(SECONDS));
  }
  const files = await play(paths, async () => {
    for (const index of [0, 1, 3]) await rm(paths[index] ?? '');
  });
  const [open, gone, stays, last] = files;
  for (const played of [open, stays]) if (played !== undefined) await expectPlayed(played);
  for (const lost of [gone, last]) {
    expect(station.of('on', (line) => line.request.soundId === lost?.id)).toEqual([]);
    expect(station.of('refused', (line) => line.request.soundId === lost?.id)).toMatchObject([
      { source: 'dealer', request: { uri: lost?.path }, why: 'it could not be opened' },
    ]);
  }
});

test('EN-66: a piece of music that vanishes is passed over and said', async () => {
  const long = await station.sine('long.wav', 3);
  const vanishing = await station.sine('vanishing.wav', 3);
  await station.setCues([]);
  await station.setStreams([
    stream('night', [
      [9001, long],
      [9002, vanishing],
    ]),
  ]);
  const first = await station.line('on', (line) => line.source === 'night');
  await wait(700);
  const other = first.request.soundId === 9001 ? { id: 9002, path: vanishing } : { id: 9001, path: long };
  await rm(other.path);
  expect(await station.line('refused', (line) => line.source === 'night')).toMatchObject({
    request: { soundId: other.id, uri: other.path },
    why: 'the file is not there',
  });
  expect(await station.line('on', (line) => line.seq > first.seq)).toMatchObject({
    request: { soundId: first.request.soundId },
  });
});
