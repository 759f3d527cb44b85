import { describe, expect, test } from 'vitest';
import { must } from '../../src/values/errors.ts';
import type { DiffusionId, EngineRunId } from '../../src/values/ids.ts';
import { Harness, words } from './harness.ts';

interface Listed {
  readonly id: number;
  readonly program: string;
  readonly episode: string;
  readonly start: string;
  readonly end: string;
  readonly type: string;
  readonly schedule: number | null;
  readonly initial: number | null;
  readonly conflicts: readonly number[];
  readonly touched: boolean;
}

/** Talk on Sundays at 20:00 for an hour, and two days later at 10:00; it is Monday, 30 November 2026, 13:00 in Brussels. */
async function station(...more: readonly string[]): Promise<Harness> {
  const harness = new Harness();
  harness.env = { AIRKEEPER_USER: 'nina', SUDO_USER: 'root' };
  await harness.all(
    'station add Vert --timezone Europe/Brussels',
    'station set vert --days-ahead 28',
    'program add vert Talk --scheduled',
    'program add vert Special --scheduled',
    'schedule add talk --first 2026-12-06 --time 20:00 --duration 1h --every week',
    'schedule add talk --rerun-of 1 --after 2d --time 10:00',
    ...more,
  );
  return harness;
}

async function listed(harness: Harness): Promise<readonly Listed[]> {
  return (await harness.json('timetable', 'list', 'vert', '--to', '2027-02-01')) as readonly Listed[];
}

/** `12-06T20:00 1h on_air` of each, by schedule. */
async function times(harness: Harness, schedule: number | null): Promise<readonly string[]> {
  const own = (await listed(harness)).filter((each) => each.schedule === schedule);
  return own.map(({ start, end, type }) => {
    const minutes = Temporal.Instant.from(start).until(Temporal.Instant.from(end)).total('minutes');
    return `${start.slice(5, 16)} ${minutes}${type === 'on_air' ? '' : ` ${type}`}`;
  });
}

const SUNDAYS = ['12-06T20:00 60', '12-13T20:00 60', '12-20T20:00 60', '12-27T20:00 60'];
const TUESDAYS = ['12-08T10:00 60', '12-15T10:00 60', '12-22T10:00 60', '12-29T10:00 60'];

async function starts(harness: Harness, id: number): Promise<void> {
  await harness.withStore(async (store) => {
    const station = must(await store.stations.bySlug('vert'), 'the station');
    const journal = { run: '000001-abcd' as EngineRunId, seq: id };
    const entry = { type: 'start', date: harness.now, end: null, source: 'dealer', comment: '', reason: '' } as const;
    const more = { soundId: null, positionSeconds: null, trackId: null, diffusionId: id as DiffusionId, journal };
    await store.monitor.commit(station.id, {
      entries: [{ ...entry, ...more }],
      ends: [],
      cancelled: [],
      cursor: journal,
    });
  });
}

