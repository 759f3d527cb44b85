import type { Store } from '../../ports/store.ts';
import { PlanDraft } from '../../timetable/plan-draft.ts';
import { KnownEpisodes, settleEpisodes } from '../../timetable/plan-episodes.ts';
import { isNumbered, isTitleOf, titleOf } from '../../timetable/title.ts';
import { isSlugOf } from '../../timetable/title-slug.ts';
import { must } from '../../values/errors.ts';
import type { EpisodeId, ProgramId, StationId } from '../../values/ids.ts';
import { stationById } from './naming.ts';

/** An episode whose diffusion stands for another local time. */
export interface MovedEpisode {
  readonly programId: ProgramId;
  readonly episodeId: EpisodeId;
  readonly from: string;
  readonly to: string;
}

/** Calls episodes after their new dates, where they were called after their old ones and nobody gave them another name. */
export async function retitleMoved(store: Store, stationId: StationId, moved: readonly MovedEpisode[]): Promise<void> {
  const changed = moved.filter(({ from, to }) => from !== to);
  if (changed.length === 0) return;
  const { language } = await stationById(store, stationId);
  const programs = new Map((await store.programs.list(stationId)).map((program) => [program.id, program]));
  const found = await store.episodes.byIds([...new Set(changed.map(({ episodeId }) => episodeId))]);
  const episodes = new Map(found.map((episode) => [episode.id, episode]));
  const draft = new PlanDraft();
  for (const { programId, episodeId, from, to } of changed) {
    const program = must(programs.get(programId), `program ${programId}`);
    const episode = must(episodes.get(episodeId), `episode ${episodeId}`);
    const basis = { program: program.name, pattern: program.titlePattern, language };
    const isOwn = !isSlugOf(program.slug, from, episode.slug) || !isTitleOf(basis, from, episode.title);
    if (isOwn || isNumbered(basis)) continue;
    const slug = isSlugOf(program.slug, to, episode.slug) ? episode.slug : null;
    draft.renamed.push({
      id: episodeId,
      programId,
      programSlug: program.slug,
      local: to,
      title: titleOf(basis, to, 0),
      slug,
    });
  }
  const known = new KnownEpisodes();
  for (;;) {
    const settled = settleEpisodes(draft, known);
    if ('edits' in settled) return store.timetable.apply(stationId, settled.edits);
    known.add(settled.ask, await store.timetable.episodesNamed(settled.ask));
  }
}
