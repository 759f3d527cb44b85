import type { Store } from '../../ports/store.ts';
import type { Change, ChangedItem } from '../../ports/timetable-store.ts';
import { occurrences } from '../../timetable/occurrences.ts';
import { RefusedError } from '../../values/errors.ts';
import { isBefore } from '../../values/instant.ts';
import type { Schedule } from '../../values/model.ts';
import type { Actor } from './actor.ts';
import { recurrenceOf } from './recurrence-of.ts';

/**
 * A change is undone until what it changed is on the air: the past stays as it was.
 * @throws {RefusedError} `has_aired`, naming what has begun since
 */
export async function refuseAired(store: Store, { now }: Actor, change: Change): Promise<void> {
  for (const item of change.items) {
    if (item.kind === 'diffusion') {
      const starts = [item.before?.start, item.after?.start].filter((start) => start !== undefined);
      const begun = starts.find((start) => !isBefore(now, start));
      if (begun !== undefined) throw aired(change, `the slot of diffusion ${item.id} has begun, at ${begun}`);
    }
    if (item.kind === 'schedule') {
      const at = await madeSince(store, now, change, item);
      if (at !== null) throw aired(change, `schedule ${item.id} has been heard by it since, at ${at}`);
    }
  }
}

/** The first instant since the change at which it made a difference that was heard; null: none has passed. */
async function madeSince(
  store: Store,
  now: Temporal.Instant,
  { at }: Change,
  item: Extract<ChangedItem, { readonly kind: 'schedule' }>,
): Promise<Temporal.Instant | null> {
  const isRerun = (item.after ?? item.before)?.initialId !== null;
  if (item.after === null) return null;
  if (isRerun) {
    const made = await store.timetable.made([item.id], at);
    const starts = made.filter(({ logged }) => logged).map(({ diffusion }) => diffusion.start);
    return starts.find((start) => isBefore(at, start) && !isBefore(now, start)) ?? null;
  }
  const was = item.before === null ? [] : slotsOf(item.before, at, now);
  const is = slotsOf(item.after, at, now);
  const [first] = [...is.filter((slot) => !was.includes(slot))];
  return first === undefined ? null : Temporal.Instant.from(first.split(' ')[0] ?? '');
}

/** What would be on the air by a schedule, each as one text. */
function slotsOf(schedule: Omit<Schedule, 'id'>, from: Temporal.Instant, to: Temporal.Instant): readonly string[] {
  const { durationSeconds, startMode, type, layer } = schedule;
  return occurrences(recurrenceOf(schedule), from.epochMilliseconds, to.epochMilliseconds).map(
    ({ startMs }) =>
      `${Temporal.Instant.fromEpochMilliseconds(startMs)} ${durationSeconds} ${startMode} ${type} ${layer}`,
  );
}

function aired(change: Change, what: string): RefusedError {
  return new RefusedError('has_aired', `change ${change.id} cannot be undone any more: ${what}`, {
    change: change.id,
  });
}
