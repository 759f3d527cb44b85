import { describe, expect, test } from 'vitest';
import { Harness, words } from './harness.ts';

async function station(...more: readonly string[]): Promise<Harness> {
  const harness = new Harness();
  await harness.all(
    'station add Vert --timezone Europe/Brussels',
    'program add vert Talk --scheduled',
    'program add vert News --scheduled',
    ...more,
  );
  return harness;
}

const ADD = 'schedule add talk --first 2026-12-06 --time 20:00 --duration 1h';

describe('CL-30: how a schedule recurs', () => {
  test.each([
    ['', '', 'once, on Sunday 2026-12-06 at 20:00'],
    ['--preset once', '', 'once, on Sunday 2026-12-06 at 20:00'],
    ['--preset last', 'FREQ=MONTHLY;BYDAY=-1SU', 'every month on the last Sunday at 20:00'],
    ['--preset one-in-two', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', 'every 2 weeks on Sunday at 20:00'],
    ['--every day', 'FREQ=DAILY', 'every day at 20:00'],
    ['--every weekday', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', null],
    ['--every week', 'FREQ=WEEKLY;BYDAY=SU', 'every Sunday at 20:00'],
    ['--every "3 weeks" --days mon,Wednesday', 'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE', null],
    ['--days sa,su', 'FREQ=WEEKLY;BYDAY=SA,SU', 'every Saturday and Sunday at 20:00'],
    ['--every "6 hours"', 'FREQ=HOURLY;INTERVAL=6', null],
    ['--every month --count 3', 'FREQ=MONTHLY;COUNT=3', null],
    ['--every week --until 2027-01-31', 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20270131', null],
    ['--rule freq=weekly;byday=su', 'FREQ=WEEKLY;BYDAY=SU', 'every Sunday at 20:00'],
  ])('%s is %s', async (options, rule, inWords) => {
    const harness = await station();
    const added = await harness.json(...words(`${ADD} ${options}`));
    expect(added).toMatchObject({ id: 1, rule, first: '2026-12-06T20:00:00.000', timeZone: 'Europe/Brussels' });
    if (inWords !== null) expect(added).toMatchObject({ words: inWords });
  });

  test('dates that are left out and added; a zone of its own; what its diffusions are', async () => {
    const harness = await station();
    const line = `${ADD} --every week --except 2026-12-20 --extra 2026-12-08,2026-12-24T18:30 --timezone europe/london --unconfirmed --hard --layer 2`;
    expect(await harness.json(...words(line))).toMatchObject({
      timeZone: 'Europe/London',
      type: 'unconfirmed',
      startMode: 'hard',
      layer: 2,
      except: ['2026-12-20T20:00:00.000'],
      extra: ['2026-12-08T20:00:00.000', '2026-12-24T18:30:00.000'],
      next: [
        '2026-12-06T21:00:00.000+01:00',
        '2026-12-08T21:00:00.000+01:00',
        '2026-12-13T21:00:00.000+01:00',
        '2026-12-24T19:30:00.000+01:00',
        '2026-12-27T21:00:00.000+01:00',
      ],
    });
    const [first] = (await harness.json('timetable', 'list', 'vert')) as readonly unknown[];
    expect(first).toMatchObject({ start: '2026-12-06T21:00:00.000+01:00', type: 'unconfirmed', layer: 2 });
    expect((await harness.run('schedule', 'list')).out.split('\n')[1]).toMatch(
      /^1 +talk +every Sunday at 20:00 +Europe\/London +1h, hard, unconfirmed, layer 2 +2026-12-06 21:00:00$/,
    );
  });

  test('CL-30: a schedule of which nothing is to come is warned of', async () => {
    const harness = await station();
    const outcome = await harness.run(...words('schedule add talk --first 1999-01-03 --duration 1h --json'));
    expect(outcome).toMatchObject({ status: 0 });
    expect(JSON.parse(outcome.err).warning).toMatchObject({ code: 'nothing_to_come', data: { schedule: 1 } });
    expect((await harness.run('schedule', 'list')).out).toContain('1999-01-03');
  });

  test('a first date that is none, and what overlaps, are warned of', async () => {
    const harness = await station();
    await harness.all(`${ADD} --every week`);
    const off = await harness.run(
      ...words('schedule add news --first 2026-12-05 --time 20:30 --duration 5m --days sun --json'),
    );
    expect(off.status).toBe(0);
    expect(
      off.err
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).warning),
    ).toMatchObject([
      { code: 'first_date_off', message: expect.stringContaining('2026-12-05 20:30') },
      {
        code: 'overlap',
        message: expect.stringMatching(/of its diffusions to come overlap others: airkeeper timetable check vert/),
      },
    ]);
    expect(off.json()).toMatchObject({ made: { added: 8, removed: 0 } });
  });
});

describe('TT-53: reruns', () => {
  test('a rerun of a rerun is one of the first, so much later in all', async () => {
    const harness = await station(`${ADD} --every week`, 'schedule add talk --rerun-of 1 --after 2d --time 10:00');
    expect(await harness.json(...words('schedule add talk --rerun-of 2 --after 1d --time 23:00'))).toMatchObject({
      rerunOf: 1,
      after: { days: 3, ms: 0, time: '23:00:00.000' },
      durationSeconds: 3600,
      words: 'rerun of schedule 1, 3 days later at 23:00',
      next: expect.arrayContaining(['2026-12-09T23:00:00.000+01:00']),
    });
    expect(await harness.json(...words('schedule add talk --rerun-of 2 --after 20h'))).toMatchObject({
      rerunOf: 1,
      after: { days: 3, time: '06:00:00.000' },
      next: expect.arrayContaining(['2026-12-09T06:00:00.000+01:00']),
    });
    expect(await harness.json('schedule', 'show', '1')).toMatchObject({ reruns: [2, 3, 4] });
  });

  test('a rerun that is added later gets its diffusions', async () => {
    const harness = await station(`${ADD} --every week`);
    const added = await harness.run(...words('schedule add talk --rerun-of 1 --after 36h'));
    expect(added.out).toContain('rerun of schedule 1, 36h later, 1h, soft.\n');
    expect(added.out).toContain('Diffusions: 8 added.');
    const all = (await harness.json('diffusion', 'list')) as readonly { initial: number | null; start: string }[];
    const [rerun] = all.filter(({ initial }) => initial === 1);
    expect(rerun?.start).toBe('2026-12-08T08:00:00.000+01:00');
  });

  test('its offset is changed, and it is removed with its initial one', async () => {
    const harness = await station(`${ADD} --every week`, 'schedule add talk --rerun-of 1 --after 2d --time 10:00');
    expect(await harness.json(...words('schedule set 2 --time 11:30'))).toMatchObject({
      after: { days: 2, time: '11:30:00.000' },
      made: { moved: 8 },
    });
    expect(await harness.json(...words('schedule set 2 --after 3d'))).toMatchObject({
      after: { days: 3, time: '11:30:00.000' },
    });
    expect(await harness.run('schedule', 'remove', '1')).toMatchObject({
      out: 'Removed schedule 1 of vert/talk, with its reruns 2. Diffusions: 16 removed.\n',
    });
    expect((await harness.run('schedule', 'show', '1', '--json')).error()).toMatchObject({
      code: 'unknown_schedule',
      message: expect.stringContaining('there is no schedule 1 any more'),
    });
  });
});

describe('TT-52: a schedule that is changed', () => {
  test('what is not given stays; dates of their own go along with the time', async () => {
    const harness = await station(`${ADD} --every week --except 2026-12-20 --extra 2026-12-08 --until 2027-01-20`);
    expect(await harness.json(...words('schedule set 1 --time 21:00 --duration 30m'))).toMatchObject({
      first: '2026-12-06T21:00:00.000',
      rule: 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20270120',
      durationSeconds: 1800,
      except: ['2026-12-20T21:00:00.000'],
      extra: ['2026-12-08T21:00:00.000'],
      made: { moved: 7, added: 0, removed: 0 },
    });
    expect(await harness.json(...words('schedule set 1 --until 2027-01-05'))).toMatchObject({
      rule: 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20270105',
      made: { removed: 2 },
    });
    expect(await harness.json(...words('schedule set 1 --preset first --extra ""'))).toMatchObject({
      rule: 'FREQ=MONTHLY;BYDAY=1SU',
      extra: [],
    });
  });

  test('a program that does not follow its schedules keeps what they made', async () => {
    const harness = await station(`${ADD} --every week`, 'program set talk --no-sync', 'schedule set 1 --time 21:00');
    const [first] = (await harness.json('diffusion', 'list')) as readonly { start: string }[];
    expect(first?.start).toBe('2026-12-06T20:00:00.000+01:00');
  });

  test('episodes are titled by the pattern, in the language of the station', async () => {
    const harness = await station('station set vert --language nl', `${ADD} --every week --count 2`);
    const titles = async () =>
      ((await harness.json('episode', 'list', 'talk')) as readonly { title: string }[]).map(({ title }) => title);
    expect(await titles()).toEqual(['Talk – 6 december 2026', 'Talk – 13 december 2026']);
    await harness.all('program set talk --title-pattern "{program} #{number}, {time}"');
    expect(await titles()).toEqual(['Talk #1, 20:00', 'Talk #2, 20:00']);
    await harness.all('program set talk --default-title');
    expect(await titles()).toEqual(['Talk – 6 december 2026', 'Talk – 13 december 2026']);
  });
});

test('CL-31: clean removes what was never confirmed and is over, shown first', async () => {
  const harness = await station(`${ADD} --every day --count 3 --unconfirmed`, 'diffusion confirm 2');
  harness.now = Temporal.Instant.from('2026-12-10T12:00:00Z');
  const dry = await harness.run('timetable', 'clean', '--dry-run');
  expect(dry.out).toBe(
    [
      'vert: 2 unconfirmed of the past would be removed.',
      '- 2026-12-06 20:00:00  talk, diffusion 1',
      '- 2026-12-08 20:00:00  talk, diffusion 3\n',
    ].join('\n'),
  );
  expect(await harness.json('timetable', 'clean', 'vert')).toMatchObject([
    { removed: [{ id: 1 }, { id: 3 }], left: [] },
  ]);
  expect(await harness.json('diffusion', 'list')).toMatchObject([{ id: 2 }]);
  expect(await harness.json('timetable', 'clean')).toMatchObject([{ removed: [] }]);
});
