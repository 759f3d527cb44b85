import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { alarmsInMemory } from '../ports/testing/alarms-in-memory.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { RefusedError } from '../values/errors.ts';
import type { Slug, StationId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import { EngineKeeper } from './engine-keeper.ts';
import { FakeEngineHost } from './testing/fake-engine-host.ts';

const STATION = { id: 1 as StationId, slug: 'vert' as Slug, name: 'Vert', timeZone: 'UTC' } as Station;

function keeping() {
  const host = new FakeEngineHost();
  const clock = new ManualClock();
  const said: string[] = [];
  host.nowMs = () => clock.now().epochMilliseconds;
  const observer = {
    get state() {
      return host.state;
    },
  };
  const logger = pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line).msg) });
  const store = { ports: { list: async () => [] } } as never;
  const alarms = alarmsInMemory();
  const keeper = new EngineKeeper({
    station: STATION,
    store,
    host,
    observer,
    lastRun: () => null,
    alarms,
    clock,
    logger,
  });
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  void keeper.run(ending.signal);
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1000);
      for (let turns = 0; turns < 6; turns += 1) await turn();
    }
  };
  return { host, keeper, said, pass };
}

test('RU-17: a start that is refused is a trouble with its reason, until an engine answers', async () => {
  const { host, keeper, pass } = keeping();
  host.refuseStart = new RefusedError('port_busy', 'TCP port 8010 is in use: choose another');
  keeper.allowStart();
  await pass(2);
  expect(keeper.trouble).toBe('TCP port 8010 is in use: choose another');
  host.refuseStart = null;
  await pass(10);
  expect(keeper.trouble).toBeNull();
});

test('RU-17: with no script that was ever accepted, the trouble is why it was refused', async () => {
  const { host, keeper, pass } = keeping();
  host.script = new RefusedError('script_refused', 'Liquidsoap refuses it: Error 5 at line 545');
  keeper.allowStart();
  await pass(5);
  expect(keeper.trouble).toBe('Liquidsoap refuses it: Error 5 at line 545');
});

test('RU-17: one that dies at once is a trouble with the end of its log, which is in Airkeeper’s log too', async () => {
  const { host, keeper, said, pass } = keeping();
  host.lastWords = async () => 'Cannot open the sound card';
  host.onStart = (process) => {
    process.answers = false;
    host.die('by_itself');
  };
  keeper.allowStart();
  await pass(3);
  expect(keeper.trouble).toContain('stations/vert/engine.log');
  expect(keeper.trouble).toContain('Cannot open the sound card');
  expect(said.some((line) => line.includes('died') && line.includes('Cannot open the sound card'))).toBe(true);
});

test('RU-17: an engine that waits for its cue sheet is no “starting” for ever', async () => {
  const { keeper, pass } = keeping();
  await pass(14);
  expect(keeper.trouble).toBeNull();
  await pass(2);
  expect(keeper.trouble).toContain('airkeeper.log');
});
