import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { alarmsInMemory } from '../ports/testing/alarms-in-memory.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { PassingError } from '../values/errors.ts';
import type { Slug, StationId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import { EngineKeeper } from './engine-keeper.ts';
import { runService } from './service.ts';
import { FakeEngineHost } from './testing/fake-engine-host.ts';

const STATION = { id: 1 as StationId, slug: 'vert' as Slug, name: 'Vert', timeZone: 'UTC' } as Station;

test('KE-2: a disk that is full while Airkeeper starts only puts the engine off', async () => {
  const host = new FakeEngineHost();
  const clock = new ManualClock();
  const prepare = host.prepare;
  let isFull = true;
  host.prepare = async () => {
    if (isFull) throw new PassingError('disk_failed', 'no space left on device');
    return prepare();
  };
  const keeper = new EngineKeeper({
    station: STATION,
    store: { ports: { list: async () => [] } } as never,
    host,
    observer: { state: null },
    lastRun: () => null,
    alarms: alarmsInMemory(),
    clock,
    logger: pino({ level: 'silent' }),
  });
  const ending = new AbortController();
  const { signal } = ending;
  const running = runService(keeper, { clock, signal, isFinal: () => false, onFailure: () => undefined });
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1000);
      for (let turns = 0; turns < 6; turns += 1) await turn();
    }
  };
  keeper.allowStart();
  await pass(10);
  expect(host.engine).toBeNull();
  isFull = false;
  await pass(30);
  expect(host.engine).not.toBeNull();
  ending.abort();
  await running;
});
