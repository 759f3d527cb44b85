import { describe, expect, test } from 'vitest';
import { must } from '../../src/values/errors.ts';
import type { DiffusionId, EngineRunId } from '../../src/values/ids.ts';
import { Harness, words } from './harness.ts';

/** Two episodes with a sound and a live one; it is 13:00 in Brussels on 30 November 2026. */
async function station(): Promise<Harness> {
  const harness = new Harness();
  harness.addFile('monday.flac');
  harness.addFile('tuesday.flac');
  await harness.all(
    'station add Vert --timezone Europe/Brussels',
    'program add vert Morning --scheduled',
    'episode add morning Monday',
    'episode add morning Tuesday',
    'episode add morning Live',
    'sound add monday.flac --episode monday',
    'sound add tuesday.flac --episode tuesday',
  );
  return harness;
}

describe('CL-10: diffusion add', () => {
  test('what has ended is refused, however long ago, and it is said what time it is', async () => {
    const harness = await station();
    for (const start of ['2025-12-01T07:00', '2026-11-30T12:00']) {
      const outcome = await harness.run('diffusion', 'add', 'monday', '--start', start, '--duration', '1h', '--json');
      expect(outcome).toMatchObject({ status: 1, out: '' });
      expect(outcome.error()).toMatchObject({
        code: 'in_the_past',
        message: expect.stringMatching(/would have ended at .*; it is 2026-11-30 13:00:00 in Europe\/Brussels now/),
      });
    }
    expect(await harness.json('diffusion', 'list')).toEqual([]);
  });

  test('a local time that the clocks skip or show twice is warned of, and the offset is said', async () => {
    const harness = await station();
    const add = async (...options: readonly string[]) => {
      const { err, out, status } = await harness.run('diffusion', 'add', 'monday', '--duration', '30m', ...options);
      expect(status).toBe(0);
      return { err, out };
    };
    const skipped = await add('--start', '2027-03-28T02:30');
    expect(skipped.err).toBe(
      'warning: --start: the clocks of Europe/Brussels skip 2027-03-28 02:30:00; taken is 2027-03-28T03:30:00.000+02:00, as long after the gap\n',
    );
    expect(skipped.out).toContain('from 2027-03-28 03:30:00 to 2027-03-28 04:00:00 (Europe/Brussels, UTC+02:00).');
    const twice = await add('--start', '2027-10-31T02:30');
    expect(twice.err).toBe(
      'warning: --start: 2027-10-31 02:30:00 comes twice in Europe/Brussels; taken is the first, 2027-10-31T02:30:00.000+02:00; for the second give 2027-10-31T02:30:00.000+01:00\n',
    );
    expect(twice.out).toContain('(Europe/Brussels, UTC+02:00, at its end UTC+01:00)');
    const second = await add('--start', '2027-10-31T02:30:00.000+01:00');
    expect(second.err).toBe('');
    expect(second.out).toContain('(Europe/Brussels, UTC+01:00)');
    expect((await add('--start', '2027-10-31T01:59')).err).toBe('');
    const move = await harness.run('diffusion', 'move', '4', '--start', '2028-03-26T02:00', '--json');
    expect(JSON.parse(move.err).warning).toMatchObject({
      code: 'skipped_time',
      data: { given: '2028-03-26T02:00', taken: '2028-03-26T03:00:00.000+02:00' },
    });
    const end = await harness.run('diffusion', 'move', '4', '--start', '2028-10-29T01:00', '--end', '2028-10-29T02:10');
    expect(end.err).toContain('--end: 2028-10-29 02:10:00 comes twice');
  });

  test('soft and on air, unless told otherwise', async () => {
    const harness = await station();
    expect(
      await harness.json('diffusion', 'add', 'monday', '--start', '2026-12-01T07:00', '--duration', '1h30m'),
    ).toEqual({
      id: 1,
      program: 'morning',
      episode: 'monday',
      start: '2026-12-01T07:00:00.000+01:00',
      end: '2026-12-01T08:30:00.000+01:00',
      type: 'on_air',
      startMode: 'soft',
      initial: null,
      schedule: null,
      layer: 0,
      zoneNote: null,
      touched: false,
    });
    const line = 'diffusion add tuesday --start 2026-12-02T06:00Z --end 2026-12-02T08:00 --hard --type unconfirmed';
    expect(await harness.run(...words(line))).toEqual({
      status: 0,
      out: 'Added diffusion 2: tuesday, hard, from 2026-12-02 07:00:00 to 2026-12-02 08:00:00 (Europe/Brussels, UTC+01:00).\n',
      err: '',
      json: expect.anything(),
      error: expect.anything(),
    });
  });

  test('the whole day of 24 hours is allowed, and a millisecond', async () => {
    const harness = await station();
    await harness.all(
      'diffusion add monday --start 2026-12-01 --duration 24h',
      'diffusion add monday --start 2026-12-03 --duration 1ms',
      // 25 hours of local time are 24 of the clock: the night that summer time begins
      'diffusion add monday --start 2027-03-27T12:00 --end 2027-03-28T13:00',
    );
    expect((await harness.json('diffusion', 'list')) as readonly unknown[]).toHaveLength(3);
  });

  test('CL-5: the clock skips 2:30: the instant after the gap', async () => {
    const harness = await station();
    expect(
      await harness.json('diffusion', 'add', 'monday', '--start', '2027-03-28T02:30', '--duration', '1h'),
    ).toMatchObject({
      start: '2027-03-28T03:30:00.000+02:00',
      end: '2027-03-28T04:30:00.000+02:00',
    });
  });

  test('a start in the past with its end to come is done, with a warning', async () => {
    const harness = await station();
    const outcome = await harness.run(...words('diffusion add monday --start 2026-11-30T12:30 --duration 1h'));
    expect(outcome).toMatchObject({
      status: 0,
      err: 'warning: diffusion 1 should have started at 2026-11-30 12:30:00 already\n',
    });
  });

  test('a live one is done, with a warning', async () => {
    const harness = await station();
    const line = 'diffusion add live --start 2026-12-01 --duration 1h --json';
    const outcome = await harness.run(...words(line));
    expect(outcome.status).toBe(0);
    expect(outcome.json()).toMatchObject({ id: 1, episode: 'live' });
    expect(JSON.parse(outcome.err)).toEqual({
      warning: { code: 'live', message: expect.stringContaining('diffusion 1 is live'), data: { diffusion: 1 } },
    });
  });

  test('CL-10: each diffusion that it overlaps is named, with who has the air, but neither its neighbours nor cancelled ones', async () => {
    const harness = await station();
    await harness.all(
      'diffusion add monday --start 2026-12-01T06:00 --duration 1h',
      'diffusion add monday --start 2026-12-01T07:30 --duration 10m',
      'diffusion add monday --start 2026-12-01T07:40 --duration 1h --type unconfirmed',
      'diffusion add monday --start 2026-12-01T07:10 --duration 10m',
      'diffusion add monday --start 2026-12-01T08:00 --duration 1h --type unconfirmed',
      'diffusion cancel 4',
    );
    const outcome = await harness.run(...words('diffusion add tuesday --start 2026-12-01T07:00 --duration 1h --json'));
    expect(outcome.status).toBe(0);
    expect(
      outcome.err
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).warning.data),
    ).toEqual([
      { diffusion: 6, other: 2, stronger: 6, because: 'it starts earlier' },
      { diffusion: 6, other: 3, stronger: 6, because: 'the other is unconfirmed' },
    ]);
    const plain = await harness.run(...words('diffusion add tuesday --start 2026-12-01T07:35 --duration 1m'));
    expect(plain.err).toContain(
      'warning: diffusion 7 overlaps diffusion 2 (morning/monday, 2026-12-01 07:30:00 to 2026-12-01 07:40:00, on_air): diffusion 2 has the air: it starts earlier\n',
    );
  });

  test('a rerun names its initial, of the same episode, which is no rerun itself', async () => {
    const harness = await station();
    await harness.all('diffusion add monday --start 2026-12-01T07:00 --duration 1h');
    expect(
      await harness.json(...words('diffusion add monday --start 2026-12-02T07:00 --duration 1h --rerun-of 1')),
    ).toMatchObject({ id: 2, initial: 1 });
    const again = await harness.run(
      ...words('diffusion add monday --start 2026-12-03 --duration 1h --rerun-of 2 --json'),
    );
    expect(again.error()).toMatchObject({
      code: 'wrong_initial',
      message: expect.stringContaining('a rerun itself, of 1'),
    });
  });
});

