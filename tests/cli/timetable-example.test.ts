import { expect, test } from 'vitest';
import { Harness } from './harness.ts';

/** What `timetable list --json` gives of a diffusion. */
interface Listed {
  readonly id: number;
  readonly program: string;
  readonly start: string;
  readonly end: string;
  readonly schedule: number | null;
  readonly initial: number | null;
  readonly conflicts: readonly number[];
  readonly zoneNote: string | null;
}

async function station(): Promise<Harness> {
  const harness = new Harness();
  await harness.all(
    'station add "Radio Vert" --slug vert --timezone Europe/Brussels',
    'program add vert Morning --scheduled',
    'program add vert Talk --scheduled',
    'program add vert Vespers --scheduled',
  );
  return harness;
}

const EXAMPLE = [
  'schedule add morning --first 2026-12-01 --time 07:00 --duration 2h --every week --days tue,thu',
  'schedule add talk --first 2026-12-06 --time 20:00:30 --duration 1h --preset first-and-third --timezone Europe/Brussels --hard',
  'schedule add talk --rerun-of 2 --after 2d --time 10:00',
  'schedule add vespers --first 2026-12-05 --time 02:30 --duration 30m --rule "FREQ=WEEKLY;BYDAY=SU"',
];

test('CL-28: the example works as it is written, to the instant, around the change of clocks', async () => {
  const harness = await station();
  await harness.all(...EXAMPLE);
  const dry = await harness.run('timetable', 'update', '--to', '2027-12-31', '--dry-run');
  expect(dry).toMatchObject({ status: 0, err: '' });
  expect(dry.out).toMatch(/^4 +vespers +4\d$/m);
  expect(dry.out).toContain('Nothing is done; this is what would be.');
  const before = (await harness.json('diffusion', 'list', 'vert')) as readonly Listed[];
  await harness.all('timetable update --to 2027-12-31');
  const after = (await harness.json('diffusion', 'list', 'vert')) as readonly Listed[];
  expect(after.length).toBeGreaterThan(before.length + 150);
  expect(await harness.json('timetable', 'update', '--to', '2027-12-31')).toMatchObject([
    { station: 'vert', added: 0, moved: 0, changed: 0, removed: 0 },
  ]);

  const list = ['timetable', 'list', 'vert', '--from', '2027-03-22', '--to', '2027-04-05'];
  const listed = (await harness.json(...list)) as readonly Listed[];
  const brief = listed.map(({ program, start, end, schedule, zoneNote }) => [program, start, end, schedule, zoneNote]);
  expect(brief).toEqual([
    ['morning', '2027-03-23T07:00:00.000+01:00', '2027-03-23T09:00:00.000+01:00', 1, null],
    ['talk', '2027-03-23T10:00:00.000+01:00', '2027-03-23T11:00:00.000+01:00', 3, null],
    ['morning', '2027-03-25T07:00:00.000+01:00', '2027-03-25T09:00:00.000+01:00', 1, null],
    ['vespers', '2027-03-28T03:30:00.000+02:00', '2027-03-28T04:00:00.000+02:00', 4, 'gap'],
    ['morning', '2027-03-30T07:00:00.000+02:00', '2027-03-30T09:00:00.000+02:00', 1, null],
    ['morning', '2027-04-01T07:00:00.000+02:00', '2027-04-01T09:00:00.000+02:00', 1, null],
    ['vespers', '2027-04-04T02:30:00.000+02:00', '2027-04-04T03:00:00.000+02:00', 4, null],
    ['talk', '2027-04-04T20:00:30.000+02:00', '2027-04-04T21:00:30.000+02:00', 2, null],
  ]);
  expect(listed.every(({ conflicts }) => conflicts.length === 0)).toBe(true);
  const rerun = listed.find(({ schedule }) => schedule === 3);
  expect(await harness.json('diffusion', 'show', String(rerun?.initial))).toMatchObject({
    schedule: 2,
    start: '2027-03-21T20:00:30.000+01:00',
  });

  const at = await harness.json('timetable', 'at', 'vert', '2027-03-28T03:35');
  expect(at).toMatchObject({ program: 'vespers', start: '2027-03-28T03:30:00.000+02:00', zoneNote: 'gap', beats: [] });
  expect(await harness.json('timetable', 'at', 'vert', '2027-03-28T04:00')).toBeNull();
});

test('CL-28: a schedule has its diffusions when the command returns, as far ahead as the station has it', async () => {
  const harness = await station();
  await harness.all('station set vert --days-ahead 14 --language fr', ...EXAMPLE);
  const listed = (await harness.json('diffusion', 'list', 'vert')) as readonly Listed[];
  expect(listed.map(({ program, start }) => `${program} ${start.slice(0, 10)}`)).toEqual([
    'morning 2026-12-01',
    'morning 2026-12-03',
    'vespers 2026-12-06',
    'talk 2026-12-06',
    'morning 2026-12-08',
    'talk 2026-12-08',
    'morning 2026-12-10',
    'vespers 2026-12-13',
  ]);
  expect((await harness.run('timetable', 'list')).out).toContain('Morning – 1 décembre 2026');
});
