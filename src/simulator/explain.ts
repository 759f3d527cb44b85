import type { TimedFault } from './fault.ts';
import { shrink } from './shrink.ts';
import type { Violation } from './violation.ts';
import { FAULTS_OF_STORY, type Machinery, replay, type StoryPlace } from './years.ts';

/** A violation with the fewest faults that were found to bring it about. */
export interface Explained extends StoryPlace {
  readonly violation: Violation;
  readonly faults: readonly TimedFault[];
}

/** Looks for the shortest trace that shows the first violation of a story: the same rule, broken in the same way. */
export async function explain(
  place: StoryPlace,
  machinery: Machinery,
  mayTry: () => boolean,
): Promise<Explained | null> {
  const { violations, drawn } = await replay(place, FAULTS_OF_STORY, machinery);
  const [first] = violations;
  if (first === undefined) return null;
  const before = drawn.filter(({ atMs }) => atMs <= first.atMs);
  const shows = async (faults: readonly TimedFault[]) => {
    const told = await replay(place, faults, { ...machinery, stopAtFirst: true });
    return told.violations.some(({ name }) => name === first.name);
  };
  const faults = (await shows(before)) ? await shrink(before, shows, mayTry) : drawn;
  const { violations: shown } = await replay(place, faults, machinery);
  return { ...place, violation: shown.find(({ name }) => name === first.name) ?? first, faults };
}