describe('diffusion list', () => {
  test('those that overlap the period, of the type, in order of start', async () => {
    const harness = await station();
    await harness.all(
      'diffusion add monday --start 2026-12-02T07:00 --duration 1h',
      'diffusion add monday --start 2026-12-01T23:30 --duration 1h',
      'diffusion add monday --start 2026-12-03T07:00 --duration 1h --type unconfirmed',
    );
    const ids = async (...argv: readonly string[]) =>
      ((await harness.json('diffusion', 'list', 'vert', ...argv)) as readonly { id: number }[]).map(({ id }) => id);
    expect(await ids()).toEqual([2, 1, 3]);
    expect(await ids('--from', '2026-12-02', '--to', '2026-12-03')).toEqual([2, 1]);
    expect(await ids('--from', '2026-12-02T08:00')).toEqual([3]);
    expect(await ids('--type', 'unconfirmed')).toEqual([3]);
    expect(await ids('--type', 'cancelled')).toEqual([]);
    expect((await harness.run('diffusion', 'list')).out.split('\n')[1]).toMatch(
      /^2 +2026-12-01 23:30:00 +2026-12-02 00:30:00 +morning +monday +on_air +soft$/,
    );
  });

  test('show is one of them', async () => {
    const harness = await station();
    await harness.all('diffusion add monday --start 2026-12-02T07:00 --duration 1h');
    const [first] = (await harness.json('diffusion', 'list')) as readonly unknown[];
    expect(await harness.json('diffusion', 'show', '1')).toEqual(first);
    expect((await harness.run('diffusion', 'show', '1')).out).toContain('2026-12-02T07:00:00.000+01:00');
  });
});

