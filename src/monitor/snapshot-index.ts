import type { StationSnapshot } from '../ports/store.ts';
import { type Claim, claimOf } from '../timetable/resolve.ts';
import { must } from '../values/errors.ts';
import type { DiffusionId, EpisodeId } from '../values/ids.ts';
import type { Diffusion, Program, Sound } from '../values/model.ts';

/** A diffusion with all that the rules ask of it, worked out once. */
export interface PlannedDiffusion {
  readonly diffusion: Diffusion;
  readonly program: Program;
  /** What it has to say for itself where it overlaps another. */
  readonly claim: Claim;
  readonly startMs: number;
  readonly endMs: number;
  /** From this instant on its cue is not begun any more. */
  readonly latestStartMs: number;
  /** Its archive sounds, in playing order. */
  readonly sounds: readonly Sound[];
  /** Its episode has no sound, neither there nor removed. */
  readonly live: boolean;
}

/** As much of one as it takes to see who has the air. */
export type Claimant = Pick<
  PlannedDiffusion,
  'diffusion' | 'program' | 'claim' | 'startMs' | 'endMs' | 'latestStartMs'
>;

/** A snapshot, with what the rules look up in it. */
export interface SnapshotIndex {
  readonly snapshot: StationSnapshot;
  /** In order of start, then id. */
  readonly planned: readonly PlannedDiffusion[];
  readonly byId: ReadonlyMap<DiffusionId, PlannedDiffusion>;
  readonly soundByPath: ReadonlyMap<string, Sound>;
}

/** The latest start of a diffusion that was missed because the engine was not running at its start (SPEC MO-43). */
export function latestIfMissed({ program, startMs, endMs }: PlannedDiffusion): number {
  return program.resume === 'skip' ? startMs : Math.max(startMs, endMs);
}

interface EpisodeSounds {
  readonly archive: Sound[];
  removed: boolean;
}

const NO_SOUNDS: EpisodeSounds = { archive: [], removed: false };

export function indexSnapshot(snapshot: StationSnapshot): SnapshotIndex {
  const episodes = soundsByEpisode(snapshot);
  const timeoutMs = Math.round(snapshot.station.cancelTimeoutSeconds * 1000);
  const planned = snapshot.diffusions.map((diffusion) => {
    const startMs = diffusion.start.epochMilliseconds;
    const endMs = diffusion.end.epochMilliseconds;
    const sounds = episodes.get(diffusion.episodeId) ?? NO_SOUNDS;
    const program = must(snapshot.programs.get(diffusion.programId), `program ${diffusion.programId} of the snapshot`);
    return {
      diffusion,
      program,
      claim: claimOf(diffusion, program),
      startMs,
      endMs,
      latestStartMs: Math.max(startMs, Math.min(endMs, startMs + timeoutMs)),
      sounds: sounds.archive,
      live: sounds.archive.length === 0 && !sounds.removed,
    };
  });
  return {
    snapshot,
    planned,
    byId: new Map(planned.map((entry) => [entry.diffusion.id, entry])),
    soundByPath: new Map([...snapshot.sounds.values()].map((sound) => [sound.path, sound])),
  };
}

function soundsByEpisode(snapshot: StationSnapshot): ReadonlyMap<EpisodeId, EpisodeSounds> {
  const episodes = new Map<EpisodeId, EpisodeSounds>();
  for (const sound of snapshot.sounds.values()) {
    if (sound.episodeId === null || (sound.type !== 'archive' && sound.type !== 'removed')) continue;
    let sounds = episodes.get(sound.episodeId);
    if (sounds === undefined) {
      sounds = { archive: [], removed: false };
      episodes.set(sound.episodeId, sounds);
    }
    if (sound.type === 'archive') sounds.archive.push(sound);
    else sounds.removed = true;
  }
  for (const { archive } of episodes.values()) archive.sort(inPlayingOrder);
  return episodes;
}

/** By position, then path by code units, then id: a total order, the same on every machine. */
function inPlayingOrder(a: Sound, b: Sound): number {
  if (a.position !== b.position) return a.position - b.position;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.id - b.id;
}
