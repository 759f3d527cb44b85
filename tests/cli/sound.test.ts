import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newBatch, newEntry } from '../../src/ports/testing/store-fixtures.ts';
import { must, PassingError, RefusedError } from '../../src/values/errors.ts';
import { Harness } from './harness.ts';

async function station(): Promise<Harness> {
  const harness = new Harness();
  await harness.all(
    'station add Vert',
    'program add vert Night --streamed',
    'program add vert Morning --scheduled',
    'episode add morning Monday',
  );
  return harness;
}

describe('CL-8: sound add is whole or not made', () => {
  test('every bad file is named, and none is added', async () => {
    const harness = await station();
    const good = harness.addFile('a.ogg');
    harness.addFile('empty.ogg', new RefusedError('empty_file', 'empty.ogg is empty'));
    harness.addFile('text.ogg', new RefusedError('not_audio', 'text.ogg holds no audio'));
    const argv = ['sound', 'add', 'a.ogg', 'empty.ogg', 'text.ogg', './a.ogg', 'gone.ogg', '--program', 'night'];
    const outcome = await harness.run(...argv);
    expect(outcome).toMatchObject({ status: 1, out: '' });
    expect(outcome.err).toBe(
      [
        'airkeeper: 4 of 5 files cannot be added, so none was:',
        '  empty.ogg is empty',
        '  text.ogg holds no audio',
        `  "${good}" is given twice`,
        `  there is no file ${join(harness.cwd, 'gone.ogg')}`,
        '',
      ].join('\n'),
    );
    expect((await harness.run(...argv, '--json')).error()).toMatchObject({
      code: 'bad_files',
      data: { bad: 4, given: 5 },
    });
    expect(await harness.json('sound', 'list')).toEqual([]);
  });

  test('when the database refuses one, none is added', async () => {
    const harness = await station();
    harness.addFile('a.ogg');
    harness.addFile('b.ogg');
    const before = harness.notified;
    harness.wrapStore = (store) => ({
      ...store,
      transaction: (work) =>
        store.transaction((inner) =>
          work({
            ...inner,
            sounds: {
              ...inner.sounds,
              add: async (sound) => {
                if (sound.path.endsWith('b.ogg')) throw new PassingError('database_unavailable', 'gone');
                return inner.sounds.add(sound);
              },
            },
          }),
        ),
    });
    expect(await harness.run('sound', 'add', 'a.ogg', 'b.ogg', '--program', 'night')).toMatchObject({
      status: 1,
      out: '',
    });
    expect(harness.notified).toBe(before);
    expect(await harness.json('sound', 'list')).toEqual([]);
  });

  test('a failure that passes is not taken for a bad file', async () => {
    const harness = await station();
    harness.addFile('a.ogg');
    const probe = () => Promise.reject(new PassingError('busy', 'too many open files'));
    harness.library = { ...harness.library, probe };
    expect((await harness.run('sound', 'add', 'a.ogg', '--program', 'night', '--json')).error().code).toBe('busy');
  });
});

describe('sound add', () => {
  test('titles come from --title, the file, or its name', async () => {
    const harness = await station();
    harness.addFile('tagged.ogg', { title: 'Tagged' });
    harness.addFile('plain name.ogg');
    harness.addFile('c.ogg', { title: 'Other' });
    expect(await harness.json('sound', 'add', 'tagged.ogg', 'plain name.ogg', '--program', 'night')).toMatchObject([
      { title: 'Tagged', position: 0, type: 'archive', program: 'night', episode: null },
      { title: 'plain name', position: 0 },
    ]);
    expect(
      await harness.json('sound', 'add', 'c.ogg', '--station', 'vert', '--type', 'other', '--title', 'Mine'),
    ).toMatchObject([{ title: 'Mine', type: 'other', station: 'vert', program: null }]);
  });

  test('sounds of an episode follow one another', async () => {
    const harness = await station();
    for (const name of ['1.ogg', '2.ogg', '3.ogg', '4.ogg', '5.ogg']) harness.addFile(name);
    await harness.all(
      'sound add 2.ogg 1.ogg --episode monday',
      'sound add 3.ogg --episode monday',
      'sound add 5.ogg 4.ogg --episode monday --position 10',
    );
    const sounds = (await harness.json('sound', 'list', '--episode', 'monday')) as readonly object[];
    expect(sounds).toMatchObject([
      { position: 2 },
      { position: 1 },
      { position: 3 },
      { position: 11 },
      { position: 10 },
    ]);
    expect(sounds[0]).toMatchObject({ program: 'morning', episode: 'monday', station: 'vert' });
  });

  test('the only station need not be named', async () => {
    const harness = await station();
    harness.addFile('a.ogg');
    expect(await harness.json('sound', 'add', 'a.ogg')).toMatchObject([
      { station: 'vert', program: null, episode: null },
    ]);
  });

  test.each([
    'with space.ogg',
    'quote"s\'.ogg',
    '#{exit(1)}.ogg',
    'new\nline.ogg',
    '🎵 émoji.ogg',
    `${'x'.repeat(251)}.ogg`,
    '-dash.ogg',
    "$(reboot)';drop table sound--.ogg",
  ])('CL-12: a path is stored as it is, absolute: %j', async (name) => {
    const harness = await station();
    const path = harness.addFile(name);
    expect((await harness.run('sound', 'add', '--program', 'night', '--json', '--', name)).status).toBe(0);
    expect(await harness.json('sound', 'list')).toMatchObject([{ path }]);
    expect((await harness.run('sound', 'show', '--json', '--', name)).json()).toMatchObject({ path, tracks: [] });
    expect((await harness.run('sound', 'list')).out.trimEnd().split('\n')).toHaveLength(2);
  });

  test('CL-4: a whole number is an id, a path is anything else', async () => {
    const harness = await station();
    harness.addFile('other.ogg');
    const path = harness.addFile('1');
    await harness.all('sound add other.ogg --program night', 'sound add 1 --program night');
    expect(await harness.json('sound', 'show', '1')).toMatchObject({ id: 1, title: 'other' });
    expect(await harness.json('sound', 'show', './1')).toMatchObject({ id: 2, path });
  });

  test('a file that is a sound of two stations is ambiguous', async () => {
    const harness = await station();
    harness.addFile('a.ogg');
    await harness.all('station add Rouge', 'sound add a.ogg --station vert', 'sound add a.ogg --station rouge');
    expect((await harness.run('sound', 'show', 'a.ogg', '--json')).error()).toMatchObject({
      code: 'ambiguous',
      data: { candidates: '1 2' },
    });
    expect(await harness.json('sound', 'show', 'a.ogg', '--station', 'rouge')).toMatchObject({
      id: 2,
      station: 'rouge',
    });
  });
});

