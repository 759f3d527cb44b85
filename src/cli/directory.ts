import type { Store } from '../ports/store.ts';
import { type ErrorData, must, RefusedError } from '../values/errors.ts';
import type { EpisodeId, ProgramId, StationId } from '../values/ids.ts';
import type { Episode, Program, Station } from '../values/model.ts';
import { nearest } from '../values/nearest.ts';
import { quoted } from './format.ts';

/** The stations and programs there are, and how people name them and their episodes. */
export class Directory {
  readonly stations: readonly Station[];
  readonly programs: readonly Program[];
  readonly #store: Store;

  private constructor(store: Store, stations: readonly Station[], programs: readonly Program[]) {
    this.#store = store;
    this.stations = stations;
    this.programs = programs;
  }

  static async read(store: Store): Promise<Directory> {
    const stations = await store.stations.list();
    const programs: Program[] = [];
    // one after the other: inside a transaction there is a single connection
    for (const station of stations) programs.push(...(await store.programs.list(station.id)));
    return new Directory(store, stations, programs);
  }

  /** @throws {RefusedError} `unknown_station` */
  station(name: string): Station {
    const found =
      this.stations.find(({ slug }) => slug === name) ?? this.stations.find(({ id }) => String(id) === name);
    if (found !== undefined) return found;
    throw unknown(
      'station',
      name,
      this.stations.map(({ slug }) => slug),
      'airkeeper station add NAME',
    );
  }

  /** The station named, or the only one there is. @throws {RefusedError} `unknown_station`, `ambiguous`, `no_station` */
  stationOrOnly(name: string | undefined, how: string): Station {
    if (name !== undefined) return this.station(name);
    const [only, ...others] = this.stations;
    if (only === undefined) {
      throw new RefusedError('no_station', 'there is no station yet; add one: airkeeper station add NAME');
    }
    if (others.length === 0) return only;
    throw ambiguous(
      `there are ${this.stations.length} stations`,
      this.stations.map(({ slug }) => slug),
      how,
    );
  }

  /** `slug`, `station/slug`, or an id. @throws {RefusedError} `unknown_program`, `ambiguous` */
  program(name: string): Program {
    const matching = (test: (program: Program) => boolean) => this.programs.filter(test);
    const named = matching((program) => this.programNames(program).includes(name));
    const found = named.length > 0 ? named : matching(({ id }) => String(id) === name);
    return this.#single('program', name, found, (program) => this.programPath(program), {
      all: this.programs.flatMap((program) => this.programNames(program)),
      how: 'airkeeper program add STATION NAME',
    });
  }

  /** `slug`, `program/slug`, `station/program/slug`, or an id. @throws {RefusedError} `unknown_episode`, `ambiguous` */
  async episode(name: string): Promise<Episode> {
    const parts = name.split('/');
    const withSlug = await this.#store.episodes.bySlug(parts.at(-1) ?? '');
    const named = withSlug.filter((episode) => this.episodeNames(episode).includes(name));
    const byId = named.length === 0 && /^\d{1,15}$/.test(name);
    const found = byId ? await this.#store.episodes.byIds([Number(name) as EpisodeId]) : named;
    return this.#single('episode', name, found, (episode) => this.episodePath(episode), {
      all: found.length > 0 ? [] : await this.#episodeNames(),
      how: 'airkeeper episode add PROGRAM TITLE',
    });
  }

  stationById(id: StationId): Station {
    return must(
      this.stations.find((station) => station.id === id),
      `station ${id}`,
    );
  }

  programById(id: ProgramId): Program {
    return must(
      this.programs.find((program) => program.id === id),
      `program ${id}`,
    );
  }

  programPath(program: Program): string {
    return `${this.stationById(program.stationId).slug}/${program.slug}`;
  }

  episodePath(episode: Episode): string {
    return `${this.programPath(this.programById(episode.programId))}/${episode.slug}`;
  }

  /** Every name under which it is found, shortest first. */
  programNames(program: Program): readonly string[] {
    return [program.slug, this.programPath(program)];
  }

  episodeNames(episode: Episode): readonly string[] {
    const program = this.programById(episode.programId);
    return [episode.slug, ...this.programNames(program).map((name) => `${name}/${episode.slug}`)];
  }

  async #episodeNames(): Promise<readonly string[]> {
    const names: string[] = [];
    for (const program of this.programs) {
      for (const episode of await this.#store.episodes.list(program.id)) names.push(...this.episodeNames(episode));
    }
    return names;
  }

  #single<Thing>(
    noun: string,
    name: string,
    found: readonly Thing[],
    path: (thing: Thing) => string,
    others: { readonly all: readonly string[]; readonly how: string },
  ): Thing {
    const [first, ...more] = found;
    if (first === undefined) throw unknown(noun, name, others.all, others.how);
    if (more.length === 0) return first;
    throw ambiguous(`${quoted(name)} names ${found.length} ${noun}s`, found.map(path).sort(), 'give one of these');
  }
}

/** Something is asked for by a name that nothing has. Says which names are near, else which there are. */
export function unknown(noun: string, name: string, all: readonly string[], how: string): RefusedError {
  const names = [...new Set(all)];
  const near = nearest(name, names);
  const data: ErrorData = { given: name, near: near.join(' ') };
  const said = `there is no ${noun} ${quoted(name)}`;
  if (near.length > 0) return new RefusedError(`unknown_${noun}`, `${said}; did you mean ${near.join(', ')}?`, data);
  if (names.length === 0) return new RefusedError(`unknown_${noun}`, `${said}, nor any other; add one: ${how}`, data);
  const some = names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '');
  return new RefusedError(`unknown_${noun}`, `${said}; there are: ${some}`, data);
}

function ambiguous(said: string, candidates: readonly string[], how: string): RefusedError {
  return new RefusedError('ambiguous', `${said}: ${candidates.join(', ')}; ${how}`, {
    candidates: candidates.join(' '),
  });
}