describe('TT-50, TT-51: one diffusion', () => {
  test('what a person did outlives what the schedules do next', async () => {
    const harness = await station('episode add talk Guest');
    await harness.all(
      'diffusion move 1 --start 2026-12-06T21:00',
      'diffusion extend 2 --by 30m',
      'diffusion episode 3 guest',
      'diffusion cancel 4',
      'schedule set 1 --time 19:00',
      'timetable update',
    );
    expect(await times(harness, 1)).toEqual([
      '12-06T21:00 60',
      '12-13T20:00 90',
      '12-20T20:00 60',
      '12-27T20:00 60 cancelled',
    ]);
    const all = await listed(harness);
    expect(all.find(({ id }) => id === 3)).toMatchObject({ episode: 'guest', touched: true });
    expect(all.filter(({ initial }) => initial === 3)).toMatchObject([{ episode: 'guest', touched: false }]);
    expect(all.filter(({ initial }) => initial === 4)).toMatchObject([{ type: 'cancelled' }]);
  });

  test('the reruns of what is cancelled go with it, or stay, as the program says', async () => {
    const harness = await station('program set talk --reruns-of-cancelled keep', 'diffusion cancel 1');
    expect(await times(harness, 2)).toEqual(TUESDAYS);
    await harness.all('program set talk --reruns-of-cancelled drop');
    expect(await times(harness, 2)).toEqual(['12-08T10:00 60 cancelled', ...TUESDAYS.slice(1)]);
    await harness.all('diffusion move 1 --type on_air');
    expect(await times(harness, 2)).toEqual(TUESDAYS);
  });

  test('CL-28: what the schedules made of a change is said, and nothing where they made nothing of it', async () => {
    const harness = await station('episode add talk Guest');
    const said = async (line: string) => (await harness.run(...words(line))).out;
    expect(await said('diffusion cancel 1')).toMatch(
      / is cancelled\. Diffusions: 1 changed\.( 1 left as they are\.)?\n$/,
    );
    expect(await said('diffusion episode 2 guest')).toMatch(/ has episode guest\. Diffusions: 1 changed\./);
    expect(await said('diffusion move 3 --start 2026-12-20T21:00')).toMatch(/UTC\+01:00\)\.\n$/);
    const following = await said('diffusion move 4 --start 2026-12-27T21:00 --following');
    expect(following).toContain(' that were made already are changed.\n');
    expect(following).not.toContain('No diffusion is changed');
    expect(await said('station set vert --days-ahead 42')).toMatch(/, Europe\/Brussels\. Diffusions: \d+ added\./);
    expect(await said('program set talk --title-pattern "{program} {number}"')).toMatch(
      / live\. Diffusions: \d+ changed\./,
    );
  });

  test('a rerun that a person added goes along with its initial one as well', async () => {
    const harness = await station(
      'episode add special Gala',
      'episode add special Ball',
      'diffusion add gala --start 2026-12-10T20:00 --duration 1h',
      'diffusion add gala --start 2026-12-11T20:00 --duration 1h --rerun-of 9',
      'diffusion episode 9 ball',
      'diffusion cancel 9',
    );
    expect((await listed(harness)).filter(({ program }) => program === 'special')).toMatchObject([
      { id: 9, episode: 'ball', type: 'cancelled', touched: true },
      { id: 10, episode: 'ball', type: 'cancelled', touched: false },
    ]);
    await harness.all('timetable undo', 'timetable undo');
    expect((await listed(harness)).filter(({ program }) => program === 'special')).toMatchObject([
      { id: 9, episode: 'gala', type: 'on_air', touched: false },
      { id: 10, episode: 'gala', type: 'on_air' },
    ]);
  });

  test('the unconfirmed are confirmed one by one, and by period', async () => {
    const harness = await station('schedule set 1 --type unconfirmed', 'diffusion confirm 2');
    expect(await times(harness, 1)).toEqual(SUNDAYS.map((time, index) => (index === 1 ? time : `${time} unconfirmed`)));
    const confirmed = await harness.json('diffusion', 'confirm', '--from', '2026-12-01', '--to', '2026-12-21');
    expect(confirmed).toMatchObject([{ id: 1 }, { id: 3 }]);
    expect(await times(harness, 1)).toEqual([...SUNDAYS.slice(0, 3), '12-27T20:00 60 unconfirmed']);
    await harness.all('diffusion confirm 4 --following', 'station set vert --days-ahead 42');
    const all = await listed(harness);
    expect(all.every(({ type }) => type === 'on_air')).toBe(true);
    expect(all.filter(({ schedule }) => schedule === 3)).toHaveLength(3);
  });
});

