import type { Clock } from '../ports/clock.ts';
import { instantFromMs } from '../values/instant.ts';

/** Something that happens at an instant, once. */
export interface Timer {
  readonly dueMs: number;
}

interface ArmedTimer extends Timer {
  dueMs: number;
  readonly armedMs: number;
  readonly order: number;
  /** 0: at its instant. Above: one of a series of looks, which may be left out while nothing changes. */
  readonly everyMs: number;
  readonly owner: object | null;
  readonly act: () => void;
}

/** Waits of these spans are looks at what may have changed; they come round again and again. */
const LOOKS_MS: ReadonlySet<number> = new Set([500, 1000, 5000, 60_000, 3_600_000]);
const RARE_MS = 5000;
const LONGEST_UNSEEN_MS = 3_600_000;

/**
 * The time of a simulated world. True time runs evenly; what the clocks on the wall show is beside it by as much as they
 * were set. All that waits is here, so that nothing passes but by {@link VirtualTime.advance}.
 */
export class VirtualTime {
  #trueMs: number;
  #wallOffsetMs = 0;
  #setMs = Number.NEGATIVE_INFINITY;
  #orders = 0;
  #timers: ArmedTimer[] = [];

  constructor(startMs: number) {
    this.#trueMs = startMs;
  }

  get trueMs(): number {
    return this.#trueMs;
  }

  get wallMs(): number {
    return this.#trueMs + this.#wallOffsetMs;
  }

  /** How far the clocks on the wall are ahead of the true time. */
  get wallOffsetMs(): number {
    return this.#wallOffsetMs;
  }

  /** When somebody last set the clocks. */
  get setMs(): number {
    return this.#setMs;
  }

  setWall(offsetMs: number): void {
    this.#setMs = this.#trueMs;
    this.#wallOffsetMs = offsetMs;
  }

  /** The true instant at which the clocks will show this, if nobody sets them meanwhile. */
  trueOfWall(wallMs: number): number {
    return wallMs - this.#wallOffsetMs;
  }

  /** @param owner what the wait belongs to, and is dropped with */
  after(spanMs: number, act: () => void, owner: object | null = null): Timer {
    return this.#arm(spanMs, 0, owner, act);
  }

  cancel(timer: Timer): void {
    const index = this.#timers.indexOf(timer as ArmedTimer);
    if (index >= 0) this.#timers.splice(index, 1);
  }

  /** Whoever owned these waits is dead: they will never end. */
  drop(owner: object): void {
    this.#timers = this.#timers.filter((timer) => timer.owner !== owner);
  }

  /** The next instant for which something waits that is not a mere look. */
  get nextFirmMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { dueMs, everyMs } of this.#timers) if (everyMs === 0 && dueMs < nextMs) nextMs = dueMs;
    return nextMs;
  }

  get nextMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.#timers) if (dueMs < nextMs) nextMs = dueMs;
    return nextMs;
  }

  /**
   * Leaves out the looks before an instant: nothing would have been seen by them. Each keeps its beat, but for the rare ones:
   * where there is something for them to see, or there was none for long, they come at that instant.
   */
  skipLooks(untilMs: number, isSomethingUnseen: boolean): void {
    for (const timer of this.#timers) {
      if (timer.everyMs === 0 || timer.dueMs >= untilMs) continue;
      const isWanted = timer.everyMs >= RARE_MS && (isSomethingUnseen || untilMs - timer.armedMs >= LONGEST_UNSEEN_MS);
      timer.dueMs = isWanted
        ? untilMs
        : timer.dueMs + Math.ceil((untilMs - timer.dueMs) / timer.everyMs) * timer.everyMs;
    }
  }

  /** A wait that ends at its instant, whatever happens. */
  pause(spanMs: number, owner: object): Promise<void> {
    return new Promise((resolve) => {
      this.after(spanMs, resolve, owner);
    });
  }

  /** Goes to an instant, at most as far as the next timer, and carries out the one that is due then, if there is one. */
  advance(toMs: number): boolean {
    let next: ArmedTimer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) {
        next = timer;
      }
    }
    if (next === undefined || next.dueMs > toMs) {
      this.#trueMs = Math.max(this.#trueMs, toMs);
      return false;
    }
    this.#trueMs = Math.max(this.#trueMs, next.dueMs);
    this.cancel(next);
    next.act();
    return true;
  }

  /** The clock of a process: its waits end with it. */
  clockOf(owner: object): Clock {
    return {
      now: () => instantFromMs(this.wallMs),
      monotonicMs: () => this.#trueMs,
      sleep: (spanMs, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve();
          const wake = () => {
            signal.removeEventListener('abort', wake);
            this.cancel(timer);
            resolve();
          };
          const timer = this.#arm(spanMs, LOOKS_MS.has(spanMs) ? spanMs : 0, owner, wake);
          signal.addEventListener('abort', wake);
        }),
    };
  }

  #arm(spanMs: number, everyMs: number, owner: object | null, act: () => void): ArmedTimer {
    this.#orders += 1;
    const armedMs = this.#trueMs;
    const timer = { dueMs: armedMs + Math.max(0, spanMs), armedMs, order: this.#orders, everyMs, owner, act };
    this.#timers.push(timer);
    return timer;
  }
}
