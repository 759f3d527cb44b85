import type { Clock } from '../ports/clock.ts';

/** A part of the daemon with a life of its own. */
export interface Service {
  readonly id: string;
  /**
   * Called once. Resolves when the signal is aborted, or when the work is done. When it rejects, the runner starts it
   * again after a back-off, unless the error is final.
   */
  run(signal: AbortSignal): Promise<void>;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** One that ran this long before it failed was healthy: the next delay is the first one again. */
const HEALTHY_AFTER_MS = 60_000;

export interface ServiceFailure {
  readonly service: string;
  readonly error: unknown;
  readonly retryInMs: number;
}

/**
 * Runs a service until the signal is aborted, through failures, with back-off that doubles up to half a minute.
 * @throws whatever `isFinal` says is not to be tried again
 */
export async function runService(
  service: Service,
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly isFinal: (error: unknown) => boolean;
    readonly onFailure: (failure: ServiceFailure) => void;
  },
): Promise<void> {
  const { clock, signal, isFinal, onFailure } = options;
  let delayMs = FIRST_DELAY_MS;
  while (!signal.aborted) {
    const beganMs = clock.monotonicMs();
    try {
      await service.run(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) throw error;
      if (clock.monotonicMs() - beganMs > HEALTHY_AFTER_MS) delayMs = FIRST_DELAY_MS;
      onFailure({ service: service.id, error, retryInMs: delayMs });
      await clock.sleep(delayMs, signal);
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    }
  }
}
