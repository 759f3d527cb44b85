import type { EpisodeName, EpisodeRef, NamedEpisode, TimetableEdits } from '../ports/timetable-store.ts';
import { assert, must } from '../values/errors.ts';
import type { EpisodeId, ProgramId } from '../values/ids.ts';
import type { NewEpisode, PlanDraft, WantedEpisode } from './plan-draft.ts';
import { isTitleOf } from './title.ts';
import { slugsOf } from './title-slug.ts';

/** The names that were asked about, and what was found under them. */
export class KnownEpisodes {
  readonly #found = new Map<string, NamedEpisode | null>();

  add(asked: readonly EpisodeName[], found: readonly NamedEpisode[]): void {
    for (const name of asked) this.#found.set(keyOf(name), null);
    for (const episode of found) this.#found.set(keyOf(episode), episode);
  }

  /** Undefined: nobody asked. */
  of(name: EpisodeName): NamedEpisode | null | undefined {
    return this.#found.get(keyOf(name));
  }
}

export type Settled = { readonly ask: readonly EpisodeName[] } | { readonly edits: TimetableEdits };

/**
 * Gives each episode its slug (SPEC TT-32), as far as is known which are taken: `ask` is what must be known besides. An episode
 * that has the slug already and nothing else on the timetable is taken in the place of a new one, and with it its sounds (SPEC TT-33).
 */
export function settleEpisodes(draft: PlanDraft, known: KnownEpisodes): Settled {
  const settling = new Settling(draft, known);
  const retitle = draft.renamed.map((wanted) => ({
    id: wanted.id,
    slug: wanted.slug ?? settling.slugFor(wanted, wanted.id),
    title: wanted.title,
  }));
  const refs = draft.episodes.map((wanted) => settling.episodeFor(wanted));
  if (settling.ask.length > 0) return { ask: settling.ask };
  return {
    edits: {
      episodes: settling.made,
      retitle: [...retitle, ...settling.adopted],
      add: draft.add.map((added) => ({ ...added, episode: settledRef(added.episode, refs) })),
      change: draft.change,
      remove: [...draft.removed],
      removeEpisodes: [...draft.emptied].filter((id) => !settling.taken.has(id)),
      madeOf: draft.madeOf,
    },
  };
}

class Settling {
  readonly ask: EpisodeName[] = [];
  readonly made: TimetableEdits['episodes'][number][] = [];
  readonly adopted: TimetableEdits['retitle'][number][] = [];
  /** Episodes that are there and have a diffusion again. */
  readonly taken = new Set<EpisodeId>();
  readonly #given = new Set<string>();
  readonly #draft: PlanDraft;
  readonly #known: KnownEpisodes;

  constructor(draft: PlanDraft, known: KnownEpisodes) {
    this.#draft = draft;
    this.#known = known;
    for (const { slug, programId } of draft.renamed) if (slug !== null) this.#given.add(keyOf({ programId, slug }));
  }

  /** A free one, or the one that the episode has. */
  slugFor(wanted: WantedEpisode, own: EpisodeId): string {
    return this.#first(wanted, ({ id }) => id === own).slug;
  }

  episodeFor(wanted: NewEpisode): EpisodeRef {
    const { slug, there } = this.#first(wanted, (episode) => this.#isLeft(episode));
    if (there === null) return { made: this.made.push({ programId: wanted.programId, slug, title: wanted.title }) - 1 };
    this.taken.add(there.id);
    // nobody has given it a title
    const isGenerated =
      this.#draft.emptied.has(there.id) || wanted.bases.some((basis) => isTitleOf(basis, wanted.local, there.title));
    if (isGenerated && there.title !== wanted.title) this.adopted.push({ id: there.id, slug, title: wanted.title });
    return { id: there.id };
  }

  /** The best slug that is free, or that an episode has which will do. */
  #first(
    { programId, programSlug, local }: WantedEpisode,
    willDo: (episode: NamedEpisode) => boolean,
  ): { readonly slug: string; readonly there: NamedEpisode | null } {
    for (const slug of slugsOf(programSlug, local)) {
      const name = { programId, slug };
      const key = keyOf(name);
      if (this.#given.has(key)) continue;
      const there = this.#known.of(name);
      if (there === undefined) this.ask.push(name);
      if (there && !willDo(there)) continue;
      this.#given.add(key);
      return { slug, there: there ?? null };
    }
    assert(false, 'there is no end of slugs');
  }

  #isLeft({ id, diffusions }: NamedEpisode): boolean {
    return diffusions - (this.#draft.lost.get(id) ?? 0) <= 0;
  }
}

function settledRef(ref: EpisodeRef, refs: readonly EpisodeRef[]): EpisodeRef {
  return 'id' in ref ? ref : must(refs[ref.made], `the episode ${ref.made} of the plan`);
}

function keyOf({ programId, slug }: EpisodeName): string {
  return `${programId satisfies ProgramId} ${slug}`;
}
