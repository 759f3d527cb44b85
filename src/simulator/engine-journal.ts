import type { JournalLine } from '../ports/journal.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { Disk, RunFile } from './disk.ts';
import type { LineFate } from './ears.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualTime } from './virtual-time.ts';

export type LineBody = JournalLine extends infer Line
  ? Line extends JournalLine
    ? Omit<Line, 'run' | 'seq' | 'atMs'>
    : never
  : never;

/** What befalls the next line that is written. */
export type LineFault = 'torn' | 'duplicated' | 'late' | 'overtaken';

const SOONEST_MS = 4;
const LATEST_MS = 90;
const TRY_AGAIN_MS = 500;

/** Writes one run's journal: each line reaches the disk a little after it was made, and what is on its way dies with the engine. */
export class EngineJournal {
  readonly run: EngineRunId;
  readonly #time: VirtualTime;
  readonly #disk: Disk;
  readonly #random: SeededRandom;
  readonly #file: RunFile;
  readonly #onGrowth: () => void;
  readonly #coming = new Map<number, { readonly line: JournalLine; readonly settle: (fate: LineFate) => void }>();
  #seq = 0;
  /** Made, and on the way to the disk behind the first of them. */
  readonly #kept: { readonly seq: number; readonly fault: LineFault | null }[] = [];
  #fault: LineFault | null = null;
  #writtenUntilMs = 0;

  constructor(options: {
    readonly run: EngineRunId;
    readonly time: VirtualTime;
    readonly disk: Disk;
    readonly random: SeededRandom;
    readonly onGrowth: () => void;
  }) {
    this.run = options.run;
    this.#time = options.time;
    this.#disk = options.disk;
    this.#random = options.random;
    this.#onGrowth = options.onGrowth;
    this.#file = options.disk.beginRun(options.run);
  }

  get seq(): number {
    return this.#seq;
  }

  /** None: so many that they cannot be kept do not come. */
  get lostLines(): number {
    return 0;
  }

  /** The next line is written badly. */
  spoilNext(fault: LineFault): void {
    this.#fault = fault;
  }

  /** @param onFate told once what became of the line */
  write(body: LineBody, onFate: (fate: LineFate) => void = () => undefined): number {
    this.#seq += 1;
    const line: JournalLine = { run: this.run, seq: this.#seq, atMs: this.#time.wallMs, ...body };
    const seq = this.#seq;
    const fault = this.#fault;
    this.#fault = null;
    this.#coming.set(seq, { line, settle: onFate });
    this.#time.after(this.#delayMs(fault), () => this.#append(seq, fault), this);
    return seq;
  }

  /** The process ends in good order: what is on its way is written, if there is room. */
  flush(): void {
    this.#time.drop(this);
    if (!this.#disk.full) for (const seq of [...this.#coming.keys()]) this.#write(seq, null);
    this.#onGrowth();
    this.die();
  }

  /** The process is killed. */
  die(): void {
    this.#time.drop(this);
    for (const { settle } of this.#coming.values()) settle('lost');
    this.#coming.clear();
  }

  /** Lines come in the order in which they were made, but for the faults: one writer, that takes what waits. */
  #delayMs(fault: LineFault | null): number {
    if (fault === 'late') return this.#random.between(200, 3000);
    if (fault === 'overtaken') return this.#random.between(100, 400);
    const usualMs = this.#time.trueMs + this.#random.between(SOONEST_MS, LATEST_MS);
    this.#writtenUntilMs = Math.max(this.#writtenUntilMs, usualMs);
    return this.#writtenUntilMs - this.#time.trueMs;
  }

  /** What the disk does not take is kept, and written in its order when there is room again (SPEC EN-73). */
  #append(seq: number, fault: LineFault | null): void {
    this.#kept.push({ seq, fault });
    if (this.#kept.length === 1) this.#writeKept();
  }

  #writeKept(): void {
    if (this.#disk.full) {
      this.#time.after(TRY_AGAIN_MS, () => this.#writeKept(), this);
      return;
    }
    for (const { seq, fault } of this.#kept.splice(0)) this.#write(seq, fault);
    this.#onGrowth();
  }

  #write(seq: number, fault: LineFault | null): void {
    const coming = this.#coming.get(seq);
    if (coming === undefined) return;
    this.#coming.delete(seq);
    const copies = fault === 'duplicated' ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#file.lines.push(fault === 'torn' ? null : coming.line);
    coming.settle(fault === 'torn' ? 'torn' : 'written');
  }
}
