import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { EngineOnAir } from '../ports/engine.ts';
import { type AlarmsInMemory, alarmsInMemory } from '../ports/testing/alarms-in-memory.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { RefusedError } from '../values/errors.ts';
import type { EngineRunId, PortId, Slug, StationId } from '../values/ids.ts';
import type { Port, Station } from '../values/model.ts';
import { EngineKeeper } from './engine-keeper.ts';
import { FakeEngineHost, type FakeProcess } from './testing/fake-engine-host.ts';

const STATION = { id: 1 as StationId, slug: 'vert' as Slug, name: 'Vert', timeZone: 'UTC' } as Station;
const PORT: Port = { id: 1 as PortId, stationId: STATION.id, direction: 'output', kind: 'file', settings: {} };
const STEP_MS = 50;

class Keeping {
  readonly host = new FakeEngineHost();
  readonly clock = new ManualClock();
  readonly alarms: AlarmsInMemory = alarmsInMemory();
  readonly said: string[] = [];
  lastRun: EngineRunId | null = null;
  ports: readonly Port[] = [PORT];
  readonly #keeper: EngineKeeper;
  readonly #ending = new AbortController();

  constructor() {
    const { host } = this;
    host.nowMs = () => this.clock.now().epochMilliseconds;
    this.#keeper = new EngineKeeper({
      station: STATION,
      store: { ports: { list: async () => this.ports } } as never,
      host,
      observer: {
        get state() {
          return host.state;
        },
      },
      lastRun: () => this.lastRun,
      alarms: this.alarms,
      clock: this.clock,
      logger: pino({ level: 'info' }, { write: (line: string) => this.said.push(JSON.parse(line).msg) }),
    });
  }

  async begin(): Promise<this> {
    this.#keeper.allowStart();
    void this.#keeper.run(this.#ending.signal);
    await this.pass(0);
    return this;
  }

  dataChanged(): void {
    this.#keeper.dataChanged();
  }

  /** Lets so many seconds go by. */
  async pass(seconds: number): Promise<void> {
    for (let doneMs = 0; doneMs <= seconds * 1000; doneMs += STEP_MS) {
      if (doneMs > 0) this.clock.advance(STEP_MS);
      for (let turns = 0; turns < 4; turns += 1) await turn();
    }
  }

  starts(): number {
    return this.host.did.filter((word) => word.startsWith('start ') && word !== 'start emergency').length;
  }
}

function music(seq: number, remainingSeconds: number | null): EngineOnAir {
  const request = { rid: null, uri: '/m.ogg', soundId: 1, cue: null, pushed: false, title: null, artist: null };
  return { source: 'night', seq, sinceMs: 0, positionSeconds: 1, remainingSeconds, request };
}

describe('KE-1: an engine that runs is adopted', () => {
  test('and left alone when it is the wanted one', async () => {
    const keeping = new Keeping();
    keeping.host.run('new');
    keeping.host.onAir = music(1, null);
    await keeping.begin();
    await keeping.pass(60);
    expect(keeping.host.did).toEqual([]);
    expect(keeping.host.lastReport).toMatchObject({ pending: null, emergency: false });
    expect(keeping.alarms.history).toEqual([]);
  });

  test.each([
    ['with another script', 'old', '000001-aaaa', null, /script old.*is new/],
    ['by hand', 'new', null, null, /not started by Airkeeper/],
    ['before the last run of the log', 'new', '000001-aaaa', '000002-bbbb', /older than the last one in the log/],
  ])(
    'one that was started %s is named, plays on, and is replaced when the operator says so',
    async (_, script, run, lastRun, why) => {
      const keeping = new Keeping();
      keeping.host.run(script, run);
      keeping.host.onAir = music(1, null);
      keeping.lastRun = lastRun as EngineRunId | null;
      await keeping.begin();
      await keeping.pass(60);
      expect(keeping.host.did).toEqual([]);
      expect(keeping.said.filter((words) => why.test(words))).toHaveLength(1);
      expect(keeping.host.lastReport?.pending).toMatch(why);
      keeping.host.restart = { run: null, atMs: 0 };
      await keeping.pass(2);
      expect(keeping.host.did).toEqual(['stop', 'start new']);
    },
  );
});

