import type { AddedDiffusion, FollowedDiffusion, MadeDiffusion } from '../ports/timetable-store.ts';
import type { DiffusionId, EpisodeId, ProgramId, ScheduleId } from '../values/ids.ts';
import { ScheduleNotes } from './plan-report.ts';
import type { TitleBasis } from './title.ts';

/** An episode that is wanted. Its slug is found when it is known which are taken (`plan-episodes.ts`). */
export interface WantedEpisode {
  readonly programId: ProgramId;
  readonly programSlug: string;
  /** The local time that it is the episode of. */
  readonly local: string;
  readonly title: string;
}

export interface NewEpisode extends WantedEpisode {
  /** What titles that nobody gave are made from: one that is there and has such a title is called as this one. */
  readonly bases: readonly TitleBasis[];
}

export interface RenamedEpisode extends WantedEpisode {
  readonly id: EpisodeId;
  /** The slug that it keeps; null: it gets one of its new date. */
  readonly slug: string | null;
}

/** What a plan comes to, while it is made. Episodes are named by their places in {@link episodes}. */
export class PlanDraft {
  readonly episodes: NewEpisode[] = [];
  readonly renamed: RenamedEpisode[] = [];
  readonly add: AddedDiffusion[] = [];
  readonly change: FollowedDiffusion[] = [];
  readonly removed = new Set<DiffusionId>();
  /** Of which nothing is left to keep once they have no diffusion. */
  readonly emptied = new Set<EpisodeId>();
  /** How many diffusions an episode loses. */
  readonly lost = new Map<EpisodeId, number>();
  readonly madeOf = new Map<ScheduleId, string>();
  readonly #notes = new Map<ScheduleId, { readonly programId: ProgramId; readonly notes: ScheduleNotes }>();

  /** @returns its place */
  addEpisode(episode: NewEpisode): number {
    return this.episodes.push(episode) - 1;
  }

  /** @returns its place */
  addDiffusion(diffusion: AddedDiffusion): number {
    return this.add.push(diffusion) - 1;
  }

  takeBack({ diffusion: { id, episodeId } }: MadeDiffusion): void {
    this.removed.add(id);
    this.lost.set(episodeId, (this.lost.get(episodeId) ?? 0) + 1);
  }

  notesOf(scheduleId: ScheduleId, programId: ProgramId): ScheduleNotes {
    const there = this.#notes.get(scheduleId);
    if (there !== undefined) return there.notes;
    const notes = new ScheduleNotes();
    this.#notes.set(scheduleId, { programId, notes });
    return notes;
  }

  get reports() {
    return [...this.#notes]
      .filter(([, { notes }]) => !notes.isEmpty)
      .map(([scheduleId, { programId, notes }]) => ({ scheduleId, programId, ...notes }))
      .sort((a, b) => a.scheduleId - b.scheduleId);
  }
}
