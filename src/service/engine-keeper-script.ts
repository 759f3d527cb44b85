import type { Logger } from 'pino';
import type { Store } from '../ports/store.ts';
import { PassingError, RefusedError } from '../values/errors.ts';
import type { Port, Station } from '../values/model.ts';
import type { EngineHost } from './engine-host.ts';

/**
 * The station's script: made of its settings whenever these changed, and put on the disk. What cannot be read or written just
 * now is tried again by the next look; the script and the ports that the disk holds are good enough to be on the air with.
 */
export class ScriptKeeper {
  readonly #options: {
    readonly station: Station;
    readonly store: Pick<Store, 'ports'>;
    readonly host: Pick<EngineHost, 'prepare' | 'prepared'>;
    readonly logger: Logger;
  };
  #changed = true;
  #ports: readonly Port[] | null = null;
  #playing: readonly Port[] | null = null;
  #version: string | null = null;
  #refused: string | null = null;
  #putOff = '';

  constructor(options: {
    readonly station: Station;
    readonly store: Pick<Store, 'ports'>;
    readonly host: Pick<EngineHost, 'prepare' | 'prepared'>;
    readonly logger: Logger;
  }) {
    this.#options = options;
  }

  /** The ports that an engine started now has; null while nobody knows them. */
  get ports(): readonly Port[] | null {
    return this.#ports;
  }

  /** Those of the script that the engine runs, where that is known. */
  get playing(): readonly Port[] | null {
    return this.#playing;
  }

  /** Of the script of the present settings; null while there is none. */
  get version(): string | null {
    return this.#version;
  }

  /** Why the newest settings are not taken in; null: they are. */
  get refused(): string | null {
    return this.#refused;
  }

  dataChanged(): void {
    this.#changed = true;
  }

  /** An engine was started with the script, or says that it runs it. */
  isPlayed(): void {
    this.#playing = this.#ports;
  }

  /** Makes the script anew if the settings may have changed. @returns whether it was refused just now */
  async look(): Promise<boolean> {
    if (!this.#changed) return false;
    // before it is looked at: what changes meanwhile is another change
    this.#changed = false;
    try {
      await this.#prepare();
      this.#putOff = '';
      return this.#refused !== null;
    } catch (error) {
      this.#changed = true;
      if (!(error instanceof PassingError)) throw error;
      if (error.message !== this.#putOff)
        this.#options.logger.error({ code: error.code }, `the engine's script waits: ${error.message}`);
      this.#putOff = error.message;
      return false;
    }
  }

  async #prepare(): Promise<void> {
    const { store, host, station, logger } = this.#options;
    // an engine that runs already was started with the ports of the script that is on the disk
    this.#playing ??= (await host.prepared()).find(({ slug }) => slug === station.slug)?.ports ?? null;
    this.#ports ??= this.#playing;
    const ports = await store.ports.list(station.id);
    try {
      this.#version = await host.prepare(station, ports);
      this.#ports = ports;
      this.#refused = null;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#refused = error.message;
      logger.error({ code: error.code }, `the engine's new script was refused, the old one stays: ${error.message}`);
      this.#ports ??= ports;
    }
  }
}
