import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GAP_IN_THE_JOURNAL } from '../../src/monitor/trace-lines.ts';
import type { Cue } from '../../src/ports/cue-sheet.ts';
import { newBatch, newEntry } from '../../src/ports/testing/store-fixtures.ts';
import { must } from '../../src/values/errors.ts';
import type { DiffusionId } from '../../src/values/ids.ts';
import { onAir } from './fake-engine.ts';
import { Harness } from './harness.ts';

async function station(): Promise<Harness> {
  const harness = new Harness();
  harness.addFile('a.ogg', { title: 'Song A' });
  await harness.all(
    'station add Vert --timezone Europe/Brussels',
    'program add vert Night --streamed',
    'program add vert Morning --scheduled',
    'episode add morning Monday',
    'sound add a.ogg --program night',
  );
  return harness;
}

describe('CL-14: status', () => {
  test('an engine that is not running is stopped, one that hangs is not answering', async () => {
    const harness = await station();
    await harness.all('station add Rouge', 'station add Bleu');
    harness.engine.fails('rouge', { code: 'timed_out', message: 'no reply within 2 s' });
    harness.engine.runs('bleu');
    harness.unreachable.add('noir');
    await harness.all('station add Noir');
    const silent = { pid: null, run: null, version: null };
    const rest = {
      enabled: true,
      airkeeper: { state: 'stopped', pid: null },
      onAir: null,
      next: null,
      journal: { lostLines: 0, gaps: 0 },
      restart: { pending: null, refused: null, emergency: false },
      alarms: [],
    };
    expect(await harness.json('status')).toEqual([
      {
        station: 'bleu',
        engine: { state: 'running', pid: 4321, run: '000001-abcd', version: '2.3.2' },
        ...rest,
      },
      { station: 'noir', engine: { state: 'not_permitted', ...silent }, ...rest },
      { station: 'rouge', engine: { state: 'not_answering', ...silent }, ...rest },
      { station: 'vert', engine: { state: 'stopped', ...silent }, ...rest },
    ]);
    const { out } = await harness.run('status');
    expect(out).toContain('engine   not answering: no reply within 2 s');
    expect(out).toContain('engine   stopped\non air   nothing\n');
    expect(out).toContain('run 000001-abcd)\non air   SILENCE\n');
    expect(out).toContain('no reply within 2 s\non air   not known\n');
    expect(out).toContain('engine   not permitted to look: the station is of another user');
    expect(harness.engine.connections).toBe(0);
  });

  test('without a station there is an empty list', async () => {
    const harness = new Harness();
    await harness.all('station add Vert', 'station remove vert');
    expect(await harness.json('status')).toEqual([]);
    expect((await harness.run('status')).out).toMatch(
      /^Airkeeper {2}stopped: .*airkeeper start\n\nThere is no station.\n$/,
    );
  });

  test('what is on the air: by its id, else by its path, else by its file', async () => {
    const harness = await station();
    const path = join(harness.cwd, 'a.ogg');
    const status = async () => (await harness.json('status', 'vert')) as { readonly onAir: unknown };
    harness.engine.runs('vert', { onAir: onAir('night', '/elsewhere/a.ogg', { soundId: 1 }) });
    expect((await status()).onAir).toMatchObject({ sound: { id: 1, title: 'Song A', path }, title: 'Song A' });
    harness.engine.runs('vert', { onAir: onAir('dealer', path, { title: 'Tagged' }) });
    expect((await status()).onAir).toMatchObject({ source: 'dealer', sound: { id: 1 }, title: 'Tagged' });
    harness.engine.runs('vert', {
      onAir: { ...onAir('night', '/new/x.ogg', { soundId: 77 }), remainingSeconds: null },
    });
    expect((await status()).onAir).toEqual({
      source: 'night',
      sound: null,
      title: 'x.ogg',
      since: '2026-11-30T12:59:00.125+01:00',
      remainingSeconds: null,
    });
    harness.engine.runs('vert', { onAir: onAir('night', path, { soundId: 1 }) });
    harness.daemonPid = 99;
    expect((await harness.run('status', 'vert')).out).toBe(
      [
        'Airkeeper  running (pid 99)',
        '',
        'vert  Vert',
        'engine   running (Liquidsoap 2.3.2, pid 4321, run 000001-abcd)',
        'on air   Song A (night)  2:00 left, since 2026-11-30 12:59:00.125',
        'next     nothing planned',
        '',
      ].join('\n'),
    );
  });

  test('next is the first on_air diffusion that starts after now', async () => {
    const harness = await station();
    const add = 'diffusion add monday --duration 1h --start';
    await harness.all(
      `${add} 2026-12-03T07:00`,
      `${add} 2026-12-02T07:00`,
      `${add} 2026-12-01T07:00`,
      `${add} 2026-12-01T06:00 --type unconfirmed`,
      `${add} 2026-11-30T12:30`,
      'diffusion cancel 3',
    );
    expect(await harness.json('status', 'vert')).toMatchObject({
      next: { diffusion: { id: 2, program: 'morning', episode: 'monday' }, start: '2026-12-02T07:00:00.000+01:00' },
    });
    expect((await harness.run('status')).out).toContain(
      'next     morning/monday at 2026-12-02 07:00:00 (diffusion 2, soft)',
    );
  });

  test('next of an engine that plays alone is what its cue sheet holds, and it is said where the timetable differs', async () => {
    const harness = await station();
    await harness.all('diffusion add monday --duration 1h --start 2026-12-01T07:00');
    harness.engine.runs('vert');
    const held = (startMs: number, id: number): Cue => ({
      diffusionId: id as DiffusionId,
      attempt: 0,
      startMs,
      mode: 'soft',
      fadeSeconds: 1.5,
      latestStartMs: startMs + 1000,
      late: null,
      untilMs: null,
      files: [],
    });
    const startMs = Temporal.Instant.from('2026-12-01T06:00:00Z').epochMilliseconds;
    const past = held(Temporal.Instant.from('2026-11-30T11:00:00Z').epochMilliseconds, 1);
    harness.cueSheet = { version: 'v1', cues: [past, held(startMs, 1)], stop: [] };
    expect(await harness.run('status', 'vert')).toMatchObject({
      err: '',
      out: expect.stringContaining(
        'next     morning/monday at 2026-12-01 07:00:00 (diffusion 1, soft), by the cue sheet that the engine holds\n',
      ),
    });

    harness.cueSheet = { version: 'v1', cues: [held(startMs - 60_000, 7), held(startMs, 1)], stop: [] };
    const status = await harness.run('status', 'vert', '--json');
    expect(status.json()).toMatchObject({
      next: { diffusion: { id: 7, program: null, episode: null }, start: '2026-12-01T06:59:00.000+01:00' },
    });
    expect(JSON.parse(status.err).warning).toMatchObject({
      code: 'next_differs',
      message: expect.stringContaining('morning/monday at 2026-12-01 07:00:00 (diffusion 1, soft) next'),
      data: { station: 'vert', planned: 1, held: 7 },
    });

    // what goes on after a stronger one is not what starts next
    const goesOn = { ...held(startMs - 60_000, 7), attempt: 36_000 };
    harness.cueSheet = { version: 'v1', cues: [goesOn, held(startMs, 1)], stop: [] };
    expect(await harness.run('status', 'vert')).toMatchObject({ err: '' });

    harness.cueSheet = { version: 'v1', cues: [held(startMs, 1)], stop: ['1#0'] };
    expect(await harness.run('status', 'vert')).toMatchObject({
      out: expect.stringContaining('next     nothing, by the cue sheet'),
      err: expect.stringContaining('holds nothing; start Airkeeper'),
    });

    harness.now = Temporal.Instant.from('2026-11-30T04:59:00Z');
    // further ahead than any engine holds its cues
    expect(await harness.run('status', 'vert')).toMatchObject({ err: '' });

    harness.daemonPid = 99;
    expect(await harness.run('status', 'vert', '--json')).toMatchObject({ err: '', status: 0 });
    expect(await harness.json('status', 'vert')).toMatchObject({ next: { diffusion: { id: 1 } } });
  });

  test('of a disabled station it says how it comes back on the air', async () => {
    const harness = await station();
    await harness.all('diffusion add monday --start 2026-12-01T07:00 --duration 1h', 'station disable vert');
    expect(await harness.json('status', 'vert')).toMatchObject({
      enabled: false,
      engine: { state: 'stopped' },
      next: null,
    });
    expect((await harness.run('status', 'vert')).out).toContain(
      'engine   stopped: the station is disabled; back on the air: airkeeper station enable vert\n',
    );
  });

  test('what of the journal is lost is said, with what it means', async () => {
    const harness = await station();
    harness.engine.runs('vert', { lostLines: 3 });
    await harness.withStore(async (store) => {
      const found = must(await store.stations.bySlug('vert'), 'the station');
      const gap = (date: string, seq: number) => ({
        ...newEntry({ type: 'other', source: '', comment: `line ${seq} is lost`, reason: GAP_IN_THE_JOURNAL }),
        date: Temporal.Instant.from(date),
      });
      const entries = [gap('2026-11-29T11:00:00Z', 1), gap('2026-11-30T10:00:00Z', 5), gap('2026-11-30T11:00:00Z', 8)];
      await store.monitor.commit(found.id, newBatch({ entries }));
    });
    expect(await harness.json('status', 'vert')).toMatchObject({ journal: { lostLines: 3, gaps: 2 } });
    expect((await harness.run('status', 'vert')).out).toContain(
      'journal  the engine could not write 3 lines of its journal since it started; 2 gaps in the last 24 h, the newest: line 8 is lost. What was on the air then was heard, and is not in the log.',
    );
  });

  test('another user is told that it may not look, not that all is stopped', async () => {
    const harness = await station();
    harness.daemon = { state: 'not_permitted', pid: null, owner: 'radio' };
    const outcome = await harness.run('status', '--json');
    expect(outcome).toMatchObject({ status: 1, out: '' });
    expect(outcome.error()).toMatchObject({
      code: 'not_permitted',
      message: expect.stringContaining('give the command as the user radio'),
    });
    expect(await harness.run('station', 'list')).toMatchObject({ status: 1 });
  });
});
