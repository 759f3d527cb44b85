import { describe, expect, test } from 'vitest';
import type { NewLogEntry } from '../../src/ports/store.ts';
import { newBatch, newEntry } from '../../src/ports/testing/store-fixtures.ts';
import { must } from '../../src/values/errors.ts';
import type { EngineRunId } from '../../src/values/ids.ts';
import { onAir } from './fake-engine.ts';
import { Harness } from './harness.ts';

const run = '000001-abcd' as EngineRunId;

async function station(...entries: readonly Partial<NewLogEntry>[]): Promise<Harness> {
  const harness = new Harness();
  harness.addFile('a.ogg', { title: 'Song A' });
  await harness.all(
    'station add Vert --timezone Europe/Brussels',
    'program add vert Night --streamed',
    'stream set night --window 22:00-14:00 --weight 2',
    'program add vert Morning --scheduled',
    'episode add morning Monday',
    'sound add a.ogg --program night',
    'diffusion add monday --start 2026-11-30T13:00 --duration 1h --hard',
  );
  await harness.withStore(async (store) => {
    const vert = must(await store.stations.bySlug('vert'), 'the station');
    const [diffusion] = await store.diffusions.list(vert.id, null, null);
    const diffusionId = must(diffusion, 'the diffusion').id;
    const written = entries.map((entry) =>
      newEntry({ ...entry, ...(entry.source === 'dealer' ? { diffusionId } : {}) }),
    );
    await store.monitor.commit(vert.id, newBatch({ entries: written }));
  });
  return harness;
}

function at(text: string): Temporal.Instant {
  return Temporal.Instant.from(`2026-11-30T${text}Z`);
}

const START: Partial<NewLogEntry> = {
  type: 'start',
  source: 'dealer',
  date: at('12:00:00'),
  reason: 'hard cue 1#0, on time',
  journal: { run, seq: 1 },
};
const FIRST: Partial<NewLogEntry> = {
  source: 'dealer',
  date: at('12:00:00'),
  end: at('12:10:00'),
  reason: 'cue 1#0',
  journal: { run, seq: 2 },
};
const CUT: Partial<NewLogEntry> = {
  type: 'stop',
  source: 'dealer',
  date: at('12:10:00'),
  reason: 'the engine ended without a word under cue 1#0',
  journal: { run, seq: 3 },
};
const AGAIN: Partial<NewLogEntry> = {
  source: 'dealer',
  date: at('12:10:05'),
  reason: 'cue 1#1, went on at second 605',
  journal: { run, seq: 4 },
};
const MUSIC: Partial<NewLogEntry> = {
  source: 'night',
  date: at('12:30:00'),
  reason: 'stream night',
  journal: { run, seq: 12 },
};

interface Why {
  readonly entry: { readonly id: number };
  readonly because: readonly { readonly reason: string; readonly rule: string }[];
}

async function why(harness: Harness, ...args: readonly string[]): Promise<Why> {
  return (await harness.json('why', ...args)) as unknown as Why;
}

describe('CL-27: why', () => {
  test('of a diffusion: its cue, its place on the timetable, and all that happened to it until then', async () => {
    const { entry, because } = await why(await station(START, FIRST, CUT, AGAIN), '4');
    expect(entry.id).toBe(4);
    expect(because).toEqual([
      { reason: 'cue 1#1, went on at second 605', rule: 'MO-8' },
      {
        reason:
          'diffusion 1 of morning is on the timetable from 2026-11-30 13:00:00 to 2026-11-30 14:00:00, hard, on_air',
        rule: 'MO-18',
      },
      { reason: 'it started at 2026-11-30 13:00:00: hard cue 1#0, on time', rule: 'MO-15' },
      {
        reason:
          'it was cut at 2026-11-30 13:10:00 (the engine ended without a word under cue 1#0), and resume is live for morning',
        rule: 'MO-26',
      },
    ]);
  });

  test('of music: its stream, and what the diffusion of that time was doing', async () => {
    const started = await station(START, FIRST, MUSIC);
    expect((await why(started, '3')).because.map(({ reason }) => reason)).toEqual([
      'stream night',
      'night is streamed: from 22:00 to 14:00, with weight 2',
      'diffusion 1 had that time: it had started, and its sounds were over',
    ]);
    const never = await station(MUSIC);
    expect((await why(never, '1')).because.at(-1)).toEqual({
      reason: 'diffusion 1 had that time, and had not started',
      rule: 'MO-18',
    });
    const free = await station({ ...MUSIC, date: at('13:00:00') });
    expect((await why(free, '1')).because.at(-1)?.reason).toBe('no diffusion was on the timetable then');
  });

  test('TT-40: of a diffusion that shares its slot: with whom, and what decides', async () => {
    const harness = await station(START, FIRST, MUSIC);
    await harness.all('diffusion add monday --start 2026-11-30T13:05 --duration 10m --layer 1');
    const over = await station(START, { ...FIRST, date: at('12:05:00') });
    await over.all('diffusion add monday --start 2026-11-30T13:05 --duration 30m --layer -1');
    const rules = async (of: Harness, id: string) =>
      (await why(of, id)).because.flatMap(({ reason, rule }) => (rule === 'TT-40' ? [reason] : []));
    expect(await rules(harness, '1')).toEqual([]);
    expect(await rules(over, '2')).toEqual([
      'diffusion 1 has that time, and not diffusion 2: it lies in the higher layer, 0 over -1',
    ]);
    const music = await station(START, FIRST, { ...MUSIC, date: at('12:12:00') });
    await music.all('diffusion add monday --start 2026-11-30T13:05 --duration 10m --layer 1');
    expect((await why(music, '3')).because.slice(2)).toEqual([
      {
        reason: 'diffusion 2 has that time, and not diffusion 1: it lies in the higher layer, 1 over 0',
        rule: 'TT-40',
      },
      { reason: 'diffusion 2 had that time, and had not started', rule: 'MO-18' },
    ]);
  });

  test('of what is on the air, by the engine and the log', async () => {
    const harness = await station(MUSIC);
    harness.engine.runs('vert', { onAir: { ...onAir('night', '/a.ogg', {}), seq: 12 } });
    expect((await why(harness)).entry.id).toBe(1);
    const { out } = await harness.run('why', 'vert');
    expect(out).toContain('2026-11-30 13:30:00  on_air  night');
    expect(out).toContain('  because stream night  [MO-6]');
  });

  test('what cannot be told is refused, with what to do', async () => {
    const harness = await station(MUSIC);
    expect(await harness.run('why', '99')).toMatchObject({
      status: 1,
      err: expect.stringContaining('no log entry 99'),
    });
    expect(await harness.run('why')).toMatchObject({ status: 1, err: expect.stringContaining('does not answer') });
    harness.engine.runs('vert');
    expect(await harness.run('why')).toMatchObject({
      status: 1,
      err: expect.stringContaining('nothing is on the air'),
    });
    harness.engine.runs('vert', { onAir: { ...onAir('night', '/a.ogg', {}), seq: 13 } });
    expect(await harness.run('why')).toMatchObject({ status: 1, err: expect.stringContaining('not in the log yet') });
  });
});
