/** The one source of time. Everything that asks the time or waits is given a clock, so that a virtual one can take its place. */
export interface Clock {
  now(): Temporal.Instant;
  /** Milliseconds from an arbitrary beginning; never steps back. For measuring spans, and nothing else. */
  monotonicMs(): number;
  /** Resolves after the span, or at once when the signal is aborted; it never rejects. */
  sleep(spanMs: number, signal: AbortSignal): Promise<void>;
}