test('KE-2: one is started when there is none, and never a second', async () => {
  const keeping = await new Keeping().begin();
  await keeping.pass(30);
  expect(keeping.host.did).toEqual(['start new']);
});

describe('KE-3, KE-4, AL-30: an engine that hangs', () => {
  test('is ended after its limit and started again, with one alarm', async () => {
    const keeping = await new Keeping().begin();
    await keeping.pass(40);
    const engine = keeping.host.engine as FakeProcess;
    engine.lives = false;
    engine.answers = false;
    await keeping.pass(8);
    expect(keeping.host.did).toEqual(['start new']);
    await keeping.pass(4);
    expect(keeping.host.did).toEqual(['start new', 'kill', 'start new']);
    await keeping.pass(3);
    expect(keeping.alarms.history).toEqual([
      'raised engine_hung vert ""',
      'raised engine_down vert ""',
      'cleared engine_hung vert ""',
      'cleared engine_down vert ""',
    ]);
  });

  test('only for its socket is left playing', async () => {
    const keeping = await new Keeping().begin();
    (keeping.host.engine as FakeProcess).answers = false;
    await keeping.pass(120);
    expect(keeping.host.did).toEqual(['start new']);
  });

  test('by all signs, but is heard, is left playing, and that is said', async () => {
    const keeping = await new Keeping().begin();
    await keeping.pass(5);
    keeping.host.isHeard = true;
    const engine = keeping.host.engine as FakeProcess;
    engine.lives = false;
    engine.answers = false;
    await keeping.pass(30);
    expect(keeping.host.did).toEqual(['start new']);
    expect(keeping.said.some((words) => words.includes('no sign of life but sound'))).toBe(true);
  });
});

test('KE-5, KE-6: one that was killed is started again within the twentieth of a second, each time', async () => {
  const keeping = await new Keeping().begin();
  for (let kill = 0; kill < 20; kill += 1) {
    await keeping.pass(7.3);
    const starts = keeping.starts();
    keeping.host.die('by_signal');
    await keeping.pass(STEP_MS / 1000);
    expect(keeping.starts()).toBe(starts + 1);
  }
  expect(keeping.host.did).not.toContain('start emergency');
});

