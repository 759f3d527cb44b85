import type { EngineEnd } from '../service/engine-keeper-budget.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { Disk } from './disk.ts';
import type { Ears } from './ears.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimEngine } from './sim-engine.ts';
import type { Timer, VirtualTime } from './virtual-time.ts';

/** From exec to the first line of the journal, on the slowest of the engines. */
const START_MS = { least: 1000, most: 4500 };

export interface MachineOptions {
  readonly seed: string;
  readonly time: VirtualTime;
  readonly disk: Disk;
  readonly ears: Ears;
  readonly onChange: () => void;
  readonly onGrowth: () => void;
}

interface Starting {
  readonly pid: number;
  readonly run: EngineRunId;
  readonly timer: Timer;
}

/** The machine's processes of the engine: at most one, which may be on its way up, running, or standing still. */
export class Machine {
  readonly #options: MachineOptions;
  readonly #random: SeededRandom;
  #pids = 100;
  #runs = 0;
  #starting: Starting | null = null;
  #engine: SimEngine | null = null;
  #heartbeat: string | null = null;
  /** Those who wait for the end of a process. */
  readonly #waiting: { readonly pid: number; readonly tell: (end: EngineEnd) => void }[] = [];

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed, 'machine');
  }

  /** The engine that runs, standing still or not; null while there is none, or it is still on its way up. */
  get engine(): SimEngine | null {
    return this.#engine;
  }

  /** When the engine that runs came up, by the clock. */
  get upWallMs(): number {
    return this.#engine?.upWallMs ?? Number.POSITIVE_INFINITY;
  }

  get pid(): number | null {
    return this.#engine?.pid ?? this.#starting?.pid ?? null;
  }

  get run(): EngineRunId | null {
    return this.#engine?.run ?? this.#starting?.run ?? null;
  }

  /** What the engine writes each second to say that its stream goes on; it stays when the engine is gone. */
  get heartbeat(): string | null {
    const engine = this.#engine;
    if (engine !== null && !engine.isFrozen) {
      this.#heartbeat = `${engine.run} ${Math.floor(this.#options.time.trueMs / 1000)}`;
    }
    return this.#heartbeat;
  }

  /** Resolves when the process is gone. */
  ended(pid: number): Promise<EngineEnd> {
    if (this.pid !== pid) return Promise.resolve('by_signal');
    return new Promise((tell) => {
      this.#waiting.push({ pid, tell });
    });
  }

  start(script: string): number {
    this.#pids += 1;
    this.#runs += 1;
    const pid = this.#pids;
    const digits = this.#random.between(0, 0xffff).toString(16).padStart(4, '0');
    const run = `${String(this.#runs).padStart(6, '0')}-${digits}` as EngineRunId;
    const begin = () => {
      const { seed, time, disk, ears, onGrowth, onChange } = this.#options;
      const random = new SeededRandom(seed, `engine ${run}`);
      this.#starting = null;
      this.#engine = new SimEngine({ run, pid, script, time, disk, ears, random, onGrowth });
      onChange();
      this.#engine.act();
    };
    const timer = this.#options.time.after(this.#random.between(START_MS.least, START_MS.most), begin);
    this.#starting = { pid, run, timer };
    this.#options.onChange();
    return pid;
  }

  /** `kill -9`. */
  kill(): void {
    if (this.#starting !== null) this.#options.time.cancel(this.#starting.timer);
    this.#starting = null;
    this.#engine?.die();
    this.#engine = null;
    this.#tellEnd('by_signal');
  }

  shutDown(): void {
    if (this.#engine === null || this.#engine.isFrozen) {
      this.kill();
      return;
    }
    this.#engine.shutDown();
    this.#engine = null;
    this.#tellEnd('by_itself');
  }

  #tellEnd(end: EngineEnd): void {
    this.#options.onChange();
    for (const { tell } of this.#waiting.splice(0)) tell(end);
  }
}
