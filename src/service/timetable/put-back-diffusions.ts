import type { Store } from '../../ports/store.ts';
import type { ChangedItem } from '../../ports/timetable-store.ts';
import { must } from '../../values/errors.ts';
import type { StationId } from '../../values/ids.ts';
import type { Diffusion } from '../../values/model.ts';
import { differing } from './refuse-changed-since.ts';
import { retitleMoved } from './retitle-moved.ts';
import { followed, movedEpisodes, NOTHING } from './transfer-diffusions.ts';

type DiffusionItem = Extract<ChangedItem, { readonly kind: 'diffusion' }>;

/**
 * Puts back what a change changed of diffusions, field by field: what others changed of them since stays. One that it added
 * is removed.
 * @param stillTouched those that are a person's all the same
 */
export async function putBackDiffusions(
  store: Store,
  stationId: StationId,
  items: readonly ChangedItem[],
  stillTouched: ReadonlySet<number>,
): Promise<void> {
  const ofDiffusions = items.filter((item): item is DiffusionItem => item.kind === 'diffusion');
  const current = new Map(
    (await store.diffusions.byIds(ofDiffusions.map(({ id }) => id))).map((each) => [each.id, each]),
  );
  const moved: Diffusion[] = [];
  const back: Diffusion[] = [];
  for (const { id, before, after } of ofDiffusions) {
    const now = current.get(id);
    if (now === undefined || after === null) continue;
    if (before === null) {
      await store.diffusions.remove(id);
      continue;
    }
    const put = { ...now, ...differing(before, after), touched: before.touched || stillTouched.has(id) };
    back.push(put);
    if (put.scheduleId !== now.scheduleId) moved.push(put);
  }
  // whose it is can be changed only of what nobody touched
  for (const { id } of moved)
    if (current.get(id)?.touched === true) await store.diffusions.change(id, { touched: false });
  if (moved.length > 0) {
    await store.timetable.apply(stationId, { ...NOTHING, change: moved.map(followed) });
    const pairs = moved.map((put) => [must(current.get(put.id), `diffusion ${put.id}`), put] as const);
    await retitleMoved(store, stationId, movedEpisodes(pairs));
  }
  for (const { id, type, start, end, startMode, layer, episodeId, touched } of back) {
    await store.diffusions.change(id, { type, start, end, startMode, layer, episodeId, touched });
  }
}
