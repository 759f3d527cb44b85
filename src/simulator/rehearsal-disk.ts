import type { StationSnapshot } from '../ports/store.ts';
import type { EpisodeId } from '../values/ids.ts';
import type { Sound } from '../values/model.ts';
import { Disk } from './disk.ts';

/** Music whose duration nobody could measure is taken to last so long (SPEC RH-7). */
const UNKNOWN_MUSIC_MS = 4 * 60_000;
/** What is shorter than one frame of the engine cannot be played. */
const SHORTEST_MS = 40;

/** A disk with the files of the library that are there, each as long as the library says. */
export function rehearsalDisk(snapshot: StationSnapshot, missing: ReadonlySet<string>): Disk {
  const disk = new Disk();
  const slots = slotLengths(snapshot);
  const known = knownLengths(snapshot);
  for (const sound of snapshot.sounds.values()) {
    if (missing.has(sound.path)) continue;
    const durationMs = sound.durationSeconds === null ? guessMs(sound, slots, known) : sound.durationSeconds * 1000;
    if (durationMs >= SHORTEST_MS) disk.addFile(sound.path, Math.round(durationMs));
    else disk.changeFile(sound.path, { state: 'corrupt' });
  }
  return disk;
}

/** To the end of its slot, as the monitor takes it to be too (SPEC MO-27). */
function guessMs(
  { episodeId }: Sound,
  slots: ReadonlyMap<EpisodeId, number>,
  known: ReadonlyMap<EpisodeId, number>,
): number {
  const slotMs = episodeId === null ? undefined : slots.get(episodeId);
  if (episodeId === null || slotMs === undefined) return UNKNOWN_MUSIC_MS;
  return Math.max(slotMs - (known.get(episodeId) ?? 0), SHORTEST_MS);
}

/** Of the first diffusion of each episode. */
function slotLengths({ diffusions }: StationSnapshot): ReadonlyMap<EpisodeId, number> {
  const slots = new Map<EpisodeId, number>();
  for (const { episodeId, start, end, type } of diffusions) {
    if (type !== 'on_air' || slots.has(episodeId)) continue;
    slots.set(episodeId, end.epochMilliseconds - start.epochMilliseconds);
  }
  return slots;
}

/** The durations, added up, of those archive sounds of each episode of which they are known. */
function knownLengths({ sounds }: StationSnapshot): ReadonlyMap<EpisodeId, number> {
  const lengths = new Map<EpisodeId, number>();
  for (const { episodeId, type, durationSeconds } of sounds.values()) {
    if (episodeId === null || type !== 'archive' || durationSeconds === null) continue;
    lengths.set(episodeId, (lengths.get(episodeId) ?? 0) + durationSeconds * 1000);
  }
  return lengths;
}
