import type { Slug } from '../values/ids.ts';
import { readSlug, slugOfName } from './slug.ts';
import { readOption } from './usage-error.ts';

/** The slug that was given with `--slug`, else the one made of the name. */
export function slugOption(given: string | undefined, name: string): Slug {
  return given === undefined ? readOption('NAME', () => slugOfName(name)) : readOption('--slug', () => readSlug(given));
}
