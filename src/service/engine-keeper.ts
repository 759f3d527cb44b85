import type { Logger } from 'pino';
import type { Alarms } from '../ports/alarms.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { PassingError, RefusedError } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { Port, Station } from '../values/model.ts';
import { EmergencyKeeper } from './emergency/emergency-keeper.ts';
import type { EngineHost } from './engine-host.ts';
import { type EngineEnd, HEALTHY_AFTER_MS, RestartBudget } from './engine-keeper-budget.ts';
import type { RestartOrder } from './engine-keeper-files.ts';
import { HangWatch } from './engine-keeper-hang.ts';
import { KeeperNotes } from './engine-keeper-notes.ts';
import { ReplaceTiming, strangeness } from './engine-keeper-replace.ts';
import { ScriptKeeper } from './engine-keeper-script.ts';
import type { Observer } from './observer.ts';
import type { Service } from './service.ts';
import { WakeUp } from './wake-up.ts';

const EVERY_MS = 1000;
/** An engine that is up but not yet answering is starting for at most this long. */
const START_TAKES_MS = 15_000;
/** A start that was refused, or for which something is away, is tried again no sooner. */
const AFTER_REFUSAL_MS = 1000;
const BUDGET_MINUTES = 10;

export interface EngineKeeperOptions {
  readonly station: Station;
  readonly store: Pick<Store, 'ports'>;
  readonly host: EngineHost;
  readonly observer: Pick<Observer, 'state'>;
  /** The last run that the journal or the log knows. */
  readonly lastRun: () => EngineRunId | null;
  readonly alarms: Pick<Alarms, 'raise' | 'clear'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The engine's process that is being kept. */
interface Kept {
  readonly pid: number;
  readonly run: EngineRunId | null;
  /** Of the clock that never steps back. */
  readonly sinceMs: number;
}

/**
 * Keeps the station's engine process alive: adopts the one that runs, starts one when there is none, ends one that hangs,
 * and puts a changed script into effect at a moment at which it is least heard. When the engine cannot be kept alive, the
 * emergency source has the outputs. It never ends an engine for its own sake: Airkeeper goes, the engine plays on.
 */
export class EngineKeeper implements Service {
  readonly id: string;
  readonly #options: EngineKeeperOptions;
  readonly #wakeUp: WakeUp;
  readonly #script: ScriptKeeper;
  readonly #hang: HangWatch;
  readonly #notes: KeeperNotes;
  readonly #budget = new RestartBudget();
  readonly #timing = new ReplaceTiming();
  readonly #emergency: EmergencyKeeper;
  readonly #alarms: Pick<Alarms, 'raise' | 'clear'>;
  #mayStart = false;
  /** The script that was tried last while the emergency source had the outputs. */
  #triedVersion: string | null = null;
  #kept: Kept | null = null;
  #end: EngineEnd | null = null;
  /** The budget was spent, and no engine was healthy since. */
  #spent = false;
  #startAtMs = 0;
  #waitMs = EVERY_MS;
  #pending: string | null = null;
  #lastRefusal = '';
  #trouble: string | null = null;
  #beganMs: number | null = null;

  constructor(options: EngineKeeperOptions) {
    this.id = `engine keeper ${options.station.slug}`;
    this.#options = options;
    this.#wakeUp = new WakeUp(options.clock);
    this.#script = new ScriptKeeper(options);
    this.#hang = new HangWatch('the engine', options);
    this.#notes = new KeeperNotes(options);
    this.#emergency = new EmergencyKeeper(options);
    this.#alarms = options.alarms;
  }

  /** Whether an engine was started a moment ago and cannot be expected to answer yet. */
  get starting(): boolean {
    return this.#kept === null || this.#options.clock.monotonicMs() - this.#kept.sinceMs < START_TAKES_MS;
  }

