import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RefusedError } from '../values/errors.ts';
import { checkTitlePattern, isTitleOf, titleOf } from './title.ts';
import { isSlugOf, slugsOf } from './title-slug.ts';

const LOCAL = '2026-12-06T20:00:30.000';
const basis = (pattern: string | null, language = 'en') => ({ program: 'Talk & Co', pattern, language });

test('TT-30: the date is written in the station’s language, without the machine’s', () => {
  expect(titleOf(basis(null), LOCAL, 1)).toBe('Talk & Co – December 6, 2026');
  expect(titleOf(basis(null, 'fr'), LOCAL, 1)).toBe('Talk & Co – 6 décembre 2026');
  expect(titleOf(basis(null, 'nl'), LOCAL, 1)).toBe('Talk & Co – 6 december 2026');
  expect(titleOf(basis(null, 'qq'), LOCAL, 1)).toBe('Talk & Co – December 6, 2026');
  expect(titleOf(basis(null, '??'), LOCAL, 1)).toBe('Talk & Co – December 6, 2026');
});

test('TT-30: every placeholder, however often', () => {
  expect(titleOf(basis('{number}: {program} {time} ({number})'), LOCAL, 12)).toBe('12: Talk & Co 20:00:30 (12)');
  expect(titleOf(basis('{time}'), '2026-12-06T07:00:00.000', 1)).toBe('07:00');
});

test('TT-31: a pattern with anything else in braces is refused, with what is allowed', () => {
  for (const pattern of ['{program} – {date}', 'News', '{number}{number}']) checkTitlePattern(pattern);
  for (const pattern of ['', '  ', '{guest}', '{Program}', '{}', 'a { b', 'a } b', '{{program}}', '{program'])
    expect(() => checkTitlePattern(pattern), pattern).toThrow(RefusedError);
  expect(() => checkTitlePattern('{guest}')).toThrow(/\{guest\}; allowed: \{program\}, \{date\}, \{time\}, \{number\}/);
});

test('TT-34: a title is known as one that was given, whatever its number', () => {
  const pattern = fc.array(fc.constantFrom('{program}', '{date}', '{time}', '{number}', ' no. ', '7', '-'), {
    minLength: 1,
  });
  fc.assert(
    fc.property(pattern, fc.nat(5000), (parts, number) => {
      const text = parts.join('');
      expect(isTitleOf(basis(text), LOCAL, titleOf(basis(text), LOCAL, number))).toBe(true);
      expect(isTitleOf(basis(text), LOCAL, `${titleOf(basis(text), LOCAL, number)}!`)).toBe(false);
    }),
  );
  expect(isTitleOf(basis('{program} {number}'), LOCAL, 'Talk & Co no. 1')).toBe(false);
  expect(isTitleOf(basis(null), LOCAL, 'Talk & Co – December 7, 2026')).toBe(false);
});

test('TT-32: slugs are of the date, then of the time, then numbered, and never too long', () => {
  const slugs = slugsOf('talk', LOCAL);
  const first = Array.from({ length: 4 }, () => String(slugs.next().value));
  expect(first).toEqual([
    'talk-2026-12-06',
    'talk-2026-12-06-2000',
    'talk-2026-12-06-2000-2',
    'talk-2026-12-06-2000-3',
  ]);
  for (const slug of first) expect(isSlugOf('talk', LOCAL, slug), slug).toBe(true);
  for (const slug of ['talk', 'talk-2026-12-07', 'talk-2026-12-06-2100', 'talk-2026-12-06-2000-x', 'other-2026-12-06'])
    expect(isSlugOf('talk', LOCAL, slug), slug).toBe(false);
  const long = `${'a'.repeat(88)}-${'b'.repeat(11)}`;
  const [cut] = slugsOf(long, LOCAL);
  expect(cut).toBe(`${'a'.repeat(88)}-2026-12-06`);
  expect(isSlugOf(long, LOCAL, cut ?? '')).toBe(true);
});
