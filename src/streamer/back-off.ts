import type { Random } from '../ports/random.ts';

/** How long to wait before trying again. */
export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * The wait after so many failures in a row: it doubles up to a cap, and up to half of it is left to chance, so that many
 * who lost the same thing at once do not all come back at once.
 *
 * @param failures 1 or more
 */
export function backOffMs(backOff: BackOff, failures: number, random: Random): number {
  const fullMs = Math.min(backOff.longestMs, backOff.firstMs * 2 ** (failures - 1));
  return fullMs * (1 - random.next() / 2);
}
