import fc from 'fast-check';
import { expect, test } from 'vitest';
import { occurrences } from './occurrences.ts';
import type { Recurrence } from './recurrence.ts';
import { firstMatch } from './recurrence-check.ts';
import { anyRule } from './testing/any-rule.ts';
import { clockChanges } from './testing/clock-changes.ts';
import { oracleOccurrences } from './testing/recurrence-oracle.ts';

const RUNS = Number(process.env.AIRKEEPER_RECURRENCE_RUNS ?? 100);
const TIMEOUT_MS = Math.max(5000, RUNS * 200);
const DAY_MS = 86_400_000;
const ZONES = Intl.supportedValuesOf('timeZone');
const CHANGES = [
  'Europe/Brussels',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Beirut',
  'America/Santiago',
  'Europe/Dublin',
  'America/Nuuk',
  'Antarctica/Troll',
].flatMap((zone) => clockChanges(zone, Date.UTC(2020), Date.UTC(2041)));

const anyFirst = fc
  .record({
    days: fc.integer({ min: 0, max: 7600 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    second: fc.constantFrom(0, 0, 30),
    millisecond: fc.constantFrom(0, 0, 250),
  })
  .map(({ days, ...time }) => new Temporal.PlainDate(2020, 1, 1).add({ days }).toPlainDateTime(time));

const anyRecurrence: fc.Arbitrary<Recurrence> = anyFirst.chain((first) =>
  fc.record({
    rule: fc.oneof({ weight: 1, arbitrary: fc.constant('') }, { weight: 40, arbitrary: anyRule(first) }),
    firstLocal: fc.constant(textOf(first)),
    timeZone: fc.constantFrom(...ZONES),
    extraLocals: fc.array(
      fc.integer({ min: -500, max: 20_000 }).map((hours) => textOf(first.add({ hours }))),
      { maxLength: 2 },
    ),
    exceptLocals: fc.constant([]),
  }),
);

function textOf(local: Temporal.PlainDateTime): string {
  return local.toString({ fractionalSecondDigits: 3 });
}

function utcMs(local: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime('UTC').epochMilliseconds;
}

test('TT-1 to TT-8: the occurrences of any rule, in any zone, are those that the calendar has day by day', {
  timeout: TIMEOUT_MS,
}, () => {
  let found = 0;
  const anyWindow = fc.record({
    after: fc.integer({ min: -40, max: 500 }),
    days: fc.integer({ min: 0, max: 420 }),
    nth: fc.integer({ min: 2, max: 9 }),
  });
  fc.assert(
    fc.property(anyRecurrence, anyWindow, (recurrence, { after, days, nth }) => {
      const fromMs = utcMs(recurrence.firstLocal) + after * DAY_MS;
      const toMs = fromMs + days * DAY_MS;
      const expected = oracleOccurrences(recurrence, fromMs, toMs);
      found += expected.length;
      expect(occurrences(recurrence, fromMs, toMs)).toEqual(expected);
      const exceptLocals = expected.filter((_, index) => index % nth === 0).map(({ local }) => local);
      const left = expected.filter((_, index) => index % nth !== 0);
      expect(occurrences({ ...recurrence, exceptLocals }, fromMs, toMs)).toEqual(left);
    }),
    { numRuns: RUNS },
  );
  // of which there must be some
  expect(found).toBeGreaterThan(RUNS);
});

test('TT-2, TT-3: at every change of clocks, often in a day, none vanishes and none doubles', {
  timeout: TIMEOUT_MS,
}, () => {
  const anyRuleOfTheDay = fc.constantFrom(
    'FREQ=HOURLY',
    'FREQ=HOURLY;BYMINUTE=0,30',
    'FREQ=HOURLY;INTERVAL=2',
    'FREQ=HOURLY;INTERVAL=3;BYMINUTE=15,45',
    'FREQ=DAILY',
    'FREQ=DAILY;BYHOUR=1,2,3',
    'FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=0,20,30,40',
    'FREQ=DAILY;BYHOUR=23,0;BYMINUTE=0,30,59',
    'FREQ=WEEKLY;BYDAY=SU,SA',
    'FREQ=DAILY;COUNT=3',
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...CHANGES),
      anyRuleOfTheDay,
      fc.integer({ min: 0, max: 287 }),
      (change, rule, fiveMinutes) => {
        const { timeZone, atMs } = change;
        const first = Temporal.Instant.fromEpochMilliseconds(atMs)
          .toZonedDateTimeISO(timeZone)
          .toPlainDate()
          .subtract({ days: 2 })
          .toPlainDateTime()
          .add({ minutes: fiveMinutes * 5 });
        const recurrence = { rule, firstLocal: textOf(first), timeZone, extraLocals: [], exceptLocals: [] };
        const [fromMs, toMs] = [atMs - 3 * DAY_MS, atMs + 3 * DAY_MS];
        const whole = occurrences(recurrence, fromMs, toMs);
        expect(whole).toEqual(oracleOccurrences(recurrence, fromMs, toMs));
        // cut at the change and near it, nothing is lost or doubled
        for (const cutMs of [atMs - 1, atMs, atMs + 1, atMs + 1_800_000, atMs + 3_600_000]) {
          expect([...occurrences(recurrence, fromMs, cutMs), ...occurrences(recurrence, cutMs, toMs)]).toEqual(whole);
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test('TT-6, TT-7: however late the period that is asked for, it has what the whole series has there', {
  timeout: TIMEOUT_MS,
}, () => {
  const anyPeriod = fc.record({ after: fc.integer({ min: 0, max: 6000 }), days: fc.integer({ min: 1, max: 100 }) });
  fc.assert(
    fc.property(
      anyRecurrence.filter(({ rule }) => !/HOURLY.*BYMINUTE/.test(rule)),
      anyPeriod,
      (recurrence, { after, days }) => {
        const firstMs = utcMs(recurrence.firstLocal) - DAY_MS;
        const fromMs = firstMs + after * DAY_MS;
        const toMs = fromMs + days * DAY_MS;
        // pieces of a year, for the sake of the most that there may be in one
        const whole = Array.from({ length: Math.ceil((toMs - firstMs) / (300 * DAY_MS)) }, (_, piece) => {
          const pieceMs = firstMs + piece * 300 * DAY_MS;
          return occurrences(recurrence, pieceMs, Math.min(toMs, pieceMs + 300 * DAY_MS));
        }).flat();
        expect(occurrences(recurrence, fromMs, toMs)).toEqual(whole.filter(({ startMs }) => startMs >= fromMs));
      },
    ),
    { numRuns: RUNS },
  );
});

test('TT-5: from its first match on, a rule has the same occurrences', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(anyRecurrence, (recurrence) => {
      const firstLocal = firstMatch(recurrence);
      fc.pre(firstLocal !== null);
      const fromMs = utcMs(recurrence.firstLocal) - DAY_MS;
      const rest = { ...recurrence, extraLocals: [] };
      const expected = occurrences(rest, fromMs, fromMs + 700 * DAY_MS);
      expect(occurrences({ ...rest, firstLocal }, fromMs, fromMs + 700 * DAY_MS)).toEqual(expected);
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
});
