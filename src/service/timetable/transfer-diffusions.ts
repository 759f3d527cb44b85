import type { Store } from '../../ports/store.ts';
import type { ChangedItem, FollowedDiffusion, MadeDiffusion } from '../../ports/timetable-store.ts';
import { localOf, wallMsOf } from '../../timetable/recurrence-local.ts';
import { rerunLocal } from '../../timetable/rerun.ts';
import { zonedStart } from '../../timetable/zone.ts';
import type { DiffusionId, ScheduleId, StationId } from '../../values/ids.ts';
import { instantFromMs, isBefore } from '../../values/instant.ts';
import type { Diffusion, Schedule } from '../../values/model.ts';
import type { Actor } from './actor.ts';
import { changedDiffusion } from './history.ts';
import { type MovedEpisode, retitleMoved } from './retitle-moved.ts';

export interface Transfer {
  readonly stationId: StationId;
  /** The schedule that was cut. */
  readonly initialId: ScheduleId;
  /** What it and its reruns made. */
  readonly made: readonly MadeDiffusion[];
  /** What goes on in the place of each. */
  readonly next: ReadonlyMap<ScheduleId, Schedule>;
  readonly atLocal: string;
  readonly shiftMs: number;
}

/**
 * Gives what was made of a schedule from an occurrence on to the one that goes on in its place, so that it keeps its ids and
 * episodes. What a person did to one of them stays; where nothing goes on, what a person changed is cancelled, and the rest
 * is taken back by the next generation.
 */
export async function transferDiffusions(
  store: Store,
  actor: Actor,
  { stationId, initialId, made, next, atLocal, shiftMs }: Transfer,
): Promise<readonly ChangedItem[]> {
  const free = made.filter(({ logged }) => !logged).map(({ diffusion }) => diffusion);
  const initials = free.filter(
    ({ scheduleId, occurrenceLocal }) => scheduleId === initialId && (occurrenceLocal ?? '') >= atLocal,
  );
  const shifted = new Map<DiffusionId, string>();
  for (const { id, occurrenceLocal } of initials) shifted.set(id, localOf(wallMsOf(occurrenceLocal ?? '') + shiftMs));
  const reruns = free.filter(
    (diffusion) => diffusion.scheduleId !== initialId && shifted.has(diffusion.initialId ?? diffusion.id),
  );

  const pairs: (readonly [Diffusion, Diffusion])[] = [];
  const left: Diffusion[] = [];
  for (const diffusion of [...initials, ...reruns]) {
    const schedule = diffusion.scheduleId === null ? undefined : next.get(diffusion.scheduleId);
    const local = shifted.get(diffusion.id) ?? shifted.get(diffusion.initialId ?? diffusion.id);
    if (schedule === undefined || local === undefined) left.push(diffusion);
    else pairs.push([diffusion, placed(diffusion, schedule, local)]);
  }
  await setTouched(store, pairs, false);
  await store.timetable.apply(stationId, { ...NOTHING, change: pairs.map(([, after]) => followed(after)) });
  await setTouched(store, pairs, true);
  await retitleMoved(store, stationId, movedEpisodes(pairs));
  return [
    ...pairs.map(([before, after]) => changedDiffusion(before, after)),
    ...(await cancelTouched(store, actor, left)),
  ];
}

/**
 * As its new schedule has it; what a person changed of it stays as it is, but for whose it is.
 * @param local that of the initial one, of a rerun too
 */
function placed(diffusion: Diffusion, schedule: Schedule, local: string): Diffusion {
  const owned = { ...diffusion, scheduleId: schedule.id, occurrenceLocal: local };
  if (diffusion.touched) return owned;
  const { type, startMode, layer, durationSeconds, offset, timeZone } = schedule;
  const { startMs, zoneNote } = zonedStart(offset === null ? local : rerunLocal(local, offset), timeZone);
  const end = instantFromMs(startMs + Math.round(durationSeconds * 1000));
  return { ...owned, type, startMode, layer, zoneNote, start: instantFromMs(startMs), end };
}

/** Reruns have the episodes of their initial ones. What a person put elsewhere is called as it was. */
export function movedEpisodes(pairs: readonly (readonly [Diffusion, Diffusion])[]): readonly MovedEpisode[] {
  return pairs
    .filter(([before]) => before.initialId === null && !before.touched)
    .map(([{ programId, episodeId, occurrenceLocal }, after]) => ({
      programId,
      episodeId,
      from: occurrenceLocal ?? '',
      to: after.occurrenceLocal ?? '',
    }));
}

/** The store lets nobody but a person change what a person has touched. */
async function setTouched(
  store: Store,
  pairs: readonly (readonly [Diffusion, Diffusion])[],
  touched: boolean,
): Promise<void> {
  for (const [before] of pairs) if (before.touched) await store.diffusions.change(before.id, { touched });
}

async function cancelTouched(
  store: Store,
  { now }: Actor,
  diffusions: readonly Diffusion[],
): Promise<readonly ChangedItem[]> {
  const items: ChangedItem[] = [];
  for (const diffusion of diffusions) {
    if (!diffusion.touched || diffusion.type === 'cancelled' || !isBefore(now, diffusion.start)) continue;
    await store.diffusions.change(diffusion.id, { type: 'cancelled' });
    items.push(changedDiffusion(diffusion, { ...diffusion, type: 'cancelled' }));
  }
  return items;
}

/** No edit at all, to say some of. */
export const NOTHING = {
  episodes: [],
  retitle: [],
  add: [],
  change: [],
  remove: [],
  removeEpisodes: [],
  madeOf: new Map<ScheduleId, string | null>(),
} as const;

export function followed(diffusion: Diffusion): FollowedDiffusion {
  const { id, scheduleId, type, startMode, layer, zoneNote, episodeId, initialId } = diffusion;
  return {
    id,
    scheduleId,
    occurrenceLocal: diffusion.occurrenceLocal ?? '',
    type,
    startMs: diffusion.start.epochMilliseconds,
    endMs: diffusion.end.epochMilliseconds,
    startMode,
    layer,
    zoneNote,
    episodeId,
    initialId,
  };
}