describe('TT-54: a diffusion and all that follow', () => {
  test('move: the schedule ends, another one goes on, with its reruns; ids and episodes stay', async () => {
    const harness = await station('episode set talk-2026-12-20 --slug nina --title "With Nina"');
    const before = await listed(harness);
    const moved = await harness.run(...words('diffusion move 2 --start 2026-12-14T21:30 --following'));
    expect(moved.out).toMatch(
      /^Schedule 1 ends before diffusion 2; schedule 3 goes on: every Monday at 21:30, 1h, soft, next 2026-12-14 21:30, /,
    );
    expect(await times(harness, 1)).toEqual(SUNDAYS.slice(0, 1));
    expect(await times(harness, 2)).toEqual(TUESDAYS.slice(0, 1));
    expect(await times(harness, 3)).toEqual(['12-14T21:30 60', '12-21T21:30 60', '12-28T21:30 60']);
    expect(await times(harness, 4)).toEqual(['12-16T10:00 60', '12-23T10:00 60', '12-30T10:00 60']);
    const after = await listed(harness);
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    expect(after.find(({ id }) => id === 3)).toMatchObject({ episode: 'nina', schedule: 3, touched: false });
    expect(after.find(({ id }) => id === 2)).toMatchObject({ episode: 'talk-2026-12-14' });

    await harness.all('timetable undo');
    expect(await listed(harness)).toEqual(before);
    expect(await harness.json('schedule', 'list')).toMatchObject([{ id: 1 }, { id: 2 }]);
  });

  test('what a person did to one of them stays, and is not made a second time', async () => {
    const harness = await station(
      'diffusion move 3 --start 2026-12-19T15:00',
      'diffusion cancel 4',
      'diffusion move 2 --start 2026-12-13T22:00 --following',
    );
    expect(await times(harness, 3)).toEqual(['12-13T22:00 60', '12-19T15:00 60', '12-27T20:00 60 cancelled']);
    await harness.all('timetable update --to 2027-01-05');
    expect(await times(harness, 3)).toEqual([
      '12-13T22:00 60',
      '12-19T15:00 60',
      '12-27T20:00 60 cancelled',
      '01-03T22:00 60',
    ]);
  });

  test('from the first one on, nothing is left of the schedule', async () => {
    const harness = await station('diffusion move 1 --start 2026-12-06T19:00 --following');
    expect(await harness.json('schedule', 'list')).toMatchObject([
      { id: 3, rerunOf: null },
      { id: 4, rerunOf: 3 },
    ]);
    expect(await times(harness, 3)).toEqual(SUNDAYS.map((time) => time.replace('20:00', '19:00')));
    expect(await times(harness, 4)).toEqual(TUESDAYS);
  });

  test('cancel: the rule ends, and what a person changed after it is cancelled', async () => {
    const harness = await station('diffusion extend 4 --by 15m', 'diffusion cancel 2 --following');
    expect(await times(harness, 1)).toEqual([...SUNDAYS.slice(0, 1), '12-27T20:00 75 cancelled']);
    expect(await times(harness, 2)).toEqual([...TUESDAYS.slice(0, 1), '12-29T10:00 60 cancelled']);
    expect(await harness.json('schedule', 'show', '1')).toMatchObject({
      rule: 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20261213T195959',
    });
    await harness.all('timetable undo');
    expect(await times(harness, 1)).toEqual([...SUNDAYS.slice(0, 3), '12-27T20:00 75']);
  });

  test('a rerun and those that follow: the initial ones are where they were', async () => {
    const harness = await station(
      'diffusion extend 6 --duration 45m --following',
      'diffusion move 7 --start 2026-12-23T11:00 --following',
    );
    const all = await listed(harness);
    const reruns = all.filter(({ initial }) => initial !== null);
    expect(reruns.map(({ start, end }) => `${start.slice(5, 16)} ${end.slice(11, 16)}`)).toEqual([
      '12-08T10:00 11:00',
      '12-15T10:00 10:45',
      '12-23T11:00 11:45',
      '12-30T11:00 11:45',
    ]);
    const initials = all.filter(({ initial }) => initial === null);
    expect(initials.map(({ start, id }) => `${id} ${start.slice(5, 16)}`)).toEqual([
      '1 12-06T20:00',
      '2 12-13T20:00',
      '3 12-20T20:00',
      '4 12-27T20:00',
    ]);
  });

  test('COUNT and dates of their own are shared out', async () => {
    const harness = await station(
      'schedule add special --first 2026-12-01 --time 12:00 --duration 1h --every day --count 6 --except 2026-12-05 --extra 2026-12-20',
    );
    expect(await times(harness, 3)).toHaveLength(6);
    const third = must(
      (await listed(harness)).find(({ start }) => start.startsWith('2026-12-03T12')),
      'the third',
    );
    await harness.all(`diffusion move ${third.id} --start 2026-12-03T13:00 --following`);
    expect(await times(harness, 3)).toEqual(['12-01T12:00 60', '12-02T12:00 60']);
    expect(await times(harness, 4)).toEqual(['12-03T13:00 60', '12-04T13:00 60', '12-06T13:00 60', '12-20T13:00 60']);
  });

  test('what no rule says is refused', async () => {
    const harness = await station(
      'schedule add special --first 2026-12-06 --time 12:00 --duration 1h --preset first-and-third',
    );
    const [first] = (await listed(harness)).filter(({ schedule }) => schedule === 3);
    const refused = await harness.run(
      ...words(`diffusion move ${first?.id} --start 2026-12-07T12:00 --following --json`),
    );
    expect(refused.error()).toMatchObject({
      code: 'cannot_follow',
      message: expect.stringContaining('another time on the same days'),
    });
    await harness.all(`diffusion move ${first?.id} --start 2026-12-06T13:00 --following`);
    expect(await times(harness, 4)).toEqual(['12-06T13:00 60', '12-20T13:00 60']);
  });

  test('another episode is for all that is made from there on', async () => {
    const harness = await station('episode add talk Best', 'diffusion episode 3 best --following');
    const all = await listed(harness);
    const best = (id: number) => all.find((each) => each.id === id)?.episode === 'best';
    expect([1, 2, 3, 4].map(best)).toEqual([false, false, true, true]);
    expect(all.filter(({ initial }) => initial === 3)).toMatchObject([{ episode: 'best' }]);
  });
});

