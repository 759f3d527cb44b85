import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conflictsById } from '../../src/cli/conflicts.ts';
import { durationText, isoInstant, localTime, visible } from '../../src/cli/format.ts';
import { localText } from '../../src/cli/local-option.ts';
import { isSlug, readSlug, slugOfName } from '../../src/cli/slug.ts';
import { displayWidth, table } from '../../src/cli/table.ts';
import type { DiffusionId } from '../../src/values/ids.ts';
import { editDistance, nearest } from '../../src/values/nearest.ts';
import { parseDurationMs } from '../../src/values/parse-duration.ts';
import { parseInstant } from '../../src/values/parse-instant.ts';

describe('CL-7: what is printed can be given back', () => {
  const instants = fc
    .date({ min: new Date('1975-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    .map((date) => Temporal.Instant.fromEpochMilliseconds(date.getTime()));
  const zones = fc.constantFrom('Europe/Brussels', 'UTC', 'Asia/Kathmandu', 'America/St_Johns');

  test('instants, whatever zone they are read in', () => {
    fc.assert(
      fc.property(instants, zones, zones, (instant, zone, other) => {
        expect(parseInstant(isoInstant(instant, zone), other).equals(instant)).toBe(true);
      }),
    );
  });

  test('instants have the offset and three digits of milliseconds', () => {
    const instant = Temporal.Instant.from('2026-12-01T06:00:00Z');
    expect(isoInstant(instant, 'Europe/Brussels')).toBe('2026-12-01T07:00:00.000+01:00');
    expect(isoInstant(instant, 'UTC')).toBe('2026-12-01T06:00:00.000+00:00');
  });

  test('CL-7: local times, the second of two as well', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const text = localTime(instant, zone);
        expect(parseInstant(text, zone).equals(instant)).toBe(true);
      }),
    );
    const ends = ['2027-10-31T00:59:59.999Z', '2027-10-31T01:00:00Z', '2027-10-31T02:00:00Z'].map(
      Temporal.Instant.from,
    );
    const texts = ends.map((end) => localTime(end, 'Europe/Brussels'));
    expect(texts).toEqual(['2027-10-31 02:59:59.999+02:00', '2027-10-31 02:00:00+01:00', '2027-10-31 03:00:00']);
    expect(texts.map((text) => parseInstant(text, 'Europe/Brussels').toString())).toEqual(ends.map(String));
    expect(localText('2027-10-31T02:30:00+02:00')).toBe('2027-10-31 02:30+02:00');
    expect(localText('2027-10-31T02:00:00.000')).toBe('2027-10-31 02:00');
  });

  test('CL-32: conflicts are those of both sides, in order of ids', () => {
    const id = (number: number) => number as DiffusionId;
    const pairs = [
      { a: id(3), b: id(10) },
      { a: id(2), b: id(3) },
      { a: id(1), b: id(10) },
    ];
    expect([...conflictsById(pairs)]).toEqual([
      [3, [2, 10]],
      [10, [1, 3]],
      [2, [3]],
      [1, [10]],
    ]);
  });

  test('durations', () => {
    expect(durationText(5_415_500)).toBe('1h30m15.5s');
    expect(durationText(0)).toBe('0s');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
        expect(parseDurationMs(durationText(ms))).toBe(ms);
      }),
    );
  });
});

describe('CL-9: slugs', () => {
  test.each([
    ['Night music', 'night-music'],
    ["L'été à Liège", 'l-ete-a-liege'],
    ['Straße & Øre Łódź', 'strasse-ore-lodz'],
    ['  --Morning!--  ', 'morning'],
    ['Radio 24/7', 'radio-24-7'],
    ['ﬁne', 'fine'],
  ])('%s gives %s', (name, slug) => {
    expect(slugOfName(name)).toBe(slug);
  });

  test.each(['日本語', '!!!', '', '🎵'])('nothing is left of %j: it is refused', (name) => {
    expect(() => slugOfName(name)).toThrow(/give one with --slug/);
  });

  test('a slug made of any name is a slug, and is its own slug', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        try {
          const slug = slugOfName(name);
          expect(readSlug(slug)).toBe(slug);
          expect(slugOfName(slug)).toBe(slug);
        } catch (error) {
          expect(error).toMatchObject({ code: 'no_slug' });
        }
      }),
    );
  });

  test.each(['', 'Vert', 'a_b', 'a--b', '-a', 'a-', 'é', 'a/b', '..', 'a\n', 'x'.repeat(61)])(
    '%j is no slug',
    (text) => {
      expect(isSlug(text)).toBe(false);
      expect(() => readSlug(text)).toThrow(/is not a slug; allowed: lower-case letters/);
    },
  );
});

describe('CL-4: near names', () => {
  test('the distance is a distance', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    const text = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });

  test('nearest first, and none that is far', () => {
    expect(nearest('mornig', ['night', 'morning', 'mornings', 'evening'])).toEqual(['morning', 'mornings']);
    expect(nearest('x', ['night'])).toEqual([]);
    expect(nearest('VERT', ['vert'])).toEqual(['vert']);
  });
});

describe('CL-19: text from outside on a terminal', () => {
  test('control characters and turned text are shown as escapes', () => {
    expect(visible('a\nb\tc\u001b[31m\u0007\u202eevil\u0085')).toBe('a\\nb\\tc\\u001b[31m\\u0007\\u202eevil\\u0085');
    expect(visible('L’été 🎵 #{x}')).toBe('L’été 🎵 #{x}');
  });

  test('a table stays aligned, one row a line, whatever is in it', () => {
    expect(
      table(
        ['ID', 'TITLE'],
        [
          [1, 'a\nb'],
          [20, null],
        ],
        'none',
      ),
    ).toBe('ID  TITLE\n1   a\\nb\n20  -');
    expect(
      table(
        ['TITLE', 'X'],
        [
          ['日本', 1],
          ['🎵e\u0301', 2],
          ['abcdef', 3],
        ],
        '',
      ),
    ).toBe('TITLE   X\n日本    1\n🎵e\u0301     2\nabcdef  3');
    expect(table(['ID'], [], 'none')).toBe('none');
    expect(displayWidth('日本')).toBe(4);
    // any code point, half pairs too: fast-check's own unit of that kind takes seconds to be made
    const anyCharacter = fc.integer({ min: 0, max: 0x10_ffff }).map((code) => String.fromCodePoint(code));
    const hostile = fc.string({ unit: anyCharacter, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, fc.integer()), { minLength: 1, maxLength: 5 }), (rows) => {
        expect(table(['A', 'B'], rows, '').split('\n')).toHaveLength(rows.length + 1);
      }),
    );
  });
});
