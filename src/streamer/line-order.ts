import type { JournalLine } from '../ports/journal.ts';

/** How long the lines behind a gap wait for the missing one: lines are written by threads that may overtake each other. */
export const HOLD_BACK_MS = 1000;

interface HeldLine {
  readonly line: JournalLine;
  readonly seenMs: number;
}

/**
 * Puts the lines of one run back into the order of their sequence. Lines behind a gap are held back for
 * {@link HOLD_BACK_MS}; after that the gap is a hole, and a line that turns up for it later is passed over: what follows
 * from the lines behind it has been written.
 */
export class LineOrder {
  #next: number;
  readonly #held = new Map<number, HeldLine>();
  #holes = 0;

  /** @param lastSeq the last one that was taken in; 0: none */
  constructor(lastSeq: number) {
    this.#next = lastSeq + 1;
  }

  /** Whether lines wait for one that is missing. */
  get waiting(): boolean {
    return this.#held.size > 0;
  }

  /** How many places in the sequence were given up. */
  get holes(): number {
    return this.#holes;
  }

  /** @param nowMs monotonic */
  add(line: JournalLine, nowMs: number): void {
    if (line.seq >= this.#next && !this.#held.has(line.seq)) this.#held.set(line.seq, { line, seenMs: nowMs });
  }

  /**
   * The lines whose turn it is.
   *
   * @param nowMs monotonic
   * @param final nothing more will come: no gap is worth waiting for
   */
  take(nowMs: number, final: boolean): readonly JournalLine[] {
    const lines: JournalLine[] = [];
    for (const [seq, { line }] of [...this.#held].sort(([a], [b]) => a - b)) {
      if (seq > this.#next && !final && !this.#heldLongEnough(nowMs)) break;
      this.#holes += seq - this.#next;
      this.#next = seq + 1;
      this.#held.delete(seq);
      lines.push(line);
    }
    return lines;
  }

  /** Whether the line that was seen first, of those that wait, has waited its time: a map keeps the order of adding. */
  #heldLongEnough(nowMs: number): boolean {
    const [oldest] = this.#held.values();
    return oldest !== undefined && nowMs - oldest.seenMs >= HOLD_BACK_MS;
  }
}
