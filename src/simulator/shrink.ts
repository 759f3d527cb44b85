/**
 * The shortest list for which something still holds, as far as leaving out parts of it goes.
 * Source: ddmin, Zeller & Hildebrandt, “Simplifying and Isolating Failure-Inducing Input” (2002).
 *
 * @param holds whether it holds for a part of the list, in the same order
 * @param mayTry asked before each try; when it says no, what was reached is given
 */
export async function shrink<Item>(
  list: readonly Item[],
  holds: (part: readonly Item[]) => Promise<boolean>,
  mayTry: () => boolean,
): Promise<readonly Item[]> {
  let kept = list;
  let parts = 2;
  while (kept.length > 1 && parts <= kept.length) {
    const smaller = await firstThatHolds(kept, parts, holds, mayTry);
    if (smaller !== null) {
      kept = smaller;
      parts = Math.max(2, parts - 1);
    } else if (parts === kept.length || !mayTry()) return kept;
    else parts = Math.min(kept.length, parts * 2);
  }
  return kept;
}

async function firstThatHolds<Item>(
  list: readonly Item[],
  parts: number,
  holds: (part: readonly Item[]) => Promise<boolean>,
  mayTry: () => boolean,
): Promise<readonly Item[] | null> {
  const size = Math.ceil(list.length / parts);
  for (let from = 0; from < list.length; from += size) {
    const without = [...list.slice(0, from), ...list.slice(from + size)];
    if (!mayTry()) return null;
    if (await holds(without)) return without;
  }
  return null;
}