describe('TT-55: history and undo', () => {
  test('CL-29: each change has who, when and what; the last is undone first', async () => {
    const harness = await station('diffusion move 1 --start 2026-12-06T21:00', 'diffusion cancel 2');
    harness.env = { SUDO_USER: 'karim' };
    await harness.all('diffusion extend 1 --by 30m');
    expect(await harness.json('timetable', 'history', 'vert', '--limit', '3')).toMatchObject([
      { id: 5, who: 'karim', at: '2026-11-30T13:00:00.000+01:00', items: [{ kind: 'diffusion', id: 1 }] },
      { id: 4, who: 'nina', what: 'cancelled diffusion 2 (talk/talk-2026-12-13 at 2026-12-13 20:00:00)' },
      {
        id: 3,
        who: 'nina',
        what: expect.stringMatching(/^moved diffusion 1 .* to 2026-12-06 21:00:00$/),
        undoneBy: null,
      },
    ]);
    expect((await harness.json('timetable', 'history', '--diffusion', '2')) as unknown[]).toHaveLength(1);
    expect(await harness.run('timetable', 'undo')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^Undone: change 5 of karim, changed diffusion 1 /),
    });
    await harness.all('timetable undo', 'timetable undo');
    expect(await times(harness, 1)).toEqual(SUNDAYS);
    expect((await listed(harness)).some(({ touched }) => touched)).toBe(false);
    await harness.all('timetable undo', 'timetable undo');
    expect(await listed(harness)).toEqual([]);
    expect((await harness.run('timetable', 'undo', '--json')).error().code).toBe('nothing_to_undo');
    for (const [id, code] of [
      ['5', 'undone_already'],
      ['6', 'is_undo'],
    ] as const) {
      expect((await harness.run('timetable', 'undo', id, '--json')).error().code).toBe(code);
    }
  });

  test('a change of other fields since stays; one of the same is in the way', async () => {
    const harness = await station(
      'diffusion move 1 --start 2026-12-06T21:00',
      'diffusion move 1 --hard',
      'diffusion move 2 --start 2026-12-13T21:00',
      'diffusion move 2 --start 2026-12-13T22:00',
    );
    await harness.all('timetable undo 3');
    expect(await harness.json('diffusion', 'show', '1')).toMatchObject({
      start: '2026-12-06T20:00:00.000+01:00',
      startMode: 'hard',
      touched: true,
    });
    const refused = await harness.run('timetable', 'undo', '5', '--json');
    expect(refused.error()).toMatchObject({
      code: 'changed_since',
      message: expect.stringMatching(
        /^diffusion 2 was changed since by change 6 \(moved diffusion 2 .*\): undo that first/,
      ),
    });
  });

  test('what is put back follows its schedule again, which was changed meanwhile', async () => {
    const harness = await station('diffusion move 1 --start 2026-12-06T21:00', 'schedule set 1 --time 18:00');
    expect((await times(harness, 1))[0]).toBe('12-06T21:00 60');
    await harness.all('timetable undo 3');
    expect((await times(harness, 1))[0]).toBe('12-06T18:00 60');
  });

  test('until it airs', async () => {
    const harness = await station('diffusion move 1 --start 2026-12-06T21:00', 'schedule set 1 --duration 50m');
    harness.now = Temporal.Instant.from('2026-12-06T20:00:00Z');
    const moved = await harness.run('timetable', 'undo', '3', '--json');
    expect(moved.error()).toMatchObject({
      code: 'has_aired',
      message: expect.stringContaining('diffusion 1 has begun'),
    });
    harness.now = Temporal.Instant.from('2026-12-13T19:00:00Z');
    await starts(harness, 2);
    const changed = await harness.run('timetable', 'undo', '4', '--json');
    expect(changed.error()).toMatchObject({ code: 'has_aired', message: expect.stringContaining('schedule 1') });
  });

  test('a removed schedule is put back with its reruns, and the episodes that people prepared', async () => {
    const harness = await station();
    harness.addFile('a.ogg');
    await harness.all('sound add a.ogg --episode talk-2026-12-20', 'schedule remove 1');
    expect(await listed(harness)).toEqual([]);
    await harness.all('timetable undo');
    expect(await times(harness, 1)).toEqual(SUNDAYS);
    expect(await times(harness, 2)).toEqual(TUESDAYS);
    const [sound] = (await harness.json('sound', 'list')) as readonly { readonly episode: string }[];
    const third = (await listed(harness)).find(({ start }) => start.startsWith('2026-12-20'));
    expect(third?.episode).toBe(sound?.episode);
  });
});

