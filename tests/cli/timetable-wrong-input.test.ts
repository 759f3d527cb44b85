import { afterAll, beforeAll, expect, test } from 'vitest';
import { Harness, words } from './harness.ts';

let harness: Harness;
let removeFolder = () => {};

// One for all: each test holds that nothing changed.
beforeAll(async () => {
  harness = new Harness((remove) => {
    removeFolder = remove;
  });
  await harness.all(
    'station add "Radio Vert" --slug vert --timezone Europe/Brussels',
    'program add vert Night --streamed',
    'program add vert Morning --scheduled',
    'program add vert Talk --scheduled',
    'episode add morning Best',
    'episode add talk Guest',
    'diffusion add best --start 2026-12-20T15:00 --duration 1h',
    'schedule add talk --first 2026-12-06 --time 20:00 --duration 1h --every week',
    'schedule add talk --rerun-of 1 --after 2d --time 10:00',
    'schedule add morning --first 2026-12-01 --time 07:00 --duration 2h --every week --days tue,thu',
    'schedule add morning --rerun-of 3 --after 1d --time 08:00',
  );
});

afterAll(() => removeFolder());

const ADD = 'schedule add morning --first 2026-12-01 --time 07:00';
/** Of the first rerun; of the diffusion that no schedule made. */
const RERUN = 10;
const ALONE = 1;

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  [
    `${ADD} --duration 1h --rule FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30`,
    'never_matches',
    /never matches, not once in the 400 years from/,
  ],
  [`${ADD} --duration 1h --every day --until 2026-11-01`, 'never_matches', /never matches/],
  [`${ADD} --duration 0s --every day`, 'wrong_length', /cannot last 0s; allowed: more than nothing, up to 24h/],
  [`${ADD} --duration 25h --every day`, 'wrong_length', /cannot last 25h; allowed: .* up to 24h/],
  [`${ADD} --duration 8d --every week`, 'wrong_length', /cannot last 192h/],
  [`${ADD} --duration 1h --every week --except 2026-12-02`, 'no_occurrence', /the rule has nothing on 2026-12-02/],
  [`${ADD} --duration 1h --every week --extra 2026-11-02`, 'bad_local_time', /before the first date/],
  ['schedule add night --first 2026-12-01 --duration 1h', 'not_scheduled', /night is a streamed program/],
  ['schedule add evening --first 2026-12-01 --duration 1h', 'unknown_program', /there is no program "evening"/],
  ['schedule add talk --rerun-of 1 --after 0d --time 19:00', 'bad_rerun', /would not come after its initial one/],
  ['schedule add talk --rerun-of 1 --after 30m', 'bad_rerun', /would begin while its initial one is on/],
  [
    'schedule add talk --rerun-of 99 --after 2d',
    'unknown_schedule',
    /there is no schedule 99; see airkeeper schedule list/,
  ],
  ['schedule add morning --rerun-of 1 --after 2d', 'wrong_initial', /schedule 1 is of another program/],
  ['schedule set 1 --duration 48h', 'wrong_length', /cannot last 48h/],
  [
    'schedule set 3 --time 09:00 --duration 24h',
    'bad_rerun',
    /2026-12-02 08:00:00 would begin while its initial one is on/,
  ],
  ['schedule set 2 --after 0d', 'bad_rerun', /would not come after/],
  ['schedule set 9 --time 10:00', 'unknown_schedule', /there is no schedule 9/],
  ['schedule show 9', 'unknown_schedule', /there is no schedule 9/],
  ['schedule remove 9', 'unknown_schedule', /there is no schedule 9/],
  ['schedule list blue', 'unknown_station', /there is no station "blue"/],
  [
    'program remove talk',
    'has_diffusions',
    /first airkeeper schedule remove 1; or have it pause: airkeeper program pause talk/,
  ],
  ['program remove morning', 'has_diffusions', /remove 3, airkeeper diffusion cancel ID for each that is left/],
  ['program pause night', 'not_scheduled', /night is a streamed program/],
  ['program pause morning --from 2027-01-02 --to 2027-01-01', 'wrong_span', /allowed: a later end/],
  ['program pause morning --from 2026-01-01 --to 2026-02-01', 'wrong_span', /would be over/],
  ['program unpause morning', 'not_paused', /has no pause/],
  ['diffusion extend 2 --by 24h', 'wrong_length', /25h is too long/],
  [`diffusion cancel ${ALONE} --following`, 'no_schedule', /nothing follows it; leave out --following/],
  ['diffusion episode 2 best', 'wrong_episode', /of another program; allowed: an episode of talk/],
  [`diffusion episode ${RERUN} guest`, 'wrong_episode', /is a rerun of 2 and has its episode/],
  ['diffusion confirm 999', 'unknown_diffusion', /there is no diffusion 999/],
  ['timetable at blue 2027-01-01', 'unknown_station', /there is no station "blue"/],
  ['timetable copy-week vert 2026-12-07 2026-12-15', 'wrong_weeks', /8 days after 2026-12-07; allowed: whole weeks/],
  ['timetable copy-week vert 2026-12-07 2026-11-30', 'wrong_weeks', /-7 days after/],
  ['timetable undo 999', 'unknown_change', /there is no change 999/],
];

