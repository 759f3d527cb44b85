import type { MadeDiffusion } from '../ports/timetable-store.ts';
import { occurrences } from './occurrences.ts';
import type { NewEpisode, RenamedEpisode, WantedEpisode } from './plan-draft.ts';
import type { Family } from './plan-families.ts';
import { localOfMade, recurrenceOf } from './plan-made.ts';
import { DAY_MS, wallMsOf } from './recurrence-local.ts';
import { isNumbered, isSameBasis, isTitleOf, titleOf } from './title.ts';
import { isSlugOf } from './title-slug.ts';

/** SPEC TT-30 to TT-34. */
export class PlannedTitles {
  readonly #family: Family;
  readonly #untilMs: number;
  #numbers: ReadonlyMap<string, number> | null = null;

  constructor(family: Family, untilMs: number) {
    this.#family = family;
    this.#untilMs = untilMs;
  }

  /** The episode of an occurrence that has none. */
  episodeOf(local: string): NewEpisode {
    return { ...this.#wanted(local), bases: this.#family.madeBases };
  }

  /** Whether nobody gave the episode a title or a slug of its own. */
  isGenerated(made: MadeDiffusion): boolean {
    const { program, madeBases } = this.#family;
    const local = localOfMade(made);
    if (!isSlugOf(program.slug, local, made.episodeSlug)) return false;
    return madeBases.some((basis) => isTitleOf(basis, local, made.episodeTitle));
  }

  /** What its episode is called when it stands for another occurrence, or when titles are made from something else; null: the same. */
  renamed(made: MadeDiffusion, local: string): RenamedEpisode | null {
    const { program, basis, madeBases } = this.#family;
    const isSame = localOfMade(made) === local && madeBases.every((other) => isSameBasis(other, basis));
    if ((isSame && !isNumbered(basis)) || !this.isGenerated(made)) return null;
    const wanted = this.#wanted(local);
    const slug = isSlugOf(program.slug, local, made.episodeSlug) ? made.episodeSlug : null;
    if (slug !== null && wanted.title === made.episodeTitle) return null;
    return { ...wanted, id: made.diffusion.episodeId, slug };
  }

  #wanted(local: string): WantedEpisode {
    const { program, basis } = this.#family;
    const title = titleOf(basis, local, this.#numberOf(local));
    return { programId: program.id, programSlug: program.slug, local, title };
  }

  #numberOf(local: string): number {
    if (!isNumbered(this.#family.basis)) return 0;
    this.#numbers ??= numbersOf(this.#family, this.#untilMs);
    return this.#numbers.get(local) ?? 0;
  }
}

/** Counted from the first of the rule, those of pauses too. */
function numbersOf({ initial: { schedule } }: Family, untilMs: number): ReadonlyMap<string, number> {
  const fromMs = wallMsOf(schedule.firstLocal) - 2 * DAY_MS;
  return new Map(occurrences(recurrenceOf(schedule), fromMs, untilMs).map(({ local }, index) => [local, index + 1]));
}