describe('TT-56: copying a week', () => {
  test('the same local times, reruns as reruns of the copies, nothing twice', async () => {
    const harness = await station(
      'episode add special Gala',
      'diffusion add gala --start 2027-03-23T20:00 --duration 1h --hard',
      'diffusion add gala --start 2027-03-25T20:00 --duration 1h --rerun-of 9',
      'diffusion add gala --start 2027-03-26T20:00 --duration 1h',
      'diffusion cancel 11',
    );
    const copy = 'timetable copy-week vert 2027-03-22 2027-03-29';
    const dry = (await harness.json(...words(`${copy} --dry-run`))) as { readonly copied: readonly unknown[] };
    expect(dry.copied).toMatchObject([
      { id: null, copyOf: 9, start: '2027-03-30T20:00:00.000+02:00' },
      { id: null, copyOf: 10, start: '2027-04-01T20:00:00.000+02:00' },
    ]);
    expect(await harness.json(...words(`${copy} --new-episodes`))).toMatchObject({
      copied: [
        { id: 12, copyOf: 9, program: 'special', episode: 'special-2027-03-30' },
        { id: 13, copyOf: 10, episode: 'special-2027-03-30' },
      ],
    });
    expect(await harness.json('diffusion', 'show', '13')).toMatchObject({ initial: 12, schedule: null });
    expect(await harness.json(...words(copy))).toMatchObject({
      copied: [],
      left: [
        { diffusion: 9, why: 'there already' },
        { diffusion: 10, why: 'there already' },
      ],
    });
    await harness.all('timetable undo');
    expect(((await harness.json('diffusion', 'list', '--from', '2027-03-29')) as readonly unknown[]).length).toBe(0);
  });
});

describe('TT-57: a pause', () => {
  test('takes the place of the one before, and that is said', async () => {
    const harness = await station('program pause talk --from 2026-12-10 --to 2026-12-24');
    const again = await harness.run('program', 'pause', 'talk', '--from', '2027-01-10', '--to', '2027-01-24');
    expect(again.err).toContain('it paused from 2026-12-10 00:00:00 to 2026-12-24 00:00:00, and does not any more');
  });

  test('nothing is made in it, and what a person did stays', async () => {
    const harness = await station(
      'diffusion move 3 --start 2026-12-20T21:00',
      'program pause talk --from 2026-12-10 --to 2026-12-24',
    );
    expect(await times(harness, 1)).toEqual(['12-06T20:00 60', '12-20T21:00 60', '12-27T20:00 60']);
    expect((await harness.run('program', 'show', 'talk')).out).toContain(
      'pauses     from 2026-12-10 00:00:00 to 2026-12-24 00:00:00',
    );
    await harness.all('program unpause talk');
    expect(await times(harness, 1)).toEqual(['12-06T20:00 60', '12-13T20:00 60', '12-20T21:00 60', '12-27T20:00 60']);
    await harness.all('program pause talk', 'timetable undo');
    expect(await times(harness, 1)).toHaveLength(4);
  });
});

