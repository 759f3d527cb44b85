import type { Store } from '../../ports/store.ts';
import type { Change, ChangedItem } from '../../ports/timetable-store.ts';
import { RefusedError } from '../../values/errors.ts';
import type { DiffusionId, EpisodeId } from '../../values/ids.ts';
import { isBefore } from '../../values/instant.ts';
import type { Diffusion } from '../../values/model.ts';
import { localTime } from '../../values/time-text.ts';
import type { Actor } from './actor.ts';
import { changedDiffusion, record } from './history.ts';
import { diffusionById, diffusionName, programById, stationById } from './naming.ts';
import { lengthMs, slotOf } from './slot.ts';

/** What a person changes of one diffusion; what is not given stays. */
export type DiffusionEdit = Partial<Pick<Diffusion, 'type' | 'start' | 'end' | 'startMode' | 'layer' | 'episodeId'>>;

export interface EditedDiffusion {
  readonly before: Diffusion;
  readonly after: Diffusion;
  /** Null: it was so already, and nothing was done. */
  readonly change: Change | null;
}

/** Puts a diffusion on the timetable that no schedule made. */
export async function addDiffusion(store: Store, actor: Actor, added: Omit<Diffusion, 'id'>): Promise<Diffusion> {
  const diffusion = await store.diffusions.add(added);
  await record(store, diffusion.stationId, actor, `added ${await diffusionName(store, diffusion)}`, [
    changedDiffusion(null, diffusion),
  ]);
  return diffusion;
}

/**
 * Cancels it, and with it the reruns that people added, where its program says so; those of schedules follow by themselves.
 * @throws {RefusedError} `unknown_diffusion`, `already_started`
 */
export async function cancelDiffusion(store: Store, actor: Actor, id: DiffusionId): Promise<EditedDiffusion> {
  const before = await diffusionById(store, id);
  const { rerunsOfCancelled } = await programById(store, before.stationId, before.programId);
  const reruns = rerunsOfCancelled === 'drop' ? await addedReruns(store, actor, before) : [];
  return edit(store, actor, before, { type: 'cancelled' }, `cancelled ${await diffusionName(store, before)}`, reruns);
}

/**
 * Changes its place: start, end, start mode, layer, or whether it is confirmed.
 * @throws {RefusedError} `unknown_diffusion`, `already_started`, `cancelled`, `wrong_length`, `in_the_past`
 */
export async function moveDiffusion(
  store: Store,
  actor: Actor,
  id: DiffusionId,
  change: Omit<DiffusionEdit, 'episodeId'>,
): Promise<EditedDiffusion> {
  const before = await diffusionById(store, id);
  refuseCancelled(before, change);
  const station = await stationById(store, before.stationId);
  const start = change.start ?? before.start;
  const length = change.end === undefined ? lengthMs(before) : lengthMs({ start, end: change.end });
  const slot = slotOf(start, length, actor.now, station);
  const name = await diffusionName(store, before);
  const moved = !start.equals(before.start);
  const what = moved ? `moved ${name} to ${localTime(start, station.timeZone)}` : `changed ${name}`;
  return edit(store, actor, before, { ...change, ...slot }, what);
}

/**
 * Gives it another episode of its program, and the reruns of it that people added too.
 * @throws {RefusedError} `unknown_diffusion`, `already_started`, `wrong_episode`
 */
export async function replaceEpisode(
  store: Store,
  actor: Actor,
  id: DiffusionId,
  episodeId: EpisodeId,
): Promise<EditedDiffusion> {
  const before = await diffusionById(store, id);
  await refuseEpisode(store, before, episodeId);
  const reruns = await addedReruns(store, actor, before);
  const same = reruns.filter((rerun) => rerun.episodeId === before.episodeId);
  const what = `gave another episode to ${await diffusionName(store, before)}`;
  return edit(store, actor, before, { episodeId }, what, same);
}

/** @throws {RefusedError} `wrong_episode` when it is of another program, or the diffusion is a rerun */
export async function refuseEpisode(store: Store, diffusion: Diffusion, episodeId: EpisodeId): Promise<void> {
  const [episode] = await store.episodes.byIds([episodeId]);
  const program = await programById(store, diffusion.stationId, diffusion.programId);
  const wrong =
    episode?.programId !== program.id
      ? `the episode is of another program; allowed: an episode of ${program.slug}`
      : diffusion.initialId !== null
        ? `diffusion ${diffusion.id} is a rerun of ${diffusion.initialId} and has its episode; give it to that one, or cancel the rerun and add a diffusion in its place`
        : null;
  if (wrong !== null) throw new RefusedError('wrong_episode', wrong, { given: episodeId });
}

/** Cancelled ones are changed only by who says that they are to be put back. @throws {RefusedError} `cancelled` */
function refuseCancelled({ id, type }: Diffusion, change: DiffusionEdit): void {
  if (type !== 'cancelled' || change.type !== undefined) return;
  throw new RefusedError(
    'cancelled',
    `diffusion ${id} is cancelled; to put it back: airkeeper diffusion move ${id} --type on_air (add --type on_air to this)`,
    { given: id },
  );
}

/** Reruns to come that no schedule made, and that are on the timetable. */
async function addedReruns(store: Store, { now }: Actor, initial: Diffusion): Promise<readonly Diffusion[]> {
  const coming = await store.diffusions.list(initial.stationId, now, null);
  return coming.filter(
    ({ initialId, scheduleId, type, start }) =>
      initialId === initial.id && scheduleId === null && type !== 'cancelled' && isBefore(now, start),
  );
}

async function edit(
  store: Store,
  actor: Actor,
  before: Diffusion,
  change: DiffusionEdit,
  what: string,
  reruns: readonly Diffusion[] = [],
): Promise<EditedDiffusion> {
  if (!isChanged(before, change)) return { before, after: before, change: null };
  const items: ChangedItem[] = [];
  for (const diffusion of [before, ...reruns]) {
    // a rerun goes along with its initial one: nobody laid hands on it
    const after = { ...diffusion, ...change, touched: diffusion === before || diffusion.touched };
    await store.diffusions.change(diffusion.id, { ...change, touched: after.touched });
    items.push(changedDiffusion(diffusion, after));
  }
  const written = await record(store, before.stationId, actor, what, items);
  return { before, after: { ...before, ...change, touched: true }, change: written };
}

function isChanged(diffusion: Diffusion, change: DiffusionEdit): boolean {
  const { start = diffusion.start, end = diffusion.end, ...rest } = change;
  const others = Object.entries(rest) as readonly (readonly [keyof typeof rest, unknown])[];
  return (
    !start.equals(diffusion.start) ||
    !end.equals(diffusion.end) ||
    others.some(([name, value]) => diffusion[name] !== value)
  );
}
