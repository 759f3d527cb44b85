import type { Clock } from '../ports/clock.ts';
import { WakeUp } from '../service/wake-up.ts';
import { PassingError } from '../values/errors.ts';
import type { Disk } from './disk.ts';
import type { Machine } from './machine.ts';
import type { ProcessLife } from './process-life.ts';
import type { EngineStarter } from './shell.ts';

const EVERY_MS = 1000;
const SCRIPT_VERSION = 'simulated';

/** Starts an engine whenever there is none, and leaves one that is there alone. */
export class Starter implements EngineStarter {
  readonly id = 'engine starter';
  readonly #life: ProcessLife;
  readonly #machine: Machine;
  readonly #disk: Disk;
  readonly #wakeUp: WakeUp;
  #mayStart = false;

  constructor(options: {
    readonly life: ProcessLife;
    readonly machine: Machine;
    readonly disk: Disk;
    readonly clock: Clock;
  }) {
    this.#life = options.life;
    this.#machine = options.machine;
    this.#disk = options.disk;
    this.#wakeUp = new WakeUp(options.clock);
  }

  allowStart(): void {
    if (this.#mayStart) return;
    this.#mayStart = true;
    this.#wakeUp.call();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#mayStart && this.#machine.pid === null) await this.#life.effect('start engine', () => this.#start());
      await this.#wakeUp.wait(EVERY_MS, signal);
    }
  }

  #start(): void {
    if (this.#disk.full) throw new PassingError('disk_failed', 'no space left on device');
    this.#machine.start(SCRIPT_VERSION);
  }
}
