import type { Logger } from 'pino';
import type { Alarms } from '../ports/alarms.ts';
import type { Clock } from '../ports/clock.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { Port, Station } from '../values/model.ts';
import type { EngineHost } from './engine-host.ts';
import { HUNG_AFTER_MS, LifeSigns, type LifeVerdict } from './engine-keeper-life.ts';
import type { Observer } from './observer.ts';

export interface HangWatchOptions {
  readonly station: Station;
  readonly host: Pick<EngineHost, 'signs' | 'sounds'>;
  readonly observer: Pick<Observer, 'state'>;
  readonly alarms: Pick<Alarms, 'raise' | 'clear'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Finds out whether an engine's process, the station's own or the emergency source's, hangs, and says so. */
export class HangWatch {
  readonly #options: HangWatchOptions;
  readonly #what: string;
  readonly #life = new LifeSigns();

  /** @param what is watched, as people call it */
  constructor(what: string, options: HangWatchOptions) {
    this.#what = what;
    this.#options = options;
  }

  /** For how long the process gave signs of life. */
  get livedMs(): number {
    return this.#life.livedMs;
  }

  /** Another process is looked at from now on, or none. */
  forget(): void {
    this.#life.forget();
  }

  /**
   * Looks at a process once more. One that gives no sign of life but sound is alive.
   *
   * @param outputs that it may have
   */
  async look(pid: number, run: EngineRunId | null, outputs: readonly Port[]): Promise<LifeVerdict> {
    const { host, station, observer, alarms, clock, logger } = this.#options;
    const state = observer.state;
    const answeredMs = state !== null && (run === null || state.run === run) ? state.atMs : null;
    const signs = await host.signs(station, run);
    const verdict = this.#life.look(pid, { ...signs, answeredMs }, clock.monotonicMs());
    if (verdict === 'alive') alarms.clear('engine_hung', station, '');
    if (verdict !== 'hung') return verdict;
    if (await host.sounds(station, outputs)) {
      this.#life.excuse();
      logger.error({ pid }, `${this.#what} (process ${pid}) gives no sign of life but sound: it plays on`);
      return 'alive';
    }
    alarms.raise('engine_hung', station, '', { seconds: HUNG_AFTER_MS / 1000 });
    logger.error({ pid }, `${this.#what} (process ${pid}) neither plays nor answers: it is ended`);
    return 'hung';
  }
}
