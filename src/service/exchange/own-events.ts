import type { EventFacts } from '../../exchange/imported.ts';
import { uidOf } from '../../exchange/timetable.ts';
import type { Store } from '../../ports/store.ts';
import type { DiffusionId, StationId } from '../../values/ids.ts';

/** The UIDs of events that an export of this station wrote, and that are on its timetable: it has them already. */
export async function ownUids(
  store: Store,
  stationId: StationId,
  events: readonly EventFacts[],
): Promise<ReadonlySet<string>> {
  const databaseId = await store.database.id();
  const schedules = await store.timetable.schedules.list(stationId, { removed: true });
  const end = uidOf(databaseId, 'diffusion', 0).slice('diffusion-0'.length);
  const ids = events
    .filter(({ uid }) => uid.endsWith(end) && /^diffusion-\d{1,15}\./.test(uid))
    .map(({ uid }) => Number(uid.slice('diffusion-'.length, -end.length)) as DiffusionId);
  const diffusions = ids.length === 0 ? [] : await store.diffusions.byIds(ids);
  return new Set([
    ...schedules.map(({ schedule }) => uidOf(databaseId, 'schedule', schedule.id)),
    ...diffusions.filter((one) => one.stationId === stationId).map(({ id }) => uidOf(databaseId, 'diffusion', id)),
  ]);
}
