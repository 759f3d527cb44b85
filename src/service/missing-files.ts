import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import type { Library } from '../ports/library.ts';
import type { StationSnapshot } from '../ports/store.ts';
import { BugError } from '../values/errors.ts';
import type { Sound } from '../values/model.ts';

const HOUR_MS = 3_600_000;
/** How near a diffusion is whose files are looked at each time. */
const NEAR_MS = 2 * HOUR_MS;
/** Nobody waits longer for a look: the timetable is worth more than a disk's answer. */
const PATIENCE_MS = 3000;

/**
 * Knows which of a station's files are missing. A look that takes long, on a slow disk or one that hangs, goes on by itself,
 * and what was known before stands meanwhile; of what was never looked at nothing says that it is missing.
 */
export class MissingFiles {
  readonly #library: Library;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #onLate: () => void;
  #missing: ReadonlySet<string> = new Set();
  #seen: ReadonlySet<string> = new Set();
  #checkedAllMs = Number.NEGATIVE_INFINITY;
  #looking: { readonly done: Promise<void>; isLate: boolean } | null = null;
  #silent = '';

  constructor(options: {
    readonly library: Library;
    readonly clock: Clock;
    readonly logger: Logger;
    /** A look that was not waited for is over. */
    readonly onLate: () => void;
  }) {
    this.#library = options.library;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#onLate = options.onLate;
  }

  /** Paths of the snapshot's sounds at which there is no file, as far as is known. Answers within three seconds. */
  async of(snapshot: StationSnapshot, nowMs: number): Promise<ReadonlySet<string>> {
    const sounds = [...snapshot.sounds.values()].filter((sound) => sound.type !== 'removed');
    this.#looking ??= this.#begin(this.#toLookAt(sounds, snapshot, nowMs));
    if (!this.#looking.isLate) await this.#wait(this.#looking);
    return new Set(sounds.map((sound) => sound.path).filter((path) => this.#missing.has(path)));
  }

  #begin(paths: readonly string[]): { readonly done: Promise<void>; isLate: boolean } {
    const looking = {
      isLate: false,
      done: this.#look(paths).finally(() => {
        this.#looking = null;
        if (looking.isLate) this.#onLate();
      }),
    };
    return looking;
  }

  async #wait(looking: { readonly done: Promise<void>; isLate: boolean }): Promise<void> {
    const over = new AbortController();
    const impatient = this.#clock.sleep(PATIENCE_MS, over.signal).then(() => {
      if (over.signal.aborted) return;
      looking.isLate = true;
      this.#logger.warn('the look at the files takes long: what was known of them stands meanwhile');
    });
    await Promise.race([looking.done.finally(() => over.abort()), impatient]);
  }

  async #look(paths: readonly string[]): Promise<void> {
    try {
      const missingNow = await this.#library.missing(paths);
      const lookedAt = new Set(paths);
      this.#missing = new Set([...[...this.#missing].filter((path) => !lookedAt.has(path)), ...missingNow]);
      this.#seen = new Set([...this.#seen, ...paths]);
      this.#saySilent();
    } catch (error) {
      if (error instanceof BugError) throw error;
      this.#logger.error({ err: error }, `the files could not be looked at: ${String(error)}`);
    }
  }

  #saySilent(): void {
    const silent = (this.#library.silent ?? []).join(', ');
    if (silent === this.#silent) return;
    if (silent === '') this.#logger.info(`the files in ${this.#silent} answer again`);
    else this.#logger.error(`the files in ${silent} do not answer: what was known of them stands`);
    this.#silent = silent;
  }

  /**
   * All files are looked at every `syncTimeout`, which may take a while where there are many; those of the diffusions that
   * are near, those that were missing, and those that are new, each time.
   */
  #toLookAt(sounds: readonly Sound[], snapshot: StationSnapshot, nowMs: number): readonly string[] {
    const monotonicMs = this.#clock.monotonicMs();
    if (monotonicMs - this.#checkedAllMs >= snapshot.station.syncTimeoutSeconds * 1000) {
      this.#checkedAllMs = monotonicMs;
      return sounds.map((sound) => sound.path);
    }
    const near = new Set(
      snapshot.diffusions
        .filter((diffusion) => Math.abs(diffusion.start.epochMilliseconds - nowMs) < NEAR_MS)
        .map((diffusion) => diffusion.episodeId),
    );
    const isNear = ({ episodeId }: Sound) => episodeId !== null && near.has(episodeId);
    return sounds
      .filter((sound) => isNear(sound) || this.#missing.has(sound.path) || !this.#seen.has(sound.path))
      .map((sound) => sound.path);
  }
}
