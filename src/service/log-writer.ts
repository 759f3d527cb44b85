import type { Clock } from '../ports/clock.ts';
import type { JournalCursor } from '../ports/journal.ts';
import type { LogBatch, MonitorStore } from '../ports/store.ts';
import { PassingError } from '../values/errors.ts';
import type { StationId } from '../values/ids.ts';
import type { Service } from './service.ts';
import { WakeUp } from './wake-up.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
const IDLE_MS = 60_000;

/**
 * Writes the monitor's batches, in order, each whole or not at all, for as long as it takes. The passes go on meanwhile: a
 * database that cannot be reached delays the log, never the sound. What was not written when Airkeeper ends is read from
 * the journal again, since the cursor is written with it.
 */
export class LogWriter implements Service {
  readonly id: string;
  readonly #store: MonitorStore;
  readonly #stationId: StationId;
  readonly #clock: Clock;
  readonly #onTrouble: (error: PassingError, waiting: number) => void;
  readonly #wakeUp: WakeUp;
  #batches: LogBatch[] = [];
  #cursor: JournalCursor | null = null;

  constructor(options: {
    readonly store: MonitorStore;
    readonly stationId: StationId;
    readonly clock: Clock;
    readonly onTrouble: (error: PassingError, waiting: number) => void;
  }) {
    this.id = `log writer ${options.stationId}`;
    this.#store = options.store;
    this.#stationId = options.stationId;
    this.#clock = options.clock;
    this.#onTrouble = options.onTrouble;
    this.#wakeUp = new WakeUp(options.clock);
  }

  /** Batches that are not in the database yet. */
  get waiting(): number {
    return this.#batches.length;
  }

  /** How far the journal is in the database, as far as this process wrote it. */
  get cursor(): JournalCursor | null {
    return this.#cursor;
  }

  add(batch: LogBatch): void {
    this.#batches.push(batch);
    this.#wakeUp.call();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#writeAll(signal);
      await this.#wakeUp.wait(IDLE_MS, signal);
    }
    await this.#writeAll(AbortSignal.abort());
  }

  /** With an aborted signal: one try, so that the end of Airkeeper is not held up by a database that is away. */
  async #writeAll(signal: AbortSignal): Promise<void> {
    let delayMs = FIRST_DELAY_MS;
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      try {
        await this.#store.commit(this.#stationId, batch);
        this.#batches.shift();
        this.#cursor = batch.cursor;
        delayMs = FIRST_DELAY_MS;
      } catch (error) {
        if (!(error instanceof PassingError)) throw error;
        this.#onTrouble(error, this.#batches.length);
        if (signal.aborted) return;
        await this.#clock.sleep(delayMs, signal);
        if (signal.aborted) return;
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
      }
    }
  }
}