  /** Why there is no engine that answers, and what to look at; null while nothing is known to be wrong. */
  get trouble(): string | null {
    if (this.#trouble !== null || this.#mayStart || this.#beganMs === null) return this.#trouble;
    const waits = this.#options.clock.monotonicMs() - this.#beganMs >= START_TAKES_MS;
    return waits ? 'its cue sheet is not on the disk: airkeeper.log says why' : null;
  }

  /** The cue sheet and the playlists are on the disk. */
  allowStart(): void {
    if (this.#mayStart) return;
    this.#mayStart = true;
    this.#wakeUp.call();
  }

  dataChanged(): void {
    this.#script.dataChanged();
    this.#wakeUp.call();
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#beganMs ??= this.#options.clock.monotonicMs();
    while (!signal.aborted) {
      this.#waitMs = EVERY_MS;
      if (this.#mayStart) await this.#look(signal);
      await this.#wakeUp.wait(this.#waitMs, signal);
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    if (await this.#script.look()) this.#trouble = this.#script.refused;
    const { ports } = this.#script;
    if (ports === null) return;
    const pid = await this.#options.host.find(this.#options.station);
    if (pid === null) await this.#revive(ports, signal);
    else await this.#tend(pid, ports, signal);
    await this.#note();
  }

  /** There is no engine: starts one, or has the emergency source play. */
  async #revive(ports: readonly Port[], signal: AbortSignal): Promise<void> {
    const { clock, station, lastRun } = this.#options;
    if (this.#kept !== null) await this.#died(this.#kept);
    else if (!this.#emergency.isOn && !this.#spent && (await this.#emergency.adopt())) this.#spent = true;
    this.#spent ||= this.#budget.isSpent(clock.monotonicMs());
    if (this.#spent) {
      const restarts = Math.max(1, this.#budget.failures);
      this.#alarms.raise('budget_spent', station, '', { restarts, minutes: BUDGET_MINUTES });
      await this.#emergency.tend(ports, lastRun());
      const may = await this.#emergency.mayTry(this.#script.version !== this.#triedVersion);
      // the one on the disk may have been damaged, or removed: the next look makes it anew
      if (may === 'refused') this.#script.dataChanged();
      if (may !== 'yes') return;
      this.#triedVersion = this.#script.version;
      await this.#emergency.end();
    } else {
      const waitMs = this.#startAtMs - clock.monotonicMs();
      if (waitMs > 0) {
        this.#waitMs = Math.min(waitMs, EVERY_MS);
        return;
      }
    }
    await this.#start(ports, signal);
  }

  async #died({ pid, sinceMs }: Kept): Promise<void> {
    const { clock, logger, station, host } = this.#options;
    const nowMs = clock.monotonicMs();
    const livedMs = Math.round(nowMs - sinceMs);
    this.#budget.ended(this.#end ?? 'by_signal', this.#hang.livedMs, nowMs);
    this.#startAtMs = nowMs + this.#budget.delayMs;
    this.#triedVersion = this.#script.version;
    const wasHealthy = this.#hang.livedMs >= HEALTHY_AFTER_MS;
    this.#letGo();
    const words = await host.lastWords(station.slug);
    const said = words === '' ? '' : `: ${words}`;
    logger.error(
      { pid, livedMs },
      `the engine (process ${pid}) died; it is started again${words === '' ? '' : `. The end of its log${said}`}`,
    );
    if (!wasHealthy) this.#trouble = `it died at once, stations/${station.slug}/engine.log says why${said}`;
    this.#alarms.raise('engine_down', station, '', { why: `process ${pid} died` });
  }

  #letGo(): void {
    this.#kept = null;
    this.#end = null;
    this.#hang.forget();
    this.#timing.forget();
  }

  async #start(ports: readonly Port[], signal: AbortSignal): Promise<void> {
    const { host, station, lastRun, logger, clock } = this.#options;
    try {
      const pid = await host.start(station, ports, lastRun());
      this.#lastRefusal = '';
      this.#script.isPlayed();
      await this.#keep(pid, signal);
      logger.info({ pid }, `engine started: process ${pid}`);
    } catch (error) {
      if (!(error instanceof RefusedError || error instanceof PassingError)) throw error;
      const nowMs = clock.monotonicMs();
      // what passes says nothing about the script
      if (error instanceof RefusedError) this.#budget.failed(nowMs);
      this.#triedVersion = this.#script.version;
      this.#startAtMs = nowMs + Math.max(this.#budget.delayMs, AFTER_REFUSAL_MS);
      this.#alarms.raise('engine_down', station, '', { why: error.message });
      this.#sayRefusal('the engine cannot start', error);
      // without a script, why it was refused is what there is to mend
      this.#trouble = error.code === 'no_script' ? (this.#trouble ?? error.message) : error.message;
    }
  }

  /** From here on the process is ours to look after, whoever started it. */
  async #keep(pid: number, signal: AbortSignal): Promise<void> {
    const { host, station, clock } = this.#options;
    this.#letGo();
    this.#kept = { pid, run: await host.runOf(station, pid), sinceMs: clock.monotonicMs() };
    void host.ended(station, pid, signal).then((end) => {
      if (this.#kept?.pid === pid) this.#end ??= end;
      this.#wakeUp.call();
    });
  }

  async #tend(pid: number, ports: readonly Port[], signal: AbortSignal): Promise<void> {
    const { host, station, logger, observer } = this.#options;
    if (observer.state !== null) this.#trouble = null;
    if (this.#kept?.pid !== pid) {
      const isFirst = this.#kept === null;
      await this.#keep(pid, signal);
      logger.info({ pid }, `engine ${isFirst ? 'found running' : 'is now'}: process ${pid}`);
      // one of both: their outputs are the same
      if (await this.#emergency.adopt()) await this.#emergency.end();
    }
    if (this.#kept === null) return;
    const verdict = await this.#hang.look(pid, this.#kept.run, this.#script.playing ?? ports);
    if (verdict === 'hung') {
      this.#end = 'hung';
      await host.kill(station);
      return this.#wakeUp.call();
    }
    if (verdict === 'alive') this.#lives();
    const order = await host.order(station);
    this.#sayPending(this.#kept);
    await this.#replaceInTime(this.#kept, order, ports, signal);
  }

  #lives(): void {
    const { station, logger } = this.#options;
    this.#alarms.clear('engine_down', station, '');
    if (this.#hang.livedMs < HEALTHY_AFTER_MS) return;
    this.#budget.renew();
    if (this.#spent) logger.info('the station’s own engine is healthy again');
    this.#spent = false;
    this.#emergency.forget();
    this.#alarms.clear('budget_spent', station, '');
  }

  /** What is not as it should be about the engine that plays is said once, and shown for as long as it lasts. */
  #sayPending({ run }: Kept): void {
    const { observer, lastRun, logger } = this.#options;
    // for a moment after a start the last answer is that of the engine before
    const state = this.starting && observer.state?.run !== run ? null : observer.state;
    const pending = strangeness(this.#script.version, run, lastRun(), state);
    if (observer.state?.script === this.#script.version) this.#script.isPlayed();
    // an engine that does not answer has not changed its script
    if (pending === null && observer.state === null) return;
    if (pending !== null && pending !== this.#pending)
      logger.warn(`the engine plays on, and is started again at the next boundary of music: ${pending}`);
    this.#pending = pending;
  }

  async #replaceInTime(
    { run }: Kept,
    order: RestartOrder | null,
    ports: readonly Port[],
    signal: AbortSignal,
  ): Promise<void> {
    const { host, station, observer, clock } = this.#options;
    if (order !== null && order.run !== null && order.run !== run) await host.forgetOrder(station);
    const moment = this.#timing.look({
      pending: this.#pending,
      order,
      run,
      state: observer.state,
      unheard: this.#script.playing?.every(({ direction }) => direction !== 'output') ?? false,
      nowMs: clock.now().epochMilliseconds,
    });
    if (moment.kind === 'not') return;
    if (moment.ms > 0) {
      this.#waitMs = Math.min(EVERY_MS, moment.ms);
      if (moment.ms > EVERY_MS) return;
      await clock.sleep(moment.ms, signal);
      if (signal.aborted) return;
    }
    await this.#replace(ports, signal);
  }

  async #replace(ports: readonly Port[], signal: AbortSignal): Promise<void> {
    const { host, station, logger } = this.#options;
    const isOpen = await this.#canOpen(ports);
    await host.forgetOrder(station);
    if (!isOpen) return;
    logger.info(`the engine is started again: ${this.#pending ?? 'the operator wants it'}`);
    this.#letGo();
    await host.stop(station.slug);
    this.#pending = null;
    await this.#start(ports, signal);
  }

  /** An engine that plays is not ended for outputs that another program's port would keep from opening. */
  async #canOpen(ports: readonly Port[]): Promise<boolean> {
    const { host, station } = this.#options;
    const playing = this.#script.playing;
    if (playing === null) return true;
    const listensAt = (port: Port) => `${port.settings.bind} ${port.settings.port}`;
    const taken = new Set(playing.filter(({ kind }) => kind === 'harbor').map(listensAt));
    try {
      await host.check(
        station,
        ports.filter((port) => port.kind === 'harbor' && !taken.has(listensAt(port))),
      );
      return true;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#sayRefusal('the engine plays on with its old outputs', error);
      return false;
    }
  }

  async #note(): Promise<void> {
    const { host, station } = this.#options;
    const order = await host.order(station);
    const run = this.#kept?.run ?? null;
    await this.#notes.write(run, {
      run,
      pending: this.#kept === null ? null : (this.#pending ?? (order === null ? null : 'the operator wants it')),
      atMs: order?.atMs ?? null,
      refused: this.#script.refused,
      emergency: this.#emergency.isOn,
    });
  }

  /** Once for each reason: it is tried again every second. */
  #sayRefusal(what: string, error: RefusedError | PassingError): void {
    if (error.message !== this.#lastRefusal)
      this.#options.logger.error({ code: error.code }, `${what}: ${error.message}`);
    this.#lastRefusal = error.message;
  }
}
