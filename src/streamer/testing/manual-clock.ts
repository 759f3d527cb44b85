import type { Clock } from '../../ports/clock.ts';
import { instantFromMs } from '../../values/instant.ts';

/** A clock that only moves when it is told to: a test of time-outs neither waits nor depends on how busy the machine is. */
export class ManualClock implements Clock {
  #nowMs = 1_800_000_000_000;
  #monotonicMs = 1000;
  readonly #sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();

  now(): Temporal.Instant {
    return instantFromMs(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  sleep(spanMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { untilMs: this.#monotonicMs + spanMs, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', wake);
    });
  }

  advance(spanMs: number): void {
    this.#nowMs += spanMs;
    this.#monotonicMs += spanMs;
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.untilMs - b.untilMs)) {
      if (sleeper.untilMs <= this.#monotonicMs) sleeper.wake();
    }
  }

  /** How many sleep: what is left when all is over is a leak. */
  get sleeping(): number {
    return this.#sleepers.size;
  }
}
