import { RefusedError } from '../values/errors.ts';
import type { Slug } from '../values/ids.ts';

const LONGEST_SLUG = 60;
const FORM = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Letters that Unicode does not take apart into a letter and an accent. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

export function isSlug(text: string): text is Slug {
  return FORM.test(text) && text.length <= LONGEST_SLUG;
}

/** @throws {RefusedError} `wrong_slug` */
export function readSlug(text: string): Slug {
  if (isSlug(text)) return text;
  throw new RefusedError(
    'wrong_slug',
    `${JSON.stringify(text)} is not a slug; allowed: lower-case letters a-z, digits, and single hyphens between them, at most ${LONGEST_SLUG}`,
    { given: text },
  );
}

/** A slug made of a name: "L'été à Liège" gives `l-ete-a-liege`. @throws {RefusedError} `no_slug` when nothing is left of it */
export function slugOfName(name: string): Slug {
  const slug = name
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => FOLDED[letter] ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '');
  if (isSlug(slug)) return slug;
  throw new RefusedError('no_slug', `no slug can be made of the name ${JSON.stringify(name)}; give one with --slug`, {
    given: name,
  });
}
