import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../ports/store.ts';
import { openStore } from '../store/open-store.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { PassingError, RefusedError } from '../values/errors.ts';
import { openEventLog } from './event-log.ts';
import { runDaemon } from './run-daemon.ts';
import { plainScreen } from './screen.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airkeeper-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Real sockets and files are waited for too. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A run whose database does as it is told; `events` is what happened, in order. */
function running(open: () => Promise<Store>) {
  const clock = new ManualClock();
  const interrupt = new AbortController();
  const events: string[] = [];
  const lines: string[] = [];
  const screen = plainScreen({ write: (text) => void lines.push(text) });
  const log = openEventLog(folder, screen, null);
  const done = runDaemon({
    dataFolder: folder,
    clock,
    screen,
    log,
    openStore: open,
    beforeDatabase: {
      id: 'early',
      run: async (signal) => {
        events.push('early start');
        await clock.sleep(Number.MAX_SAFE_INTEGER, signal);
        events.push('early end');
      },
    },
    prepare: async (_store, signal) => {
      events.push('prepare');
      await clock.sleep(Number.MAX_SAFE_INTEGER, signal);
      throw signal.reason;
    },
    interrupted: interrupt.signal,
  }).finally(() => log.close());
  return { clock, interrupt, events, lines, done };
}

function memoryStore(): Promise<Store> {
  return openStore({ file: join(folder, 'airkeeper.db'), migrate: true });
}

test('RU-13: while the database is away the stations play; they are handed over before it is used', async () => {
  let away = true;
  const world = running(() =>
    away ? Promise.reject(new PassingError('database_unavailable', 'nobody listens')) : memoryStore(),
  );
  await settle();
  expect(world.events).toEqual(['early start']);
  expect(world.lines.join('')).toContain('waiting for the database: nobody listens');
  away = false;
  world.clock.advance(2000);
  await settle();
  expect(world.events).toEqual(['early start', 'early end', 'prepare']);
  world.interrupt.abort();
  await world.done;
});

test('RU-13: a database that says nothing at all is not waited for longer than two seconds', async () => {
  let answer: (store: Store) => void = () => {};
  const world = running(() => new Promise((resolve) => (answer = resolve)));
  await settle();
  world.clock.advance(1999);
  await settle();
  expect(world.events).toEqual([]);
  world.clock.advance(1);
  await settle();
  expect(world.events).toEqual(['early start']);
  answer(await memoryStore());
  await settle();
  expect(world.events).toEqual(['early start', 'early end', 'prepare']);
  world.interrupt.abort();
  await world.done;
});

test('a database that answers at once has the stations to itself', async () => {
  const world = running(memoryStore);
  await settle();
  world.clock.advance(10_000);
  await settle();
  expect(world.events).toEqual(['prepare']);
  world.interrupt.abort();
  await world.done;
});

test('what the database refuses ends the run, and the stations are let go', async () => {
  let answer: (error: Error) => void = () => {};
  const world = running(() => new Promise((_, reject) => (answer = reject)));
  await settle();
  world.clock.advance(2000);
  await settle();
  answer(new RefusedError('schema_newer', 'made by a newer Airkeeper'));
  await expect(world.done).rejects.toThrow('made by a newer Airkeeper');
  expect(world.events).toEqual(['early start', 'early end']);
});

test('interrupted while it prepares, it ends without an error', async () => {
  const world = running(memoryStore);
  await settle();
  world.interrupt.abort();
  await expect(world.done).resolves.toBeUndefined();
});
