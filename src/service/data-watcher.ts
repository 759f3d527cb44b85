import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import type { Library } from '../ports/library.ts';
import type { MonitorStore, StationSnapshot } from '../ports/store.ts';
import type { StationId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { MissingFiles } from './missing-files.ts';
import type { Service } from './service.ts';
import { WakeUp } from './wake-up.ts';

const HOUR_MS = 3_600_000;
/** The monitor looks 26 hours ahead and cancels as far back as it is given: a day. */
const BEHIND_MS = 25 * HOUR_MS;
const AHEAD_MS = 27 * HOUR_MS;
/** How often, while files are missing: a disk that is back must not be waited for. */
const LOOK_FOR_MISSING_MS = 5_000;
/** How often the data is read again although nobody said that it changed: another machine may have changed it. */
const REREAD_MS = 60_000;

/** The timetable and library as last read. */
export interface StationData {
  readonly snapshot: StationSnapshot;
  /** Paths of the snapshot's sounds at which there is no file. */
  readonly missing: ReadonlySet<string>;
}

/** Keeps what the monitor needs to know of the database and the files at hand, so that a pass asks neither. */
export class DataWatcher implements Service {
  readonly id: string;
  readonly #store: MonitorStore;
  readonly #files: MissingFiles;
  readonly #stationId: StationId;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #onChange: () => void;
  readonly #wakeUp: WakeUp;
  #data: StationData | null = null;
  #fingerprint = '';

  constructor(options: {
    readonly store: MonitorStore;
    readonly library: Library;
    readonly stationId: StationId;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly onChange: () => void;
  }) {
    this.id = `data watcher ${options.stationId}`;
    this.#store = options.store;
    this.#stationId = options.stationId;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#onChange = options.onChange;
    this.#wakeUp = new WakeUp(options.clock);
    this.#files = new MissingFiles({ ...options, onLate: () => this.#wakeUp.call() });
  }

  /** Null until it was read for the first time, and when the station is gone. */
  get data(): StationData | null {
    return this.#data;
  }

  /** Somebody changed the data. */
  dataChanged(): void {
    this.#wakeUp.call();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.read();
      await this.#wakeUp.wait(this.#data?.missing.size ? LOOK_FOR_MISSING_MS : REREAD_MS, signal);
    }
  }

  /** Reads all again; what is the same stays the same object, since the monitor plans anew for another one. */
  async read(): Promise<void> {
    const nowMs = this.#clock.now().epochMilliseconds;
    const hourMs = nowMs - (nowMs % HOUR_MS);
    const from = instantFromMs(hourMs - BEHIND_MS);
    const snapshot = await this.#store.snapshot(this.#stationId, from, instantFromMs(hourMs + AHEAD_MS + HOUR_MS));
    if (snapshot === null) {
      this.#data = null;
      return;
    }
    const missing = await this.#files.of(snapshot, nowMs);
    const fingerprint = fingerprintOf(snapshot, missing);
    if (this.#data !== null && fingerprint === this.#fingerprint) return;
    this.#sayMissing(missing);
    this.#data = { snapshot, missing };
    this.#fingerprint = fingerprint;
    this.#onChange();
  }

  #sayMissing(missing: ReadonlySet<string>): void {
    const before = this.#data?.missing.size ?? 0;
    const [example] = missing;
    if (missing.size === before) return;
    if (example === undefined) this.#logger.info('all files of the station are there again');
    else this.#logger.warn({ missing: missing.size }, `${missing.size} files are missing, such as ${example}`);
  }
}

/** What a store gives again, as one in memory does, is spelled once. */
const spelled = new WeakMap<object, string>();

function fingerprintOf(snapshot: StationSnapshot, missing: ReadonlySet<string>): string {
  const { programs, episodes, sounds, timedTracks, diffusions, ...others } = snapshot;
  const text = [
    JSON.stringify(others),
    ...[programs, episodes, sounds, timedTracks].map((part) => spell(part, () => [...part])),
    ...diffusions.map((diffusion) => spell(diffusion, () => diffusion)),
    JSON.stringify([...missing].sort()),
  ].join('\n');
  // a library's text is long: this is many times faster than a hash in JavaScript
  return hash('sha1', text);
}

function spell(part: object, content: () => unknown): string {
  let text = spelled.get(part);
  if (text === undefined) {
    text = JSON.stringify(content());
    spelled.set(part, text);
  }
  return text;
}
