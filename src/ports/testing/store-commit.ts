import { expect, test } from 'vitest';
import type { DiffusionId, SoundId, StationId, TrackId } from '../../values/ids.ts';
import type { NewLogEntry } from '../store.ts';
import {
  addShow,
  at,
  failureOf,
  line,
  logOf,
  NEXT_RUN,
  newBatch,
  newDiffusion,
  newEntry,
  newProgram,
  newSound,
  newStation,
  type OpenStore,
  RUN,
  withStore,
} from './store-fixtures.ts';

/** How the monitor's batches are written. */
export function testCommit(open: OpenStore): void {
  test(
    'DB-10: an entry is written once for a journal line, whatever it says the second time',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const other = await store.stations.add(newStation('rouge'));
      const first = newEntry({ journal: line(7), comment: 'first' });
      const again = newEntry({ journal: line(7), comment: 'again' });
      await store.monitor.commit(station.id, newBatch({ entries: [first, again] }));
      await store.monitor.commit(station.id, newBatch({ entries: [again, newEntry({ journal: line(8) })] }));
      expect(await logOf(store, station)).toEqual([first, newEntry({ journal: line(8) })]);
      const nextRun = newEntry({ journal: line(7, NEXT_RUN) });
      await store.monitor.commit(station.id, newBatch({ entries: [nextRun] }));
      await store.monitor.commit(other.id, newBatch({ entries: [again] }));
      expect(await logOf(store, station)).toHaveLength(3);
      expect(await logOf(store, other)).toEqual([again]);
    }),
  );

  test(
    'DB-10: a diffusion has one start for ever',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const { id: diffusionId } = await store.diffusions.add(
        newDiffusion(await addShow(store, station, 'morning'), 0, 60),
      );
      const start = newEntry({ type: 'start', date: at(1), diffusionId, journal: line(1) });
      const second = newEntry({ type: 'start', date: at(2), diffusionId, journal: line(2) });
      const third = newEntry({ type: 'start', date: at(3), diffusionId });
      await store.monitor.commit(station.id, newBatch({ entries: [start, second] }));
      await store.monitor.commit(station.id, newBatch({ entries: [third, newEntry({ date: at(4) })] }));
      expect(await logOf(store, station)).toEqual([start, newEntry({ date: at(4) })]);
    }),
  );

  test(
    'DB-11: an entry that no line caused is written once for all that it says',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const entry = newEntry({ type: 'other', comment: 'nul \0 and half \uD800' });
      await store.monitor.commit(station.id, newBatch({ entries: [entry, entry] }));
      await store.monitor.commit(station.id, newBatch({ entries: [entry, { ...entry, reason: 'another' }] }));
      expect(await logOf(store, station)).toMatchObject([{ reason: 'test' }, { reason: 'another' }]);
    }),
  );

  test(
    'DB-14: an open end is filled in once, and is not before the date',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const entries = [1, 2, 3].map((seq) => newEntry({ date: at(10), journal: line(seq), comment: String(seq) }));
      await store.monitor.commit(
        station.id,
        newBatch({
          entries,
          ends: [
            { ...line(1), end: at(20) },
            { ...line(9), end: at(20) },
          ],
        }),
      );
      const ends = [
        { ...line(1), end: at(99) },
        { ...line(2), end: at(5) },
        { ...line(3, NEXT_RUN), end: at(20) },
      ];
      await store.monitor.commit(station.id, newBatch({ ends }));
      expect((await logOf(store, station)).map(({ end }) => end)).toEqual([at(20), at(10), null]);
      const odd = newEntry({ date: at(30), end: at(29) });
      await store.monitor.commit(station.id, newBatch({ entries: [odd] }));
      expect((await store.log.last(station.id))?.end).toEqual(at(30));
    }),
  );

  test(
    'DB-12: diffusions are cancelled together with their entries',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const diffusion = await store.diffusions.add(newDiffusion(show, 0, 60));
      const stays = await store.diffusions.add(newDiffusion(show, 60, 120));
      const entry = newEntry({ type: 'cancel', date: at(1200), diffusionId: diffusion.id });
      const batch = newBatch({ entries: [entry], cancelled: [diffusion] });
      await store.monitor.commit(station.id, batch);
      await store.monitor.commit(station.id, batch);
      const later = newEntry({ type: 'cancel', date: at(1300), diffusionId: diffusion.id });
      await store.monitor.commit(station.id, newBatch({ entries: [later], cancelled: [diffusion] }));
      expect(await store.diffusions.list(station.id, null, null)).toEqual([{ ...diffusion, type: 'cancelled' }, stays]);
      expect(await logOf(store, station)).toEqual([entry]);
    }),
  );

  test(
    'DB-12: one that a person has cancelled in the same moment gets no entry; one put back is cancelled anew',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const diffusion = await store.diffusions.add(newDiffusion(await addShow(store, station, 'morning'), 0, 60));
      const { id } = diffusion;
      const entry = newEntry({ type: 'cancel', diffusionId: id });
      const batch = newBatch({ entries: [entry], cancelled: [diffusion] });
      await store.diffusions.change(id, { type: 'cancelled' });
      await store.monitor.commit(station.id, batch);
      expect(await logOf(store, station)).toEqual([]);
      await store.diffusions.change(id, { type: 'on_air' });
      await store.monitor.commit(station.id, batch);
      await store.diffusions.change(id, { type: 'on_air' });
      const anew = newEntry({ type: 'cancel', date: at(9), diffusionId: id });
      await store.monitor.commit(station.id, newBatch({ entries: [anew], cancelled: [diffusion] }));
      expect(await logOf(store, station)).toEqual([entry, anew]);
      expect(await store.diffusions.byIds([id])).toMatchObject([{ type: 'cancelled' }]);
    }),
  );

  test.each([
    ['start', { start: at(1) }],
    ['end', { end: at(61) }],
    ['type', { type: 'unconfirmed' }],
  ] as const)(
    'DB-12: one of which the %s was changed in the same moment stays as it is, without an entry',
    async (_, change) => {
      await withStore(open, async (store) => {
        const station = await store.stations.add(newStation());
        const show = await addShow(store, station, 'morning');
        const before = await store.diffusions.add(newDiffusion(show, 0, 60));
        const other = await store.diffusions.add(newDiffusion(show, 60, 120));
        await store.diffusions.change(before.id, change);
        const entries = [before, other].map(({ id }) => newEntry({ type: 'cancel', diffusionId: id }));
        const batch = newBatch({ entries, cancelled: [before, other], cursor: line(3) });
        await store.monitor.commit(station.id, batch);
        await store.monitor.commit(station.id, batch);
        expect(await logOf(store, station)).toEqual(entries.slice(1));
        expect(await store.diffusions.byIds([before.id, other.id])).toEqual([
          { ...before, ...change },
          { ...other, type: 'cancelled' },
        ]);
        expect((await store.monitor.memory(station.id, at(0))).cursor).toEqual(line(3));
      })();
    },
  );

  test.each(['before', 'in the same batch, after', 'in the same batch, before'])(
    'DB-12: a diffusion that has started %s is not cancelled, and its entry is passed over',
    async (when) => {
      await withStore(open, async (store) => {
        const station = await store.stations.add(newStation());
        const show = await addShow(store, station, 'morning');
        const diffusion = await store.diffusions.add(newDiffusion(show, 0, 60));
        const other = await store.diffusions.add(newDiffusion(show, 60, 120));
        const start = newEntry({ type: 'start', date: at(1), diffusionId: diffusion.id });
        const cancel = newEntry({ type: 'cancel', date: at(2), diffusionId: diffusion.id });
        const otherCancel = newEntry({ type: 'cancel', date: at(3), diffusionId: other.id });
        if (when === 'before') await store.monitor.commit(station.id, newBatch({ entries: [start] }));
        const orders: Record<string, readonly NewLogEntry[]> = {
          before: [cancel, otherCancel],
          'in the same batch, after': [cancel, start, otherCancel],
          'in the same batch, before': [start, cancel, otherCancel],
        };
        const entries = orders[when] ?? [];
        await store.monitor.commit(station.id, newBatch({ entries, cancelled: [diffusion, other] }));
        expect(await logOf(store, station)).toEqual([start, otherCancel]);
        const found = await store.diffusions.list(station.id, null, null);
        expect(found.map(({ type }) => type)).toEqual(['on_air', 'cancelled']);
      })();
    },
  );

  test(
    'DB-12: the start of a cancelled diffusion is written: the log is the truth',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const diffusion = await store.diffusions.add(newDiffusion(await addShow(store, station, 'morning'), 0, 60));
      const { id } = diffusion;
      const cancel = newEntry({ type: 'cancel', diffusionId: id });
      await store.monitor.commit(station.id, newBatch({ entries: [cancel], cancelled: [diffusion] }));
      const start = newEntry({ type: 'start', date: at(1), diffusionId: id, journal: line(1) });
      await store.monitor.commit(station.id, newBatch({ entries: [start] }));
      expect(await logOf(store, station)).toEqual([cancel, start]);
    }),
  );

  test(
    'DB-13: what has been removed since does not keep an entry from being written, and is named in it',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const program = await store.programs.add(newProgram(station, 'night', 'streamed'));
      const sound = await store.sounds.add(newSound(station, '/a', { programId: program.id }));
      const kept = await store.sounds.add(newSound(station, '/b'));
      await store.programs.remove(program.id);
      const entries = [
        newEntry({ soundId: sound.id, trackId: 998 as TrackId, comment: '/a', journal: line(1) }),
        newEntry({ type: 'start', diffusionId: 999 as DiffusionId, journal: line(2) }),
        newEntry({ soundId: kept.id, journal: line(3) }),
        newEntry({ soundId: 997 as SoundId }),
      ];
      const batch = newBatch({
        entries,
        cancelled: [{ id: 999 as DiffusionId, start: at(0), end: at(1) }],
        cursor: line(3),
      });
      await store.monitor.commit(station.id, batch);
      await store.monitor.commit(station.id, batch);
      expect(await logOf(store, station)).toEqual([
        { ...entries[0], soundId: null, trackId: null, reason: `test (removed since: sound ${sound.id}, track 998)` },
        { ...entries[1], diffusionId: null, reason: 'test (removed since: diffusion 999)' },
        entries[2],
        { ...entries[3], soundId: null, reason: 'test (removed since: sound 997)' },
      ]);
    }),
  );

  test(
    'DB-15: the cursor goes forward only, run by run',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const cursor = async () => (await store.monitor.memory(station.id, at(0))).cursor;
      expect(await cursor()).toBeNull();
      for (const [given, expected] of [
        [line(5), line(5)],
        [line(4), line(5)],
        [null, line(5)],
        [line(10), line(10)],
        [line(1, NEXT_RUN), line(1, NEXT_RUN)],
        [line(99), line(1, NEXT_RUN)],
      ] as const) {
        await store.monitor.commit(station.id, newBatch({ cursor: given }));
        expect(await cursor()).toEqual(expected);
      }
    }),
  );

  test(
    'DB-11: a long batch is written whole, in its order',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const entries = Array.from({ length: 3000 }, (_, index) => newEntry({ journal: line(index + 1) }));
      const ends = entries.map((_, index) => ({ ...line(index + 1), end: at(1) }));
      await store.monitor.commit(station.id, newBatch({ entries, ends, cursor: { run: RUN, seq: 3000 } }));
      const written = await store.log.list({ stationId: station.id });
      expect(written.map(({ journal }) => journal?.seq)).toEqual(entries.map(({ journal }) => journal?.seq));
      expect(written.every(({ end }) => end?.equals(at(1)))).toBe(true);
    }),
  );

  test(
    'DB-11: a station that is not there gets nothing',
    withStore(open, async (store) => {
      const nowhere = store.monitor.commit(999 as StationId, newBatch({ entries: [newEntry()], cursor: line(1) }));
      expect(await failureOf(nowhere)).toMatchObject({ code: 'not_found' });
      expect(await store.log.list({ stationId: 999 as StationId })).toEqual([]);
    }),
  );
}
