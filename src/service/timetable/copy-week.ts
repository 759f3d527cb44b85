import type { Store } from '../../ports/store.ts';
import { titleOf } from '../../timetable/title.ts';
import { slugsOf } from '../../timetable/title-slug.ts';
import { must } from '../../values/errors.ts';
import type { DiffusionId, EpisodeId, ProgramId, Slug } from '../../values/ids.ts';
import type { Diffusion, Station } from '../../values/model.ts';
import type { Actor } from './actor.ts';
import { changedDiffusion, record } from './history.ts';
import { programById } from './naming.ts';
import { planWeek, type WeekCopy, type WeekPlan } from './plan-week.ts';

export interface WeekToCopy {
  readonly station: Station;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  /** Whether the copies of initial diffusions get episodes of their own. */
  readonly newEpisodes: boolean;
  readonly dryRun: boolean;
}

export interface CopiedWeek extends WeekPlan {
  /** What was added, in the order of the copies; nothing when it was only to be shown. */
  readonly added: readonly Diffusion[];
}

/**
 * Copies a week of the timetable to another one (SPEC TT-56).
 * @throws {RefusedError} `wrong_weeks`
 */
export async function copyWeek(store: Store, actor: Actor, week: WeekToCopy): Promise<CopiedWeek> {
  const { station, from, to } = week;
  const plan = await planWeek(store, station, from, to, actor.now);
  if (week.dryRun || plan.copies.length === 0) return { ...plan, added: [] };
  const added = new Map<DiffusionId, Diffusion>();
  // initial ones first: reruns name them
  for (const copy of plan.copies.toSorted((a, b) => Number(isRerun(a)) - Number(isRerun(b)))) {
    added.set(copy.original.id, await add(store, week, copy, added));
  }
  const inOrder = plan.copies.map(({ original }) => must(added.get(original.id), `the copy of ${original.id}`));
  const what = `copied the week from ${from} to that from ${to}: ${inOrder.length} diffusions`;
  await record(
    store,
    station.id,
    actor,
    what,
    inOrder.map((diffusion) => changedDiffusion(null, diffusion)),
  );
  return { ...plan, added: inOrder };
}

async function add(
  store: Store,
  { station, newEpisodes }: WeekToCopy,
  { original, start, end, zoneNote, initial }: WeekCopy,
  added: ReadonlyMap<DiffusionId, Diffusion>,
): Promise<Diffusion> {
  const { id: _, ...fields } = original;
  const repeated = initial !== null && 'copyOf' in initial ? added.get(initial.copyOf) : undefined;
  const initialId = initial !== null && 'id' in initial ? initial.id : (repeated?.id ?? null);
  const episodeId =
    repeated?.episodeId ??
    (newEpisodes && initial === null
      ? await newEpisode(store, station, original.programId, start)
      : original.episodeId);
  return store.diffusions.add({
    ...fields,
    start,
    end,
    zoneNote,
    initialId,
    episodeId,
    scheduleId: null,
    occurrenceLocal: null,
    touched: false,
  });
}

/** Titled as those that schedules make. */
async function newEpisode(
  store: Store,
  station: Station,
  programId: ProgramId,
  start: Temporal.Instant,
): Promise<EpisodeId> {
  const program = await programById(store, station.id, programId);
  const there = await store.episodes.list(programId);
  const taken = new Set<string>(there.map(({ slug }) => slug));
  const local = start.toZonedDateTimeISO(station.timeZone).toPlainDateTime().toString({ fractionalSecondDigits: 3 });
  const basis = { program: program.name, pattern: program.titlePattern, language: station.language };
  const title = titleOf(basis, local, there.length + 1);
  const free = slugsOf(program.slug, local).find((slug) => !taken.has(slug));
  const slug = must(free, 'a slug that is free') as Slug;
  return (await store.episodes.add({ programId, slug, title })).id;
}

function isRerun({ initial }: WeekCopy): boolean {
  return initial !== null;
}
