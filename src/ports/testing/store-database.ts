import { expect, test } from 'vitest';
import { addShow, newDiffusion, newSound, newStation, type OpenStore, withStore } from './store-fixtures.ts';

/** The database as a whole. */
export function testDatabase(open: OpenStore): void {
  test(
    'DB-23: the database says who it is, always the same',
    withStore(open, async (store) => {
      const id = await store.database.id();
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      expect(await store.database.id()).toBe(id);
      expect(await store.transaction((inside) => inside.database.id())).toBe(id);
    }),
  );

  test(
    'DB-24: ids that are known to have been given out are not given out again, in a database that knows nothing of them',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      await store.database.reserveIds({ diffusion: 40, sound: 7 });
      expect((await store.diffusions.add(newDiffusion(show, 0, 60))).id).toBe(41);
      expect((await store.sounds.add(newSound(station, '/a'))).id).toBe(8);
      // neither does a lower mark set it back
      await store.database.reserveIds({ diffusion: 20, sound: 0 });
      expect((await store.diffusions.add(newDiffusion(show, 60, 120))).id).toBe(42);
      await store.database.reserveIds({ diffusion: 42, sound: 1000 });
      expect((await store.diffusions.add(newDiffusion(show, 120, 180))).id).toBe(43);
      expect((await store.sounds.add(newSound(station, '/b'))).id).toBe(1001);
    }),
  );

  test(
    'DB-24: also when many are added meanwhile',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const names = Array.from({ length: 20 }, (_, index) => `/${index}`);
      const added = await Promise.all(
        names.map(async (path, index) => {
          await store.database.reserveIds({ diffusion: 0, sound: 5 + index });
          return (await store.sounds.add(newSound(station, path))).id;
        }),
      );
      expect(new Set(added).size).toBe(names.length);
      expect(Math.min(...added)).toBeGreaterThan(5);
    }),
  );
}
