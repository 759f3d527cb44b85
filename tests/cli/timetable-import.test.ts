import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Harness, type Outcome } from './harness.ts';

/** It is 13:00 in Brussels on 30 November 2026. */
async function stations(): Promise<Harness> {
  const harness = new Harness();
  await harness.all('station add Vert --timezone Europe/Brussels', 'station add Rouge --timezone Europe/Brussels');
  return harness;
}

function calendar(...events: readonly string[]): string {
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n${events.join('')}END:VCALENDAR\r\n`;
}

/** An event of an hour, but for what is said. */
function event(uid: string, ...lines: readonly string[]): string {
  const has = (name: string): boolean => lines.some((line) => line.startsWith(name));
  const start = has('DTSTART') ? [] : ['DTSTART;TZID=Europe/Brussels:20261205T200000'];
  const end = has('DTEND') || has('DURATION') ? [] : ['DURATION:PT1H'];
  const summary = has('SUMMARY') ? [] : ['SUMMARY:Talk'];
  return ['BEGIN:VEVENT', `UID:${uid}`, ...start, ...end, ...summary, ...lines, 'END:VEVENT', ''].join('\r\n');
}

async function importing(harness: Harness, text: string | Uint8Array, ...options: readonly string[]): Promise<Outcome> {
  writeFileSync(join(harness.cwd, 'in.ics'), text);
  return harness.run('timetable', 'import', 'in.ics', '--station', 'vert', ...options);
}

interface Listed {
  readonly start: string;
  readonly end: string;
  readonly program: string;
  readonly type: string;
  readonly startMode: string;
  readonly schedule: number | null;
  readonly initial: number | null;
}

async function timetable(harness: Harness, station: string, from = '2026-11-30', to = '2027-04-30') {
  return (await harness.json('timetable', 'list', station, '--from', from, '--to', to)) as readonly Listed[];
}

/** Without what another database calls it. */
function plain(listed: readonly Listed[]) {
  return listed.map(({ start, end, program, type, startMode, schedule, initial }) => [
    start,
    end,
    program,
    type,
    startMode,
    schedule === null ? 'single' : 'schedule',
    initial === null ? 'initial' : 'rerun',
  ]);
}

describe('TT-69: timetable import', () => {
  test('what is repeated becomes a schedule, the rest diffusions, of programs that are found or made', async () => {
    const harness = await stations();
    await harness.all('program add vert Morning --scheduled');
    const outcome = await importing(
      harness,
      calendar(
        event('a', 'SUMMARY:Morning: With the mayor'),
        event(
          'b',
          'RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3',
          'DTSTART;TZID=Europe/Brussels:20261201T070000',
          'CATEGORIES:Morning',
        ),
        event('c', "SUMMARY:L'été à Liège", 'DTSTART:20261206T100000Z', 'DTEND:20261206T113000Z', 'STATUS:TENTATIVE'),
      ),
      '--json',
    );
    expect(outcome).toMatchObject({ status: 0, err: '' });
    expect(outcome.json()).toMatchObject({
      dryRun: false,
      programs: [{ slug: 'l-ete-a-liege', name: "L'été à Liège" }],
      schedules: { added: 1, changed: 0, unchanged: 0, past: 0, own: 0 },
      diffusions: { added: 2 },
      generated: { added: 3 },
      bad: [],
    });
    const listed = await timetable(harness, 'vert');
    expect(listed.map(({ start, end, program, type }) => [start, end, program, type])).toEqual([
      ['2026-12-01T07:00:00.000+01:00', '2026-12-01T08:00:00.000+01:00', 'morning', 'on_air'],
      ['2026-12-05T20:00:00.000+01:00', '2026-12-05T21:00:00.000+01:00', 'morning', 'on_air'],
      ['2026-12-06T11:00:00.000+01:00', '2026-12-06T12:30:00.000+01:00', 'l-ete-a-liege', 'unconfirmed'],
      ['2026-12-08T07:00:00.000+01:00', '2026-12-08T08:00:00.000+01:00', 'morning', 'on_air'],
      ['2026-12-15T07:00:00.000+01:00', '2026-12-15T08:00:00.000+01:00', 'morning', 'on_air'],
    ]);
    expect(await harness.json('episode', 'list', 'vert/morning')).toContainEqual(
      expect.objectContaining({ title: 'With the mayor' }),
    );
  });

  test('all are of one program with --program', async () => {
    const harness = await stations();
    await harness.all('program add vert Morning --scheduled');
    const outcome = await importing(harness, calendar(event('a'), event('b', 'SUMMARY:Other')), '--program', 'morning');
    expect(outcome.status).toBe(0);
    expect((await timetable(harness, 'vert')).map(({ program }) => program)).toEqual(['morning', 'morning']);
  });

  test('a running Airkeeper is told', async () => {
    const harness = await stations();
    const before = harness.notified;
    await importing(harness, calendar(event('a')), '--dry-run');
    expect(harness.notified).toBe(before);
    await importing(harness, calendar(event('a')));
    expect(harness.notified).toBe(before + 1);
  });
});

const SERIES = [
  'RRULE:FREQ=WEEKLY;BYDAY=TU',
  'DTSTART;TZID=Europe/Brussels:20261201T070000',
  'EXDATE;TZID=Europe/Brussels:20261208T070000',
  'RDATE;TZID=Europe/Brussels:20261210T090000',
];
const MOVED = event(
  's',
  'RECURRENCE-ID;TZID=Europe/Brussels:20261215T070000',
  'DTSTART;TZID=Europe/Brussels:20261216T100000',
  'SUMMARY:Talk: Special',
);
const CANCELLED = event(
  's',
  'RECURRENCE-ID:20261222T060000Z',
  'DTSTART;TZID=Europe/Brussels:20261222T070000',
  'STATUS:CANCELLED',
);

describe('TT-70: again', () => {
  test('the same file changes nothing, whatever a person changed since', async () => {
    const harness = await stations();
    const text = calendar(event('s', ...SERIES), MOVED, CANCELLED, event('a'));
    expect((await importing(harness, text)).status).toBe(0);
    const [first] = (await harness.json('diffusion', 'list', 'vert')) as readonly { id: number }[];
    await harness.all(`diffusion move ${first?.id} --start 2026-12-01T08:00`);
    const before = await timetable(harness, 'vert');
    const again = (await importing(harness, text, '--json')).json();
    expect(again).toMatchObject({
      schedules: { added: 0, changed: 0, unchanged: 1 },
      diffusions: { added: 0, changed: 0, unchanged: 1 },
    });
    expect(await timetable(harness, 'vert')).toEqual(before);
  });

  test('what an event says anew is followed; what it said of an occurrence and says no more is as the rule has it', async () => {
    const harness = await stations();
    await importing(harness, calendar(event('s', ...SERIES), MOVED, CANCELLED, event('a')));
    const later = calendar(
      event('s', ...SERIES, 'DURATION:PT2H'),
      CANCELLED.replace('STATUS:CANCELLED', 'STATUS:TENTATIVE').replace('DURATION:PT1H', 'DURATION:PT2H'),
      event('a', 'DTSTART;TZID=Europe/Brussels:20261205T210000', 'SUMMARY:Talk: Late'),
    );
    expect((await importing(harness, later, '--json')).json()).toMatchObject({
      schedules: { added: 0, changed: 1 },
      diffusions: { added: 0, changed: 1 },
    });
    const listed = await timetable(harness, 'vert', '2026-12-01', '2026-12-30');
    expect(listed.map(({ start, end, type }) => [start.slice(0, 16), end.slice(11, 16), type])).toEqual([
      ['2026-12-01T07:00', '09:00', 'on_air'],
      ['2026-12-05T21:00', '22:00', 'on_air'],
      ['2026-12-10T09:00', '11:00', 'on_air'],
      ['2026-12-15T07:00', '09:00', 'on_air'],
      ['2026-12-22T07:00', '09:00', 'unconfirmed'],
      ['2026-12-29T07:00', '09:00', 'on_air'],
    ]);
  });

  test('an event that begins to be repeated, and one that is repeated no more', async () => {
    const harness = await stations();
    await importing(harness, calendar(event('a'), event('s', ...SERIES)));
    await importing(harness, calendar(event('a', 'RRULE:FREQ=DAILY;COUNT=2'), event('s')));
    const listed = await timetable(harness, 'vert');
    const found = listed.map(
      ({ start, schedule }) => `${start.slice(0, 10)} ${schedule === null ? 'single' : 'schedule'}`,
    );
    expect(found.sort()).toEqual(['2026-12-05 schedule', '2026-12-05 single', '2026-12-06 schedule']);
  });
});

describe('TT-71: what became of single occurrences', () => {
  test('excepted, added, moved and cancelled', async () => {
    const harness = await stations();
    const outcome = await importing(harness, calendar(event('s', ...SERIES), MOVED, CANCELLED), '--json');
    expect(outcome).toMatchObject({ status: 0, err: '' });
    // 9 Tuesdays until 29 January, less one, and the extra date
    expect(outcome.json()).toMatchObject({ generated: { added: 9 } });
    const listed = await timetable(harness, 'vert', '2026-12-01', '2026-12-30');
    expect(listed.map(({ start, type }) => [start.slice(0, 16), type])).toEqual([
      ['2026-12-01T07:00', 'on_air'],
      ['2026-12-10T09:00', 'on_air'],
      ['2026-12-16T10:00', 'on_air'],
      ['2026-12-22T07:00', 'cancelled'],
      ['2026-12-29T07:00', 'on_air'],
    ]);
    expect(await harness.json('episode', 'list', 'talk')).toContainEqual(expect.objectContaining({ title: 'Special' }));
    // the next generation leaves them alone
    await harness.all('timetable update vert');
    expect(await timetable(harness, 'vert', '2026-12-01', '2026-12-30')).toEqual(listed);
  });

  test('also further ahead than the timetable is made', async () => {
    const harness = await stations();
    const far = MOVED.replace('20261215T070000', '20271116T070000').replace('20261216T100000', '20271117T100000');
    await importing(harness, calendar(event('s', ...SERIES), far));
    const at = async () =>
      (await timetable(harness, 'vert', '2027-11-10', '2027-11-20')).map(({ start }) => start.slice(0, 16));
    expect(await at()).toEqual(['2027-11-17T10:00']);
    await harness.all('timetable update vert --to 2027-12-31');
    expect(await at()).toEqual(['2027-11-17T10:00']);
  });
});

describe('TT-72: dry run, history', () => {
  test('a dry run shows what would be, also what could not be taken over, and changes nothing', async () => {
    const harness = await stations();
    const text = calendar(event('a'), event('s', ...SERIES), event('bad', 'DURATION:PT25H'));
    const outcome = await importing(harness, text, '--dry-run', '--json');
    expect(outcome.status).toBe(0);
    expect(outcome.json()).toMatchObject({
      dryRun: true,
      programs: [{ slug: 'talk', name: 'Talk' }],
      schedules: { added: 1 },
      diffusions: { added: 1 },
      bad: [{ line: 19, uid: 'bad', code: 'wrong_length' }],
    });
    expect(await harness.json('program', 'list', 'vert')).toEqual([]);
    expect(await timetable(harness, 'vert')).toEqual([]);
    const said = await importing(harness, text, '--dry-run');
    expect(said.out).toContain('Nothing was done; this is what would be.');
    expect(said.err).toContain('warning: line 19 (Talk) cannot be imported: it is 25h long');
  });

  test('an import is one change in the history, and is undone as one', async () => {
    const harness = await stations();
    await importing(harness, calendar(event('s', ...SERIES), MOVED, event('a')));
    const history = (await harness.json('timetable', 'history', 'vert')) as readonly { what: string }[];
    expect(history.map(({ what }) => what)).toEqual(['imported in.ics']);
    await harness.all('timetable undo --station vert');
    expect(await timetable(harness, 'vert')).toEqual([]);
  });

  test('what is over is passed over, and what this station wrote itself', async () => {
    const harness = await stations();
    await importing(harness, calendar(event('a'), event('s', ...SERIES)));
    const written = (await harness.run('timetable', 'export', 'vert', '--format', 'ics')).out;
    expect((await importing(harness, written, '--json')).json()).toMatchObject({
      schedules: { own: 1, added: 0 },
      diffusions: { own: 1, added: 0 },
    });
    const old = calendar(
      event('old', 'DTSTART:20201205T200000Z'),
      event('gone', 'DTSTART:20201205T200000Z', 'RRULE:FREQ=DAILY;UNTIL=20210101T000000Z'),
    );
    expect((await importing(harness, old, '--json')).json()).toMatchObject({
      schedules: { past: 1, added: 0 },
      diffusions: { past: 1, added: 0 },
      programs: [],
    });
  });
});

test('TT-73: a timetable that was exported is the same when it is imported elsewhere', async () => {
  const harness = await stations();
  await harness.all(
    'program add vert Morning --scheduled',
    'program add vert "Talk of the town" --slug talk --scheduled',
    'schedule add morning --first 2026-12-01 --time 07:00 --duration 2h --every week --days tue,thu',
    'schedule add talk --first 2026-12-06 --time 20:00:30.250 --duration 1h --preset first-and-third --timezone Europe/London --hard',
    'schedule add talk --rerun-of 2 --after 2d --time 10:00',
    'schedule add morning --rerun-of 1 --after 1d --time 23:30',
    'schedule add talk --first 2027-03-01 --time 02:30 --duration 30m --rule "FREQ=WEEKLY;BYDAY=SU"',
    'episode add morning "By hand"',
    'diffusion add by-hand --start 2026-12-24T18:00 --duration 90m --hard',
    'timetable update vert --to 2027-04-30',
  );
  const ids = (
    (await harness.json('diffusion', 'list', 'vert')) as readonly {
      id: number;
      initial: number | null;
      start: string;
    }[]
  ).filter(({ initial }) => initial === null);
  await harness.all(
    `diffusion move ${ids[3]?.id} --start 2026-12-09T12:00`,
    `diffusion cancel ${ids[5]?.id}`,
    'timetable update vert --to 2027-04-30',
  );
  const text = (await harness.run('timetable', 'export', 'vert', '--format', 'ics')).out;
  writeFileSync(join(harness.cwd, 'out.ics'), text);
  const outcome = await harness.run('timetable', 'import', 'out.ics', '--station', 'rouge', '--json');
  expect(outcome).toMatchObject({ status: 0, err: '' });
  expect(outcome.json()).toMatchObject({ bad: [], schedules: { added: 5 }, diffusions: { added: 1 } });
  await harness.all('timetable update rouge --to 2027-04-30');
  expect(plain(await timetable(harness, 'rouge'))).toEqual(plain(await timetable(harness, 'vert')));
  expect((await timetable(harness, 'vert')).length).toBeGreaterThan(80);
});

test('TT-72: 50,000 events are taken over, and known again', { timeout: 120_000 }, async () => {
  const harness = await stations();
  const base = Date.parse('2026-12-05T00:00:00Z');
  const events = Array.from({ length: 50_000 }, (_, index) => {
    const start = new Date(base + index * 600_000).toISOString().replace(/[-:]|\.\d+/g, '');
    return event(`e${index}`, `DTSTART:${start}`, 'DURATION:PT10M', `SUMMARY:Show ${index % 40}: Part ${index}`);
  });
  const programs = Array.from({ length: 40 }, (_, index) => `program add vert "Show ${index}" --scheduled`);
  await harness.all(...programs);
  const text = calendar(...events);
  const added = await importing(harness, text, '--json');
  expect(added.json()).toMatchObject({ diffusions: { added: 50_000 }, programs: [], bad: [] });
  expect(await timetable(harness, 'vert', '2027-11-01', '2027-11-02')).toHaveLength(144);
  expect((await importing(harness, text, '--json')).json()).toMatchObject({ diffusions: { unchanged: 50_000 } });
});
