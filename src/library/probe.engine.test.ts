import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RefusedError } from '../values/errors.ts';
import { createFileLibrary } from './file-library.ts';
import { testClock } from './testing/test-clock.ts';

const fileLibrary = createFileLibrary({ clock: testClock });

const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airkeeper-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Two seconds of a tone. */
async function tone(name: string, ...options: readonly string[]): Promise<string> {
  const path = join(folder, name);
  const source = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2:sample_rate=44100'];
  await run('ffmpeg', ['-v', 'error', '-y', ...source, ...options, `file:${path}`]);
  return path;
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('what is a sound', () => {
  test.each(['a.ogg', 'a.mp3', 'a.flac', 'a.wav', 'a.opus', 'a.m4a', 'a.aac'])(
    '%s: its length and names',
    async (name) => {
      const tags = ['-metadata', 'title=La nuit “📻”', '-metadata', 'artist=Nina'];
      const facts = await fileLibrary.probe(await tone(name, ...tags));
      expect(facts.durationSeconds).toBeGreaterThan(1.95);
      expect(facts.durationSeconds).toBeLessThan(2.1);
      // ADTS has no place for names.
      const named = name !== 'a.aac';
      expect(facts).toMatchObject(named ? { title: 'La nuit “📻”', artist: 'Nina' } : { title: 'a', artist: '' });
    },
  );

  test.each([
    ['mono, 8 kHz', 'mono.wav', ['-ac', '1', '-ar', '8000']],
    ['96 kHz', 'wide.flac', ['-ac', '2', '-ar', '96000']],
    ['any name will do', 'sound without extension', ['-f', 'ogg']],
  ])('%s', async (_what, name, options) => {
    expect((await fileLibrary.probe(await tone(name, ...options))).durationSeconds).toBeCloseTo(2, 1);
  });

  test('without a title it is called as its file', async () => {
    expect(await fileLibrary.probe(await tone('Monday show.v2.ogg'))).toMatchObject({
      title: 'Monday show.v2',
      artist: '',
    });
  });

  test('a title of several lines is shown in one', async () => {
    const path = await tone('lines.flac', '-metadata', 'title= one\ntwo\t ');
    expect(await fileLibrary.probe(path)).toMatchObject({ title: 'one two' });
  });

  test('a cover picture does not matter', async () => {
    const cover = ['-f', 'lavfi', '-i', 'color=red:size=16x16:duration=0.04', '-map', '0', '-map', '1'];
    const path = await tone('cover.mp3', ...cover, '-disposition:v', 'attached_pic');
    expect((await fileLibrary.probe(path)).durationSeconds).toBeCloseTo(2, 1);
  });

  test('a recording that does not say its length is measured', async () => {
    const path = join(folder, 'piped.flac');
    await run('sh', ['-c', `ffmpeg -v error -f lavfi -i sine=d=2 -f flac - > ${path}`]);
    expect((await fileLibrary.probe(path)).durationSeconds).toBe(2);
  });

  test('a truncated file is what is left of it', async () => {
    const whole = await readFile(await tone('whole.ogg', '-q:a', '5'));
    const path = await file('truncated.ogg', whole.subarray(0, whole.length * 0.9));
    const facts = await fileLibrary.probe(path);
    expect(facts.durationSeconds).toBeGreaterThan(0.5);
    expect(facts.durationSeconds).toBeLessThanOrEqual(2);
  });

  test.each([
    ['spaces and quotes', ' it\'s "quoted" .ogg'],
    ['interpolation', 'a#{1 + 1}$(id)`id`.ogg'],
    ['a line end', 'a\nb.ogg'],
    ['a hyphen and a colon', '-i:http:a.ogg'],
    ['a pattern', 'a%03d%s*?.ogg'],
    ['a backslash', 'a\\b.ogg'],
    ['emoji', '📻 nuit.ogg'],
    ['255 bytes', `${'é'.repeat(125)}x.ogg`],
  ])('hostile name: %s', async (_what, name) => {
    const plain = await tone('plain.ogg');
    const path = await file(name, await readFile(plain));
    const { durationSeconds } = await fileLibrary.probe(path);
    expect(durationSeconds).toBeCloseTo(2, 1);
    expect(await fileLibrary.missing([path])).toEqual(new Set());
  });
});

describe('what is not', () => {
  const refused = async (path: string) => {
    const error: unknown = await fileLibrary.probe(path).catch((reason) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    return error instanceof RefusedError && error.message.includes(path) ? error.code : error;
  };

  test('nothing, a folder, a device, an empty file', async () => {
    expect(await refused(join(folder, 'none.ogg'))).toBe('not_found');
    await mkdir(join(folder, 'album.ogg'));
    expect(await refused(join(folder, 'album.ogg'))).toBe('not_audio');
    expect(await refused('/dev/zero')).toBe('not_audio');
    await symlink(join(folder, 'gone'), join(folder, 'dangling.ogg'));
    expect(await refused(join(folder, 'dangling.ogg'))).toBe('not_found');
    expect(await refused(await file('empty.ogg', ''))).toBe('empty_file');
  });

  test.each(['text.txt', 'text.mp3', 'text.wav'])('text: %s', async (name) => {
    const lines = Array.from({ length: 3000 }, (_, index) => `some line of text, number ${index}`);
    expect(await refused(await file(name, lines.join('\n')))).toBe('not_audio');
  });

  test.each(['noise.mp3', 'noise.ogg', 'zero.mp3', 'zero.bin'])('rubbish: %s', async (name) => {
    const byte = (index: number) => (name.startsWith('zero') ? 0 : (Math.imul(index, 2_654_435_761) >>> 13) & 255);
    expect(
      await refused(
        await file(
          name,
          Uint8Array.from({ length: 100_000 }, (_, index) => byte(index)),
        ),
      ),
    ).toBe('not_audio');
  });

  test('a picture, a film without sound, a header without a sound', async () => {
    const picture = join(folder, 'picture.png');
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:size=16x16', '-frames:v', '1', picture]);
    expect(await refused(picture)).toBe('not_audio');
    const film = join(folder, 'film.mp4');
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=duration=1:size=32x32', film]);
    expect(await refused(film)).toBe('not_audio');
    const wav = await readFile(await tone('head.wav'));
    expect(await refused(await file('head.wav', wav.subarray(0, 44)))).toBe('not_audio');
    const ogg = await readFile(await tone('head.ogg'));
    expect(await refused(await file('head.ogg', ogg.subarray(0, 2000)))).toBe('not_audio');
  });

  test('a list that names a sound elsewhere', async () => {
    await tone('listed.wav');
    expect(await refused(await file('list.ogg', 'ffconcat version 1.0\nfile listed.wav\n'))).toBe('not_audio');
    const hls = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nlisted.wav\n#EXT-X-ENDLIST\n';
    expect(await refused(await file('list.m3u8', hls))).toBe('not_audio');
  });
});
