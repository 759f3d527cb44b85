import { expect, test } from 'vitest';
import type { EpisodeId, SoundId, TrackId } from '../../values/ids.ts';
import {
  addShow,
  failureOf,
  newBatch,
  newEntry,
  newSound,
  newStation,
  newTrack,
  type OpenStore,
  withStore,
} from './store-fixtures.ts';

/** 255 bytes is the longest name, and 4,095 the longest path, that Linux has. */
const HOSTILE_PATHS = [
  '/a b/"c"\'s\\.ogg',
  '/#{exit 1}/$(x)/%s.ogg',
  '/new\nline\t.ogg',
  '/🎵/é/日本.ogg',
  `/${'x'.repeat(251)}.ogg`,
  longPath(4095),
];

/** Of names that repeat as little as names do, so that it cannot be pressed together much. */
function longPath(bytes: number): string {
  let path = '';
  for (let state = 1; path.length < bytes; state = (state * 48271) % 2147483647) {
    path += path.length % 200 === 0 ? '/' : (state % 36).toString(36);
  }
  return path;
}

/** Sounds and tracks. */
export function testLibrary(open: OpenStore): void {
  test(
    'DB-1: a sound comes back as it went in, whatever its path',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      for (const path of HOSTILE_PATHS) {
        const given = newSound(station, path, { durationSeconds: 183.4567, position: -3, type: 'excerpt' });
        const sound = await store.sounds.add(given);
        expect(sound).toEqual({ ...given, id: sound.id });
        expect(await store.sounds.list({ path })).toEqual([sound]);
        expect(await failureOf(store.sounds.add(given))).toMatchObject({ code: 'path_taken' });
      }
    }),
  );

  test(
    'DB-5: a path is taken once in a station',
    withStore(open, async (store) => {
      const vert = await store.stations.add(newStation('vert'));
      const rouge = await store.stations.add(newStation('rouge'));
      await store.sounds.add(newSound(vert, '/a.ogg'));
      await store.sounds.add(newSound(rouge, '/a.ogg'));
      const failure = await failureOf(store.sounds.add(newSound(vert, '/a.ogg')));
      expect(failure).toEqual({ code: 'path_taken', message: expect.stringContaining('/a.ogg') });
      expect(await store.sounds.list({ path: '/a.ogg' })).toHaveLength(2);
    }),
  );

  test(
    'DB-22: a sound is changed; what is not given stays',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      await store.sounds.add(newSound(station, '/a.ogg'));
      const sound = await store.sounds.add(newSound(station, '/b.ogg'));
      const moved = await store.sounds.change(sound.id, { path: '/c.ogg', durationSeconds: null });
      expect(moved).toEqual({ ...sound, path: '/c.ogg', durationSeconds: null });
      const changed = await store.sounds.change(sound.id, { type: 'removed', title: 'C', position: 4 });
      expect(changed).toEqual({ ...moved, type: 'removed', title: 'C', position: 4 });
      expect(await store.sounds.list({ path: '/c.ogg' })).toEqual([changed]);
      expect(await failureOf(store.sounds.change(sound.id, { path: '/a.ogg' }))).toMatchObject({ code: 'path_taken' });
      expect(await failureOf(store.sounds.change(999 as SoundId, {}))).toMatchObject({ code: 'not_found' });
    }),
  );

  test(
    'DB-8: a sound takes its tracks with it; one that the log has stays whole',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const heard = await store.sounds.add(newSound(station, '/a.ogg'));
      const unheard = await store.sounds.add(newSound(station, '/b.ogg'));
      const track = await store.tracks.add(newTrack(unheard, 1));
      await store.monitor.commit(station.id, newBatch({ entries: [newEntry({ soundId: heard.id })] }));
      await store.sounds.remove(unheard.id);
      expect(await store.tracks.byIds([track.id])).toEqual([]);
      const failure = await failureOf(store.sounds.remove(heard.id));
      expect(failure).toEqual({ code: 'in_use', message: expect.stringContaining('/a.ogg') });
      expect(await store.sounds.list({})).toEqual([heard]);
      expect(await failureOf(store.sounds.remove(unheard.id))).toMatchObject({ code: 'not_found' });
    }),
  );

  test(
    'DB-2: sounds come in the byte order of their paths',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      for (const path of ['/b', '/A', '/a', '/B', '/ä', '/a b', '/a-b', '/_', '/Z/1']) {
        await store.sounds.add(newSound(station, path));
      }
      const paths = (await store.sounds.list({ stationId: station.id })).map(({ path }) => path);
      expect(paths).toEqual(['/A', '/B', '/Z/1', '/_', '/a', '/a b', '/a-b', '/b', '/ä']);
    }),
  );

  test(
    'DB-2: what a database cannot hold in a text becomes U+FFFD',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const sound = await store.sounds.add(newSound(station, '/a.ogg', { title: 'a\0b\uD800c\0' }));
      expect(sound.title).toBe('a\uFFFDb\uFFFDc\uFFFD');
      expect(await store.sounds.byIds([sound.id])).toEqual([sound]);
    }),
  );

  test(
    'DB-6: sounds that belong together badly, or have no path, are refused',
    withStore(open, async (store) => {
      const vert = await store.stations.add(newStation('vert'));
      const rouge = await store.stations.add(newStation('rouge'));
      const morning = await addShow(store, vert, 'morning');
      const evening = await addShow(store, vert, 'evening');
      const other = newSound(rouge, '/a.ogg', { programId: morning.program.id });
      expect(await failureOf(store.sounds.add(other))).toMatchObject({ code: 'mismatch' });
      const stray = newSound(rouge, '/a.ogg', { episodeId: morning.episode.id });
      expect(await failureOf(store.sounds.add(stray))).toMatchObject({ code: 'mismatch' });
      const crossed = newSound(vert, '/a.ogg', { programId: morning.program.id, episodeId: evening.episode.id });
      expect(await failureOf(store.sounds.add(crossed))).toMatchObject({ code: 'mismatch' });
      const orphan = newSound(vert, '/a.ogg', { episodeId: 999 as EpisodeId });
      expect(await failureOf(store.sounds.add(orphan))).toMatchObject({ code: 'not_found' });
      expect(await failureOf(store.sounds.add(newSound(vert, '')))).toMatchObject({ code: 'bad_value' });
      const backwards = newSound(vert, '/a.ogg', { durationSeconds: -1 });
      expect(await failureOf(store.sounds.add(backwards))).toMatchObject({ code: 'bad_value' });
      const broken = newSound(vert, '/a.ogg', { position: 1.5 });
      expect(await failureOf(store.sounds.add(broken))).toMatchObject({ code: 'bad_value' });
      expect(await store.sounds.list({})).toEqual([]);
    }),
  );

  test(
    'DB-1: sounds are found by each of their marks, and by all of them',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const { program, episode } = await addShow(store, station, 'morning');
      const plain = await store.sounds.add(newSound(station, '/a'));
      const ofProgram = await store.sounds.add(newSound(station, '/b', { programId: program.id, type: 'archive' }));
      const owners = { programId: program.id, episodeId: episode.id };
      const ofBoth = await store.sounds.add(newSound(station, '/c', owners));
      expect(await store.sounds.list({ stationId: station.id })).toEqual([plain, ofProgram, ofBoth]);
      expect(await store.sounds.list({ programId: program.id })).toEqual([ofProgram, ofBoth]);
      expect(await store.sounds.list({ episodeId: episode.id })).toEqual([ofBoth]);
      expect(await store.sounds.list({ type: 'archive' })).toEqual([ofProgram]);
      expect(await store.sounds.list({ ...owners, type: 'archive' })).toEqual([]);
      expect(await store.sounds.list({ path: '/a' })).toEqual([plain]);
      expect(await store.sounds.byIds([ofBoth.id, 999 as SoundId, plain.id, plain.id])).toEqual([plain, ofBoth]);
      expect(await store.sounds.byIds([])).toEqual([]);
    }),
  );

  test(
    'DB-1: many things are asked for at once',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const sound = await store.sounds.add(newSound(station, '/a'));
      const ids = Array.from({ length: 40_000 }, (_, index) => (index + sound.id) as SoundId);
      expect(await store.sounds.byIds(ids)).toEqual([sound]);
    }),
  );

  test(
    'DB-1: tracks come in order of position, then as they were added',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const { episode } = await addShow(store, station, 'morning');
      const sound = await store.sounds.add(newSound(station, '/a'));
      const third = await store.tracks.add(newTrack(sound, null, { position: 2 }));
      const first = await store.tracks.add(newTrack(sound, 12.5, { position: 1 }));
      const second = await store.tracks.add(newTrack(sound, 0, { position: 1 }));
      const ofEpisode = await store.tracks.add(newTrack(sound, null, { soundId: null, episodeId: episode.id }));
      expect(await store.tracks.list({ soundId: sound.id })).toEqual([first, second, third]);
      expect(await store.tracks.list({ episodeId: episode.id })).toEqual([ofEpisode]);
      expect(await store.tracks.byIds([third.id, 999 as TrackId, first.id])).toEqual([third, first]);
    }),
  );

  test(
    'DB-6: a track of nothing, or before the beginning, is refused',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const sound = await store.sounds.add(newSound(station, '/a'));
      const loose = store.tracks.add(newTrack(sound, 1, { soundId: null }));
      expect(await failureOf(loose)).toMatchObject({ code: 'bad_value' });
      expect(await failureOf(store.tracks.add(newTrack(sound, -1)))).toMatchObject({ code: 'bad_value' });
      const orphan = store.tracks.add(newTrack(sound, 1, { soundId: 999 as SoundId }));
      expect(await failureOf(orphan)).toMatchObject({ code: 'not_found' });
    }),
  );
}
