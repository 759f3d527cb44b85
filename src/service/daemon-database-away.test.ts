import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../ports/engine.ts';
import type { Store } from '../ports/store.ts';
import { newStation } from '../ports/testing/store-fixtures.ts';
import { openStore } from '../store/open-store.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { tempFolder } from '../streamer/testing/temp-folder.ts';
import { PassingError } from '../values/errors.ts';
import { failed, ok } from '../values/result.ts';
import { AlarmDesk } from './alarms/alarm-desk.ts';
import { Daemon } from './daemon.ts';
import { FakeEngineHost } from './testing/fake-engine-host.ts';

interface Database {
  away: boolean;
  asked: number;
}

/** The store, each of whose methods fails as passing while the database is away. */
function fallible<Part extends object>(part: Part, database: Database): Part {
  return new Proxy(part, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value === 'object' && value !== null) return fallible(value, database);
      if (typeof value !== 'function') return value;
      return async (...given: readonly unknown[]) => {
        database.asked += 1;
        if (database.away) throw new PassingError('database_unavailable', 'the database does not answer');
        return Reflect.apply(value, target, given);
      };
    },
  });
}

async function onTheAir() {
  const dataFolder = await tempFolder();
  const opened = await openStore({ file: join(dataFolder, 'airkeeper.db'), migrate: true });
  onTestFinished(() => opened.close());
  await opened.stations.add(newStation('vert'));
  const database: Database = { away: false, asked: 0 };
  const store: Store = fallible(opened, database);
  const clock = new ManualClock();
  const logger = pino({ level: 'silent' });
  const host = new FakeEngineHost();
  host.nowMs = () => clock.now().epochMilliseconds;
  const alarms = new AlarmDesk({ dataFolder, clock, logger, env: {} });
  alarms.attach(store);
  const world = { connectors: 0, closed: 0, troubles: [] as string[] };
  const engineFor = (): Engine & { close(): void } => {
    world.connectors += 1;
    return {
      observe: async () =>
        host.state === null ? failed({ code: 'not_connected', message: 'nothing listens' }) : ok(host.state),
      command: async () => ok({}),
      putCueSheet: async () => {},
      putStreamPlans: async () => {},
      readJournal: async (after) => ({ lines: [], cursor: after }),
      onJournalGrowth: () => () => {},
      close: () => {
        world.closed += 1;
      },
    };
  };
  const daemon = new Daemon({
    store,
    library: { missing: async () => new Set(), probe: () => Promise.reject(new Error('not used')) },
    host,
    // time is virtual here, and a real disk would take real time
    disk: { owner: async () => null, own: async () => {}, setAside: async () => '' },
    engineFor,
    alarms,
    clock,
    onTrouble: ({ message }) => world.troubles.push(message),
    loggerFor: () => logger,
  });
  const ending = new AbortController();
  const ended = daemon.run(ending.signal);
  let failure: unknown = null;
  ended.catch((error: unknown) => {
    failure = error;
  });
  /** So many seconds go by, and all that is due in them is done. */
  const pass = async (seconds: number) => {
    for (let tick = 0; tick <= seconds * 4; tick += 1) {
      for (let turn = 0; turn < 6; turn += 1) await new Promise(setImmediate);
      if (tick < seconds * 4) clock.advance(250);
    }
  };
  const end = async () => {
    ending.abort();
    await ended;
  };
  const slugs = () => daemon.stations.map(({ slug }) => slug);
  return { daemon, host, database, world, pass, end, slugs, failure: () => failure };
}

test('RU-7, RU-3: with the database away for minutes the stations run on, and an engine that is killed is started again', async () => {
  const { daemon, host, database, world, pass, end, slugs, failure } = await onTheAir();
  await pass(45);
  expect(daemon.status()).toMatchObject([{ slug: 'vert', engine: 'running' }]);
  const first = host.engine?.pid;
  const starts = () => host.did.filter((what) => what.startsWith('start ')).length;
  expect(starts()).toBe(1);

  database.away = true;
  // longer than the daemon waits to look for stations, and again
  await pass(70);
  expect([failure(), slugs(), world.troubles]).toEqual([null, ['vert'], ['the database does not answer']]);
  host.die('by_signal');
  await pass(20);
  expect(host.engine?.pid).not.toBe(first);
  expect(starts()).toBe(2);
  await pass(60);
  expect(daemon.status()).toMatchObject([{ slug: 'vert', engine: 'running' }]);
  // it is the same runner that did all this, and nothing was let go of
  expect([slugs(), world.connectors, world.closed]).toEqual([['vert'], 1, 0]);
  expect(world.troubles).toHaveLength(1);

  const asked = database.asked;
  database.away = false;
  await pass(70);
  expect(database.asked).toBeGreaterThan(asked);
  expect([failure(), slugs(), world.connectors, starts()]).toEqual([null, ['vert'], 1, 2]);
  expect(host.did).not.toContain('stop');
  await end();
  expect(world.closed).toBe(1);
});
