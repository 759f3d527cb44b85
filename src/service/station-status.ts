import type { CueSheet } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import type { StationSnapshot } from '../ports/store.ts';
import type { SoundId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import type { StationPast } from './station-past.ts';

/** A station at a glance. */
export interface StationStatus {
  readonly slug: string;
  readonly timeZone: string;
  readonly engine: 'starting' | 'running' | 'failing' | 'not_answering';
  /** Why the engine is failing, and what to look at; null where it is not. */
  readonly trouble: string | null;
  readonly onAir: { readonly source: string; readonly title: string; readonly remainingSeconds: number | null } | null;
  readonly next: { readonly title: string; readonly startMs: number } | null;
  /** What the log says, while the engine does not answer; null while it does, and before the log was asked. */
  readonly past: StationPast | null;
}

export function stationStatus(seen: {
  readonly station: Station;
  readonly now: Temporal.Instant;
  readonly engine: EngineState | null;
  readonly starting: boolean;
  readonly trouble: string | null;
  readonly snapshot: StationSnapshot | null;
  readonly cueSheet: CueSheet | null;
  readonly past: StationPast | null;
}): StationStatus {
  const { station, now, engine, starting, snapshot, cueSheet } = seen;
  const trouble = engine === null ? seen.trouble : null;
  return {
    slug: station.slug,
    timeZone: station.timeZone,
    engine: engine !== null ? 'running' : trouble !== null ? 'failing' : starting ? 'starting' : 'not_answering',
    trouble,
    onAir: onAir(engine, snapshot, now.epochMilliseconds),
    next: next(cueSheet, snapshot, now.epochMilliseconds),
    past: engine === null ? seen.past : null,
  };
}

function onAir(engine: EngineState | null, snapshot: StationSnapshot | null, nowMs: number): StationStatus['onAir'] {
  if (engine === null || engine.onAir === null) return null;
  const { source, request, remainingSeconds } = engine.onAir;
  const sound = request.soundId === null ? undefined : snapshot?.sounds.get(request.soundId as SoundId);
  const title = sound?.title ?? request.title ?? request.uri.slice(request.uri.lastIndexOf('/') + 1);
  const ageSeconds = Math.max(0, nowMs - engine.atMs) / 1000;
  return {
    source,
    title: title === '' ? request.uri : title,
    remainingSeconds: remainingSeconds === null ? null : Math.max(0, remainingSeconds - ageSeconds),
  };
}

function next(cueSheet: CueSheet | null, snapshot: StationSnapshot | null, nowMs: number): StationStatus['next'] {
  const cue = cueSheet?.cues.find((candidate) => candidate.startMs > nowMs);
  if (cue === undefined || snapshot === null) return null;
  const diffusion = snapshot.diffusions.find((candidate) => candidate.id === cue.diffusionId);
  const program = diffusion === undefined ? undefined : snapshot.programs.get(diffusion.programId);
  return { title: program?.name ?? `diffusion ${cue.diffusionId}`, startMs: cue.startMs };
}
