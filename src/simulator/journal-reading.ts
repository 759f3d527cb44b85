import type { Clock } from '../ports/clock.ts';
import type { JournalBatch, JournalCursor, JournalLine } from '../ports/journal.ts';
import { LineOrder } from '../streamer/line-order.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { Disk } from './disk.ts';

/** At most so many lines come with one read, as with the reader of real files. */
const LONGEST_BATCH = 5000;

/** Reads the simulated disk's journal as Airkeeper reads the real one: run after run, in order, patient with gaps. */
export class JournalReading {
  readonly #disk: Disk;
  readonly #clock: Clock;
  #run: EngineRunId | null = null;
  #order = new LineOrder(0);
  /** Lines of the run's file that were looked at. */
  #offset = 0;
  #cursor: JournalCursor | null | undefined;

  constructor(disk: Disk, clock: Clock) {
    this.#disk = disk;
    this.#clock = clock;
  }

  read(after: JournalCursor | null): JournalBatch {
    if (this.#cursor === undefined || !isSame(after, this.#cursor)) this.#goTo(after);
    const lines = this.#nextLines();
    const last = lines.at(-1);
    this.#cursor = last === undefined ? after : { run: last.run, seq: last.seq };
    return { lines, cursor: this.#cursor };
  }

  #goTo(place: JournalCursor | null): void {
    this.#run = place?.run ?? null;
    this.#order = new LineOrder(place?.seq ?? 0);
    this.#offset = 0;
  }

  #nextLines(): readonly JournalLine[] {
    const lines: JournalLine[] = [];
    const { runs } = this.#disk;
    let index = this.#run === null ? -1 : runs.findIndex(({ run }) => run === this.#run);
    for (;;) {
      const file = runs[index];
      const isLast = index === runs.length - 1;
      if (file !== undefined) {
        for (; this.#offset < file.lines.length; this.#offset += 1) {
          const line = file.lines[this.#offset];
          if (line !== null && line !== undefined) this.#order.add(line, this.#clock.monotonicMs());
        }
        lines.push(...this.#order.take(this.#clock.monotonicMs(), !isLast));
      }
      if (isLast || lines.length >= LONGEST_BATCH) return lines;
      index += 1;
      this.#run = runs[index]?.run ?? null;
      this.#order = new LineOrder(0);
      this.#offset = 0;
    }
  }
}

function isSame(a: JournalCursor | null, b: JournalCursor | null): boolean {
  return a === b || (a !== null && b !== null && a.run === b.run && a.seq === b.seq);
}
