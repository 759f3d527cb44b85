import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { DIFFUSION_DEFAULTS } from '../../values/defaults.ts';
import { DEMO_EPISODE_SLUG, DEMO_STATION_SLUG } from './names.ts';
import { slotsToAdd } from './slots.ts';

/**
 * Puts the next bulletins of the demo on the timetable, so that it never runs dry. Nothing to do, and nothing done, when there is no
 * demo, when its episode was removed, or when the timetable reaches far enough.
 * @returns how many were added
 */
export async function extendDemo({ store, clock }: { readonly store: Store; readonly clock: Clock }): Promise<number> {
  return store.transaction(async (inside) => {
    const station = await inside.stations.bySlug(DEMO_STATION_SLUG);
    if (station === null) return 0;
    const programs = await inside.programs.list(station.id);
    const named = await inside.episodes.bySlug(DEMO_EPISODE_SLUG);
    const episode = named.find(({ programId }) => programs.some(({ id }) => id === programId));
    if (episode === undefined) return 0;
    const diffusions = await inside.diffusions.list(station.id, null, null);
    const last = diffusions.findLast(({ episodeId }) => episodeId === episode.id)?.start ?? null;
    const slots = slotsToAdd(clock.now(), last);
    for (const slot of slots) {
      await inside.diffusions.add({
        ...DIFFUSION_DEFAULTS,
        ...slot,
        stationId: station.id,
        programId: episode.programId,
        episodeId: episode.id,
      });
    }
    return slots.length;
  });
}
