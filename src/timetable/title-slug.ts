const LONGEST_SLUG = 100;

/** The slugs that an episode of a local time may have, the best one first (SPEC TT-32). Without an end. */
export function* slugsOf(programSlug: string, local: string): Generator<string> {
  const date = local.slice(0, 10);
  const time = timeDigits(local);
  yield joined(programSlug, date);
  yield joined(programSlug, `${date}-${time}`);
  for (let number = 2; ; number += 1) yield joined(programSlug, `${date}-${time}-${number}`);
}

/** Whether a slug is one of the {@link slugsOf} the local time. */
export function isSlugOf(programSlug: string, local: string, slug: string): boolean {
  const date = local.slice(0, 10);
  if (slug === joined(programSlug, date) || slug === joined(programSlug, `${date}-${timeDigits(local)}`)) return true;
  const number = /-(\d+)$/.exec(slug)?.[1] ?? '';
  return slug === joined(programSlug, `${date}-${timeDigits(local)}-${number}`);
}

function timeDigits(local: string): string {
  return local.slice(11, 13) + local.slice(14, 16);
}

function joined(programSlug: string, end: string): string {
  const room = LONGEST_SLUG - 1 - end.length;
  return `${programSlug.slice(0, room).replace(/-+$/, '')}-${end}`;
}
