import type { EngineCommand } from '../ports/engine.ts';
import type { Library } from '../ports/library.ts';
import type { LogBatch, Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { Station } from '../values/model.ts';
import type { Disk } from './disk.ts';
import { Ears } from './ears.ts';
import type { CrashPoint, EffectName } from './effect.ts';
import { EnginePort, type ReplyFault } from './engine-port.ts';
import { hostPort } from './host-port.ts';
import { Machine } from './machine.ts';
import { ProcessLife } from './process-life.ts';
import { Shell } from './shell.ts';
import { type CommitFault, storePort } from './store-port.ts';
import { VirtualTime } from './virtual-time.ts';

export interface WorldOptions {
  readonly seed: string;
  readonly startMs: number;
  readonly store: Store;
  readonly disk: Disk;
  readonly station: Station;
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
}

/** What watches a world without being in it. */
export interface Watcher {
  /** @param atMs true milliseconds from the world's beginning */
  onEffect?(name: EffectName, when: CrashPoint['when'], atMs: number): void;
  onTalk?(what: EngineCommand['kind'] | 'state', when: 'asked' | 'answered' | 'unknown'): void;
  onCommitted?(batch: LogBatch): void;
  onStep?(): void;
  /** Nothing changes any more for now. */
  onQuiet?(): Promise<void> | void;
}

/** For so long nothing has changed: nothing will, until something happens. */
const QUIET_AFTER_MS = 3000;
/** So long before it happens everybody looks once more. */
const LOOK_BEFORE_MS = 1100;
const HOUR_MS = 3_600_000;
const SHEET_HOUR_MS = 750_000;

/**
 * One station with everything that it lives from: its engine, Airkeeper, the database, the disk, and time. Nothing is real
 * but Airkeeper's own code. Time goes from one instant at which something happens to the next.
 */
export class World {
  readonly time: VirtualTime;
  readonly disk: Disk;
  readonly ears: Ears;
  readonly machine: Machine;
  readonly store: Store;
  readonly station: Station;
  readonly database = new Database();
  readonly watchers: Watcher[] = [];
  /** Faults of the line to the engine, to be used up. */
  readonly replies: Record<'state' | 'command', ReplyFault[]> = { state: [], command: [] };
  /** Somebody changed something and told nobody. */
  isSomethingUnseen = false;
  /** Diffusions that a person changed. */
  readonly edited = new Set<DiffusionId>();
  /** How long Airkeeper is away after its next death. */
  restartAfterMs = 2000;
  steps = 0;
  bug: { readonly error: unknown } | null = null;
  readonly #settle: () => Promise<void>;
  readonly #growth = new Set<() => void>();
  #life: ProcessLife | null = null;
  #shell: Shell | null = null;
  readonly #startMs: number;
  #touchedMs: number;
  #wellSinceMs: number | null = null;
  #neglectedSinceMs: number | null = null;

  constructor(options: WorldOptions) {
    this.time = new VirtualTime(options.startMs);
    this.disk = options.disk;
    this.store = options.store;
    this.station = options.station;
    this.#settle = options.settle;
    this.ears = new Ears(options.startMs);
    this.#touchedMs = options.startMs;
    this.#startMs = options.startMs;
    this.machine = new Machine({
      seed: options.seed,
      time: this.time,
      disk: this.disk,
      ears: this.ears,
      onChange: () => this.touch(),
      onGrowth: () => {
        this.touch();
        for (const callback of this.#growth) callback();
      },
    });
  }

  get life(): ProcessLife | null {
    return this.#life;
  }

  /** For how long nothing has been wrong and nothing was done to the station. */
  get wellForMs(): number {
    return this.#wellSinceMs === null ? 0 : this.time.trueMs - this.#wellSinceMs;
  }

  /** For how long there has been no engine that plays, while Airkeeper had all that it takes to start one. */
  get neglectedForMs(): number {
    return this.#neglectedSinceMs === null ? 0 : this.time.trueMs - this.#neglectedSinceMs;
  }

  /** Something changed. */
  touch(): void {
    this.#touchedMs = this.time.trueMs;
  }

  /** Something was done to the station from outside. */
  disturb(): void {
    this.touch();
    this.#wellSinceMs = null;
  }

  startAirkeeper(): void {
    if (this.#life !== null) return;
    const life = new ProcessLife({
      onDeath: () => this.#forget(life),
      onEffect: (name, when) => {
        this.touch();
        for (const watcher of this.watchers) watcher.onEffect?.(name, when, this.time.trueMs - this.#startMs);
      },
    });
    this.#life = life;
    const { time, machine, disk, store } = this;
    const clock = time.clockOf(life);
    const engine = new EnginePort({
      life,
      clock,
      time,
      machine,
      disk,
      faults: { take: (what) => this.#strike(this.replies[what]) },
      onGrowth: this.#growth,
      onTalk: (what, when) => {
        for (const watcher of this.watchers) watcher.onTalk?.(what, when);
      },
    });
    this.#shell = new Shell({
      station: this.station,
      clock,
      engine,
      library: this.#library(life),
      host: hostPort({ life, time, machine, disk }),
      store: storePort({
        life,
        store,
        time,
        faults: {
          isDown: () => this.database.isDown,
          isLocked: () => this.database.isLocked,
          takeCommitFault: () => this.#strike(this.database.commits),
        },
        onCommitted: (batch) => {
          for (const watcher of this.watchers) watcher.onCommitted?.(batch);
        },
      }),
      onBug: (error) => {
        this.bug ??= { error };
      },
    });
    this.#shell.start();
    this.disturb();
  }

  killAirkeeper(): void {
    this.#life?.die();
  }

  /** A person changed the data by the command line, which tells a running Airkeeper. */
  tellAirkeeper(): void {
    this.#shell?.dataChanged();
  }

  /** Goes on to an instant. Gives up at the first bug. */
  async runTo(untilMs: number): Promise<void> {
    while (this.time.trueMs < untilMs && this.bug === null) await this.#step(untilMs);
  }

  async #step(untilMs: number): Promise<void> {
    await this.#settle();
    this.steps += 1;
    const engineMs = this.machine.engine?.nextDueMs ?? Number.POSITIVE_INFINITY;
    const firmMs = Math.min(engineMs, this.time.nextFirmMs, this.#nextDeadlineMs(), untilMs);
    this.#noteWell();
    for (const watcher of this.watchers) watcher.onStep?.();
    // the engine goes on by itself: nobody has to have looked a moment before
    const lookMs = firmMs === engineMs ? firmMs : firmMs - LOOK_BEFORE_MS;
    if (this.time.trueMs - this.#touchedMs >= QUIET_AFTER_MS && lookMs > this.time.nextMs) {
      for (const watcher of this.watchers) await watcher.onQuiet?.();
      this.time.skipLooks(lookMs, this.isSomethingUnseen);
    }
    const nextMs = Math.min(firmMs, this.time.nextMs);
    const isTimer = this.time.nextMs <= nextMs;
    this.time.advance(nextMs);
    if (isTimer || engineMs > nextMs) return;
    this.machine.engine?.act();
    this.touch();
  }

  /** When Airkeeper has something to do that nobody else gives it: the sheet of another hour. */
  #nextDeadlineMs(): number {
    const { wallMs } = this.time;
    return this.time.trueOfWall((Math.floor((wallMs - SHEET_HOUR_MS) / HOUR_MS) + 1) * HOUR_MS + SHEET_HOUR_MS);
  }

  #noteWell(): void {
    const { engine } = this.machine;
    const isWell =
      this.#life !== null &&
      engine !== null &&
      !engine.isFrozen &&
      !engine.mute &&
      !this.database.isDown &&
      !this.database.isLocked &&
      !this.disk.full &&
      this.time.wallOffsetMs === 0;
    if (!isWell) this.#wellSinceMs = null;
    else this.#wellSinceMs ??= this.time.trueMs;
    const { isDown, isLocked } = this.database;
    const isAble = this.#life !== null && !isDown && !isLocked && !this.disk.full;
    if (!isAble || (engine !== null && !engine.isFrozen)) this.#neglectedSinceMs = null;
    else this.#neglectedSinceMs ??= this.time.trueMs;
  }

  /** A fault that lay in wait comes into effect. */
  #strike<Fault>(waiting: Fault[]): Fault | null {
    const fault = waiting.shift() ?? null;
    if (fault !== null) this.disturb();
    return fault;
  }

  #forget(life: ProcessLife): void {
    this.time.drop(life);
    this.#growth.clear();
    this.#life = null;
    this.#shell = null;
    this.disturb();
    this.time.after(this.restartAfterMs, () => this.startAirkeeper());
  }

  #library(life: ProcessLife): Library {
    return {
      missing: (paths) =>
        life.ask(() => {
          this.isSomethingUnseen = false;
          return new Set(paths.filter((path) => this.disk.file(path).state === 'missing'));
        }),
      probe: () => Promise.reject(new RefusedError('not_audio', 'nothing is probed here')),
    };
  }
}

/** The database's troubles, besides what is in it. */
class Database {
  isDown = false;
  isLocked = false;
  readonly commits: CommitFault[] = [];
}
