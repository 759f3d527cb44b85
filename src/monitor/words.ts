import type { PlannedDiffusion } from './snapshot-index.ts';

/** `12 ms`, `1.5 s`, `3 min 5 s`: a span as a person says it. */
export function spanInWords(spanMs: number): string {
  if (spanMs < 1000) return `${spanMs} ms`;
  if (spanMs < 60_000) return `${Math.round(spanMs / 100) / 10} s`;
  const seconds = Math.round(spanMs / 1000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** How late something began, in words: `on time`, `12 ms late`, `3 ms early`. */
export function latenessInWords(latenessMs: number): string {
  if (latenessMs === 0) return 'on time';
  return latenessMs > 0 ? `${spanInWords(latenessMs)} late` : `${spanInWords(-latenessMs)} early`;
}

/** `second 83.2`: a place in a file. */
export function placeInWords(positionSeconds: number): string {
  return `second ${Math.round(positionSeconds * 10) / 10}`;
}

/** The local time of day, with milliseconds only where there are any. */
export function clockInWords(epochMs: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone).toPlainTime();
  return local.toString({ smallestUnit: local.millisecond === 0 ? 'second' : 'millisecond' });
}

/** `Morning: Monday`: what a diffusion is, for people. */
export function titleOf(planned: PlannedDiffusion, episodeTitle: string): string {
  return episodeTitle === '' ? planned.program.name : `${planned.program.name}: ${episodeTitle}`;
}
