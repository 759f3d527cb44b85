import type { CrashPoint, EffectName } from './effect.ts';
import { fastStore } from './fast-store/fast-store.ts';
import { type LogFact, type Told, tell } from './story.ts';
import type { Machinery } from './years.ts';

const START = Temporal.Instant.from('2026-06-01T00:00:00Z');
const SEED = 'reference day';
/** Time to come back, and to show that all is as it would have been. */
const AFTER_CRASH_MS = 30 * 60_000;

/** Something that Airkeeper did to the world. */
export interface DatedEffect {
  readonly name: EffectName;
  readonly atMs: number;
}

/** A day of a station on which nothing goes wrong. */
export interface ReferenceDay {
  readonly effects: readonly DatedEffect[];
  readonly told: Told;
}

export async function liveReferenceDay(machinery: Machinery): Promise<ReferenceDay> {
  const effects: DatedEffect[] = [];
  const told = await liveDay(machinery, {
    onEffect: (name, when, atMs) => {
      if (when === 'before') effects.push({ name, atMs });
    },
  });
  return { effects, told };
}

/** Both crash points of each effect of the day: killed before it, and killed after it. */
export function crashPoints({ effects }: ReferenceDay): readonly CrashPoint[] {
  return effects.flatMap((_, effect) => [{ effect, when: 'before' } as const, { effect, when: 'after' } as const]);
}

/**
 * SI-9 Kills Airkeeper at a point of the day, starts it again, and says what became otherwise by that: rules that did not
 * hold, and, where the engine was running, entries of the log that are others than on the day without the crash.
 */
export async function crashOnReferenceDay(
  day: ReferenceDay,
  crash: CrashPoint,
  machinery: Machinery,
): Promise<readonly string[]> {
  const atMs = day.effects[crash.effect]?.atMs ?? 0;
  const endMs = atMs + AFTER_CRASH_MS;
  const told = await liveDay(machinery, {}, { crash, endMs });
  const violations = told.violations.map(({ rule, name, message }) => `${rule} ${name}: ${message}`);
  const startsAt = day.effects.findIndex(({ name }) => name === 'start engine');
  if (crash.effect < startsAt || (crash.effect === startsAt && crash.when === 'before')) return violations;
  // what a sound's tracks are is known for sure when the next sound has begun
  const untilMs = told.log.findLast(({ isTrack }) => !isTrack)?.atMs ?? 0;
  const wanted = new Set(textsUntil(day.told.log, untilMs));
  const found = new Set(textsUntil(told.log, untilMs));
  return [
    ...violations,
    ...[...wanted.difference(found)].map((text) => `missing in the log: ${text}`),
    ...[...found.difference(wanted)].map((text) => `only in the log after the crash: ${text}`),
  ];
}

/** An end beyond what both stories lived through is open in both. */
function textsUntil(log: readonly LogFact[], untilMs: number): readonly string[] {
  return log
    .filter(({ atMs }) => atMs < untilMs)
    .map(({ atMs, endMs, words }) => `${atMs} to ${endMs === null || endMs >= untilMs ? 'later' : endMs}: ${words}`);
}

interface DayWatcher {
  onEffect?(name: EffectName, when: CrashPoint['when'], atMs: number): void;
}

function liveDay(
  { openStore, settle }: Machinery,
  watcher: DayWatcher,
  more: { readonly crash?: CrashPoint; readonly endMs?: number } = {},
): Promise<Told> {
  return tell({
    seed: SEED,
    startMs: START.epochMilliseconds,
    days: 1,
    faults: [],
    openStore: async () => fastStore(await openStore()),
    settle,
    watcher,
    ...more,
  });
}
