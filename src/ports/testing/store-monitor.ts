import { expect, test } from 'vitest';
import type { StationId } from '../../values/ids.ts';
import {
  addShow,
  at,
  line,
  NEXT_RUN,
  newBatch,
  newDiffusion,
  newEntry,
  newProgram,
  newSound,
  newStation,
  newTrack,
  type OpenStore,
  slug,
  withStore,
} from './store-fixtures.ts';

/** What the monitor reads: the snapshot and the memory. */
export function testMonitorReads(open: OpenStore): void {
  test(
    'DB-16: the snapshot has the whole of one station, and the diffusions of the span',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const morning = await addShow(store, station, 'morning');
      const night = await store.programs.add(newProgram(station, 'night', 'streamed'));
      const stream = { programId: night.id, window: null, minDelaySeconds: 0, weight: 1 };
      await store.streams.set(stream);
      await store.diffusions.add(newDiffusion(morning, 0, 10));
      const second = await store.diffusions.add(newDiffusion(morning, 20, 30, { type: 'cancelled' }));
      const first = await store.diffusions.add(newDiffusion(morning, 10, 25));
      await store.diffusions.add(newDiffusion(morning, 30, 40));
      const a = await store.sounds.add(newSound(station, '/a', { programId: night.id }));
      const b = await store.sounds.add(newSound(station, '/b', { type: 'removed' }));
      const late = await store.tracks.add(newTrack(a, 12.5));
      const early = await store.tracks.add(newTrack(a, 0, { position: 9 }));
      await store.tracks.add(newTrack(a, null));
      await store.tracks.add(newTrack(b, null));
      await store.tracks.add(newTrack(b, 1, { soundId: null, episodeId: morning.episode.id }));
      const other = await store.stations.add(newStation('rouge'));
      const elsewhere = await addShow(store, other, 'morning');
      await store.diffusions.add(newDiffusion(elsewhere, 10, 20));
      await store.tracks.add(newTrack(await store.sounds.add(newSound(other, '/a')), 1));

      expect(await store.monitor.snapshot(station.id, at(10), at(30))).toEqual({
        station,
        programs: new Map([morning.program, night].map((program) => [program.id, program])),
        streams: [stream],
        episodes: new Map([[morning.episode.id, morning.episode]]),
        diffusions: [first, second],
        sounds: new Map([a, b].map((sound) => [sound.id, sound])),
        timedTracks: new Map([[a.id, [early, late]]]),
      });
      expect(await store.monitor.snapshot(999 as StationId, at(0), at(1))).toBeNull();
    }),
  );

  test(
    'DB-26: a snapshot has the episodes of its diffusions, and of the sounds that name no program, and not those of ten years',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const { program, episode: over } = await addShow(store, station, 'morning');
      const issue = (name: string) => store.episodes.add({ programId: program.id, slug: slug(name), title: name });
      const coming = await issue('coming');
      const sounding = await issue('sounding');
      const owned = await issue('owned');
      await store.diffusions.add(newDiffusion({ program, episode: over }, 0, 10));
      await store.diffusions.add(newDiffusion({ program, episode: coming }, 10, 20));
      await store.diffusions.add(newDiffusion({ program, episode: coming }, 20, 30));
      await store.sounds.add(newSound(station, '/a', { episodeId: sounding.id }));
      await store.sounds.add(newSound(station, '/b', { episodeId: owned.id, programId: program.id }));
      const snapshot = await store.monitor.snapshot(station.id, at(10), at(30));
      expect([...(snapshot?.episodes.values() ?? [])].sort((a, b) => a.id - b.id)).toEqual([coming, sounding]);
      const earlier = await store.monitor.snapshot(station.id, at(0), at(10));
      expect(earlier?.episodes.get(over.id)).toEqual(over);
    }),
  );

  test(
    'DB-16: the memory of an empty log is empty',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const nothing = { cursor: null, open: [], started: new Map() };
      expect(await store.monitor.memory(station.id, at(0))).toEqual(nothing);
    }),
  );

  test(
    'DB-16: open are the entries for whole sounds that have a journal line and no end',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const other = await store.stations.add(newStation('rouge'));
      const diffusion = await store.diffusions.add(newDiffusion(await addShow(store, station, 'morning'), 0, 60));
      const sound = await store.sounds.add(newSound(station, '/a'));
      const track = await store.tracks.add(newTrack(sound, 1));
      const entries = [
        newEntry({
          date: at(5),
          source: 'dealer',
          soundId: sound.id,
          diffusionId: diffusion.id,
          journal: line(9),
          positionSeconds: 7.25,
        }),
        newEntry({ date: at(4), comment: '/unknown', journal: line(3, NEXT_RUN) }),
        newEntry({ date: at(1), end: at(2), soundId: sound.id, journal: line(1) }),
        newEntry({ date: at(1), soundId: sound.id, journal: line(2) }),
        newEntry({ date: at(1), soundId: sound.id }),
        newEntry({ date: at(1), soundId: sound.id, trackId: track.id, journal: line(4) }),
        newEntry({ type: 'start', date: at(1), diffusionId: diffusion.id, journal: line(5) }),
        newEntry({ type: 'other', date: at(1), journal: line(6) }),
      ];
      await store.monitor.commit(
        station.id,
        newBatch({ entries, ends: [{ ...line(2), end: at(3) }], cursor: line(9) }),
      );
      await store.monitor.commit(other.id, newBatch({ entries: [newEntry({ journal: line(1) })] }));
      const memory = await store.monitor.memory(station.id, at(0));
      expect(memory.cursor).toEqual(line(9));
      expect(memory.open).toEqual([
        {
          ...line(3, NEXT_RUN),
          date: at(4),
          source: 'night',
          soundId: null,
          positionSeconds: 0,
          diffusionId: null,
          tracedTracks: [],
        },
        {
          ...line(9),
          date: at(5),
          source: 'dealer',
          soundId: sound.id,
          positionSeconds: 7.25,
          diffusionId: diffusion.id,
          tracedTracks: [],
        },
      ]);
    }),
  );

  test(
    'DB-16: traced are the tracks of the same sound that were entered since the open entry began',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const sound = await store.sounds.add(newSound(station, '/a'));
      const other = await store.sounds.add(newSound(station, '/b'));
      const first = await store.tracks.add(newTrack(sound, 0));
      const second = await store.tracks.add(newTrack(sound, 2));
      const foreign = await store.tracks.add(newTrack(other, 2));
      const entries = [
        newEntry({ date: at(1), soundId: sound.id, trackId: second.id }),
        newEntry({ date: at(10), soundId: sound.id, journal: line(1) }),
        newEntry({ date: at(10), soundId: sound.id, trackId: first.id }),
        newEntry({ date: at(12), soundId: other.id, trackId: foreign.id }),
      ];
      await store.monitor.commit(station.id, newBatch({ entries }));
      const traced = async () =>
        (await store.monitor.memory(station.id, at(0))).open.map(({ tracedTracks }) => tracedTracks);
      expect(await traced()).toEqual([[first.id]]);
      const late = newEntry({ date: at(12), soundId: sound.id, trackId: second.id });
      await store.monitor.commit(station.id, newBatch({ entries: [late] }));
      expect(await traced()).toEqual([[first.id, second.id]]);
      const beside = newEntry({ date: at(11), source: 'day', soundId: other.id, journal: line(2) });
      await store.monitor.commit(station.id, newBatch({ entries: [beside] }));
      expect(await traced()).toEqual([[first.id, second.id], [foreign.id]]);
    }),
  );

  test(
    'DB-16: started are the diffusions that end after the instant and have a start, with the number of their stops',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const over = await store.diffusions.add(newDiffusion(show, 0, 100));
      const current = await store.diffusions.add(newDiffusion(show, 0, 100.001));
      const cancelled = await store.diffusions.add(newDiffusion(show, 100, 200, { type: 'cancelled' }));
      const waiting = await store.diffusions.add(newDiffusion(show, 200, 300));
      const starts = [over, current, cancelled].map(({ id }) =>
        newEntry({ type: 'start', date: at(1 + id / 1000), diffusionId: id, positionSeconds: 12.345 }),
      );
      const stop = (seq: number) =>
        newEntry({ type: 'stop', date: at(50 - seq), diffusionId: current.id, journal: line(seq) });
      const entries = [...starts, stop(1), stop(2), newEntry({ diffusionId: waiting.id, journal: line(3) })];
      await store.monitor.commit(station.id, newBatch({ entries }));
      expect((await store.monitor.memory(station.id, at(100))).started).toEqual(
        new Map([
          [
            current.id,
            { start: at(1 + current.id / 1000), fromSeconds: 12.345, stops: 2, lastStop: at(49), reached: null },
          ],
          [
            cancelled.id,
            { start: at(1 + cancelled.id / 1000), fromSeconds: 12.345, stops: 0, lastStop: null, reached: null },
          ],
        ]),
      );
    }),
  );

  test(
    'DB-16: of one that was stopped, the place that it reached is the end of its last sound',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const diffusion = await store.diffusions.add(newDiffusion(show, 0, 100));
      const [one, two] = [
        await store.sounds.add(newSound(station, '/a')),
        await store.sounds.add(newSound(station, '/b')),
      ];
      const of = (from: number, seq: number, more: object) =>
        newEntry({ date: at(from), diffusionId: diffusion.id, journal: line(seq), ...more });
      const entries = [
        of(1, 1, { type: 'start', positionSeconds: 0 }),
        of(1, 2, { soundId: one.id, positionSeconds: 0, end: at(20) }),
        of(20, 3, { soundId: two.id, positionSeconds: 5.5, end: at(30.25) }),
        of(30, 4, { soundId: null, end: at(31) }),
        of(31, 5, { soundId: one.id, positionSeconds: 0 }),
        of(32, 6, { type: 'stop' }),
      ];
      await store.monitor.commit(station.id, newBatch({ entries }));
      expect((await store.monitor.memory(station.id, at(50))).started.get(diffusion.id)?.reached).toEqual({
        soundId: two.id,
        positionSeconds: 15.75,
      });
    }),
  );
}
