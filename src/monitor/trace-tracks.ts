import type { NewLogEntry, StationSnapshot } from '../ports/store.ts';
import type { TrackId } from '../values/ids.ts';
import type { Track } from '../values/model.ts';
import { logEntry } from './log-entry.ts';
import type { OpenPlay } from './state.ts';

/** A sound that began within its first second began at its beginning: engines count the first frame in different ways. */
export const RESUMED_FROM_SECONDS = 1;

/** The engine dates the end of a sound back by up to a tenth of a second, after it has made other lines. */
export const SETTLED_AFTER_MS = 250;

export interface TracedPlay {
  readonly play: OpenPlay;
  readonly entries: readonly NewLogEntry[];
}

/**
 * The tracks of a play whose moment lies before an instant up to which it is known to have been on the air, and that
 * have no entry yet (SPEC MO-11 to MO-14).
 */
export function traceTracks(play: OpenPlay, snapshot: StationSnapshot, beforeMs: number): TracedPlay {
  if (play.soundId === null || play.diffusionId !== null) return { play, entries: [] };
  const tracks = snapshot.timedTracks.get(play.soundId);
  if (tracks === undefined) return { play, entries: [] };
  const entries: NewLogEntry[] = [];
  const traced: TrackId[] = [];
  for (const track of tracks) {
    if (play.traced.has(track.id)) continue;
    const momentMs = momentOf(track, play.dateMs, play.beganSeconds);
    if (momentMs === null || momentMs >= beforeMs) continue;
    traced.push(track.id);
    entries.push(
      logEntry({
        type: 'on_air',
        dateMs: momentMs,
        source: play.source,
        soundId: play.soundId,
        trackId: track.id,
        reason: `track of sound ${play.soundId}`,
      }),
    );
  }
  if (entries.length === 0) return { play, entries };
  return { play: { ...play, traced: new Set([...play.traced, ...traced]) }, entries };
}

function momentOf(track: Track, dateMs: number, beganSeconds: number): number | null {
  if (track.atSeconds === null) return null;
  const fromSeconds = beganSeconds < RESUMED_FROM_SECONDS ? 0 : beganSeconds;
  if (track.atSeconds < fromSeconds) return null;
  return dateMs + Math.round((track.atSeconds - fromSeconds) * 1000);
}
