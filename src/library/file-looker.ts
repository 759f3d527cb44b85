import type { Clock } from '../ports/clock.ts';
import { type LookOptions, lookAt } from './look.ts';
import { mountPointOf, mountPoints } from './mount-points.ts';

export interface FileLookerOptions extends LookOptions {
  readonly clock: Clock;
  /** Where file systems are attached; asked anew for each look. */
  readonly mounts?: () => Promise<readonly string[]>;
}

/**
 * Looks which files are there, each mounted file system by itself: one that hangs is not asked again while somebody waits
 * for it, and what was known of its files stands; the others are not held up.
 */
export class FileLooker {
  readonly #options: FileLookerOptions;
  /** Missing at the last answer. Those never answered for are not in it: nothing says that they are missing. */
  readonly #missing = new Set<string>();
  readonly #hanging = new Set<string>();
  #silent: readonly string[] = [];

  constructor(options: FileLookerOptions) {
    this.#options = options;
  }

  /** Mount points that did not answer, or not for all, at the last look. */
  get silent(): readonly string[] {
    return this.#silent;
  }

  async missing(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const wanted = new Set(paths.map((path) => path.toWellFormed()));
    const points = await (this.#options.mounts ?? mountPoints)();
    const groups = Map.groupBy(wanted, (path) => mountPointOf(path, points));
    const complete = await Promise.all([...groups].map(([point, group]) => this.#lookAtGroup(point, group)));
    this.#silent = [...groups.keys()].filter((_, index) => complete[index] === false).sort();
    return new Set([...wanted].filter((path) => this.#missing.has(path)));
  }

  /** @returns whether all of them were answered for */
  async #lookAtGroup(point: string, paths: readonly string[]): Promise<boolean> {
    if (this.#hanging.has(point)) return false;
    const { there, answered, gone } = await lookAt(paths, this.#options);
    if (gone !== null) {
      this.#hanging.add(point);
      void gone.then(() => this.#hanging.delete(point));
    }
    for (const path of paths.slice(0, answered)) {
      if (there.has(path)) this.#missing.delete(path);
      else this.#missing.add(path);
    }
    return answered === paths.length;
  }
}
