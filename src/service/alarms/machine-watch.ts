import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Alarms } from '../../ports/alarms.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Service } from '../service.ts';
import { type ClockLook, clockStepMs } from './clock-steps.ts';
import { type DiskSpace, diskConditions } from './disk-conditions.ts';

const CLOCK_EVERY_MS = 1_000;
const DISK_EVERY_MS = 10_000;
/** The alarm is over when the clock has gone evenly for so long. */
const CLOCK_WELL_AFTER_MS = 10 * 60_000;
/** A look at both clocks that was held up in between says nothing. */
const LONGEST_LOOK_MS = 100;

/** Whether the machine's clock is stepped. */
export class ClockWatch implements Service {
  readonly id = 'clock watch';
  readonly #alarms: Alarms;
  readonly #clock: Clock;

  constructor({ alarms, clock }: { readonly alarms: Alarms; readonly clock: Clock }) {
    this.#alarms = alarms;
    this.#clock = clock;
  }

  async run(signal: AbortSignal): Promise<void> {
    let before: ClockLook | null = null;
    let evenSinceMs = this.#clock.monotonicMs();
    while (!signal.aborted) {
      const look = this.#look();
      const stepMs = before === null || look === null ? null : clockStepMs(before, look);
      if (stepMs !== null) {
        evenSinceMs = this.#clock.monotonicMs();
        this.#alarms.raise('clock_stepped', null, '', { seconds: Math.round(stepMs / 100) / 10 });
      } else if (this.#clock.monotonicMs() - evenSinceMs > CLOCK_WELL_AFTER_MS) {
        this.#alarms.clear('clock_stepped', null, '');
      }
      before = look ?? before;
      await this.#clock.sleep(CLOCK_EVERY_MS, signal);
    }
  }

  #look(): ClockLook | null {
    const monotonicMs = this.#clock.monotonicMs();
    const wallMs = this.#clock.now().epochMilliseconds;
    return this.#clock.monotonicMs() - monotonicMs > LONGEST_LOOK_MS ? null : { wallMs, monotonicMs };
  }
}

/** Whether the disks of the data folder and of the recordings have room. */
export class DiskWatch implements Service {
  readonly id = 'disk watch';
  readonly #alarms: Alarms;
  readonly #clock: Clock;
  readonly #disks: () => Promise<readonly DiskSpace[]>;
  readonly #limitBytes: () => number | null;

  constructor(options: {
    readonly alarms: Alarms;
    readonly clock: Clock;
    readonly disks: () => Promise<readonly DiskSpace[]>;
    /** The operator's; null: none was set. */
    readonly limitBytes: () => number | null;
  }) {
    this.#alarms = options.alarms;
    this.#clock = options.clock;
    this.#disks = options.disks;
    this.#limitBytes = options.limitBytes;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const open = this.#alarms.open('disk_nearly_full', null);
      this.#alarms.settle('disk_nearly_full', null, diskConditions(await this.#disks(), this.#limitBytes(), open));
      await this.#clock.sleep(DISK_EVERY_MS, signal);
    }
  }
}

/** The file systems of the data folder, of the stations' folders and of the folders in those, each once. */
export async function disksOf(dataFolder: string): Promise<readonly DiskSpace[]> {
  const stations = await foldersIn(join(dataFolder, 'stations'));
  const inStations = await Promise.all(stations.map(foldersIn));
  const disks = new Map<number, DiskSpace>();
  for (const folder of [dataFolder, ...stations, ...inStations.flat()]) {
    try {
      const { dev } = await stat(folder);
      if (!disks.has(dev)) disks.set(dev, await spaceOf(folder));
    } catch {
      // It was removed meanwhile, or is not ours to look at: then nothing of ours is written there.
    }
  }
  return [...disks.values()];
}

async function spaceOf(folder: string): Promise<DiskSpace> {
  const { bsize, blocks, bavail, files, ffree } = await statfs(folder);
  return { folder, freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeFiles: files === 0 ? null : ffree };
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
