import { formatSpan } from '../values/format-span.ts';
import type { StationStatus } from './station-status.ts';

/** The station in one line: what is on the air, how long it has to go, and the next diffusion. */
export function statusLine(status: StationStatus, nowMs: number): string {
  return [status.slug, heard(status), upcoming(status, nowMs)].filter((part) => part !== '').join('  ·  ');
}

function heard(status: StationStatus): string {
  const { engine, trouble, onAir } = status;
  if (engine === 'failing') return `THE ENGINE CANNOT START: ${trouble}${lastHeard(status)}`;
  if (engine === 'starting') return 'the engine is starting …';
  if (engine === 'not_answering') return `THE ENGINE DOES NOT ANSWER${lastHeard(status)}`;
  if (onAir === null) return 'SILENCE';
  const left = onAir.remainingSeconds === null ? '' : `  ${formatSpan(onAir.remainingSeconds)} left`;
  return `on air: ${onAir.title} (${onAir.source})${left}`;
}

/** By the log, which knows no more than the journal does: an engine that hangs may have gone on. */
function lastHeard({ past, timeZone }: StationStatus): string {
  if (past === null || past.heard === null) return '';
  const { title, source, since, until } = past.heard;
  const when = until === null ? `since ${timeOfDay(since, timeZone)}` : `until ${timeOfDay(until, timeZone)}`;
  return `  ·  last heard: ${title} (${source}) ${when}`;
}

function upcoming({ next, timeZone }: StationStatus, nowMs: number): string {
  if (next === null) return 'no diffusion in the next day';
  const time = timeOfDay(Temporal.Instant.fromEpochMilliseconds(next.startMs), timeZone);
  return `next: ${next.title} at ${time} (in ${formatSpan((next.startMs - nowMs) / 1000)})`;
}

function timeOfDay(instant: Temporal.Instant, timeZone: string): string {
  return instant.toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'second' });
}

/** Cuts a text to so many columns; control characters, which a title may hold, would move the cursor. */
export function fitLine(text: string, columns: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const plain = [...text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')];
  return plain.length <= columns ? plain.join('') : `${plain.slice(0, Math.max(0, columns - 1)).join('')}…`;
}
