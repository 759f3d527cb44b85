import type { Store } from '../../ports/store.ts';
import type { ChangedItem } from '../../ports/timetable-store.ts';
import { RefusedError } from '../../values/errors.ts';
import type { DiffusionId, EpisodeId } from '../../values/ids.ts';
import { isBefore } from '../../values/instant.ts';
import type { Diffusion } from '../../values/model.ts';
import type { Actor } from './actor.ts';
import { refuseEpisode } from './edit-diffusion.ts';
import { changedDiffusion, record } from './history.ts';
import { diffusionById, diffusionName } from './naming.ts';

/**
 * Gives a diffusion another episode, and all that its schedule has made from it on; those that it makes later have episodes of
 * their own again. Reruns go along by themselves.
 * @returns what they are now, in order of start
 * @throws {RefusedError} `unknown_diffusion`, `no_schedule`, `already_started`, `wrong_episode`
 */
export async function replaceFollowing(
  store: Store,
  actor: Actor,
  id: DiffusionId,
  episodeId: EpisodeId,
): Promise<readonly Diffusion[]> {
  const first = await diffusionById(store, id);
  await refuseEpisode(store, first, episodeId);
  const { scheduleId, occurrenceLocal } = first;
  if (scheduleId === null || occurrenceLocal === null) {
    throw new RefusedError(
      'no_schedule',
      `no schedule made diffusion ${id}: nothing follows it; leave out --following`,
      {
        given: id,
      },
    );
  }
  const made = await store.timetable.made([scheduleId], actor.now);
  const following = made
    .filter(({ logged, diffusion }) => diffusion.id === id || (!logged && isBefore(actor.now, diffusion.start)))
    .map(({ diffusion }) => diffusion)
    .filter((each) => (each.occurrenceLocal ?? '') >= occurrenceLocal && each.type !== 'cancelled')
    .sort((a, b) => Temporal.Instant.compare(a.start, b.start));
  const items: ChangedItem[] = [];
  const changed: Diffusion[] = [];
  for (const before of following) {
    const after = { ...before, episodeId, touched: true };
    await store.diffusions.change(before.id, { episodeId, touched: true });
    items.push(changedDiffusion(before, after));
    changed.push(after);
  }
  const what = `gave another episode to ${await diffusionName(store, first)} and what follows it: ${changed.length} diffusions`;
  await record(store, first.stationId, actor, what, items);
  return changed;
}
