import type { Logger } from 'pino';
import { PassingError } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import type { EngineHost } from './engine-host.ts';
import type { KeeperReport } from './engine-keeper-files.ts';

/**
 * What the keeper leaves on the disk for others: the engine's run, for the count of the next one, and a report for `airkeeper
 * status`. A full disk must not keep an engine from being kept: what it does not take is tried again by the next look.
 */
export class KeeperNotes {
  readonly #options: {
    readonly station: Station;
    readonly host: Pick<EngineHost, 'remember' | 'report'>;
    readonly logger: Logger;
  };
  #remembered: EngineRunId | null = null;
  #reported = '';
  #trouble = '';

  constructor(options: {
    readonly station: Station;
    readonly host: Pick<EngineHost, 'remember' | 'report'>;
    readonly logger: Logger;
  }) {
    this.#options = options;
  }

  /** Writes what is not there yet. */
  async write(run: EngineRunId | null, report: KeeperReport): Promise<void> {
    try {
      if (run !== null) await this.#rememberRun(run);
      await this.#report(report);
      this.#trouble = '';
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      if (error.message !== this.#trouble) this.#options.logger.warn({ code: error.code }, error.message);
      this.#trouble = error.message;
    }
  }

  async #rememberRun(run: EngineRunId): Promise<void> {
    if (run === this.#remembered) return;
    await this.#options.host.remember(this.#options.station, run);
    this.#remembered = run;
  }

  async #report(report: KeeperReport): Promise<void> {
    const text = JSON.stringify(report);
    if (text === this.#reported) return;
    await this.#options.host.report(this.#options.station, report);
    this.#reported = text;
  }
}
