import type { Clock } from '../ports/clock.ts';

/** Waits for a span or a call, whichever comes first. A call that comes while nobody waits ends the next wait at once. */
export class WakeUp {
  readonly #clock: Clock;
  #called = false;
  #waiting: AbortController | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  call(): void {
    this.#called = true;
    this.#waiting?.abort();
  }

  async wait(spanMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#called) {
      const waiting = new AbortController();
      this.#waiting = waiting;
      await this.#clock.sleep(spanMs, AbortSignal.any([signal, waiting.signal]));
      this.#waiting = null;
    }
    this.#called = false;
  }
}