describe('KE-7, KE-8, AL-30: the budget', () => {
  async function spent(): Promise<Keeping> {
    const keeping = new Keeping();
    keeping.host.onStart = () => keeping.host.die('by_itself');
    await keeping.begin();
    await keeping.pass(10);
    return keeping;
  }

  test('is spent by four starts that failed: the emergency source has the outputs, with one alarm', async () => {
    const keeping = await spent();
    expect(keeping.host.did).toEqual(['start new', 'start new', 'start new', 'start new', 'start emergency']);
    await keeping.pass(40);
    expect(keeping.host.did).toHaveLength(5);
    expect(keeping.alarms.history).toEqual(['raised engine_down vert ""', 'raised budget_spent vert ""']);
    expect(keeping.host.lastReport?.emergency).toBe(true);
  });

  test('is spent by an engine that cannot be started at all', async () => {
    const keeping = new Keeping();
    keeping.host.refuseStart = new RefusedError('port_busy', 'TCP port 8010 is in use');
    await keeping.begin();
    await keeping.pass(10);
    expect(keeping.host.did).toEqual(['start emergency']);
    expect(keeping.said.filter((words) => words.includes('8010'))).toHaveLength(1);
  });

  test('the station’s own script is checked and tried again at growing intervals', async () => {
    const keeping = await spent();
    const tries: number[] = [];
    for (let minute = 1; minute <= 130; minute += 1) {
      const before = keeping.starts();
      await keeping.pass(60);
      if (keeping.starts() > before) tries.push(minute);
    }
    expect(tries).toEqual([1, 3, 7, 15, 31, 61, 92, 122]);
    const last = keeping.host.did.slice(-4);
    expect(last).toEqual(['recheck', 'stop emergency', 'start new', 'start emergency']);
  }, 60_000);

  test('it takes the outputs back when it lives, and the alarm is cleared when it is healthy', async () => {
    const keeping = await spent();
    keeping.host.onStart = () => {};
    await keeping.pass(55);
    expect(keeping.host.did.slice(4)).toEqual(['start emergency', 'recheck', 'stop emergency', 'start new']);
    expect(keeping.alarms.open('budget_spent', STATION)).toEqual(['']);
    await keeping.pass(40);
    expect(keeping.alarms.open('budget_spent', STATION)).toEqual([]);
    expect(keeping.host.did).toHaveLength(8);
  });

  test('another script is tried at once', async () => {
    const keeping = await spent();
    keeping.host.onStart = () => {};
    keeping.host.script = 'mended';
    keeping.dataChanged();
    await keeping.pass(2);
    expect(keeping.host.did.slice(5)).toEqual(['recheck', 'stop emergency', 'start mended']);
  });

  test('a script that was damaged or removed on the disk is made anew, and tried the next time', async () => {
    const keeping = await new Keeping().begin();
    await keeping.pass(5);
    keeping.host.onDisk = null;
    keeping.host.die('by_itself');
    await keeping.pass(10);
    expect(keeping.host.did).toEqual(['start new', 'start emergency']);
    await keeping.pass(60);
    expect(keeping.host.did.slice(2)).toEqual(['recheck']);
    expect(keeping.host.onDisk).toBe('new');
    await keeping.pass(120);
    expect(keeping.host.did.slice(3)).toEqual(['recheck', 'stop emergency', 'start new']);
    await keeping.pass(40);
    expect(keeping.alarms.open('budget_spent', STATION)).toEqual([]);
  });

  test('an emergency source that an earlier Airkeeper started is taken over', async () => {
    const keeping = new Keeping();
    keeping.host.emergencyPid = 800;
    await keeping.begin();
    await keeping.pass(30);
    expect(keeping.alarms.open('budget_spent', STATION)).toEqual(['']);
    expect(keeping.host.did.filter((word) => word === 'start emergency')).toEqual([]);
  });

  test('of both, the station’s own engine stays', async () => {
    const keeping = new Keeping();
    keeping.host.run('new');
    keeping.host.emergencyPid = 800;
    await keeping.begin();
    await keeping.pass(5);
    expect(keeping.host.did).toEqual(['stop emergency']);
  });

  test('an emergency source that hangs is ended after the limit, and started again, with one alarm', async () => {
    const keeping = await spent();
    keeping.host.emergencyLives = false;
    await keeping.pass(9);
    expect(keeping.host.did.slice(4)).toEqual(['start emergency']);
    await keeping.pass(4);
    expect(keeping.host.did.slice(4)).toEqual(['start emergency', 'kill emergency', 'start emergency']);
    expect(keeping.alarms.open('engine_hung', STATION)).toEqual(['']);
    keeping.host.emergencyLives = true;
    await keeping.pass(3);
    expect(keeping.alarms.open('engine_hung', STATION)).toEqual([]);
    expect(keeping.alarms.history.filter((words) => words.startsWith('raised engine_hung'))).toHaveLength(1);
  });

  test('an emergency source that gives no sign of life but sound plays on', async () => {
    const keeping = await spent();
    keeping.host.emergencyLives = false;
    keeping.host.isHeard = true;
    await keeping.pass(30);
    expect(keeping.host.did.slice(4)).toEqual(['start emergency']);
    expect(keeping.said.some((words) => words.includes('the emergency source (process 900) gives no sign'))).toBe(true);
  });

  test('an emergency source that died is started again', async () => {
    const keeping = await spent();
    keeping.host.emergencyPid = null;
    await keeping.pass(5);
    expect(keeping.host.did.slice(4)).toEqual(['start emergency', 'start emergency']);
  });
});

describe('KE-9: a script that is refused', () => {
  test('never replaces one that runs', async () => {
    const keeping = await new Keeping().begin();
    keeping.host.onAir = music(1, null);
    keeping.host.script = new RefusedError('script_refused', 'Liquidsoap refuses it');
    keeping.dataChanged();
    await keeping.pass(5);
    keeping.host.onAir = music(2, null);
    await keeping.pass(60);
    expect(keeping.host.did).toEqual(['start new']);
    expect(keeping.host.lastReport).toMatchObject({ refused: 'Liquidsoap refuses it', pending: null });
  });
});

