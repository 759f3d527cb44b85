/** What an engine's process leaves behind while it plays. Each changes by itself: it is the change that says that it lives. */
export interface SignsOfLife {
  /** What the engine last wrote to say that its stream goes on; null where it has written nothing. */
  readonly heartbeat: string | null;
  /** The newest segment of the journal and its size. */
  readonly journal: string;
  /** Whether the process's own run has a journal: it got as far as playing. */
  readonly began: boolean;
  /** The engine's clock in its last answer; null where it has not answered. */
  readonly answeredMs: number | null;
}

export type LifeVerdict = 'starting' | 'alive' | 'hung';

/** With no sign of life for so long, an engine that had begun is hung. */
export const HUNG_AFTER_MS = 10_000;
/** A start takes 4 s, of one processor that has nothing else to do. */
const START_TAKES_AT_MOST_MS = 60_000;
/** A longer pause between two looks is our own: we were stopped, or the machine slept. It says nothing about the engine. */
const LONGEST_LOOK_MS = 2000;

/** Tells an engine that hangs from one that lives, by what it leaves behind and not by whether it answers. */
export class LifeSigns {
  #pid: number | null = null;
  #mark = '';
  #quietMs = 0;
  #lookedMs = 0;
  #firstSignMs: number | null = null;
  #lastSignMs = 0;
  #answeredMs: number | null = null;

  /** Looks at a process once more. */
  look(pid: number, signs: SignsOfLife, nowMs: number): LifeVerdict {
    if (pid !== this.#pid) this.#begin(pid, signs, nowMs);
    this.#answeredMs = signs.answeredMs ?? this.#answeredMs;
    const mark = this.#markOf(signs);
    if (mark !== this.#mark) {
      this.#mark = mark;
      this.#quietMs = 0;
      this.#firstSignMs ??= nowMs;
      this.#lastSignMs = nowMs;
    } else {
      this.#quietMs += Math.min(nowMs - this.#lookedMs, LONGEST_LOOK_MS);
    }
    this.#lookedMs = nowMs;
    const begun = this.#firstSignMs !== null || signs.began;
    if (this.#quietMs >= (begun ? HUNG_AFTER_MS : START_TAKES_AT_MOST_MS)) return 'hung';
    return this.#firstSignMs === null ? 'starting' : 'alive';
  }

  /** From its first sign of life to its last: 0 for one that gave none. */
  get livedMs(): number {
    return this.#firstSignMs === null ? 0 : this.#lastSignMs - this.#firstSignMs;
  }

  /** It was found to play in another way: it is given as long again. */
  excuse(): void {
    this.#quietMs = 0;
  }

  /** No process is there to be looked at. */
  forget(): void {
    this.#pid = null;
  }

  #begin(pid: number, signs: SignsOfLife, nowMs: number): void {
    this.#pid = pid;
    // what is there was left by the run before, or before we looked
    this.#answeredMs = signs.answeredMs;
    this.#mark = this.#markOf(signs);
    this.#quietMs = 0;
    this.#lookedMs = nowMs;
    this.#firstSignMs = null;
    this.#lastSignMs = nowMs;
  }

  #markOf({ heartbeat, journal }: SignsOfLife): string {
    return `${heartbeat}\n${journal}\n${this.#answeredMs}`;
  }
}
