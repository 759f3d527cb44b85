import { join } from 'node:path';
import type { JournalLine } from '../ports/journal.ts';
import type { EngineRunId } from '../values/ids.ts';
import { readJournalLine } from './journal-line.ts';
import { LineOrder } from './line-order.ts';
import { readGrowth, readHead, type SegmentTail, UNREAD } from './segment-tail.ts';

/** Further apart than this no two lines are ever swapped, not even across the border of two segments. */
const LONGEST_DISORDER_LINES = 100;
const HEAD_BYTES = 64 * 1024;

export interface RunGrowth {
  readonly lines: readonly JournalLine[];
  readonly bytesRead: number;
  /** Whether there was more than the budget allowed. */
  readonly more: boolean;
}

/** Reads the journal of one run, from a sequence number on, segment after segment, as it grows. */
export class RunReader {
  readonly run: EngineRunId;
  readonly #folder: string;
  readonly #lastSeq: number;
  readonly #order: LineOrder;
  readonly #tails = new Map<string, SegmentTail>();
  /** Segments that were read to their end after a later one had been begun. */
  readonly #sealed = new Set<string>();
  /** Name of the first segment that can hold a line that was not taken in. */
  #from: string | null = null;

  /** @param lastSeq the last line of the run that was taken in; 0: none */
  constructor(folder: string, run: EngineRunId, lastSeq: number) {
    this.#folder = folder;
    this.run = run;
    this.#lastSeq = lastSeq;
    this.#order = new LineOrder(lastSeq);
  }

  /** How many lines never came. */
  get holes(): number {
    return this.#order.holes;
  }

  /**
   * The next lines, in order.
   *
   * @param names all segments of the run, in order
   * @param nowMs monotonic
   * @param final whether a later run has begun: this one gets no more lines
   */
  async read(names: readonly string[], nowMs: number, final: boolean, budgetBytes: number): Promise<RunGrowth> {
    this.#from ??= await this.#firstSegment(names);
    let bytesRead = 0;
    let more = false;
    for (const [index, name] of names.entries()) {
      // A sealed segment is only looked at again for a line that is missing.
      if (name < this.#from || (this.#sealed.has(name) && !this.#order.waiting)) continue;
      const growth = await readGrowth(
        join(this.#folder, name),
        this.#tails.get(name) ?? UNREAD,
        budgetBytes - bytesRead,
      );
      this.#tails.set(name, growth.tail);
      bytesRead += growth.bytesRead;
      for (const text of growth.lines) this.#add(text, nowMs);
      more = growth.more;
      if (more) break;
      if (index < names.length - 1) this.#sealed.add(name);
    }
    return { lines: this.#order.take(nowMs, final && !more), bytesRead, more };
  }

  #add(text: string, nowMs: number): void {
    const line = readJournalLine(text);
    if (line !== null && line.run === this.run) this.#order.add(line, nowMs);
  }

  /** After a restart, finds the place by the heads of the segments: a long run is not read again from its beginning. */
  async #firstSegment(names: readonly string[]): Promise<string> {
    if (this.#lastSeq > LONGEST_DISORDER_LINES) {
      for (const name of names.toReversed()) {
        const seq = await this.#firstSeq(name);
        if (seq !== null && seq <= this.#lastSeq - LONGEST_DISORDER_LINES) return name;
      }
    }
    return names[0] ?? '';
  }

  async #firstSeq(name: string): Promise<number | null> {
    for (const text of await readHead(join(this.#folder, name), HEAD_BYTES)) {
      const line = readJournalLine(text);
      if (line !== null) return line.seq;
    }
    return null;
  }
}
