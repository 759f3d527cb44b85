import type { Store } from '../../ports/store.ts';
import { readMemory } from '../../timetable/plan-memory.ts';
import { isTitleOf } from '../../timetable/title.ts';
import { isSlugOf } from '../../timetable/title-slug.ts';
import { must } from '../../values/errors.ts';
import type { StationId } from '../../values/ids.ts';
import { isBefore } from '../../values/instant.ts';
import type { Diffusion } from '../../values/model.ts';
import { NOTHING } from './transfer-diffusions.ts';

export interface CleaningOptions {
  readonly now: Temporal.Instant;
  /** Those that start in [from, to); without them: however long ago. */
  readonly from?: Temporal.Instant;
  readonly to?: Temporal.Instant;
  /** Whether nothing is written. */
  readonly dryRun?: boolean;
}

export interface CleaningReport {
  /** In order of start. */
  readonly removed: readonly Diffusion[];
  /** Those that are unconfirmed and past and stay for all that. */
  readonly left: readonly { readonly diffusion: Diffusion; readonly why: 'logged' | 'rerun to come' }[];
}

/** Undoes what a dry run did. */
class DryRun extends Error {
  override readonly name = 'DryRun';
}

/** Removes what was never confirmed and is over (SPEC TT-36), with the episodes that nothing is left of; all or nothing. */
export async function cleanTimetable(
  store: Store,
  stationId: StationId,
  options: CleaningOptions,
): Promise<CleaningReport> {
  let report: CleaningReport | null = null;
  try {
    await store.transaction(async (inside) => {
      report = await clean(inside, stationId, options);
      if (options.dryRun) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  return must<CleaningReport>(report, 'the report');
}

async function clean(store: Store, stationId: StationId, { now, from, to }: CleaningOptions): Promise<CleaningReport> {
  const upTo = to !== undefined && isBefore(to, now) ? to : now;
  const over = (await store.diffusions.list(stationId, from ?? null, upTo)).filter(
    ({ type, start, end }) =>
      type === 'unconfirmed' && !isBefore(now, end) && (from === undefined || !isBefore(start, from)),
  );
  if (over.length === 0) return { removed: [], left: [] };
  const coming = await store.diffusions.list(stationId, now, null);
  const repeated = new Set(coming.map(({ initialId }) => initialId));
  const going = over.filter(({ id }) => !repeated.has(id));
  const gone = new Set(await store.diffusions.removeMany(going.map(({ id }) => id)));
  const removed = going.filter(({ id }) => gone.has(id));
  await removeEpisodes(store, stationId, removed);
  const left = over
    .filter(({ id }) => !gone.has(id))
    .map((diffusion) => ({
      diffusion,
      why: repeated.has(diffusion.id) ? ('rerun to come' as const) : ('logged' as const),
    }));
  return { removed, left };
}

/** Those that schedules made and nobody gave a title or a sound, where they are nowhere else on the timetable. */
async function removeEpisodes(store: Store, stationId: StationId, removed: readonly Diffusion[]): Promise<void> {
  const scheduleIds = new Set(removed.flatMap(({ scheduleId }) => scheduleId ?? []));
  const kept = new Map(
    (await store.timetable.schedules.byIds([...scheduleIds])).map((each) => [each.schedule.id, each]),
  );
  const slugs = new Map((await store.programs.list(stationId)).map(({ id, slug }) => [id, slug]));
  const episodes = new Map(
    (await store.episodes.byIds(removed.map(({ episodeId }) => episodeId))).map((episode) => [episode.id, episode]),
  );
  const generated = removed.filter(({ scheduleId, episodeId, programId, occurrenceLocal }) => {
    const memory = scheduleId === null ? null : readMemory(kept.get(scheduleId)?.madeOf ?? null);
    const episode = episodes.get(episodeId);
    if (memory === null || episode === undefined || occurrenceLocal === null) return false;
    const isSlug = isSlugOf(slugs.get(programId) ?? '', occurrenceLocal, episode.slug);
    return isSlug && memory.bases.some((basis) => isTitleOf(basis, occurrenceLocal, episode.title));
  });
  if (generated.length === 0) return;
  const removeEpisodes = [...new Set(generated.map(({ episodeId }) => episodeId))];
  await store.timetable.apply(stationId, { ...NOTHING, removeEpisodes });
}
