import type { Alarms } from '../../ports/alarms.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EngineState } from '../../ports/engine.ts';
import type { Station } from '../../values/model.ts';
import type { Service } from '../service.ts';

const LOOK_EVERY_MS = 1_000;

export interface SilenceWatchOptions {
  readonly station: Station;
  readonly alarms: Alarms;
  /** What the engine said of itself last; null while it does not answer. */
  readonly state: () => EngineState | null;
  readonly clock: Clock;
}

/** Says that a station is silent when its engine does, and that it is well when there is sound again. */
export class SilenceWatch implements Service {
  readonly id: string;
  readonly #options: SilenceWatchOptions;

  constructor(options: SilenceWatchOptions) {
    this.id = `silence watch ${options.station.slug}`;
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.look();
      await this.#options.clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  look(): void {
    const { station, alarms } = this.#options;
    const state = this.#options.state();
    const seconds = state?.silentSeconds ?? 0;
    if (seconds > 0) alarms.raise('silent', station, '', { seconds: Math.floor(seconds) });
    // an engine that has just begun, of a station that was silent, has not been silent for long, and has no sound either
    else if (isHeard(state, station) || mayBeSilent(state, station)) alarms.clear('silent', station, '');
  }
}

/** What is silent on purpose (SPEC EN-106) is well, once its engine runs that says nothing of silence any more. */
function mayBeSilent(state: EngineState | null, { silenceLimitSeconds }: Station): boolean {
  return silenceLimitSeconds === 0 && state?.silentSeconds === 0;
}

function isHeard(state: EngineState | null, station: Station): boolean {
  const rms = state?.levelDb?.rms ?? null;
  return rms !== null && rms >= station.silenceThresholdDb;
}
