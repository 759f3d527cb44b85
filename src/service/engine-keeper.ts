import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { Port, Station } from '../values/model.ts';
import type { EngineHost } from './engine-host.ts';
import type { Observer } from './observer.ts';
import type { Service } from './service.ts';
import { WakeUp } from './wake-up.ts';

const EVERY_MS = 1000;
const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 30_000;
/** An engine that lived this long was healthy: the next restart comes at once. */
const HEALTHY_AFTER_MS = 30_000;
/** An engine that is up but not yet answering is starting for at most this long. */
const START_TAKES_MS = 15_000;

/**
 * Keeps the station's engine process alive: adopts the one that runs, starts one when there is none, and puts a changed
 * script into effect when the dealer is free. It never ends an engine for its own sake: Airkeeper goes, the engine plays on.
 */
export class EngineKeeper implements Service {
  readonly id: string;
  readonly #station: Station;
  readonly #store: Store;
  readonly #host: EngineHost;
  readonly #observer: Observer;
  readonly #lastRun: () => EngineRunId | null;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #wakeUp: WakeUp;
  #mayStart = false;
  #ports: readonly Port[] | null = null;
  /** Those of the script that the engine runs, where that is known. */
  #playing: readonly Port[] | null = null;
  #portsChanged = true;
  #version: string | null = null;
  #pid: number | null = null;
  #startedMs = 0;
  #restartDelayMs = 0;
  #lastRefusal = '';
  #trouble: string | null = null;
  #beganMs: number | null = null;

  constructor(options: {
    readonly station: Station;
    readonly store: Store;
    readonly host: EngineHost;
    readonly observer: Observer;
    /** The last run that the journal or the log knows. */
    readonly lastRun: () => EngineRunId | null;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.id = `engine keeper ${options.station.slug}`;
    this.#station = options.station;
    this.#store = options.store;
    this.#host = options.host;
    this.#observer = options.observer;
    this.#lastRun = options.lastRun;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#wakeUp = new WakeUp(options.clock);
  }

  /** Whether an engine was started a moment ago and cannot be expected to answer yet. */
  get starting(): boolean {
    return this.#pid === null || this.#clock.monotonicMs() - this.#startedMs < START_TAKES_MS;
  }

  /** Why there is no engine that answers, and what to look at; null while nothing is known to be wrong. */
  get trouble(): string | null {
    if (this.#trouble !== null || this.#mayStart || this.#beganMs === null) return this.#trouble;
    const waits = this.#clock.monotonicMs() - this.#beganMs >= START_TAKES_MS;
    return waits ? 'its cue sheet is not on the disk: airkeeper.log says why' : null;
  }

  /** The cue sheet and the playlists are on the disk. */
  allowStart(): void {
    if (this.#mayStart) return;
    this.#mayStart = true;
    this.#wakeUp.call();
  }

  dataChanged(): void {
    this.#portsChanged = true;
    this.#wakeUp.call();
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#beganMs ??= this.#clock.monotonicMs();
    while (!signal.aborted) {
      if (this.#mayStart) await this.#look(signal);
      await this.#wakeUp.wait(EVERY_MS, signal);
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    if (this.#portsChanged) await this.#prepare();
    if (this.#ports === null) return;
    if (this.#observer.state !== null) this.#trouble = null;
    const pid = await this.#host.find(this.#station);
    if (pid === null) await this.#start(this.#ports, signal);
    else {
      if (this.#pid !== pid)
        this.#logger.info({ pid }, `engine ${this.#pid === null ? 'found running' : 'is now'}: process ${pid}`);
      this.#pid = pid;
      if (this.#observer.state?.script === this.#version) this.#playing = this.#ports;
      if (this.#replaceable()) await this.#replace(this.#ports, signal);
    }
  }

  async #prepare(): Promise<void> {
    const ports = await this.#store.ports.list(this.#station.id);
    this.#portsChanged = false;
    try {
      this.#version = await this.#host.prepare(this.#station, ports);
      this.#ports = ports;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#logger.error(
        { code: error.code },
        `the engine's new script was refused, the old one stays: ${error.message}`,
      );
      this.#ports ??= ports;
      this.#trouble = error.message;
    }
  }

  async #start(ports: readonly Port[], signal: AbortSignal): Promise<void> {
    if (this.#pid !== null) {
      const livedMs = this.#clock.monotonicMs() - this.#startedMs;
      const words = await this.#host.lastWords(this.#station.slug);
      const said = words === '' ? '' : `. The end of its log: ${words}`;
      this.#logger.error(
        { pid: this.#pid, livedMs },
        `the engine (process ${this.#pid}) died; it is started again${said}`,
      );
      if (livedMs <= HEALTHY_AFTER_MS)
        this.#trouble = `it died at once, stations/${this.#station.slug}/engine.log says why${words === '' ? '' : `: ${words}`}`;
      this.#restartDelayMs =
        livedMs > HEALTHY_AFTER_MS
          ? 0
          : Math.min(Math.max(this.#restartDelayMs * 2, FIRST_RESTART_MS), LONGEST_RESTART_MS);
      this.#pid = null;
      await this.#clock.sleep(this.#restartDelayMs, signal);
      if (signal.aborted) return;
    }
    try {
      this.#pid = await this.#host.start(this.#station, ports, this.#lastRun());
      this.#startedMs = this.#clock.monotonicMs();
      this.#lastRefusal = '';
      this.#logger.info({ pid: this.#pid }, `engine started: process ${this.#pid}`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#sayRefusal('the engine cannot start', error);
      // without a script, why it was refused is what there is to mend
      this.#trouble = error.code === 'no_script' ? (this.#trouble ?? error.message) : error.message;
    }
  }

  /** Another script takes effect in a new process, whose start costs seconds of silence: not while a diffusion is on the air. */
  #replaceable(): boolean {
    const state = this.#observer.state;
    if (state === null || this.#version === null || state.script === this.#version) return false;
    return state.onAir?.source !== 'dealer' && state.decks.every((deck) => deck.state === 'empty');
  }

  async #replace(ports: readonly Port[], signal: AbortSignal): Promise<void> {
    if (!(await this.#canOpen(ports))) return;
    this.#logger.info('the station’s outputs changed: the engine starts again with the new script');
    await this.#host.stop(this.#station.slug);
    this.#pid = null;
    await this.#start(ports, signal);
  }

  /** An engine that plays is not ended for outputs that another program's port would keep from opening. */
  async #canOpen(ports: readonly Port[]): Promise<boolean> {
    const playing = this.#playing;
    if (playing === null) return true;
    const listensAt = (port: Port) => `${port.settings.bind} ${port.settings.port}`;
    const taken = new Set(playing.filter(({ kind }) => kind === 'harbor').map(listensAt));
    try {
      await this.#host.check(
        this.#station,
        ports.filter((port) => port.kind === 'harbor' && !taken.has(listensAt(port))),
      );
      return true;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#sayRefusal('the engine plays on with its old outputs', error);
      return false;
    }
  }

  /** Once for each reason: it is tried again every second. */
  #sayRefusal(what: string, error: RefusedError): void {
    if (error.message !== this.#lastRefusal) this.#logger.error({ code: error.code }, `${what}: ${error.message}`);
    this.#lastRefusal = error.message;
  }
}
