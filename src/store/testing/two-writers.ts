import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Store } from '../../ports/store.ts';
import {
  addShow,
  failureOf,
  line,
  logOf,
  newBatch,
  newDiffusion,
  newEntry,
  newStation,
} from '../../ports/testing/store-fixtures.ts';
import { openStore } from '../open-store.ts';
import { testClock } from './test-clock.ts';
import type { TestDatabase } from './test-database.ts';

/** Long enough for a statement to be begun and to wait for the other one's transaction. */
const A_WHILE_MS = 60;

/** Two stores on one database: the daemon's and the command line's. */
export function testTwoWriters(open: () => Promise<TestDatabase>): void {
  const onBoth = (name: string, work: (one: Store, other: Store) => Promise<void>) =>
    test(name, async () => {
      const database = await open();
      const other = await openStore({ ...database.place, clock: testClock });
      try {
        await work(database.store, other);
      } finally {
        await other.close();
        await database.close();
      }
    });

  onBoth('DB-12: a diffusion that is being started cannot be changed beside it', async (one, other) => {
    const station = await one.stations.add(newStation());
    const { id } = await one.diffusions.add(newDiffusion(await addShow(one, station, 'morning'), 0, 60));
    const start = newEntry({ type: 'start', diffusionId: id });
    const change = await one.transaction(async (inside) => {
      await inside.monitor.commit(station.id, newBatch({ entries: [start] }));
      const begun = failureOf(other.diffusions.change(id, { type: 'cancelled' }));
      await setTimeout(A_WHILE_MS);
      return { begun };
    });
    expect(await change.begun).toMatchObject({ code: 'already_started' });
    expect(await one.diffusions.byIds([id])).toMatchObject([{ type: 'on_air' }]);
  });

  onBoth('DB-12: a diffusion that is being cancelled by two is cancelled once', async (one, other) => {
    const station = await one.stations.add(newStation());
    const diffusion = await one.diffusions.add(newDiffusion(await addShow(one, station, 'morning'), 0, 60));
    const batches = ['one', 'other'].map((reason) =>
      newBatch({ entries: [newEntry({ type: 'cancel', diffusionId: diffusion.id, reason })], cancelled: [diffusion] }),
    );
    await Promise.all(
      [one, other].map((store, index) => store.monitor.commit(station.id, batches[index] ?? newBatch())),
    );
    expect(await logOf(one, station)).toHaveLength(1);
  });

  onBoth('DB-11: the same batches from two writers are written once', async (one, other) => {
    const station = await one.stations.add(newStation());
    const batches = Array.from({ length: 30 }, (_, index) =>
      newBatch({ entries: [newEntry({ journal: line(index + 1) })], cursor: line(index + 1) }),
    );
    const writeAll = async (store: Store) => {
      for (const batch of batches) await store.monitor.commit(station.id, batch);
    };
    await Promise.all([writeAll(one), writeAll(other)]);
    expect((await logOf(one, station)).map(({ journal }) => journal?.seq)).toEqual(
      batches.map((_, index) => index + 1),
    );
  });

  onBoth('DB-21: who follows the log misses nothing of two writers', async (one, other) => {
    const station = await one.stations.add(newStation());
    const write = async (store: Store, source: string) => {
      for (let index = 0; index < 25; index += 1) {
        const entries = [newEntry({ source, comment: String(index) })];
        await store.monitor.commit(station.id, newBatch({ entries }));
      }
    };
    const writing = Promise.all([write(one, 'one'), write(other, 'other')]);
    const seen = new Set<number>();
    let after = 0;
    const follow = async () => {
      await setImmediate();
      const found = await one.log.list({ stationId: station.id, afterId: after as never });
      for (const { id } of found) {
        seen.add(id);
        after = Math.max(after, id);
      }
    };
    let done = false;
    const end = writing.finally(() => {
      done = true;
    });
    while (!done) await follow();
    await end;
    await follow();
    expect(seen.size).toBe(50);
  });

  onBoth('DB-16: a snapshot and a memory are of one moment', async (one, other) => {
    const station = await one.stations.add(newStation());
    for (let index = 0; index < 60; index += 1) {
      const writing = other.transaction(async (inside) => {
        const show = await addShow(inside, station, `show-${index}`);
        await inside.diffusions.add(newDiffusion(show, index, index + 1));
      });
      // The writing ends somewhere between two of the snapshot's queries.
      for (let turns = 0; turns < index; turns += 1) await setImmediate();
      const snapshot = await one.monitor.snapshot(station.id, newEntry().date, newEntry().date.add({ hours: 1 }));
      const diffusions = snapshot?.diffusions ?? [];
      expect(snapshot?.programs.size).toBe(diffusions.length);
      expect(snapshot?.episodes.size).toBe(diffusions.length);
      await writing;
    }
  });
}
