import type { Clock } from '../ports/clock.ts';

/** Nobody looks at the reason; without one, an error with its trace is made each time. */
const CALLED = 'called';

/** Waits for a span or a call, whichever comes first. A call that comes while nobody waits ends the next wait at once. */
export class WakeUp {
  readonly #clock: Clock;
  #called = false;
  #wake: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  call(): void {
    this.#called = true;
    this.#wake?.();
  }

  async wait(spanMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#called && !signal.aborted) {
      const waiting = new AbortController();
      // by hand: a signal made of two is dear, and this is done several times a second for as long as Airkeeper lives
      const wake = () => waiting.abort(CALLED);
      this.#wake = wake;
      signal.addEventListener('abort', wake);
      await this.#clock.sleep(spanMs, waiting.signal);
      signal.removeEventListener('abort', wake);
      this.#wake = null;
    }
    this.#called = false;
  }
}
