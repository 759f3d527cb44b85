import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { type AlarmsInMemory, alarmsInMemory } from '../ports/testing/alarms-in-memory.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { PassingError } from '../values/errors.ts';
import type { Slug, StationId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import { EngineKeeper } from './engine-keeper.ts';
import { runService } from './service.ts';
import { FakeEngineHost } from './testing/fake-engine-host.ts';

const STATION = { id: 1 as StationId, slug: 'vert' as Slug, name: 'Vert', timeZone: 'UTC' } as Station;
const FULL = new PassingError('disk_failed', 'no space left on device');

interface Keeping {
  readonly host: FakeEngineHost;
  readonly alarms: AlarmsInMemory;
  readonly said: string[];
  /** What the runner was told: each is seconds, and then half a minute, without a keeper. */
  readonly failures: unknown[];
  pass(seconds: number): Promise<void>;
}

function keeping(): Keeping {
  const host = new FakeEngineHost();
  const clock = new ManualClock();
  const alarms = alarmsInMemory();
  const said: string[] = [];
  const failures: unknown[] = [];
  host.nowMs = () => clock.now().epochMilliseconds;
  const keeper = new EngineKeeper({
    station: STATION,
    store: { ports: { list: async () => [] } } as never,
    host,
    observer: {
      get state() {
        return host.state;
      },
    },
    lastRun: () => null,
    alarms,
    clock,
    logger: pino({ level: 'info' }, { write: (line: string) => said.push(JSON.parse(line).msg) }),
  });
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const { signal } = ending;
  void runService(keeper, { clock, signal, isFinal: () => false, onFailure: ({ error }) => failures.push(error) });
  keeper.allowStart();
  const pass = async (seconds: number) => {
    for (let tick = 0; tick < seconds * 4; tick += 1) {
      clock.advance(250);
      for (let turns = 0; turns < 6; turns += 1) await turn();
    }
  };
  return { host, alarms, said, failures, pass };
}

test('KE-2: a disk that is full while Airkeeper starts for the first time only puts the engine off', async () => {
  const { host, said, failures, pass } = keeping();
  const prepare = host.prepare;
  let isFull = true;
  host.prepare = async () => {
    if (isFull) throw FULL;
    return prepare();
  };
  await pass(40);
  expect(host.engine).toBeNull();
  isFull = false;
  await pass(2);
  expect(host.engine).not.toBeNull();
  expect(failures).toEqual([]);
  expect(said.filter((words) => words.includes('no space left'))).toHaveLength(1);
});

test('KE-2, JO-11: on a full disk an engine is started with what lies there, and its run is remembered when there is room', async () => {
  const { host, alarms, failures, pass } = keeping();
  await pass(5);
  const first = host.engine;
  host.prepare = async () => {
    throw FULL;
  };
  host.refuseWriting = FULL;
  host.die('by_signal');
  await pass(1);
  const second = host.engine;
  expect(second?.pid).not.toBe(first?.pid);
  await pass(60);
  expect([host.engine, host.remembered, failures]).toEqual([second, [first?.run], []]);
  expect(alarms.open('engine_down', STATION)).toEqual([]);
  host.refuseWriting = null;
  await pass(1);
  expect(host.remembered).toEqual([first?.run, second?.run]);
  await pass(10);
  expect(host.remembered).toHaveLength(2);
});

test('KE-2: Airkeeper that begins on a full disk starts the engine with the ports that the disk knows', async () => {
  const { host, failures, pass } = keeping();
  host.onDisk = 'of yesterday';
  host.prepared = async () => [{ slug: STATION.slug, timeZone: 'UTC', ports: [] }];
  host.prepare = async () => {
    throw FULL;
  };
  host.refuseWriting = FULL;
  await pass(2);
  expect([host.did, failures]).toEqual([['start of yesterday'], []]);
});

test('KE-6: a start that fails for what passes is tried each second, and spends no budget', async () => {
  const { host, alarms, said, pass } = keeping();
  const start = host.start;
  let tries = 0;
  host.start = async () => {
    tries += 1;
    throw new PassingError('engine_stuck', 'the one before cannot be ended');
  };
  await pass(30);
  expect(tries).toBeGreaterThan(25);
  expect(alarms.open('budget_spent', STATION)).toEqual([]);
  expect(alarms.open('engine_down', STATION)).toEqual(['']);
  expect(said.filter((words) => words.includes('cannot be ended'))).toHaveLength(1);
  host.start = start;
  await pass(3);
  expect(alarms.open('engine_down', STATION)).toEqual([]);
});