const WRONG_USAGE: readonly (readonly [string, string, RegExp])[] = [
  [
    `${ADD} --duration 1h --rule FREQ=WEEKLY;BYDY=SU`,
    'bad_rule',
    /--rule: .* at column 13: "BYDY" is no part of a rule; allowed: FREQ, /,
  ],
  [`${ADD} --duration 1h --rule FREQ=SECONDLY`, 'bad_rule', /more often than a timetable is made for/],
  [`${ADD} --duration 1h --rule weekly`, 'bad_rule', /is no part of a rule/],
  [`${ADD} --duration 1h --rule FREQ=DAILY --every day`, 'conflicting_option', /cannot be used with/],
  [
    `${ADD} --duration 1h --timezone Europe/Bruxelles --every day`,
    'unknown_time_zone',
    /did you mean Europe\/Brussels\?/,
  ],
  [`${ADD} --duration 1h --timezone +02:00`, 'unknown_time_zone', /is no time zone/],
  [`${ADD} --duration 1h --every fortnight`, 'wrong_every', /allowed: hour, day, weekday, week, month/],
  [`${ADD} --duration 1h --days tue,xyz`, 'wrong_days', /"xyz" is no day of the week; allowed: mon, tue/],
  [`${ADD} --duration 1h --every day --days tue`, 'wrong_days', /--days goes with weeks, not with days/],
  [`${ADD} --duration 1h --preset fifth`, 'invalid_argument', /Allowed choices are once, first/],
  [`${ADD} --duration 1h --until 2027-01-01`, 'wrong_end', /what is once has no end/],
  [`${ADD} --duration 1h --rule FREQ=DAILY;COUNT=3 --count 4`, 'wrong_end', /has an end of its own/],
  [`${ADD} --duration 1h --layer 101`, 'wrong_number', /a whole number from -100 to 100/],
  [`${ADD} --every day`, 'missing_length', /say how long it is: --duration 1h/],
  ['schedule add morning --time 07:00 --duration 1h', 'missing_first', /say from when on: --first DATE/],
  ['schedule add morning --first 2026-13-01 --duration 1h', 'bad_local_time', /not on the calendar/],
  [
    'schedule add morning --first tuesday --duration 1h',
    'wrong_date',
    /"tuesday" is not a date; allowed: a date such as/,
  ],
  ['schedule add morning --first 2026-12-01 --time 25:00 --duration 1h', 'wrong_date', /is not a time of the day/],
  ['schedule add talk --rerun-of 1', 'missing_after', /say how long after its initial one/],
  ['schedule add talk --rerun-of 1 --after 2d --every week', 'wrong_rule', /a rerun is when its initial one is/],
  ['schedule add talk --rerun-of 1 --after 1d2h --time 10:00', 'wrong_after', /2h on top of its days/],
  ['schedule add talk --rerun-of 1 --after soon', 'wrong_duration', /--after: "soon" is not a duration/],
  ['schedule add talk --first 2026-12-01 --duration 1h --after 2d', 'wrong_after', /--after goes with --rerun-of/],
  ['schedule set 1', 'nothing_to_do', /nothing to set/],
  ['schedule set 1 --after 2d', 'wrong_after', /schedule 1 is no rerun/],
  // so there is no way to close a ring
  ['schedule set 1 --rerun-of 2 --after 2d', 'unknown_option', /unknown option '--rerun-of'/],
  ['diffusion extend 1', 'nothing_to_do', /--by 15m, --end INSTANT or --duration 1h/],
  ['diffusion confirm', 'wrong_confirm', /a diffusion by its id, or a period/],
  ['diffusion confirm 1 --from 2026-12-01', 'wrong_confirm', /either a diffusion by its id, or a period/],
  ['station set vert --language klingon', 'wrong_language', /two letters of ISO 639-1/],
  ['station set vert --days-ahead 0', 'wrong_number', /a whole number from 1 to 3660/],
  ['program set talk --priority high', 'wrong_number', /a whole number from -1000 to 1000/],
  ['program set talk --reruns-of-cancelled maybe', 'invalid_argument', /Allowed choices are drop, keep/],
  ['timetable copy-week vert monday 2026-12-14', 'wrong_date', /FROM: "monday" is not a date/],
  ...[
    'timetable list vert',
    'timetable check vert',
    'timetable update --dry-run',
    'timetable clean vert',
    'timetable export vert --format csv',
    'diffusion list vert',
    'diffusion confirm',
  ].map(
    (line) =>
      [`${line} --from 2027-01-02 --to 2027-01-01`, 'wrong_span', /end at 2027-01-01, before its beginning/] as const,
  ),
  ['timetable undo last', 'wrong_id', /allowed: a number/],
];

test.each(REFUSED)('CL-1: refused, status 1, nothing changed: %s', (line, code, message) =>
  expectUnchanged(line, 1, code, message),
);

test.each(WRONG_USAGE)('CL-1: wrong usage, status 2, nothing changed: %s', (line, code, message) =>
  expectUnchanged(line, 2, code, message),
);

async function expectUnchanged(line: string, status: 1 | 2, code: string, message: RegExp): Promise<void> {
  const before = await everything();
  const plain = await harness.run(...words(line));
  expect(plain).toMatchObject({ status, out: '', err: expect.stringMatching(/^airkeeper: .+\n$/) });
  expect(plain.err).toMatch(message);
  const json = await harness.run('--json', ...words(line));
  expect(json).toMatchObject({ status, out: '' });
  expect(json.error().code).toBe(code);
  expect(await everything()).toEqual(before);
}

async function everything(): Promise<unknown> {
  return {
    schedules: await harness.json('schedule', 'list'),
    diffusions: await harness.json('diffusion', 'list'),
    programs: await harness.json('program', 'list'),
    history: await harness.json('timetable', 'history'),
  };
}
