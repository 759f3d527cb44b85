import { titleIn } from '../../exchange/timetable.ts';
import type { Store } from '../../ports/store.ts';
import type { TimetableEdits } from '../../ports/timetable-store.ts';
import { titleOf } from '../../timetable/title.ts';
import { slugsOf } from '../../timetable/title-slug.ts';
import { assert } from '../../values/errors.ts';
import type { ProgramId } from '../../values/ids.ts';
import type { Program, Station } from '../../values/model.ts';

/** The episodes that an import makes, each with a slug that its program has not yet. */
export class ImportEpisodes {
  readonly made: TimetableEdits['episodes'][number][] = [];
  readonly #store: Store;
  readonly #station: Station;
  readonly #taken = new Map<ProgramId, Set<string>>();

  constructor(store: Store, station: Station) {
    this.#store = store;
    this.#station = station;
  }

  /** @returns its place among those that are made */
  async make(program: Program, summary: string, local: string): Promise<number> {
    const taken = await this.#takenOf(program.id);
    for (const slug of slugsOf(program.slug, local)) {
      if (taken.has(slug)) continue;
      taken.add(slug);
      return this.made.push({ programId: program.id, slug, title: this.title(program, summary, local) }) - 1;
    }
    assert(false, 'there is no end of slugs');
  }

  /** What the event calls it, or, where it names the program alone, what the program's pattern does. */
  title(program: Program, summary: string, local: string): string {
    const basis = { program: program.name, pattern: program.titlePattern, language: this.#station.language };
    return titleIn(summary, program.name) || titleOf(basis, local, 1);
  }

  async #takenOf(programId: ProgramId): Promise<Set<string>> {
    let taken = this.#taken.get(programId);
    if (taken === undefined) {
      taken = new Set((await this.#store.episodes.list(programId)).map(({ slug }) => slug));
      this.#taken.set(programId, taken);
    }
    return taken;
  }
}
