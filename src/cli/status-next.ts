import { parseCueKey } from '../ports/cue-sheet.ts';
import type { Store } from '../ports/store.ts';
import type { DiffusionId } from '../values/ids.ts';
import { instantFromMs, isBefore } from '../values/instant.ts';
import type { StartMode, Station } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { localTime } from './format.ts';
import type { Invocation } from './invocation.ts';
import { episodesOf } from './lookup.ts';

/** A diffusion that is to start. */
export interface Coming {
  readonly diffusionId: DiffusionId;
  /** Slugs; null for a diffusion that is in the engine's cue sheet and not in the database any more. */
  readonly program: string | null;
  readonly episode: string | null;
  readonly start: Temporal.Instant;
  readonly mode: StartMode;
}

/** So far ahead at least has an engine its cues (SPEC MO-20): what comes later is no news to it. */
const HELD_AHEAD_HOURS = 25;

/** What comes next by the timetable: the first `on_air` diffusion that starts after now. */
export async function nextPlanned(
  store: Store,
  directory: Directory,
  station: Station,
  now: Temporal.Instant,
): Promise<Coming | null> {
  const coming = await store.diffusions.list(station.id, now, null);
  const diffusion = coming.find(({ type, start }) => type === 'on_air' && isBefore(now, start));
  if (diffusion === undefined) return null;
  const episode = (await episodesOf(store, [diffusion])).get(diffusion.episodeId);
  return {
    diffusionId: diffusion.id,
    program: directory.programById(diffusion.programId).slug,
    episode: episode?.slug ?? null,
    start: diffusion.start,
    mode: diffusion.startMode,
  };
}

/**
 * What an engine that plays alone starts next: the first cue after now on its disk that is not being ended.
 * @throws {RefusedError} `cue_sheet_damaged`
 */
export async function nextHeld(
  run: Invocation,
  store: Store,
  directory: Directory,
  station: Station,
  now: Temporal.Instant,
): Promise<Coming | null> {
  const sheet = await run.context.readCueSheet(run.place.dataFolder, station.slug);
  const stopped = new Set((sheet?.stop ?? []).map((key) => parseCueKey(key)?.diffusionId));
  const cue = sheet?.cues.find(
    // what goes on after a stronger one does not start then
    ({ startMs, diffusionId, attempt }) =>
      attempt === 0 && startMs > now.epochMilliseconds && !stopped.has(diffusionId),
  );
  if (cue === undefined) return null;
  const [diffusion] = await store.diffusions.byIds([cue.diffusionId]);
  const episodes = diffusion === undefined ? null : await episodesOf(store, [diffusion]);
  return {
    diffusionId: cue.diffusionId,
    program: diffusion === undefined ? null : directory.programById(diffusion.programId).slug,
    episode: diffusion === undefined ? null : (episodes?.get(diffusion.episodeId)?.slug ?? null),
    start: instantFromMs(cue.startMs),
    mode: cue.mode,
  };
}

/** Whether an engine that plays alone begins what the timetable has next, as far as it can know. */
export function isSameStart(held: Coming | null, planned: Coming | null, now: Temporal.Instant): boolean {
  if (planned === null) return held === null;
  if (held === null) return isBefore(now.add({ hours: HELD_AHEAD_HOURS }), planned.start);
  const [one, other] = [held, planned];
  return one.diffusionId === other.diffusionId && one.start.equals(other.start) && one.mode === other.mode;
}

/** `morning/monday at 2026-12-01 07:00:00 (diffusion 2, soft)`. */
export function comingText(coming: Coming | null, timeZone: string): string {
  if (coming === null) return 'nothing';
  const { diffusionId, program, episode, start, mode } = coming;
  const name = program === null ? 'a diffusion that is no longer planned,' : `${program}/${episode}`;
  return `${name} at ${localTime(start, timeZone)} (diffusion ${diffusionId}, ${mode})`;
}
