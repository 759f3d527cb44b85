import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { Station } from '../values/model.ts';
import type { Observer } from './observer.ts';
import type { Service } from './service.ts';
import { readPast, type StationPast } from './station-past.ts';
import { WakeUp } from './wake-up.ts';

const EVERY_MS = 10_000;

/** Knows from the log what was heard last while the engine does not answer; while it does, nobody asks the log. */
export class PastWatcher implements Service {
  readonly id: string;
  readonly #station: Station;
  readonly #store: Store;
  readonly #observer: Pick<Observer, 'state'>;
  readonly #wakeUp: WakeUp;
  #past: StationPast | null = null;

  constructor(options: {
    readonly station: Station;
    readonly store: Store;
    readonly observer: Pick<Observer, 'state'>;
    readonly clock: Clock;
  }) {
    this.id = `past watcher ${options.station.slug}`;
    this.#station = options.station;
    this.#store = options.store;
    this.#observer = options.observer;
    this.#wakeUp = new WakeUp(options.clock);
  }

  /** Null while the engine answers, and until the log was asked. */
  get past(): StationPast | null {
    return this.#observer.state === null ? this.#past : null;
  }

  /** The engine began, or ceased, to answer. */
  wake(): void {
    this.#wakeUp.call();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#past = this.#observer.state === null ? await readPast(this.#store, this.#station.id) : null;
      await this.#wakeUp.wait(EVERY_MS, signal);
    }
  }
}
