import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Engine } from '../ports/engine.ts';
import { newStation } from '../ports/testing/store-fixtures.ts';
import { openStore } from '../store/open-store.ts';
import { failed } from '../values/result.ts';
import { AlarmDesk } from './alarms/alarm-desk.ts';
import { Daemon } from './daemon.ts';
import type { EngineHost } from './engine-host.ts';
import { stationDisk } from './station-disk.ts';
import { systemClock } from './system-clock.ts';
import { FakeEngineHost } from './testing/fake-engine-host.ts';

function silentEngine(): Engine & { close(): void } {
  const nothing = failed({ code: 'not_connected', message: 'nothing listens' } as const);
  return {
    observe: async () => nothing,
    command: async () => nothing,
    putCueSheet: async () => {},
    putStreamPlans: async () => {},
    readJournal: async (after) => ({ lines: [], cursor: after }),
    onJournalGrowth: () => () => {},
    close: () => {},
  };
}

test('CL-23: a station that is disabled has its engine ended for good, and is run again when it is enabled', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'airkeeper-daemon-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  const store = await openStore({ file: join(dataFolder, 'airkeeper.db'), migrate: true });
  const [vert] = [await store.stations.add(newStation('vert')), await store.stations.add(newStation('rouge'))];
  await store.stations.add({ ...newStation('bleu'), enabled: false });
  const logger = pino({ level: 'silent' });
  const forgotten: string[] = [];
  const host: EngineHost = Object.assign(new FakeEngineHost(), {
    forget: async (slug: string) => void forgotten.push(slug),
  });
  const alarms = new AlarmDesk({ dataFolder, clock: systemClock, logger, env: {} });
  alarms.attach(store);
  const daemon = new Daemon({
    store,
    library: { missing: async () => new Set(), probe: () => Promise.reject(new Error('not used')) },
    host,
    disk: stationDisk({ dataFolder, clock: systemClock }),
    engineFor: silentEngine,
    alarms,
    clock: systemClock,
    onTrouble: () => {},
    loggerFor: () => logger,
  });
  const ending = new AbortController();
  const running = daemon.run(ending.signal);
  const slugs = () => daemon.stations.map(({ slug }) => slug).sort();
  await vi.waitFor(() => expect(slugs()).toEqual(['rouge', 'vert']));

  await store.stations.change(vert.id, { enabled: false });
  daemon.dataChanged();
  await vi.waitFor(() => expect(slugs()).toEqual(['rouge']));
  await vi.waitFor(() => expect(forgotten).toEqual(['vert']));

  await store.stations.change(vert.id, { enabled: true });
  daemon.dataChanged();
  await vi.waitFor(() => expect(slugs()).toEqual(['rouge', 'vert']));
  expect(forgotten).toEqual(['vert']);
  ending.abort();
  await running;
  await store.close();
});
