import type { AlarmSettings } from '../../ports/alarm-store.ts';
import type { Alarms } from '../../ports/alarms.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Engine } from '../../ports/engine.ts';
import type { JournalLine } from '../../ports/journal.ts';
import type { Store } from '../../ports/store.ts';
import { PassingError } from '../../values/errors.ts';
import type { Port, Station } from '../../values/model.ts';
import type { Service } from '../service.ts';
import { type AlarmData, diffusionsAtRisk, missingFiles } from './diffusion-risk.ts';
import { type OutputStates, outputConditions, withLine } from './output-states.ts';
import { type RefusedCues, refusedConditions, withCueLine } from './refused-cues.ts';

const LOOK_EVERY_MS = 2_000;
const PORTS_EVERY_MS = 30_000;
/** Without a setting. */
const AT_RISK_SECONDS = 30 * 60;

export interface StationWatchOptions {
  readonly station: Station;
  readonly alarms: Alarms;
  readonly ports: Pick<Store['ports'], 'list'>;
  /** What was read last; null before the first time. */
  readonly data: () => AlarmData | null;
  /** Null while they are not known. */
  readonly settings: () => AlarmSettings | null;
  readonly clock: Clock;
}

/** Looks at one station's timetable, files and outputs, and says what is wrong with them. */
export class StationWatch implements Service {
  readonly id: string;
  readonly #options: StationWatchOptions;
  #outputs: OutputStates = null;
  #refused: RefusedCues = new Map();
  #ports: readonly Port[] | null = null;
  #portsReadMs = Number.NEGATIVE_INFINITY;

  constructor(options: StationWatchOptions) {
    this.id = `alarm watch ${options.station.slug}`;
    this.#options = options;
  }

  /** The same engine, whose journal is looked at when the monitor reads it. */
  watched(engine: Engine): Engine {
    return {
      observe: () => engine.observe(),
      command: (command) => engine.command(command),
      putCueSheet: (sheet) => engine.putCueSheet(sheet),
      putStreamPlans: (plans) => engine.putStreamPlans(plans),
      onJournalGrowth: (callback) => engine.onJournalGrowth(callback),
      readJournal: async (after) => {
        const batch = await engine.readJournal(after);
        for (const line of batch.lines) this.saw(line);
        return batch;
      },
    };
  }

  saw(line: JournalLine): void {
    this.#outputs = withLine(this.#outputs, line);
    this.#refused = withCueLine(this.#refused, line);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look();
      await this.#options.clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  async look(): Promise<void> {
    const { station, alarms, clock } = this.#options;
    const now = clock.now();
    await this.#readPorts();
    if (this.#ports !== null) {
      const open = alarms.open('output_down', station);
      const conditions = outputConditions(this.#outputs, this.#ports, open, now.epochMilliseconds);
      alarms.settle('output_down', station, conditions);
    }
    const data = this.#options.data();
    if (data === null) return;
    const open = alarms.open('diffusion_at_risk', station);
    const atRiskSeconds = this.#options.settings()?.atRiskSeconds ?? AT_RISK_SECONDS;
    alarms.settle('diffusion_at_risk', station, [
      ...diffusionsAtRisk(data, now, atRiskSeconds),
      ...refusedConditions(this.#refused, data.snapshot, now, open),
    ]);
    alarms.settle('file_missing', station, missingFiles(data, now));
    this.#forget(data);
  }

  /** Those that are on the timetable no more. */
  #forget({ snapshot }: AlarmData): void {
    const ids = new Set(snapshot.diffusions.map(({ id }) => id));
    this.#refused = new Map([...this.#refused].filter(([id]) => ids.has(id)));
  }

  async #readPorts(): Promise<void> {
    const { ports, station, clock } = this.#options;
    if (clock.monotonicMs() - this.#portsReadMs < PORTS_EVERY_MS) return;
    try {
      this.#ports = await ports.list(station.id);
      this.#portsReadMs = clock.monotonicMs();
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
    }
  }
}