describe('track', () => {
  test('of a sound or of an episode, in order of position', async () => {
    const harness = await station();
    harness.addFile('a.ogg', { durationSeconds: 100 });
    await harness.all(
      'sound add a.ogg --program night',
      'track add a.ogg --at 1m12.5s --title Second',
      'track add 1 --title First --position 0 --artist Nina',
      'track add --episode monday --title Only',
    );
    expect(await harness.json('track', 'list', '1')).toEqual([
      { id: 2, sound: 1, episode: null, position: 0, atSeconds: null, artist: 'Nina', title: 'First' },
      { id: 1, sound: 1, episode: null, position: 1, atSeconds: 72.5, artist: '', title: 'Second' },
    ]);
    expect(await harness.json('track', 'list', '--episode', 'monday')).toMatchObject([
      { sound: null, episode: 1, position: 1 },
    ]);
    expect(
      await harness.run('track', 'add', 'a.ogg', '--title', 'Third', '--artist', 'Max', '--at', '0'),
    ).toMatchObject({
      out: 'Added track 4: Max – Third, at second 0.\n',
    });
  });
});

describe('CL-26: sound set and remove', () => {
  test('what is given is changed; another file is read first', async () => {
    const harness = await station();
    harness.addFile('a.ogg', { title: 'A' });
    harness.addFile('moved/a.ogg', { durationSeconds: 77 });
    await harness.all('sound add a.ogg --program night');
    expect(await harness.json('sound', 'set', 'a.ogg', '--title', 'Song A', '--type', 'other')).toMatchObject({
      id: 1,
      title: 'Song A',
      type: 'other',
      durationSeconds: 180,
      path: join(harness.cwd, 'a.ogg'),
    });
    const before = harness.notified;
    expect((await harness.run('sound', 'set', '1', '--path', 'nowhere.ogg', '--json')).error().code).toBe('not_found');
    expect((await harness.run('sound', 'set', '1', '--json')).error().code).toBe('nothing_to_do');
    expect(harness.notified).toBe(before);
    expect(await harness.json('sound', 'set', '1', '--path', 'moved/a.ogg', '--position', '3')).toMatchObject({
      title: 'Song A',
      type: 'other',
      position: 3,
      durationSeconds: 77,
      path: join(harness.cwd, 'moved/a.ogg'),
    });
    expect(harness.notified).toBe(before + 1);
  });

  test('a sound is removed, and coming diffusions that it leaves without a sound are named', async () => {
    const harness = await station();
    harness.addFile('a.ogg');
    harness.addFile('b.ogg');
    await harness.all(
      'sound add a.ogg b.ogg --episode monday',
      'diffusion add monday --start 2026-12-01T07:00 --duration 1h',
      'diffusion add monday --start 2026-12-02T07:00 --duration 1h --type unconfirmed',
    );
    expect(await harness.run('sound', 'remove', 'a.ogg')).toMatchObject({
      status: 0,
      err: '',
      out: `Removed sound 1 (a). Its file is still there: "${join(harness.cwd, 'a.ogg')}"\n`,
    });
    const last = await harness.run('sound', 'set', 'b.ogg', '--type', 'removed');
    expect(last.err).toMatch(/^warning: diffusion 1 at 2026-12-01 07:00:00 has no sound left/);
    expect(last.err.trim().split('\n')).toHaveLength(1);
    expect(await harness.json('sound', 'list')).toMatchObject([{ id: 2, type: 'removed' }]);
  });

  test('one that the log has is kept, and it is said how it is played no more', async () => {
    const harness = await station();
    harness.addFile('a.ogg');
    await harness.all('sound add a.ogg --program night');
    await harness.withStore(async (store) => {
      const [sound] = await store.sounds.list({});
      const { id, stationId } = must(sound, 'the sound');
      await store.monitor.commit(stationId, newBatch({ entries: [newEntry({ soundId: id })] }));
    });
    expect((await harness.run('sound', 'remove', 'a.ogg', '--json')).error()).toMatchObject({
      code: 'in_use',
      message: expect.stringMatching(/airkeeper sound set 1 --type removed$/),
    });
  });
});
