import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import { BugError } from '../values/errors.ts';
import type { EngineHost, PreparedStation } from './engine-host.ts';
import type { Service } from './service.ts';

const EVERY_MS = 1000;
const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 30_000;
/** An engine that lived this long was healthy: the next restart comes at once. */
const HEALTHY_AFTER_MS = 30_000;

interface Attempt {
  readonly atMs: number;
  /** How long after it the next one may come. */
  readonly delayMs: number;
}

/**
 * Keeps the stations on the air while the database has not answered yet: their cue sheets, playlists and scripts are on the
 * disk, and nothing else is needed. Each engine is adopted by its station's runner as soon as the database is there.
 */
export class EarlyStart implements Service {
  readonly id = 'early start';
  readonly #host: Pick<EngineHost, 'prepared' | 'find' | 'start'>;
  readonly #clock: Clock;
  readonly #loggerFor: (slug: string) => Logger;
  readonly #attempts = new Map<string, Attempt>();
  readonly #stations = new Map<string, PreparedStation>();
  readonly #said = new Map<string, string>();

  constructor(options: {
    readonly host: Pick<EngineHost, 'prepared' | 'find' | 'start'>;
    readonly clock: Clock;
    readonly loggerFor: (slug: string) => Logger;
  }) {
    this.#host = options.host;
    this.#clock = options.clock;
    this.#loggerFor = options.loggerFor;
  }

  /** The stations that it looked after. None, when the database answered at once. */
  get stations(): readonly PreparedStation[] {
    return [...this.#stations.values()];
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const station of await this.#host.prepared()) {
        if (!signal.aborted) await this.#look(station);
      }
      await this.#clock.sleep(EVERY_MS, signal);
    }
  }

  async #look(station: PreparedStation): Promise<void> {
    const { slug, ports } = station;
    this.#stations.set(slug, station);
    const nowMs = this.#clock.monotonicMs();
    const last = this.#attempts.get(slug);
    if (last !== undefined && nowMs - last.atMs < last.delayMs) return;
    try {
      if ((await this.#host.find(station)) !== null) return;
      this.#attempts.set(slug, { atMs: nowMs, delayMs: nextDelayMs(last, nowMs) });
      const pid = await this.#host.start(station, ports, null);
      this.#say(slug, null);
      this.#loggerFor(slug).warn({ pid }, `the database is away: engine started from the disk alone: process ${pid}`);
    } catch (error) {
      // one station's trouble, of whatever kind, must not keep the others off the air
      if (error instanceof BugError) throw error;
      this.#say(slug, error instanceof Error ? error.message : String(error));
    }
  }

  /** Once for each reason: it is tried again and again. */
  #say(slug: string, trouble: string | null): void {
    if (trouble === null) this.#said.delete(slug);
    else if (this.#said.get(slug) !== trouble) {
      this.#said.set(slug, trouble);
      this.#loggerFor(slug).error(`the engine cannot start: ${trouble}`);
    }
  }
}

function nextDelayMs(last: Attempt | undefined, nowMs: number): number {
  if (last === undefined || nowMs - last.atMs > HEALTHY_AFTER_MS + last.delayMs) return FIRST_RESTART_MS;
  return Math.min(last.delayMs * 2, LONGEST_RESTART_MS);
}
