import type { ProgramId } from '../values/ids.ts';
import type { Diffusion, Episode, Port, Program, Sound, Station, Stream, Track } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { isoInstant } from './format.ts';
import type { Json } from './invocation.ts';

/** The shapes that `--json` prints. Their keys are a promise: scripts hang on them. */

export function stationJson(station: Station): { readonly [key: string]: Json } {
  const { id, slug, name, timeZone, cancelTimeoutSeconds, syncTimeoutSeconds } = station;
  const { silenceLimitSeconds, silenceThresholdDb, language, daysAhead, enabled } = station;
  const timeouts = { cancelTimeoutSeconds, syncTimeoutSeconds, silenceLimitSeconds };
  return { id, slug, name, timeZone, ...timeouts, silenceThresholdDb, language, daysAhead, enabled };
}

const SECRET = /passw|secret|token/i;

/** The settings as they may be shown: no password. */
export function shownSettings(settings: Port['settings']): Port['settings'] {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, SECRET.test(key) && value !== '' ? '***' : value]),
  );
}

export function portJson(port: Port, station: Station): { readonly [key: string]: Json } {
  const { id, direction, kind } = port;
  return { id, station: station.slug, direction, kind, settings: shownSettings(port.settings) };
}

export function programJson(
  program: Program,
  directory: Directory,
  streams: ReadonlyMap<ProgramId, Stream>,
): { readonly [key: string]: Json } {
  const { id, slug, name, kind, hardFadeSeconds, cutAtEnd, resume } = program;
  const { priority, sync, titlePattern, rerunsOfCancelled, pause } = program;
  const stream = streams.get(id);
  const { slug: station, timeZone } = directory.stationById(program.stationId);
  const instant = (at: Temporal.Instant | null) => (at === null ? null : isoInstant(at, timeZone));
  return {
    id,
    station,
    slug,
    name,
    kind,
    hardFadeSeconds,
    cutAtEnd,
    resume,
    priority,
    sync,
    titlePattern,
    rerunsOfCancelled,
    pause: pause === null ? null : { from: instant(pause.from), to: instant(pause.to) },
    stream: stream === undefined ? null : streamJson(stream),
  };
}

export function streamJson(stream: Stream): { readonly [key: string]: Json } {
  const { window, minDelaySeconds, weight } = stream;
  return { window: window === null ? null : { from: window.from, to: window.to }, minDelaySeconds, weight };
}

export function episodeJson(episode: Episode, directory: Directory): { readonly [key: string]: Json } {
  const program = directory.programById(episode.programId);
  const station = directory.stationById(program.stationId);
  return { id: episode.id, station: station.slug, program: program.slug, slug: episode.slug, title: episode.title };
}

export function soundJson(
  sound: Sound,
  directory: Directory,
  episodes: ReadonlyMap<number, Episode>,
): { readonly [key: string]: Json } {
  const { id, type, path, title, position, durationSeconds, programId, episodeId } = sound;
  return {
    id,
    station: directory.stationById(sound.stationId).slug,
    program: programId === null ? null : directory.programById(programId).slug,
    episode: episodeId === null ? null : (episodes.get(episodeId)?.slug ?? null),
    type,
    path,
    title,
    position,
    durationSeconds,
  };
}

/** A sound where something else is told of: in the log, on the air, in a cue. */
export function soundRef(sound: Sound | undefined): Json {
  return sound === undefined ? null : { id: sound.id, title: sound.title, path: sound.path };
}

export function trackJson(track: Track): { readonly [key: string]: Json } {
  const { id, soundId, episodeId, position, atSeconds, artist, title } = track;
  return { id, sound: soundId, episode: episodeId, position, atSeconds, artist, title };
}

export function diffusionJson(
  diffusion: Diffusion,
  directory: Directory,
  episodes: ReadonlyMap<number, Episode>,
): { readonly [key: string]: Json } {
  const { timeZone } = directory.stationById(diffusion.stationId);
  return {
    id: diffusion.id,
    program: directory.programById(diffusion.programId).slug,
    episode: episodes.get(diffusion.episodeId)?.slug ?? null,
    start: isoInstant(diffusion.start, timeZone),
    end: isoInstant(diffusion.end, timeZone),
    type: diffusion.type,
    startMode: diffusion.startMode,
    initial: diffusion.initialId,
    schedule: diffusion.scheduleId,
    layer: diffusion.layer,
    zoneNote: diffusion.zoneNote,
    touched: diffusion.touched,
  };
}
