import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { Service } from '../service.ts';
import { extendDemo } from './extend-demo.ts';

const EVERY_MS = 3_600_000;

/** Keeps the demo's timetable ahead of the clock for as long as Airkeeper runs. */
export class DemoService implements Service {
  readonly id = 'demo';
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onAdded: () => void;

  constructor(options: { readonly store: Store; readonly clock: Clock; readonly onAdded: () => void }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#onAdded = options.onAdded;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(EVERY_MS, signal);
      if (!signal.aborted && (await extendDemo({ store: this.#store, clock: this.#clock })) > 0) this.#onAdded();
    }
  }
}