describe('TT-58, CL-32, CL-33, CL-34: looking over the timetable', () => {
  test('conflicts with who has the air and why, the unconfirmed, early reruns, changes of clocks; status 1', async () => {
    const harness = await station(
      'episode add special Gala',
      'diffusion add gala --start 2026-12-06T20:30 --duration 1h --hard',
      'diffusion add gala --start 2026-12-13T20:30 --duration 1h --layer 1',
      'diffusion add gala --start 2027-03-28T02:30 --duration 1h --type unconfirmed',
      'diffusion move 3 --start 2026-12-23T12:00',
    );
    const outcome = await harness.run('timetable', 'check', 'vert', '--json');
    expect(outcome.status).toBe(1);
    expect(outcome.json()).toMatchObject({
      conflicts: [
        {
          from: '2026-12-06T20:30:00.000+01:00',
          to: '2026-12-06T21:00:00.000+01:00',
          onAir: { id: 9 },
          other: { id: 1 },
          because: 'it is hard and the other soft',
          rule: 'TT-40',
        },
      ],
      early: [{ rerun: { id: 7 }, initial: { id: 3 } }],
      unconfirmed: [{ id: 11 }],
    });
    expect((await harness.run('timetable', 'check')).out).toContain('has the air over 1 (talk/talk-2026-12-06');
    expect((await listed(harness)).filter(({ conflicts }) => conflicts.length > 0)).toMatchObject([
      { id: 1, conflicts: [9] },
      { id: 9, conflicts: [1] },
    ]);
    const at = async (instant: string) => harness.json('timetable', 'at', 'vert', instant);
    expect(await at('2026-12-06T20:15')).toMatchObject({ id: 1, beats: [] });
    expect(await at('2026-12-06T20:45')).toMatchObject({
      id: 9,
      beats: [{ id: 1, because: 'it is hard and the other soft' }],
    });
    expect(await at('2026-12-13T20:45')).toMatchObject({
      id: 10,
      beats: [{ id: 2, because: 'it lies in the higher layer, 1 over 0' }],
    });
    expect(await at('2027-03-28T04:00')).toBeNull();
    await harness.all('program set talk --priority 5');
    expect(await at('2026-12-06T20:45')).toMatchObject({ id: 1 });
    await harness.all(
      'diffusion cancel 9',
      'timetable undo',
      'diffusion cancel 9',
      'diffusion move 3 --start 2026-12-20T20:00',
    );
    expect((await harness.run('timetable', 'check')).status).toBe(0);
  });

  test('CL-7: of two that are unconfirmed neither has the air yet, and a time that comes twice has its offset', async () => {
    const harness = await station(
      'episode add special Gala',
      'diffusion add gala --start 2027-10-31T02:30 --duration 30m --type unconfirmed',
      'diffusion add gala --start 2027-10-31T02:45 --duration 2h --type unconfirmed',
    );
    const { out } = await harness.run('timetable', 'check');
    expect(out).toContain('special/gala, 2027-10-31 02:30:00+02:00 to 2027-10-31 02:00:00+01:00)');
    expect(out).toContain('2027-10-31 02:45:00+02:00 to 2027-10-31 03:45:00+01:00): it starts earlier  [TT-40]');
    expect(out).toContain('will have, once both are confirmed, the air over 10');
    expect(await harness.json('timetable', 'at', 'vert', '2027-10-31T02:50')).toBeNull();
    await harness.all('diffusion add gala --start 2027-03-28T01:30 --duration 30m');
    for (const noun of ['timetable', 'diffusion']) {
      const { out: table } = await harness.run(noun, 'list', 'vert', '--from', '2027-03-28', '--to', '2027-03-29');
      expect(table).toContain('2027-03-28 01:30:00+01:00  2027-03-28 03:00:00+02:00  ');
    }
  });
});

test('CL-35: where schedules have made nothing yet, it is said that the timetable is not empty', async () => {
  const harness = await station();
  const at = await harness.run('timetable', 'at', 'vert', '2027-03-07T20:30');
  expect(at.err).toContain('to see further: airkeeper timetable update vert --to 2027-03-08');
  expect((await harness.run('timetable', 'list', 'vert', '--from', '2027-03-01', '--to', '2027-03-08')).err).toContain(
    'schedules are made into diffusions 28 days ahead',
  );
  expect((await harness.run('timetable', 'list', 'vert')).err).toBe('');
  await harness.all('timetable update vert --to 2027-04-01');
  const found = await harness.run('timetable', 'at', 'vert', '2027-03-07T20:30');
  expect(found).toMatchObject({ err: '', out: expect.stringContaining('talk/talk-2027-03-07') });
});
