import type { Clock } from '../ports/clock.ts';
import type { JournalBatch, JournalCursor, JournalLine } from '../ports/journal.ts';
import { PassingError } from '../values/errors.ts';
import { isSystemError } from './errno.ts';
import type { JournalSegment } from './journal-segments.ts';
import { OwnRuns } from './own-runs.ts';
import { RunReader } from './run-reader.ts';
import type { StationFolder } from './station-folder.ts';

/**
 * A read takes in at most so much, some 5,000 lines, and the rest comes with the next ones: reading a long journal for the
 * first time must neither fill the memory nor hold up the pass.
 */
const BATCH_BYTES = 1024 * 1024;

/**
 * Reads the journal, run after run, after a cursor. It remembers its place in the files, so a read with nothing new costs
 * one listing and one `stat`; asked for another place than its own, as after a batch that could not be written to the
 * database, it finds that one by the cursor alone.
 */
export class JournalReader {
  readonly #folder: string;
  readonly #runs: OwnRuns;
  readonly #clock: Clock;
  #current: RunReader | null = null;
  /** Where this reader is; undefined: nowhere, and the next read finds its place by its cursor. */
  #cursor: JournalCursor | null | undefined;
  #holesBefore = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: Pick<StationFolder, 'journal' | 'owner'>, clock: Clock) {
    this.#folder = folder.journal;
    this.#runs = new OwnRuns(folder);
    this.#clock = clock;
  }

  /** How many places in the sequences had no line, as far as this reader has read. */
  get holes(): number {
    return this.#holesBefore + (this.#current?.holes ?? 0);
  }

  /**
   * The lines after the cursor, oldest first; from the beginning for null. Reads asked for at once take turns.
   *
   * @throws {PassingError} `journal_unreadable`; nothing is lost by it, the next read begins at its cursor again
   */
  read(after: JournalCursor | null): Promise<JournalBatch> {
    const batch = this.#turn.then(() => this.#read(after));
    this.#turn = batch.catch(() => undefined);
    return batch;
  }

  async #read(after: JournalCursor | null): Promise<JournalBatch> {
    if (!isSamePlace(after, this.#cursor)) this.#goTo(after);
    // Until the lines are handed over this reader is nowhere: what it has read would be lost by an error.
    this.#cursor = undefined;
    const lines = await this.#nextLines();
    const last = lines.at(-1);
    const cursor = last === undefined ? after : { run: last.run, seq: last.seq };
    this.#cursor = cursor;
    return { lines, cursor };
  }

  #goTo(place: JournalCursor | null): void {
    this.#current = place === null ? null : new RunReader(this.#folder, place.run, place.seq);
    this.#holesBefore = 0;
  }

  async #nextLines(): Promise<readonly JournalLine[]> {
    try {
      // Listed before anything is read: a run that has a successor by then has written its last line.
      return await this.#readRuns(await this.#runs.segments(this.#current?.run ?? null));
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const message = `the journal in ${this.#folder} cannot be read: ${error.message}`;
      throw new PassingError('journal_unreadable', message, { cause: error });
    }
  }

  async #readRuns(segments: readonly JournalSegment[]): Promise<readonly JournalLine[]> {
    const lines: JournalLine[] = [];
    let budgetBytes = BATCH_BYTES;
    for (;;) {
      const later = segments.find(({ run }) => this.#current === null || run > this.#current.run);
      if (this.#current !== null) {
        const { run } = this.#current;
        const names = segments.filter((segment) => segment.run === run).map(({ name }) => name);
        const growth = await this.#current.read(names, this.#clock.monotonicMs(), later !== undefined, budgetBytes);
        for (const line of growth.lines) lines.push(line);
        budgetBytes -= growth.bytesRead;
        if (growth.more) return lines;
      }
      if (later === undefined) return lines;
      this.#holesBefore = this.holes;
      this.#current = new RunReader(this.#folder, later.run, 0);
    }
  }
}

function isSamePlace(a: JournalCursor | null, b: JournalCursor | null | undefined): boolean {
  return a === b || (a !== null && b !== null && b !== undefined && a.run === b.run && a.seq === b.seq);
}
