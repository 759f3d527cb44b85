import { expect, test } from 'vitest';
import { RefusedError } from '../../values/errors.ts';
import { failureOf, newBatch, newEntry, newProgram, newStation, type OpenStore, withStore } from './store-fixtures.ts';

/** How pieces of work stand by themselves, and together. */
export function testTransactions(open: OpenStore): void {
  test(
    'DB-17: all of the work or none of it',
    withStore(open, async (store) => {
      const station = await store.transaction(async (inside) => {
        const added = await inside.stations.add(newStation());
        await inside.programs.add(newProgram(added, 'night'));
        return added;
      });
      const failure = store.transaction(async (inside) => {
        await inside.stations.add(newStation('rouge'));
        await inside.programs.add(newProgram(station, 'day'));
        await inside.monitor.commit(station.id, newBatch({ entries: [newEntry()] }));
        throw new RefusedError('enough', 'enough');
      });
      expect(await failureOf(failure)).toEqual({ code: 'enough', message: 'enough' });
      expect(await store.stations.list()).toEqual([station]);
      expect((await store.programs.list(station.id)).map(({ slug }) => slug)).toEqual(['night']);
      expect(await store.log.last(station.id)).toBeNull();
    }),
  );

  test(
    'DB-17: the work sees what it has done',
    withStore(open, async (store) => {
      await store.transaction(async (inside) => {
        const station = await inside.stations.add(newStation());
        expect(await inside.stations.bySlug('vert')).toEqual(station);
        await inside.monitor.commit(station.id, newBatch({ entries: [newEntry()] }));
        expect((await inside.monitor.memory(station.id, newEntry().date)).cursor).toBeNull();
        expect(await inside.log.last(station.id)).not.toBeNull();
      });
    }),
  );

  test(
    'DB-6: a refusal inside a transaction undoes its own work alone, and the transaction goes on',
    withStore(open, async (store) => {
      await store.transaction(async (inside) => {
        await inside.stations.add(newStation('vert'));
        expect(await failureOf(inside.stations.add(newStation('vert')))).toMatchObject({ code: 'slug_taken' });
        await inside.stations.add(newStation('rouge'));
      });
      expect((await store.stations.list()).map(({ slug }) => slug)).toEqual(['rouge', 'vert']);
    }),
  );

  test(
    'DB-17: a transaction inside another joins it, and is undone with it',
    withStore(open, async (store) => {
      const failure = store.transaction(async (outer) => {
        await outer.transaction(async (inner) => {
          await inner.transaction((innermost) => innermost.stations.add(newStation('vert')));
        });
        expect(await outer.stations.list()).toHaveLength(1);
        throw new RefusedError('enough', 'enough');
      });
      expect(await failureOf(failure)).toMatchObject({ code: 'enough' });
      expect(await store.stations.list()).toEqual([]);
    }),
  );

  test(
    'DB-17: a transaction inside another is undone alone when the other goes on',
    withStore(open, async (store) => {
      await store.transaction(async (outer) => {
        await outer.stations.add(newStation('vert'));
        const inner = outer.transaction(async (inside) => {
          await inside.stations.add(newStation('rouge'));
          throw new RefusedError('enough', 'enough');
        });
        expect(await failureOf(inner)).toMatchObject({ code: 'enough' });
      });
      expect((await store.stations.list()).map(({ slug }) => slug)).toEqual(['vert']);
    }),
  );

  test(
    'DB-17: pieces of work begun side by side in a transaction do not disturb one another',
    withStore(open, async (store) => {
      await store.transaction(async (inside) => {
        const names = ['a', 'b', 'a', 'c', 'b', 'd'];
        const outcomes = await Promise.all([
          ...names.map((name) => failureOf(inside.stations.add(newStation(name)))),
          failureOf(
            inside.transaction(async (inner) => {
              await inner.stations.add(newStation('e'));
              await inner.stations.add(newStation('a'));
            }),
          ),
        ]);
        expect(outcomes.map((outcome) => outcome?.code ?? 'added')).toEqual([
          'added',
          'added',
          'slug_taken',
          'added',
          'slug_taken',
          'added',
          'slug_taken',
        ]);
      });
      expect((await store.stations.list()).map(({ slug }) => slug)).toEqual(['a', 'b', 'c', 'd']);
    }),
  );

  test(
    'DB-17: transactions begun side by side are all carried out',
    withStore(open, async (store) => {
      const names = Array.from({ length: 20 }, (_, index) => `s-${index}`);
      await Promise.all(
        names.map((name) =>
          store.transaction(async (inside) => {
            const station = await inside.stations.add(newStation(name));
            await inside.programs.add(newProgram(station, 'night'));
          }),
        ),
      );
      expect(await store.stations.list()).toHaveLength(20);
      expect(await store.programs.bySlug('night')).toHaveLength(20);
    }),
  );

  test(
    'DB-17: using the outer store inside a transaction is a bug that is told, not a wait for ever',
    withStore(open, async (store) => {
      const failure = store.transaction(() => store.stations.list());
      await expect(failure).rejects.toThrow('only the store that was given');
      const nested = store.transaction((outer) => outer.transaction(() => outer.stations.list()));
      await expect(nested).rejects.toThrow('only the store that was given');
      const late = await store.transaction(async (inside) => inside);
      await expect(late.stations.list()).rejects.toThrow('after its end');
      expect(await store.stations.list()).toEqual([]);
    }),
  );
}
