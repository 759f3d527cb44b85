import { expect, test } from 'vitest';
import type { LogEntryId, StationId } from '../../values/ids.ts';
import type { NewLogEntry } from '../store.ts';
import {
  addShow,
  at,
  line,
  logOf,
  newBatch,
  newDiffusion,
  newEntry,
  newSound,
  newStation,
  newTrack,
  type OpenStore,
  withStore,
} from './store-fixtures.ts';

/** What the rest of the system asks the log. */
export function testLog(open: OpenStore): void {
  test(
    'DB-9: an entry comes back as it went in, whatever its words',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const diffusion = await store.diffusions.add(newDiffusion(await addShow(store, station, 'morning'), 0, 60));
      const sound = await store.sounds.add(newSound(station, '/a'));
      const track = await store.tracks.add(newTrack(sound, 1));
      const entries: readonly NewLogEntry[] = [
        newEntry({ comment: '"quotes" \'\\ #{exit 1}\n🎵 日本', reason: 'x'.repeat(5000), journal: line(1) }),
        newEntry({ type: 'start', date: at(1.001), diffusionId: diffusion.id, journal: line(2) }),
        newEntry({ date: at(2), end: at(3.5), soundId: sound.id, journal: line(3) }),
        newEntry({ date: at(4), soundId: sound.id, trackId: track.id }),
        newEntry({ type: 'other', date: at(5), source: '' }),
      ];
      await store.monitor.commit(station.id, newBatch({ entries }));
      expect(await logOf(store, station)).toEqual(entries);
      const all = await store.log.list({ stationId: station.id });
      const [first, second] = all.map(({ id }) => id);
      const missing = 999 as LogEntryId;
      expect(await store.log.byIds([second ?? missing, missing, first ?? missing])).toEqual(
        all.filter(({ id }) => id === first || id === second).toSorted((a, b) => a.id - b.id),
      );
      expect(await store.log.byIds([])).toEqual([]);
    }),
  );

  test(
    'DB-21: entries come in order of date, then as they were written; a limit keeps the newest',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const other = await store.stations.add(newStation('rouge'));
      const entries = [3, 1, 2, 2].map((second, index) => newEntry({ date: at(second), comment: String(index) }));
      await store.monitor.commit(station.id, newBatch({ entries }));
      await store.monitor.commit(other.id, newBatch({ entries: [newEntry({ comment: 'of another station' })] }));
      const list = async (filter: object) =>
        (await store.log.list({ stationId: station.id, ...filter })).map(({ comment }) => comment);
      expect(await list({})).toEqual(['1', '2', '3', '0']);
      expect(await list({ limit: 2 })).toEqual(['3', '0']);
      expect(await list({ limit: 0 })).toEqual([]);
      expect(await list({ from: at(2) })).toEqual(['2', '3', '0']);
      expect(await list({ to: at(2) })).toEqual(['1']);
      expect(await list({ from: at(1), to: at(3), limit: 1 })).toEqual(['3']);
      const instant = { nanoseconds: 1 };
      expect(await list({ from: at(2).add(instant) })).toEqual(['0']);
      expect(await list({ to: at(2).add(instant) })).toEqual(['1', '2', '3']);
      expect(await list({ type: 'on_air' })).toHaveLength(4);
      expect(await list({ type: 'stop' })).toEqual([]);
      const [, second] = (await store.log.list({ stationId: station.id })).map(({ id }) => id).sort((a, b) => a - b);
      expect(await list({ afterId: second })).toEqual(['2', '3']);
      expect(await list({ afterId: 0, limit: 3 })).toEqual(['2', '3', '0']);
      expect(await list({ afterId: 1_000_000 as LogEntryId })).toEqual([]);
    }),
  );

  test(
    'DB-21: the last entry is the one with the latest date, and of those the one written last',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      expect(await store.log.last(station.id)).toBeNull();
      const seconds = [5, 9, 9, 2];
      const entries = seconds.map((second, index) => newEntry({ date: at(second), comment: String(index) }));
      await store.monitor.commit(station.id, newBatch({ entries }));
      expect((await store.log.last(station.id))?.comment).toBe('2');
      expect(await store.log.last(999 as StationId)).toBeNull();
    }),
  );

  test(
    'DB-21: the last diffusion start is the latest `start`',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const first = await store.diffusions.add(newDiffusion(show, 0, 60));
      const second = await store.diffusions.add(newDiffusion(show, 60, 120));
      expect(await store.log.lastDiffusionStart(station.id)).toBeNull();
      const entries = [
        newEntry({ type: 'start', date: at(61), diffusionId: second.id }),
        newEntry({ type: 'start', date: at(1), diffusionId: first.id }),
        newEntry({ date: at(62) }),
        newEntry({ type: 'stop', date: at(63), diffusionId: second.id }),
      ];
      await store.monitor.commit(station.id, newBatch({ entries }));
      expect((await store.log.lastDiffusionStart(station.id))?.diffusionId).toBe(second.id);
    }),
  );

  test(
    'DB-21: the last sound of each source is its newest entry for a whole sound of the library',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const other = await store.stations.add(newStation('rouge'));
      const a = await store.sounds.add(newSound(station, '/a'));
      const b = await store.sounds.add(newSound(station, '/b'));
      const track = await store.tracks.add(newTrack(b, 1));
      expect(await store.log.lastSoundBySource(station.id)).toEqual(new Map());
      const entries = [
        newEntry({ date: at(1), source: 'night', soundId: a.id }),
        newEntry({ date: at(3), source: 'night', soundId: b.id }),
        newEntry({ date: at(3), source: 'night', soundId: a.id, comment: 'the same instant, written later' }),
        newEntry({ date: at(4), source: 'night', soundId: b.id, trackId: track.id }),
        newEntry({ date: at(5), source: 'night', comment: 'file:///unknown.ogg' }),
        newEntry({ date: at(2), source: 'dealer', soundId: b.id }),
        newEntry({ date: at(9), source: 'silent', comment: 'no sound at all' }),
        newEntry({ type: 'other', date: at(9), source: 'other', soundId: a.id }),
      ];
      await store.monitor.commit(station.id, newBatch({ entries }));
      await store.monitor.commit(
        other.id,
        newBatch({ entries: [newEntry({ source: 'elsewhere', soundId: a.id, date: at(99) })] }),
      );
      const last = await store.log.lastSoundBySource(station.id);
      const found = [...last].map(([source, entry]) => [source, entry.soundId, entry.date, entry.comment]);
      expect(found).toEqual([
        ['dealer', b.id, at(2), ''],
        ['night', a.id, at(3), 'the same instant, written later'],
      ]);
    }),
  );
}
