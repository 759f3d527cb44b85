import type { Logger } from 'pino';
import type { Clock } from '../../ports/clock.ts';
import type { Result } from '../../values/result.ts';
import type { Service } from '../service.ts';
import { WakeUp } from '../wake-up.ts';
import type { AlarmKeeper } from './alarm-keeper.ts';
import { alarmPayload } from './alarm-payload.ts';
import type { AlarmTeller } from './alarm-teller.ts';
import { type AlarmTarget, isGivenUp, nextNotices, retryDelayMs, type WaitingNotice } from './next-notices.ts';

const LOOK_EVERY_MS = 30_000;
/** So long the end of Airkeeper waits for those who are just being told: they would be told twice. */
const FAREWELL_MS = 3_000;

interface TargetState {
  readonly failures: number;
  /** By the monotonic clock. */
  readonly restsUntilMs: number;
  readonly isBusy: boolean;
}

const FRESH: TargetState = { failures: 0, restsUntilMs: Number.NEGATIVE_INFINITY, isBusy: false };

/** Tells webhooks and commands of alarms, one notice at a time for each of them, again until they were told. */
export class AlarmDelivery implements Service {
  readonly id = 'alarm delivery';
  readonly #keeper: AlarmKeeper;
  readonly #tell: AlarmTeller;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #wakeUp: WakeUp;
  readonly #targets = new Map<string, TargetState>();
  readonly #telling = new Set<Promise<void>>();

  constructor(options: {
    readonly keeper: AlarmKeeper;
    readonly tell: AlarmTeller;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#keeper = options.keeper;
    this.#tell = options.tell;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#wakeUp = new WakeUp(options.clock);
    this.#keeper.onChange(() => this.#wakeUp.call());
  }

  async run(signal: AbortSignal): Promise<void> {
    const farewell = new AbortController();
    while (!signal.aborted) {
      if (this.#keeper.isReady) {
        await this.#keeper.kept();
        this.#begin(farewell.signal);
      }
      await this.#wakeUp.wait(this.#restMs(), signal);
    }
    const patience = new AbortController();
    void this.#clock.sleep(FAREWELL_MS, patience.signal).then(() => farewell.abort());
    await Promise.all(this.#telling);
    patience.abort();
  }

  /** Begins with what may be begun. */
  #begin(signal: AbortSignal): void {
    const nowMs = this.#clock.monotonicMs();
    const { settings } = this.#keeper;
    if (settings === null) return;
    for (const waiting of nextNotices(this.#keeper.records, settings)) {
      const { alarm, notice, target } = waiting;
      if (target === null) {
        this.#keeper.note(alarm.id, { ...notice, outcome: 'unwanted' });
        continue;
      }
      const key = JSON.stringify(target);
      const state = this.#targets.get(key) ?? FRESH;
      if (state.isBusy || state.restsUntilMs > nowMs) continue;
      this.#targets.set(key, { ...state, isBusy: true });
      const telling = this.#attempt(waiting, target, key, signal).finally(() => this.#telling.delete(telling));
      this.#telling.add(telling);
    }
  }

  async #attempt(waiting: WaitingNotice, target: AlarmTarget, key: string, signal: AbortSignal): Promise<void> {
    const { alarm, notice } = waiting;
    const outcome = await this.#tell(target, alarmPayload(notice.event, alarm), signal);
    const { failures } = this.#targets.get(key) ?? FRESH;
    if (outcome.ok) {
      this.#targets.delete(key);
      this.#keeper.note(alarm.id, { ...notice, outcome: 'delivered' });
    } else if (!signal.aborted) {
      const isLast = isGivenUp(waiting, this.#clock.now().epochMilliseconds);
      const delayMs = retryDelayMs(notice.channel, failures + 1);
      this.#targets.set(key, {
        failures: isLast && notice.channel === 'command' ? 0 : failures + 1,
        restsUntilMs: this.#clock.monotonicMs() + delayMs,
        isBusy: false,
      });
      this.#log(waiting, outcome, isLast ? null : delayMs);
      this.#keeper.note(alarm.id, {
        ...notice,
        attempts: notice.attempts + 1,
        outcome: isLast ? 'abandoned' : null,
      });
    }
    this.#wakeUp.call();
  }

  #log({ alarm, notice }: WaitingNotice, outcome: Result<null, string>, delayMs: number | null): void {
    if (outcome.ok) return;
    const way = notice.channel === 'webhook' ? 'the webhook' : 'the alarm command';
    const then = delayMs === null ? 'given up' : `tried again in ${Math.round(delayMs / 1000)} s`;
    this.#logger.warn(
      { alarm: alarm.id, event: notice.event, attempts: notice.attempts + 1 },
      `${way} was not told of ${alarm.name}: ${outcome.error}; ${then}`,
    );
  }

  #restMs(): number {
    const nowMs = this.#clock.monotonicMs();
    const rests = [...this.#targets.values()]
      .filter(({ isBusy }) => !isBusy)
      .map((state) => state.restsUntilMs - nowMs);
    return Math.max(50, Math.min(LOOK_EVERY_MS, ...rests.filter((restMs) => restMs > 0)));
  }
}
