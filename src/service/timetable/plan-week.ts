import type { Store } from '../../ports/store.ts';
import { DAY_MS, localOf, wallMsOf } from '../../timetable/recurrence-local.ts';
import { zonedStart } from '../../timetable/zone.ts';
import { RefusedError } from '../../values/errors.ts';
import type { DiffusionId } from '../../values/ids.ts';
import { instantFromMs, isBefore } from '../../values/instant.ts';
import type { Diffusion, Station } from '../../values/model.ts';
import { lengthMs } from './slot.ts';

/** A diffusion of one week as it would be in another. */
export interface WeekCopy {
  readonly original: Diffusion;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly zoneNote: Diffusion['zoneNote'];
  /** The diffusion that it is a rerun of: a copy, where that is in the week too, or one that is there. */
  readonly initial: { readonly copyOf: DiffusionId } | { readonly id: DiffusionId } | null;
}

export interface WeekPlan {
  readonly copies: readonly WeekCopy[];
  /** What is left out, and why. */
  readonly left: readonly { readonly diffusion: Diffusion; readonly why: 'there already' | 'over' }[];
}

/**
 * What copying a week comes to: the local times of seven days, so many weeks later (SPEC TT-56). Cancelled ones are not copied.
 * @throws {RefusedError} `wrong_weeks` when the days are not whole weeks apart, or the second is not after the first
 */
export async function planWeek(
  store: Store,
  station: Station,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<WeekPlan> {
  const { days } = from.until(to, { largestUnit: 'days' });
  if (days <= 0 || days % 7 !== 0) {
    const asked = `${to} is ${days} days after ${from}`;
    throw new RefusedError('wrong_weeks', `${asked}; allowed: whole weeks later, such as ${from.add({ days: 7 })}`, {
      days,
    });
  }
  const span = (day: Temporal.PlainDate) =>
    [day, day.add({ days: 7 })].map((each) => startOf(each, station)) as [Temporal.Instant, Temporal.Instant];
  const starting = async ([begin, end]: readonly [Temporal.Instant, Temporal.Instant]) =>
    (await store.diffusions.list(station.id, begin, end)).filter(
      ({ type, start }) => type !== 'cancelled' && !isBefore(start, begin),
    );
  const originals = await starting(span(from));
  const there = new Set((await starting(span(to))).map(slotKey));
  const inWeek = new Set(originals.map(({ id }) => id));
  const copies: WeekCopy[] = [];
  const left: WeekPlan['left'][number][] = [];
  for (const original of originals) {
    const copy = { ...copyOf(original, station, days), initial: initialOf(original, inWeek) };
    if (there.has(slotKey({ programId: original.programId, start: copy.start }))) {
      left.push({ diffusion: original, why: 'there already' });
    } else if (!isBefore(now, copy.end)) left.push({ diffusion: original, why: 'over' });
    else copies.push(copy);
  }
  return { copies, left };
}

function copyOf(original: Diffusion, { timeZone }: Station, days: number) {
  const local = original.start.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ fractionalSecondDigits: 3 });
  const { startMs, zoneNote } = zonedStart(localOf(wallMsOf(local) + days * DAY_MS), timeZone);
  return { original, start: instantFromMs(startMs), end: instantFromMs(startMs + lengthMs(original)), zoneNote };
}

function initialOf({ initialId }: Diffusion, inWeek: ReadonlySet<DiffusionId>): WeekCopy['initial'] {
  if (initialId === null) return null;
  return inWeek.has(initialId) ? { copyOf: initialId } : { id: initialId };
}

function startOf(date: Temporal.PlainDate, { timeZone }: Station): Temporal.Instant {
  return date.toZonedDateTime(timeZone).toInstant();
}

function slotKey({ programId, start }: Pick<Diffusion, 'programId' | 'start'>): string {
  return `${programId} ${start.epochMilliseconds}`;
}
