import type { EventFacts } from '../../exchange/imported.ts';
import type { Store } from '../../ports/store.ts';
import { PROGRAM_DEFAULTS } from '../../values/defaults.ts';
import { RefusedError } from '../../values/errors.ts';
import type { Slug } from '../../values/ids.ts';
import type { Program, Station } from '../../values/model.ts';

/** Finds out which program an event is of (SPEC TT-69), and makes those that are not there. */
export class ImportPrograms {
  readonly made: Program[] = [];
  readonly #store: Store;
  readonly #station: Station;
  readonly #all: Program | null;
  readonly #slugOf: (name: string) => Slug;
  /** By slug, and by name in small letters. */
  readonly #known = new Map<string, Program>();

  private constructor(store: Store, station: Station, all: Program | null, slugOf: (name: string) => Slug) {
    this.#store = store;
    this.#station = station;
    this.#all = all;
    this.#slugOf = slugOf;
  }

  /** @param all the program that all events are of; null: each says itself */
  static async read(
    store: Store,
    station: Station,
    all: Program | null,
    slugOf: (name: string) => Slug,
  ): Promise<ImportPrograms> {
    const programs = new ImportPrograms(store, station, all, slugOf);
    for (const program of await store.programs.list(station.id)) programs.#learn(program);
    return programs;
  }

  /** @throws {RefusedError} `not_scheduled`, `no_name`, `no_slug` */
  async of(event: EventFacts): Promise<Program> {
    const program = this.#all ?? this.#find(event) ?? (await this.#make(event));
    if (program.kind === 'scheduled') return program;
    throw new RefusedError(
      'not_scheduled',
      `it is of ${program.slug}, a streamed program, which plays between diffusions; allowed: a scheduled one, with --program`,
    );
  }

  #find({ program, categories, summary }: EventFacts): Program | undefined {
    if (program !== null) return this.#known.get(program);
    const [before] = summary.split(': ', 1);
    for (const name of [...categories, summary, before ?? '']) {
      const found = this.#named(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #named(name: string): Program | undefined {
    return this.#known.get(name.toLowerCase());
  }

  async #make({ program, categories: [category = ''], summary }: EventFacts): Promise<Program> {
    const name = program === null ? summary || category : category || program;
    if (name === '') throw new RefusedError('no_name', 'it has no SUMMARY to name a program after; allowed: --program');
    const slug = program ?? this.#slugOf(name);
    const known = this.#known.get(slug);
    if (known !== undefined) return known;
    const { id: stationId } = this.#station;
    const made = await this.#store.programs.add({
      ...PROGRAM_DEFAULTS,
      stationId,
      slug: slug as Slug,
      name,
      kind: 'scheduled',
    });
    this.made.push(made);
    this.#learn(made);
    return made;
  }

  #learn(program: Program): void {
    const name = program.name.toLowerCase();
    // a slug is nobody else's; of two programs of one name the first is meant
    if (!this.#known.has(name)) this.#known.set(name, program);
    this.#known.set(program.slug, program);
  }
}