describe('CL-11: diffusion cancel', () => {
  test('it stays on the timetable as cancelled; again, it is done already', async () => {
    const harness = await station();
    await harness.all('diffusion add monday --start 2026-12-02T07:00 --duration 1h');
    expect(await harness.run('diffusion', 'cancel', '1')).toMatchObject({
      status: 0,
      out: 'Diffusion 1 (monday at 2026-12-02 07:00:00) is cancelled.\n',
    });
    expect(await harness.run('diffusion', 'cancel', '1')).toMatchObject({
      status: 0,
      out: 'Diffusion 1 (monday at 2026-12-02 07:00:00) was cancelled already.\n',
    });
    expect(await harness.json('diffusion', 'show', '1')).toMatchObject({ type: 'cancelled' });
  });

  test('one that has started is neither cancelled nor moved', async () => {
    const harness = await station();
    await harness.all('diffusion add monday --start 2026-11-30T12:30 --duration 1h');
    await harness.withStore(async (store) => {
      const { id } = must(await store.stations.bySlug('vert'), 'the station');
      const journal = { run: '000001-abcd' as EngineRunId, seq: 3 };
      const entry = { type: 'start', date: harness.now, end: null, source: 'dealer', comment: '', reason: '' } as const;
      const entries = [
        { ...entry, soundId: null, positionSeconds: null, trackId: null, diffusionId: 1 as DiffusionId, journal },
      ];
      await store.monitor.commit(id, { entries, ends: [], cancelled: [], cursor: journal });
    });
    for (const line of ['diffusion cancel 1', 'diffusion move 1 --hard']) {
      expect((await harness.run(...words(line), '--json')).error().code).toBe('already_started');
    }
    expect(await harness.json('diffusion', 'show', '1')).toMatchObject({ type: 'on_air', startMode: 'soft' });
  });
});

describe('diffusion move', () => {
  test('keeps what is not given, and its length when only its start is', async () => {
    const harness = await station();
    await harness.all('diffusion add monday --start 2026-12-02T07:00 --duration 1h --type unconfirmed');
    const moved = async (line: string) => harness.json(...words(`diffusion move 1 ${line}`));
    const at = (start: string, end: string) => ({
      start: `2026-12-02T${start}:00.000+01:00`,
      end: `2026-12-02T${end}:00.000+01:00`,
    });
    expect(await moved('--start 2026-12-02T09:00')).toMatchObject({ ...at('09:00', '10:00'), type: 'unconfirmed' });
    expect(await moved('--duration 30m')).toMatchObject(at('09:00', '09:30'));
    expect(await moved('--end 2026-12-02T11:00 --hard')).toMatchObject({ ...at('09:00', '11:00'), startMode: 'hard' });
    expect(await moved('--start 2026-12-02T10:00 --end 2026-12-02T10:30 --soft')).toMatchObject({
      ...at('10:00', '10:30'),
      startMode: 'soft',
    });
    expect(await moved('--type on_air')).toMatchObject({ ...at('10:00', '10:30'), type: 'on_air' });
    expect(await harness.json('diffusion', 'show', '1')).toMatchObject({ ...at('10:00', '10:30'), type: 'on_air' });
  });

  test('a cancelled one is put back only by saying so', async () => {
    const harness = await station();
    await harness.all('diffusion add monday --start 2026-12-02T07:00 --duration 1h', 'diffusion cancel 1');
    const refused = await harness.run(...words('diffusion move 1 --start 2026-12-02T08:00 --json'));
    expect(refused.error()).toMatchObject({ code: 'cancelled', message: expect.stringContaining('add --type on_air') });
    expect(await harness.json(...words('diffusion move 1 --start 2026-12-02T08:00 --type on_air'))).toMatchObject({
      type: 'on_air',
    });
  });

  test('CL-10: it warns as add does, but not of itself', async () => {
    const harness = await station();
    await harness.all(
      'diffusion add monday --start 2026-12-02T07:00 --duration 1h',
      'diffusion add tuesday --start 2026-12-02T08:00 --duration 1h',
    );
    expect(await harness.run(...words('diffusion move 1 --start 2026-12-02T06:30'))).toMatchObject({
      status: 0,
      err: '',
    });
    expect((await harness.run(...words('diffusion move 1 --start 2026-12-02T07:30'))).err).toMatch(
      /^warning: diffusion 1 overlaps diffusion 2 .*\n$/,
    );
  });

  test('a running Airkeeper is told of each change, and of nothing else', async () => {
    const harness = await station();
    const before = harness.notified;
    await harness.all(
      'diffusion add monday --start 2026-12-02T07:00 --duration 1h',
      'diffusion move 1 --hard',
      'diffusion cancel 1',
      'diffusion list',
      'diffusion show 1',
    );
    expect(harness.notified - before).toBe(3);
  });
});
