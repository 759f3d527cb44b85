import type { StationSnapshot } from '../ports/store.ts';
import type { RehearsedItem, Trouble } from '../simulator/rehearsed.ts';
import { must } from '../values/errors.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { Diffusion, Episode, Program, Sound } from '../values/model.ts';
import { isoInstant, localTime, quoted } from './format.ts';
import type { Json } from './invocation.ts';
import { soundRef } from './present.ts';

/** A diffusion with what it is of. */
interface NamedDiffusion {
  readonly diffusion: Diffusion;
  readonly program: Program | undefined;
  readonly episode: Episode | undefined;
}

/** What a rehearsal says, with the names of what it refers to. */
export class RehearsalNames {
  readonly #snapshot: StationSnapshot;
  readonly #diffusions: ReadonlyMap<DiffusionId, Diffusion>;

  constructor(snapshot: StationSnapshot) {
    this.#snapshot = snapshot;
    this.#diffusions = new Map(snapshot.diffusions.map((diffusion) => [diffusion.id, diffusion]));
  }

  diffusion(id: DiffusionId): NamedDiffusion {
    const diffusion = must(this.#diffusions.get(id), `diffusion ${id} of the snapshot`);
    const { programs, episodes } = this.#snapshot;
    return {
      diffusion,
      program: programs.get(diffusion.programId),
      episode: episodes.get(diffusion.episodeId),
    };
  }

  sound({ soundId }: Pick<RehearsedItem, 'soundId'>): Sound | undefined {
    return soundId === null ? undefined : this.#snapshot.sounds.get(soundId);
  }

  itemJson(item: RehearsedItem): Json {
    return {
      start: this.#iso(item.start),
      end: item.end === null ? null : this.#iso(item.end),
      source: item.source,
      sound: soundRef(this.sound(item)),
      diffusion: this.#diffusionJson(item.diffusionId),
      reason: item.reason,
    };
  }

  itemRow({ start, end, source, ...item }: RehearsedItem): readonly string[] {
    const title = this.sound(item)?.title ?? '';
    const what = [this.#path(item.diffusionId), title === '' ? '' : quoted(title)].filter((part) => part !== '');
    return [this.#local(start), end === null ? '' : this.#local(end), source, what.join(' '), item.reason];
  }

  troubleJson({ at, name, message, rule, diffusionId }: Trouble): Json {
    return { at: this.#iso(at), name, message, rule, diffusion: this.#diffusionJson(diffusionId) };
  }

  troubleRow({ at, name, message, rule, diffusionId }: Trouble): readonly string[] {
    const of = diffusionId === null ? '' : `${diffusionId} ${this.#path(diffusionId)}`;
    return [this.#local(at), name, of, message, rule];
  }

  #diffusionJson(id: DiffusionId | null): Json {
    if (id === null) return null;
    const { diffusion, program, episode } = this.diffusion(id);
    const names = { program: program?.slug ?? null, episode: episode?.slug ?? null };
    return { id, ...names, start: this.#iso(diffusion.start) };
  }

  #path(id: DiffusionId | null): string {
    if (id === null) return '';
    const { program, episode } = this.diffusion(id);
    return `${program?.slug}/${episode?.slug}`;
  }

  #iso(instant: Temporal.Instant): string {
    return isoInstant(instant, this.#snapshot.station.timeZone);
  }

  #local(instant: Temporal.Instant): string {
    return localTime(instant, this.#snapshot.station.timeZone);
  }
}
