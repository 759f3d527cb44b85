import type { Store } from '../ports/store.ts';
import { fastStore } from './fast-store/fast-store.ts';
import type { TimedFault } from './fault.ts';
import { type Told, tell } from './story.ts';
import type { Violation } from './violation.ts';

/** A year is told in stories of a week: each begins anew, with a station of its own. */
export const DAYS_OF_STORY = 7;
const DAYS_OF_YEAR = 365.25;
const DAY_MS = 86_400_000;
/** A Monday. The stories follow one another in the calendar, so that each change of the clocks comes in one of them. */
const FIRST_DAY_MS = Temporal.Instant.from('2026-01-05T00:00:00Z').epochMilliseconds;
/** Drawn for a week. Some find nothing that they could be done to: more than 1,920 remain. */
export const FAULTS_OF_STORY = 2350;
/** One in so many stories is told on a real database. */
const REAL_DATABASE_EVERY = 40;

export interface Machinery {
  /** Opens an empty database that nobody else uses. */
  readonly openStore: () => Promise<Store>;
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
  /** Whether the first violation ends a story. */
  readonly stopAtFirst?: boolean;
}

/** One story of a simulation. */
export interface StoryPlace {
  readonly seed: string;
  /** Counted from 0. */
  readonly index: number;
}

/** What came of a story, without what only its replay needs. */
export interface StoryOutcome extends StoryPlace {
  readonly steps: number;
  readonly faults: number;
  readonly violations: readonly Violation[];
  readonly digest: string;
}

export function storiesOf(years: number): number {
  return Math.max(1, Math.ceil((years * DAYS_OF_YEAR) / DAYS_OF_STORY));
}

export async function tellStory(place: StoryPlace, machinery: Machinery): Promise<StoryOutcome> {
  const { steps, faults, violations, digest } = await replay(place, FAULTS_OF_STORY, machinery);
  return { ...place, steps, faults, violations, digest };
}

/** @param faults how many are drawn; or these and no others */
export function replay(
  { seed, index }: StoryPlace,
  faults: number | readonly TimedFault[],
  { openStore, settle, stopAtFirst = false }: Machinery,
): Promise<Told> {
  return tell({
    seed: `${seed}/${index}`,
    startMs: FIRST_DAY_MS + index * DAYS_OF_STORY * DAY_MS,
    days: DAYS_OF_STORY,
    faults,
    openStore: index % REAL_DATABASE_EVERY === 0 ? openStore : async () => fastStore(await openStore()),
    settle,
    stopAtFirst,
  });
}
