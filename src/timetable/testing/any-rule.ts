import fc from 'fast-check';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY'] as const;
type Part = string | null;

/** Well-formed rules of every shape. Half of them end, with COUNT or with UNTIL not long after the first date. */
export function anyRule(first: Temporal.PlainDateTime): fc.Arbitrary<string> {
  return fc.constantFrom(...FREQUENCIES).chain((freq) =>
    fc
      .tuple(days(freq), times(), fc.record({ interval: interval(), wkst: wkst(), setPos: setPos(), end: end(first) }))
      .map(([byDays, byTimes, { interval: every, wkst: starts, setPos: positions, end: ends }]) => {
        const by = [...byDays, ...byTimes].filter((part) => part !== null);
        const selected = by.length === 0 ? null : positions;
        return [`FREQ=${freq}`, every, ...by, selected, starts, ends].filter((part) => part !== null).join(';');
      }),
  );
}

function days(freq: (typeof FREQUENCIES)[number]): fc.Arbitrary<readonly Part[]> {
  const only = (allowed: readonly string[], part: fc.Arbitrary<string>): fc.Arbitrary<Part> =>
    allowed.includes(freq) ? sometimes(2, part) : fc.constant(null);
  const weekday = fc.constantFrom(...WEEKDAYS);
  const numbered = fc.tuple(signed(freq === 'MONTHLY' ? 5 : 53), weekday).map(([number, day]) => `${number}${day}`);
  const nearby = fc.tuple(signed(5), weekday).map(([number, day]) => `${number}${day}`);
  return only(['YEARLY'], list('BYWEEKNO', signed(53), 8)).chain((byWeekNo) => {
    const mayBeNumbered = freq === 'MONTHLY' || (freq === 'YEARLY' && byWeekNo === null);
    const any = mayBeNumbered ? fc.oneof(weekday, numbered, nearby) : weekday;
    return fc.tuple(
      sometimes(2, list('BYMONTH', fc.integer({ min: 1, max: 12 }), 6)),
      fc.constant(byWeekNo),
      only(['YEARLY', 'HOURLY'], list('BYYEARDAY', signed(366), 60)),
      only(['YEARLY', 'MONTHLY', 'DAILY', 'HOURLY'], list('BYMONTHDAY', signed(31), 15)),
      sometimes(4, list('BYDAY', any, 4)),
    );
  });
}

function times(): fc.Arbitrary<readonly Part[]> {
  return fc.tuple(
    sometimes(2, list('BYHOUR', fc.integer({ min: 0, max: 23 }), 4)),
    sometimes(2, list('BYMINUTE', fc.integer({ min: 0, max: 59 }), 2)),
    sometimes(1, list('BYSECOND', fc.integer({ min: 0, max: 60 }), 2)),
  );
}

function interval(): fc.Arbitrary<Part> {
  return sometimes(
    4,
    fc.constantFrom(1, 2, 2, 2, 3, 4, 5, 7, 12, 25).map((value) => `INTERVAL=${value}`),
  );
}

function wkst(): fc.Arbitrary<Part> {
  return sometimes(
    3,
    fc.constantFrom(...WEEKDAYS).map((day) => `WKST=${day}`),
  );
}

function setPos(): fc.Arbitrary<Part> {
  return sometimes(
    2,
    list('BYSETPOS', fc.oneof({ weight: 3, arbitrary: signed(4) }, { weight: 1, arbitrary: signed(366) }), 3),
  );
}

function end(first: Temporal.PlainDateTime): fc.Arbitrary<Part> {
  const count = fc
    .oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 500 }))
    .map((value) => `COUNT=${value}`);
  const until = fc
    .tuple(
      fc.integer({ min: 0, max: 900 }),
      fc.constantFrom('', 'T020000', 'T023000', 'T200030', 'T013000Z', 'T235959Z'),
    )
    .map(([after, time]) => `UNTIL=${first.add({ days: after }).toPlainDate().toString().replaceAll('-', '')}${time}`);
  return sometimes(5, fc.oneof(count, until));
}

/** @param tenths in how many cases of ten it is there */
function sometimes(tenths: number, part: fc.Arbitrary<string>): fc.Arbitrary<Part> {
  return fc.oneof({ weight: 10 - tenths, arbitrary: fc.constant(null) }, { weight: tenths, arbitrary: part });
}

function list(name: string, value: fc.Arbitrary<number | string>, most: number): fc.Arbitrary<string> {
  return fc.uniqueArray(value, { minLength: 1, maxLength: most }).map((values) => `${name}=${values.join(',')}`);
}

function signed(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: most }).chain((size) => fc.constantFrom(size, size, -size));
}
