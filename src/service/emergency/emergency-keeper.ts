import type { Logger } from 'pino';
import type { Clock } from '../../ports/clock.ts';
import { PassingError, RefusedError } from '../../values/errors.ts';
import type { EngineRunId } from '../../values/ids.ts';
import type { Port, Station } from '../../values/model.ts';
import type { EngineHost } from '../engine-host.ts';
import { HangWatch, type HangWatchOptions } from '../engine-keeper-hang.ts';

const FIRST_TRY_MS = 60_000;
const LONGEST_TRY_MS = 1_800_000;
const FIRST_START_MS = 2000;
const LONGEST_START_MS = 60_000;

/**
 * Keeps the emergency source on the air while the station's own engine cannot be, and says when that one is to be tried
 * again: after a minute, then after waits that double up to half an hour.
 */
export class EmergencyKeeper {
  readonly #station: Station;
  readonly #host: Pick<EngineHost, 'emergency' | 'recheck'>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #hang: HangWatch;
  #on = false;
  #tryInMs = FIRST_TRY_MS;
  #tryAtMs = 0;
  #startInMs = FIRST_START_MS;
  #startAtMs = 0;
  #lastRefusal = '';

  constructor(options: HangWatchOptions & { readonly host: Pick<EngineHost, 'emergency' | 'recheck'> }) {
    this.#station = options.station;
    this.#host = options.host;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#hang = new HangWatch('the emergency source', options);
  }

  get isOn(): boolean {
    return this.#on;
  }

  /** One that an earlier Airkeeper started is taken over. */
  async adopt(): Promise<boolean> {
    const pid = await this.#host.emergency.find(this.#station);
    if (pid === null) return false;
    this.#logger.warn({ pid }, `the emergency source was found on the air: process ${pid}`);
    this.#on = true;
    this.#tryAtMs = this.#clock.monotonicMs() + this.#tryInMs;
    return true;
  }

  /** Sees to it that it plays: starts it where it does not run, and ends it where it hangs. */
  async tend(ports: readonly Port[], lastRun: EngineRunId | null): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    if (!this.#on) this.#tryAtMs = nowMs + this.#tryInMs;
    this.#on = true;
    const { emergency } = this.#host;
    const pid = await emergency.find(this.#station);
    if (pid === null) return this.#start(ports, lastRun);
    const run = await emergency.runOf(this.#station, pid);
    if ((await this.#hang.look(pid, run, ports)) === 'hung') await emergency.kill(this.#station);
  }

  async #start(ports: readonly Port[], lastRun: EngineRunId | null): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#startAtMs) return;
    this.#startAtMs = nowMs + this.#startInMs;
    this.#startInMs = Math.min(this.#startInMs * 2, LONGEST_START_MS);
    this.#hang.forget();
    try {
      const pid = await this.#host.emergency.start(this.#station, ports, lastRun);
      this.#logger.error({ pid }, `the emergency source has the outputs: process ${pid}`);
    } catch (error) {
      if (!(error instanceof RefusedError || error instanceof PassingError)) throw error;
      this.#say(`the emergency source cannot start: ${error.message}`);
    }
  }

  /**
   * Whether the station's own script is to be tried now: its time has come, or it is another, and Liquidsoap takes it.
   *
   * @returns `refused` where it does not, or where there is none
   */
  async mayTry(isAnother: boolean): Promise<'yes' | 'not_yet' | 'refused'> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#tryAtMs && !isAnother) return 'not_yet';
    this.#tryInMs = isAnother ? FIRST_TRY_MS : Math.min(this.#tryInMs * 2, LONGEST_TRY_MS);
    this.#tryAtMs = nowMs + this.#tryInMs;
    try {
      await this.#host.recheck(this.#station);
      return 'yes';
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#say(`the emergency source plays on: ${error.message}`);
      return 'refused';
    }
  }

  /** Gives the outputs back. */
  async end(): Promise<void> {
    if (!this.#on) return;
    this.#on = false;
    await this.#host.emergency.stop(this.#station);
  }

  /** The station's own engine is healthy again: the next emergency begins as the first one did. */
  forget(): void {
    this.#tryInMs = FIRST_TRY_MS;
    this.#startInMs = FIRST_START_MS;
    this.#startAtMs = 0;
    this.#lastRefusal = '';
  }

  #say(words: string): void {
    if (words !== this.#lastRefusal) this.#logger.error(words);
    this.#lastRefusal = words;
  }
}
