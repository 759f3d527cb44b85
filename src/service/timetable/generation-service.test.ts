import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { sqliteTestDatabase } from '../../store/testing/test-database.ts';
import { ManualClock } from '../../streamer/testing/manual-clock.ts';
import { GenerationService } from './generation-service.ts';
import { GenerationWorld } from './testing/generation-world.ts';

const HOUR_MS = 3_600_000;

/** A service that runs on a clock set by hand; it is Friday, 2027-01-15, 09:00 in Brussels. */
async function inService(work: (running: Running) => Promise<void>): Promise<void> {
  const database = await sqliteTestDatabase();
  const clock = new ManualClock();
  const world = await GenerationWorld.open(database.store, 'vert', clock.now().toString());
  const lines: string[] = [];
  const logger = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const running = { world, clock, lines, changes: 0, sleeps: 0, settle: async () => {}, service: noService() };
  const sleep = (spanMs: number, signal: AbortSignal) => {
    running.sleeps += 1;
    return clock.sleep(spanMs, signal);
  };
  const counted = { now: () => clock.now(), monotonicMs: () => clock.monotonicMs(), sleep };
  const onChange = () => {
    running.changes += 1;
  };
  running.service = new GenerationService({
    station: world.station,
    store: world.store,
    clock: counted,
    logger,
    onChange,
  });
  running.settle = async () => {
    for (let quiet = 0, sleeps = -1; quiet < 3; ) {
      quiet = sleeps === running.sleeps ? quiet + 1 : 0;
      sleeps = running.sleeps;
      clock.advance(0);
      for (let turns = 0; turns < 20; turns += 1) await turn();
    }
    world.now = clock.now();
  };
  const ending = new AbortController();
  const ended = running.service.run(ending.signal);
  try {
    await work(running);
  } finally {
    ending.abort();
    await ended;
    await database.close();
  }
}

interface Running {
  readonly world: GenerationWorld;
  readonly clock: ManualClock;
  readonly lines: readonly string[];
  readonly changes: number;
  readonly sleeps: number;
  readonly service: GenerationService;
  settle(): Promise<void>;
}

function noService(): GenerationService {
  return null as unknown as GenerationService;
}

test('TT-37: it generates at its start, and at once when it is told of a change', () =>
  inService(async (running) => {
    const { world, settle } = running;
    await settle();
    expect(running.changes).toBe(0);
    const schedule = await world.weekly('MO', '2027-01-11T20:00');
    running.service.dataChanged();
    await settle();
    expect((await world.diffusions()).map(({ start }) => start.toString())).toEqual([
      '2027-01-18T19:00:00Z',
      '2027-01-25T19:00:00Z',
    ]);
    expect(running.changes).toBe(1);
    await world.changeSchedule(schedule.id, { durationSeconds: 60 });
    running.service.dataChanged();
    running.service.dataChanged();
    await settle();
    expect((await world.diffusions())[0]?.end.toString()).toBe('2027-01-18T19:01:00Z');
    expect(running.changes).toBe(2);
  }));

test('TT-37: it looks each minute whether somebody else changed something', () =>
  inService(async ({ world, clock, settle }) => {
    await settle();
    await world.weekly('MO', '2027-01-11T20:00');
    clock.advance(59_999);
    await settle();
    expect(await world.diffusions()).toEqual([]);
    clock.advance(1);
    await settle();
    expect(await world.diffusions()).toHaveLength(2);
  }));

test('TT-21, TT-37: once a day it looks at everything, some minutes after the station’s midnight', () =>
  inService(async ({ world, clock, settle }) => {
    await world.weekly('MO', '2027-01-11T20:00');
    await settle();
    const [first] = await world.diffusions();
    if (first === undefined) throw new Error('there is one');
    await world.store.diffusions.change(first.id, { layer: 7 });
    const layer = async () => (await world.diffusions())[0]?.layer;
    clock.advance(15 * HOUR_MS + 3 * 60_000);
    await settle();
    expect(await layer()).toBe(7);
    clock.advance(60_000);
    await settle();
    expect(await layer()).toBe(0);
  }));

test('TT-37: what is refused of one schedule is said once, and the others are made', () =>
  inService(async ({ world, clock, settle, lines }) => {
    await world.weekly('MO', '2027-01-11T20:00', { rule: 'FREQ=NEVER' });
    const schedule = await world.weekly('MO', '2027-01-11T20:00');
    await settle();
    for (let minute = 0; minute < 3; minute += 1) {
      clock.advance(60_000);
      await settle();
    }
    expect(lines.filter((line) => line.includes('nothing is made of the schedule'))).toHaveLength(1);
    expect(new Set((await world.diffusions()).map(({ scheduleId }) => scheduleId))).toEqual(new Set([schedule.id]));
  }));

test('TT-37: much is made in slices', () =>
  inService(async (running) => {
    await running.settle();
    for (let index = 0; index < 60; index += 1)
      await running.world.weekly('MO,TU,WE,TH,FR,SA,SU', `2027-01-15T12:${String(index).padStart(2, '0')}`);
    const before = running.sleeps;
    running.service.dataChanged();
    await running.settle();
    expect(await running.world.diffusions()).toHaveLength(60 * 15);
    // 900 diffusions, some 300 at once
    expect(running.sleeps - before).toBeGreaterThanOrEqual(3);
  }));