describe('KE-10: changed settings are taken in', () => {
  async function changed(): Promise<Keeping> {
    const keeping = await new Keeping().begin();
    keeping.host.onAir = music(1, 100);
    await keeping.pass(20);
    keeping.host.script = 'changed';
    keeping.dataChanged();
    await keeping.pass(20);
    expect(keeping.host.did).toEqual(['start new']);
    expect(keeping.host.lastReport?.pending).toMatch(/changed/);
    return keeping;
  }

  test('at the next piece', async () => {
    const keeping = await changed();
    keeping.host.onAir = music(2, 200);
    await keeping.pass(1);
    expect(keeping.host.did).toEqual(['start new', 'stop', 'start changed']);
    await keeping.pass(1);
    expect(keeping.host.lastReport?.pending).toBeNull();
  });

  test('at the end of the piece, when that is known', async () => {
    const keeping = await changed();
    keeping.host.onAir = music(1, 1.2);
    await keeping.pass(2);
    expect(keeping.host.did).toEqual(['start new', 'stop', 'start changed']);
  });

  test('not under a diffusion, and not when one is about to begin, but after it', async () => {
    const keeping = await changed();
    keeping.host.decks = [{ name: 'a', state: 'opened', cue: '5#0' }];
    keeping.host.onAir = music(2, 200);
    await keeping.pass(20);
    keeping.host.onAir = { ...music(3, 200), source: 'dealer' };
    await keeping.pass(20);
    expect(keeping.host.did).toEqual(['start new']);
    keeping.host.decks = [];
    keeping.host.onAir = music(4, 200);
    await keeping.pass(1);
    expect(keeping.host.did).toEqual(['start new', 'stop', 'start changed']);
  });

  test('at once when the operator says now, also under a diffusion; the order is carried out once', async () => {
    const keeping = await changed();
    keeping.host.onAir = { ...music(3, 200), source: 'dealer' };
    keeping.host.restart = { run: keeping.host.engine?.run ?? null, atMs: 0 };
    await keeping.pass(1);
    expect(keeping.host.did).toEqual(['start new', 'stop', 'start changed']);
    await keeping.pass(30);
    expect(keeping.host.did).toHaveLength(3);
    expect(keeping.host.restart).toBeNull();
  });

  test('at the operator’s instant, and not at a boundary before it', async () => {
    const keeping = await changed();
    keeping.host.restart = { run: null, atMs: keeping.clock.now().epochMilliseconds + 30_000 };
    keeping.host.onAir = music(2, 200);
    await keeping.pass(29);
    expect(keeping.host.did).toEqual(['start new']);
    await keeping.pass(1.1);
    expect(keeping.host.did).toEqual(['start new', 'stop', 'start changed']);
  });

  test('not while a new output cannot open', async () => {
    const keeping = await new Keeping().begin();
    keeping.host.onAir = music(1, 100);
    await keeping.pass(5);
    keeping.ports = [PORT, { ...PORT, kind: 'harbor', settings: { bind: '127.0.0.1', port: 8010 } }];
    keeping.host.refuseCheck = new RefusedError('port_busy', 'TCP port 8010 is in use');
    keeping.host.script = 'changed';
    keeping.dataChanged();
    await keeping.pass(5);
    keeping.host.onAir = music(2, 100);
    await keeping.pass(5);
    expect(keeping.host.did).toEqual(['start new']);
    keeping.host.refuseCheck = null;
    keeping.host.onAir = music(3, 100);
    await keeping.pass(2);
    expect(keeping.host.did).toEqual(['start new', 'stop', 'start changed']);
  });

  test('at once, when nobody can hear the engine', async () => {
    const keeping = new Keeping();
    keeping.ports = [];
    await keeping.begin();
    keeping.host.onAir = music(1, 100);
    await keeping.pass(2);
    keeping.ports = [PORT];
    keeping.host.script = 'changed';
    keeping.dataChanged();
    await keeping.pass(1);
    expect(keeping.host.did).toEqual(['start new', 'stop', 'start changed']);
  });

  test('KE-11: an order for a run that is gone is done already', async () => {
    const keeping = await new Keeping().begin();
    keeping.host.restart = { run: '000000-dead', atMs: 0 };
    await keeping.pass(3);
    expect(keeping.host.did).toEqual(['start new']);
    expect(keeping.host.restart).toBeNull();
  });
});
