import type { Store } from '../ports/store.ts';
import { DIFFUSION_DEFAULTS, PROGRAM_DEFAULTS } from '../values/defaults.ts';
import type { EpisodeId, ProgramId, Slug } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Program, StartMode, Station } from '../values/model.ts';
import type { Disk } from './disk.ts';
import type { SeededRandom } from './seeded-random.ts';

const ZONES = ['Europe/Brussels', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
const SHOWS = ['morning', 'noon', 'tea', 'news', 'evening', 'play', 'late'];
const EPISODES = 2;

interface Show {
  readonly program: Program;
  readonly episodes: readonly EpisodeId[];
  readonly mode: StartMode;
  /** Local times of day, in minutes, at which it is on, every day. */
  readonly minutes: readonly number[];
  readonly lengthMinutes: number;
  readonly layer: number;
}

/**
 * A radio as there might be one: music by streams of every kind, and shows hard and soft, in a zone that changes its clocks.
 *
 * @param layering chance of its own for layers and priorities: all else is the same with and without them
 */
export function makeStation(
  store: Store,
  disk: Disk,
  random: SeededRandom,
  layering: SeededRandom,
  span: { readonly fromMs: number; readonly days: number },
): Promise<Station> {
  return store.transaction(async (inside) => {
    const maker = new Maker(inside, disk, random, layering);
    const station = await inside.stations.add(newStation(random));
    await inside.ports.add({ stationId: station.id, direction: 'output', kind: 'harbor', settings: {} });
    await maker.addMusic(station);
    const shows: Show[] = [];
    for (const name of SHOWS) shows.push(await maker.addShow(station, name));
    await maker.addTimetable(station, shows, span);
    return station;
  });
}

function newStation(random: SeededRandom): Omit<Station, 'id'> {
  return {
    slug: 'sim' as Slug,
    name: 'Simulated',
    timeZone: random.pick(ZONES),
    cancelTimeoutSeconds: random.pick([120, 600, 1200]),
    syncTimeoutSeconds: random.pick([300, 1800, 3600]),
    silenceLimitSeconds: 10,
    silenceThresholdDb: -40,
    language: 'en',
    daysAhead: 60,
    enabled: true,
  };
}

class Maker {
  readonly #store: Store;
  readonly #disk: Disk;
  readonly #random: SeededRandom;
  readonly #layering: SeededRandom;
  /** Every second station has its slots in one layer, and no priorities. */
  readonly #isLayered: boolean;

  constructor(store: Store, disk: Disk, random: SeededRandom, layering: SeededRandom) {
    this.#store = store;
    this.#disk = disk;
    this.#random = random;
    this.#layering = layering;
    this.#isLayered = layering.chance(0.5);
  }

  async addMusic(station: Station): Promise<void> {
    const streams = [
      { name: 'pop', pieces: 8, weight: 3, delay: 0, window: null },
      { name: 'jazz', pieces: 5, weight: 1, delay: 0, window: null },
      { name: 'night', pieces: 4, weight: 1, delay: 0, window: { from: '22:00', to: '06:00' } },
      { name: 'jingles', pieces: 3, weight: 1, delay: 7200, window: null },
    ];
    for (const { name, pieces, weight, delay, window } of streams) {
      const { id: programId } = await this.#addProgram(station, name, 'streamed');
      await this.#store.streams.set({ programId, weight, minDelaySeconds: delay, window });
      for (let piece = 0; piece < pieces; piece += 1) {
        const seconds = name === 'jingles' ? 15 : name === 'night' ? 3600 : this.#random.between(400, 1500);
        await this.#addSound(station, `/music/${name}-${piece}.ogg`, seconds, { programId });
      }
    }
  }

  async addShow(station: Station, name: string): Promise<Show> {
    const program = await this.#addProgram(station, name, 'scheduled');
    const lengthMinutes = name === 'news' ? 5 : this.#random.pick([15, 30, 60, 90]);
    const episodes: EpisodeId[] = [];
    for (let issue = 1; issue <= EPISODES; issue += 1) {
      const slug = `${name}-${issue}` as Slug;
      const { id: episodeId } = await this.#store.episodes.add({
        programId: program.id,
        slug,
        title: `${name} ${issue}`,
      });
      episodes.push(episodeId);
      await this.#addArchive(station, slug, episodeId, lengthMinutes * 60 * (0.7 + this.#random.next() * 0.4));
    }
    const times = name === 'news' ? 4 : 2;
    return {
      program,
      episodes,
      mode: this.#random.pick(['hard', 'soft']),
      minutes: this.#minutes(times),
      lengthMinutes,
      layer: this.#layered([0, 0, 0, 1, 2, -1]),
    };
  }

  async addTimetable(
    { id: stationId, timeZone }: Station,
    shows: readonly Show[],
    { fromMs, days }: { readonly fromMs: number; readonly days: number },
  ): Promise<void> {
    const first = instantFromMs(fromMs).toZonedDateTimeISO(timeZone).toPlainDate();
    for (let day = 0; day < days; day += 1) {
      for (const { program, episodes, mode, minutes, lengthMinutes, layer } of shows) {
        for (const minute of minutes) {
          const time = { hour: Math.floor(minute / 60), minute: minute % 60 };
          const start = first.add({ days: day }).toZonedDateTime({ timeZone, plainTime: time }).toInstant();
          const end = start.add({ minutes: lengthMinutes });
          const episodeId = this.#random.pick(episodes);
          const more = { ...DIFFUSION_DEFAULTS, startMode: mode, layer };
          await this.#store.diffusions.add({ stationId, programId: program.id, episodeId, start, end, ...more });
        }
      }
    }
  }

  #layered(values: readonly number[]): number {
    return this.#isLayered ? this.#layering.pick(values) : 0;
  }

  /** Half of the starts lie on a half hour, where programs meet. */
  #minutes(count: number): readonly number[] {
    return Array.from({ length: count }, () =>
      this.#random.chance(0.5) ? this.#random.between(0, 47) * 30 : this.#random.between(0, 1439),
    );
  }

  #addProgram(station: Station, name: string, kind: Program['kind']): Promise<Program> {
    return this.#store.programs.add({
      ...PROGRAM_DEFAULTS,
      stationId: station.id,
      slug: name as Slug,
      name,
      kind,
      hardFadeSeconds: 1.5,
      cutAtEnd: this.#random.chance(0.5),
      resume: this.#random.pick(['live', 'live', 'continue', 'restart', 'skip']),
      priority: kind === 'scheduled' ? this.#layered([0, 0, 5]) : 0,
    });
  }

  async #addArchive(station: Station, name: string, episodeId: EpisodeId, seconds: number): Promise<void> {
    const parts = this.#random.pick([1, 1, 2, 3]);
    for (let position = 0; position < parts; position += 1) {
      const share = Math.max(30, Math.round(seconds / parts));
      await this.#addSound(station, `/shows/${name}-${position}.ogg`, share, { episodeId, position });
    }
  }

  async #addSound(
    { id: stationId }: Station,
    path: string,
    durationSeconds: number,
    of: { readonly programId?: ProgramId; readonly episodeId?: EpisodeId; readonly position?: number },
  ): Promise<void> {
    const sound = await this.#store.sounds.add({
      stationId,
      programId: null,
      episodeId: null,
      position: 0,
      type: of.episodeId === undefined ? 'other' : 'archive',
      title: path,
      path,
      durationSeconds,
      ...of,
    });
    this.#disk.addFile(path, durationSeconds * 1000);
    const tracks = of.episodeId === undefined && durationSeconds > 1200 ? 6 : 0;
    for (let position = 0; position < tracks; position += 1) {
      const atSeconds = Math.round((durationSeconds / tracks) * position);
      const names = { artist: 'Nina', title: `${path} ${position}` };
      await this.#store.tracks.add({ soundId: sound.id, episodeId: null, position, atSeconds, ...names });
    }
  }
}
