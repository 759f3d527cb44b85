/** Instants are `Temporal.Instant`; on disk and in the database they are whole UTC milliseconds, named `…Ms`. */
export function instantFromMs(epochMs: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(epochMs);
}

export function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}

export function plusSeconds(instant: Temporal.Instant, seconds: number): Temporal.Instant {
  return instantFromMs(instant.epochMilliseconds + Math.round(seconds * 1000));
}

export function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 1000;
}
