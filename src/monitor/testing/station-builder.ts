import type { StationSnapshot } from '../../ports/store.ts';
import { DIFFUSION_DEFAULTS } from '../../values/defaults.ts';
import type {
  DiffusionId,
  EpisodeId,
  LogEntryId,
  ProgramId,
  Slug,
  SoundId,
  StationId,
  TrackId,
} from '../../values/ids.ts';
import type { Diffusion, Episode, Program, Sound, Station, Stream, Track } from '../../values/model.ts';

/** The instant that tests count from: an ordinary Tuesday, far from any change of the clock. */
export const NOON_MS = Temporal.Instant.from('2026-06-02T12:00:00Z').epochMilliseconds;

/** An instant, in seconds from {@link NOON_MS}. */
export function at(seconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(atMs(seconds));
}

export function atMs(seconds: number): number {
  return NOON_MS + Math.round(seconds * 1000);
}

export const ids = {
  diffusion: (id: number) => id as DiffusionId,
  episode: (id: number) => id as EpisodeId,
  program: (id: number) => id as ProgramId,
  sound: (id: number) => id as SoundId,
  station: (id: number) => id as StationId,
  track: (id: number) => id as TrackId,
  entry: (id: number) => id as LogEntryId,
};

type Given<Entity> = { readonly id: number } & Partial<Omit<Entity, 'id'>>;

interface DiffusionGiven {
  readonly id: number;
  readonly episode: number;
  /** Seconds from noon. */
  readonly from: number;
  readonly to: number;
  readonly mode?: Diffusion['startMode'];
  readonly type?: Diffusion['type'];
  readonly layer?: number;
  readonly rerunOf?: number;
}

/** A station's timetable and library, put together piece by piece; what is not said has a plain value. */
export class StationBuilder {
  #station: Station = {
    id: ids.station(1),
    slug: 'vert' as Slug,
    name: 'Radio Vert',
    timeZone: 'Europe/Brussels',
    cancelTimeoutSeconds: 1200,
    syncTimeoutSeconds: 300,
    silenceLimitSeconds: 10,
    silenceThresholdDb: -40,
    language: 'en',
    daysAhead: 60,
    enabled: true,
  };
  readonly #programs = new Map<ProgramId, Program>();
  readonly #streams: Stream[] = [];
  readonly #episodes = new Map<EpisodeId, Episode>();
  readonly #diffusions: Diffusion[] = [];
  readonly #sounds = new Map<SoundId, Sound>();
  readonly #tracks: Track[] = [];

  station(change: Partial<Station>): this {
    this.#station = { ...this.#station, ...change };
    return this;
  }

  program(slug: string, given: Given<Program>): this {
    const id = ids.program(given.id);
    this.#programs.set(id, {
      stationId: this.#station.id,
      name: slug,
      kind: 'scheduled',
      hardFadeSeconds: 1.5,
      cutAtEnd: false,
      resume: 'live',
      priority: 0,
      sync: true,
      titlePattern: null,
      rerunsOfCancelled: 'drop',
      pause: null,
      ...given,
      slug: slug as Slug,
      id,
    });
    return this;
  }

  stream(programId: number, given: Partial<Omit<Stream, 'programId'>>): this {
    this.#streams.push({ window: null, minDelaySeconds: 0, weight: 1, ...given, programId: ids.program(programId) });
    return this;
  }

  episode(id: number, programId: number): this {
    this.#episodes.set(ids.episode(id), {
      id: ids.episode(id),
      programId: ids.program(programId),
      slug: `episode-${id}` as Slug,
      title: `Episode ${id}`,
    });
    return this;
  }

  /** @param given `path` by default `/sounds/<id>.ogg`, duration a minute */
  sound(given: Given<Sound>): this {
    const id = ids.sound(given.id);
    this.#sounds.set(id, {
      stationId: this.#station.id,
      programId: null,
      episodeId: null,
      type: given.episodeId === undefined ? 'other' : 'archive',
      path: `/sounds/${id}.ogg`,
      title: `Sound ${id}`,
      position: 0,
      durationSeconds: 60,
      ...given,
      id,
    });
    return this;
  }

  track(id: number, soundId: number, atSeconds: number | null): this {
    this.#tracks.push({
      id: ids.track(id),
      soundId: ids.sound(soundId),
      episodeId: null,
      position: id,
      atSeconds,
      artist: 'Nina',
      title: `Track ${id}`,
    });
    return this;
  }

  diffusion(given: DiffusionGiven): this {
    const episodeId = ids.episode(given.episode);
    this.#diffusions.push({
      id: ids.diffusion(given.id),
      stationId: this.#station.id,
      programId: this.#episodes.get(episodeId)?.programId ?? ids.program(1),
      episodeId,
      ...DIFFUSION_DEFAULTS,
      type: given.type ?? 'on_air',
      start: at(given.from),
      end: at(given.to),
      startMode: given.mode ?? 'hard',
      layer: given.layer ?? 0,
      initialId: given.rerunOf === undefined ? null : ids.diffusion(given.rerunOf),
    });
    return this;
  }

  build(): StationSnapshot {
    const timedTracks = new Map<SoundId, Track[]>();
    for (const track of this.#tracks) {
      if (track.soundId === null || track.atSeconds === null) continue;
      timedTracks.set(track.soundId, [...(timedTracks.get(track.soundId) ?? []), track]);
    }
    for (const tracks of timedTracks.values()) tracks.sort((a, b) => (a.atSeconds ?? 0) - (b.atSeconds ?? 0));
    return {
      station: this.#station,
      programs: new Map(this.#programs),
      streams: [...this.#streams],
      episodes: new Map(this.#episodes),
      diffusions: [...this.#diffusions].sort(
        (a, b) => a.start.epochMilliseconds - b.start.epochMilliseconds || a.id - b.id,
      ),
      sounds: new Map(this.#sounds),
      timedTracks,
    };
  }
}

/**
 * A station with a music stream `night` (program 1, sounds 11 and 12, a minute each) and a show `morning` (program 2,
 * episode 5 with sound 51, ten minutes); no diffusion yet.
 */
export function plainStation(): StationBuilder {
  return new StationBuilder()
    .program('night', { id: 1, kind: 'streamed' })
    .sound({ id: 11, programId: ids.program(1) })
    .sound({ id: 12, programId: ids.program(1) })
    .program('morning', { id: 2 })
    .episode(5, 2)
    .sound({ id: 51, episodeId: ids.episode(5), durationSeconds: 600 });
}
