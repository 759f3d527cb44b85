import type { EventOverride, SingleEvent } from '../../exchange/imported.ts';
import type { Store } from '../../ports/store.ts';
import type { ChangedItem, PlacedDiffusion } from '../../ports/timetable-store.ts';
import { DIFFUSION_DEFAULTS } from '../../values/defaults.ts';
import { must } from '../../values/errors.ts';
import type { DiffusionId, ScheduleId } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';
import type { Diffusion, Program, Station } from '../../values/model.ts';
import { changedDiffusion } from '../timetable/history.ts';
import type { ImportEpisodes } from './import-episodes.ts';
import { digestOf, type ImportLinks } from './import-links.ts';

/** Diffusions that an import adds, all at once when all are known. */
export class PlacedEvents {
  readonly #placed: {
    readonly event: SingleEvent;
    readonly occurrenceLocal: string;
    readonly diffusion: PlacedDiffusion;
  }[] = [];
  readonly #places = new Map<string, number>();
  readonly #episodes: ImportEpisodes;

  constructor(episodes: ImportEpisodes) {
    this.#episodes = episodes;
  }

  /** @param initial the one that it repeats, if it is on the timetable already */
  async add(program: Program, event: SingleEvent, initial: Diffusion | null): Promise<void> {
    const place = event.initialUid === null ? undefined : this.#places.get(event.initialUid);
    const repeated = place === undefined ? undefined : this.#placed[place]?.diffusion;
    const isRepeated = repeated !== undefined && repeated.programId === program.id && repeated.initial === null;
    if (isRepeated && place !== undefined) {
      this.#push(program, event, '', null, { episode: repeated.episode, initial: { added: place } });
    } else if (initial !== null && initial.programId === program.id && initial.initialId === null) {
      this.#push(program, event, '', null, { episode: { id: initial.episodeId }, initial: { id: initial.id } });
    } else {
      const made = await this.#episodes.make(program, event.summary, event.local);
      this.#places.set(event.uid, this.#placed.length);
      this.#push(program, event, '', null, { episode: { made }, initial: null });
    }
  }

  async addOccurrence(program: Program, scheduleId: ScheduleId, event: EventOverride): Promise<void> {
    const made = await this.#episodes.make(program, event.summary, event.occurrenceLocal);
    this.#push(program, event, event.occurrenceLocal, scheduleId, { episode: { made }, initial: null });
  }

  /** @returns what was added, with its event */
  async write(
    store: Store,
    { id: stationId }: Station,
    links: ImportLinks,
  ): Promise<readonly { readonly event: SingleEvent; readonly id: DiffusionId; readonly item: ChangedItem }[]> {
    if (this.#placed.length === 0) return [];
    const diffusions = this.#placed.map(({ diffusion }) => diffusion);
    const ids = await store.timetable.imports.place(stationId, this.#episodes.made, diffusions);
    const added = new Map((await store.diffusions.byIds(ids)).map((diffusion) => [diffusion.id, diffusion]));
    return this.#placed.map(({ event, occurrenceLocal }, index) => {
      const id = must(ids[index], 'the id');
      links.setDiffusion(event.uid, occurrenceLocal, digestOf(event), id);
      return { event, id, item: changedDiffusion(null, must(added.get(id), 'the diffusion')) };
    });
  }

  #push(
    program: Program,
    event: SingleEvent,
    occurrenceLocal: string,
    scheduleId: ScheduleId | null,
    refs: Pick<PlacedDiffusion, 'episode' | 'initial'>,
  ): void {
    const { type, startMode, layer, startMs, endMs } = event;
    const diffusion = {
      ...DIFFUSION_DEFAULTS,
      ...refs,
      programId: program.id,
      scheduleId,
      occurrenceLocal: scheduleId === null ? null : occurrenceLocal,
      touched: scheduleId !== null,
      type,
      start: instantFromMs(startMs),
      end: instantFromMs(endMs),
      startMode,
      layer,
    };
    this.#placed.push({ event, occurrenceLocal, diffusion });
  }
}

/** Has a diffusion be what its event says; null: it is so, or it has started and stays. */
export async function followEvent(
  store: Store,
  diffusion: Diffusion,
  event: SingleEvent,
  title: string,
): Promise<ChangedItem | null> {
  const { type, startMode, layer, startMs, endMs } = event;
  const slot = { start: instantFromMs(startMs), end: instantFromMs(endMs) };
  const after = { ...diffusion, type, startMode, layer, ...slot, touched: diffusion.scheduleId !== null };
  const [episode] = await store.episodes.byIds([diffusion.episodeId]);
  if (episode !== undefined && diffusion.initialId === null && episode.title !== title) {
    await store.episodes.change(episode.id, { title });
  }
  if (JSON.stringify(after) === JSON.stringify(diffusion)) return null;
  const { touched } = after;
  await store.diffusions.change(diffusion.id, { type, startMode, layer, ...slot, touched });
  return changedDiffusion(diffusion, after);
}
