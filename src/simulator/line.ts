import type { EngineFailure } from '../ports/engine.ts';
import { failed, type Result } from '../values/result.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Gives what came of an exchange, or `lost` when no answer came in the time that was left for it. */
export type Exchange<Value> = (timeoutMs: number) => Promise<Result<Value, EngineFailure>>;

interface Waiting {
  readonly start: () => void;
  readonly fail: (failure: EngineFailure) => void;
}

/** After the connection was lost no try is made for so long. */
const BACK_OFF_MS = 300;

/**
 * Airkeeper's one connection to the engine (SPEC CO-3 to CO-6): one exchange at a time, the rest wait in line; one that is not
 * answered takes the connection with it, and those in line, which were never sent.
 */
export class Line {
  readonly #time: VirtualTime;
  readonly #owner: object;
  #isBusy = false;
  #waiting: Waiting[] = [];
  #lostUntilMs = 0;

  constructor(time: VirtualTime, owner: object) {
    this.#time = time;
    this.#owner = owner;
  }

  talk<Value>(timeoutMs: number, exchange: Exchange<Value>): Promise<Result<Value, EngineFailure>> {
    if (this.#time.trueMs < this.#lostUntilMs) return Promise.resolve(notConnected());
    if (!this.#isBusy) return this.#exchange(timeoutMs, exchange);
    const untilMs = this.#time.trueMs + timeoutMs;
    return new Promise((resolve) => {
      const waiting: Waiting = {
        start: () => {
          this.#time.cancel(timer);
          resolve(this.#exchange(untilMs - this.#time.trueMs, exchange));
        },
        fail: (failure) => {
          this.#time.cancel(timer);
          resolve(failed(failure));
        },
      };
      const giveUp = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        resolve(failed({ code: 'timed_out', message: 'it was not sent' }));
      };
      const timer = this.#time.after(timeoutMs, giveUp, this.#owner);
      this.#waiting.push(waiting);
    });
  }

  async #exchange<Value>(timeoutMs: number, exchange: Exchange<Value>): Promise<Result<Value, EngineFailure>> {
    this.#isBusy = true;
    const result = await exchange(timeoutMs);
    this.#isBusy = false;
    const isLost = !result.ok && (result.error.code === 'timed_out' || result.error.code === 'hung_up');
    if (isLost) this.#lose();
    else this.#waiting.shift()?.start();
    return result;
  }

  #lose(): void {
    this.#lostUntilMs = this.#time.trueMs + BACK_OFF_MS;
    for (const { fail } of this.#waiting.splice(0)) fail({ code: 'not_connected', message: 'the connection was lost' });
  }
}

function notConnected(): Result<never, EngineFailure> {
  return failed({ code: 'not_connected', message: 'no try is made yet' });
}
