import type { Store } from '../ports/store.ts';
import { isBefore } from '../values/instant.ts';
import type { Station } from '../values/model.ts';
import { localTime } from './format.ts';
import type { Invocation } from './invocation.ts';

/** Warns where a part of the timetable is looked at for which schedules have made nothing yet: it is not as empty as it seems. */
export async function warnOfNotMadeYet(run: Invocation, store: Store, station: Station, to: Temporal.Instant) {
  const { slug, timeZone, daysAhead } = station;
  const madeTo = run.context.clock.now().add({ hours: 24 * daysAhead });
  if (!isBefore(madeTo, to)) return;
  if ((await store.timetable.schedules.list(station.id)).length === 0) return;
  const later = await store.diffusions.list(station.id, to, null);
  if (later.some(({ scheduleId }) => scheduleId !== null)) return;
  const date = to.toZonedDateTimeISO(timeZone).toPlainDate().add({ days: 1 });
  run.warn(
    'not_made_yet',
    `schedules are made into diffusions ${daysAhead} days ahead, to ${localTime(madeTo, timeZone)}; to see further: airkeeper timetable update ${slug} --to ${date}`,
    { station: slug, daysAhead },
  );
}
