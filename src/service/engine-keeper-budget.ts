/** How an engine's process ended: by itself, by a signal that something else sent, or killed here because it hung. */
export type EngineEnd = 'by_itself' | 'by_signal' | 'hung';

/** One that gave signs of life for so long was healthy, whatever ended it. */
export const HEALTHY_AFTER_MS = 30_000;
/** One that was killed from outside says nothing about its script, once it has played at all. */
const PLAYED_AFTER_MS = 2000;
const FAILURES = 4;
const WITHIN_MS = 600_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/**
 * How often, and how soon, an engine that died may be started again. A start fails when the engine cannot be started, when
 * it ends before it plays, or when it ends by itself within half a minute. After the first failure in a row it is started
 * again at once, then after waits that double; after the fourth within ten minutes the budget is spent.
 */
export class RestartBudget {
  #failuresMs: number[] = [];

  /** @param livedMs for how long it gave signs of life; 0: it never did */
  ended(end: EngineEnd, livedMs: number, nowMs: number): void {
    if (livedMs >= HEALTHY_AFTER_MS) this.renew();
    else if (end !== 'by_signal' || livedMs < PLAYED_AFTER_MS) this.failed(nowMs);
  }

  /** It could not be started at all. */
  failed(nowMs: number): void {
    this.#failuresMs = [...this.#failuresMs, nowMs].filter((failureMs) => nowMs - failureMs < WITHIN_MS);
  }

  /** The engine is healthy. */
  renew(): void {
    this.#failuresMs = [];
  }

  /** How long to wait before the next start. */
  get delayMs(): number {
    const failures = this.#failuresMs.length;
    return failures < 2 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (failures - 2), LONGEST_DELAY_MS);
  }

  get failures(): number {
    return this.#failuresMs.length;
  }

  isSpent(nowMs: number): boolean {
    return this.#failuresMs.filter((failureMs) => nowMs - failureMs < WITHIN_MS).length >= FAILURES;
  }
}
