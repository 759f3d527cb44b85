import { formatSpan } from '../values/format-span.ts';
import type { StationStatus } from './station-status.ts';

/** The station in one line: what is on the air, how long it has to go, and the next diffusion. */
export function statusLine(status: StationStatus, nowMs: number): string {
  return [status.slug, heard(status), upcoming(status, nowMs)].filter((part) => part !== '').join('  ·  ');
}

function heard({ engine, trouble, onAir }: StationStatus): string {
  if (engine === 'failing') return `THE ENGINE CANNOT START: ${trouble}`;
  if (engine === 'starting') return 'the engine is starting …';
  if (engine === 'not_answering') return 'THE ENGINE DOES NOT ANSWER';
  if (onAir === null) return 'SILENCE';
  const left = onAir.remainingSeconds === null ? '' : `  ${formatSpan(onAir.remainingSeconds)} left`;
  return `on air: ${onAir.title} (${onAir.source})${left}`;
}

function upcoming({ next, timeZone }: StationStatus, nowMs: number): string {
  if (next === null) return 'no diffusion in the next day';
  const time = Temporal.Instant.fromEpochMilliseconds(next.startMs)
    .toZonedDateTimeISO(timeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'second' });
  return `next: ${next.title} at ${time} (in ${formatSpan((next.startMs - nowMs) / 1000)})`;
}

/** Cuts a text to so many columns; control characters, which a title may hold, would move the cursor. */
export function fitLine(text: string, columns: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const plain = [...text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')];
  return plain.length <= columns ? plain.join('') : `${plain.slice(0, Math.max(0, columns - 1)).join('')}…`;
}
