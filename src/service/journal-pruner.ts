import type { Clock } from '../ports/clock.ts';
import type { Station } from '../values/model.ts';
import type { EngineHost } from './engine-host.ts';
import type { LogWriter } from './log-writer.ts';
import type { Service } from './service.ts';

const EVERY_MS = 3_600_000;

/** Keeps the engine's journal from filling the disk: what is in the database for long is deleted once an hour. */
export class JournalPruner implements Service {
  readonly id: string;
  readonly #options: {
    readonly station: Station;
    readonly host: EngineHost;
    readonly writer: LogWriter;
    readonly clock: Clock;
  };

  constructor(options: {
    readonly station: Station;
    readonly host: EngineHost;
    readonly writer: LogWriter;
    readonly clock: Clock;
  }) {
    this.id = `journal pruner ${options.station.slug}`;
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { station, host, writer, clock } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(EVERY_MS, signal);
      if (!signal.aborted) await host.prune(station, writer.cursor);
    }
  }
}
