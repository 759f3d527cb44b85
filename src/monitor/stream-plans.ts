import type { StationSnapshot } from '../ports/store.ts';
import type { PlaylistItem, StreamPlan, StreamPlans } from '../ports/stream-plan.ts';
import { expandWindow } from '../rotation/windows.ts';
import { contentHash } from '../values/hash.ts';
import type { ProgramId } from '../values/ids.ts';
import type { Program, Sound, Station, Stream } from '../values/model.ts';

const DAY_MS = 86_400_000;

/** Windows are given this far ahead, so that an engine left alone keeps to them for as long. */
const DAYS_AHEAD = 14;

const DAYS_BACK = 1;

/** What a streamed program plays, and when (SPEC ST-1 to ST-4). The same content has the same version. */
export function makeStreamPlans(snapshot: StationSnapshot, missing: ReadonlySet<string>, fromMs: number): StreamPlans {
  const settings = new Map<ProgramId, Stream>(snapshot.streams.map((stream) => [stream.programId, stream]));
  const playlists = playlistsByProgram(snapshot, missing);
  const streams = [...snapshot.programs.values()]
    .filter((program) => program.kind === 'streamed')
    .map((program) =>
      streamPlan(program, settings.get(program.id), playlists.get(program.id) ?? [], snapshot.station, fromMs),
    )
    .sort((a, b) => compareText(a.name, b.name));
  return { version: contentHash(JSON.stringify(streams)), streams };
}

/** By code units: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function streamPlan(
  program: Program,
  stream: Stream | undefined,
  playlist: readonly PlaylistItem[],
  station: Station,
  fromMs: number,
): StreamPlan {
  const window = stream?.window ?? null;
  return {
    name: program.slug,
    weight: stream?.weight ?? 1,
    minDelaySeconds: stream?.minDelaySeconds ?? 0,
    windows:
      window === null
        ? null
        : expandWindow(window, station.timeZone, fromMs - DAYS_BACK * DAY_MS, fromMs + DAYS_AHEAD * DAY_MS),
    playlist,
  };
}

function playlistsByProgram(
  snapshot: StationSnapshot,
  missing: ReadonlySet<string>,
): ReadonlyMap<ProgramId, readonly PlaylistItem[]> {
  const playlists = new Map<ProgramId, PlaylistItem[]>();
  for (const sound of snapshot.sounds.values()) {
    if (sound.type !== 'archive' && sound.type !== 'other') continue;
    if (missing.has(sound.path)) continue;
    const programId = programOf(sound, snapshot);
    if (programId === null || snapshot.programs.get(programId)?.kind !== 'streamed') continue;
    const playlist = playlists.get(programId);
    const item = { soundId: sound.id, path: sound.path };
    if (playlist === undefined) playlists.set(programId, [item]);
    else playlist.push(item);
  }
  for (const playlist of playlists.values()) playlist.sort((a, b) => compareText(a.path, b.path));
  return playlists;
}

function programOf(sound: Sound, snapshot: StationSnapshot): ProgramId | null {
  if (sound.programId !== null) return sound.programId;
  if (sound.episodeId === null) return null;
  return snapshot.episodes.get(sound.episodeId)?.programId ?? null;
}
