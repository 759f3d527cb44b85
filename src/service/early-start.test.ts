import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { BugError, RefusedError } from '../values/errors.ts';
import type { Slug } from '../values/ids.ts';
import { EarlyStart } from './early-start.ts';
import type { EngineHost, PreparedStation } from './engine-host.ts';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}

function prepared(slug: string): PreparedStation {
  return { slug: slug as Slug, timeZone: 'Europe/Brussels', ports: [] };
}

/** A machine on which engines are processes of a map, and some cannot start. */
function machine(stations: readonly PreparedStation[], refuses: ReadonlyMap<string, Error> = new Map()) {
  const clock = new ManualClock();
  const running = new Map<string, number>();
  const starts: string[] = [];
  const lines: { readonly level: number; readonly msg: string }[] = [];
  const host: Pick<EngineHost, 'prepared' | 'find' | 'start'> = {
    prepared: async () => stations,
    find: async ({ slug }) => running.get(slug) ?? null,
    start: async ({ slug }) => {
      starts.push(slug);
      const refusal = refuses.get(slug);
      if (refusal !== undefined) throw refusal;
      running.set(slug, 100 + starts.length);
      return 100 + starts.length;
    },
  };
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const early = new EarlyStart({ host, clock, loggerFor: () => logger });
  const ending = new AbortController();
  const pass = async (spanMs: number) => {
    for (let spent = 0; spent < spanMs; spent += 1000) {
      clock.advance(1000);
      await settle();
    }
  };
  return { running, starts, lines, early, ending, pass, done: early.run(ending.signal) };
}

test('RU-13: stations whose script is on the disk are started, those that play are left alone', async () => {
  const world = machine([prepared('blau'), prepared('vert')]);
  world.running.set('blau', 7);
  await settle();
  await world.pass(5000);
  expect(world.starts).toEqual(['vert']);
  expect(world.early.stations.map(({ slug }) => slug)).toEqual(['blau', 'vert']);
  world.ending.abort();
  await world.done;
});

test('RU-13: one that dies is started again, less and less often; one that was healthy at once', async () => {
  const world = machine([prepared('vert')]);
  await settle();
  for (let times = 0; times < 30; times += 1) {
    world.running.clear();
    await world.pass(1000);
  }
  expect(world.starts.length).toBeGreaterThan(3);
  expect(world.starts.length).toBeLessThan(8);
  await world.pass(120_000);
  const before = world.starts.length;
  world.running.clear();
  await world.pass(1000);
  expect(world.starts.length).toBe(before + 1);
  world.ending.abort();
  await world.done;
});

test('RU-13: one that cannot start keeps no other off the air, and its reason is said once', async () => {
  const refusal = new RefusedError('port_busy', 'TCP port 8010 is in use');
  const world = machine([prepared('blau'), prepared('vert')], new Map([['blau', refusal]]));
  await settle();
  await world.pass(20_000);
  expect([...world.running.keys()]).toEqual(['vert']);
  expect(world.lines.filter(({ msg }) => msg.includes('TCP port 8010 is in use'))).toHaveLength(1);
  world.ending.abort();
  await world.done;
});

test('a bug is not hidden', async () => {
  const world = machine([prepared('vert')], new Map([['vert', new BugError('ours')]]));
  await expect(world.done).rejects.toThrow('ours');
});
