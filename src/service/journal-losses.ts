import { GAP_IN_THE_JOURNAL } from '../monitor/trace-lines.ts';
import type { Store } from '../ports/store.ts';
import { plusSeconds } from '../values/instant.ts';
import type { Station } from '../values/model.ts';

const LOOK_BACK_SECONDS = 24 * 3600;

/** What of the engine's journal is lost, and so missing in the log. */
export interface JournalLosses {
  /** Lines that the engine could not write in its present run. */
  readonly lostLines: number;
  /** Gaps that were found in what it wrote, in the last 24 hours. */
  readonly gaps: number;
  /** What the newest of those gaps was. */
  readonly newest: string;
}

/** @param lostLines by the engine's own count; 0 where it does not answer */
export async function journalLosses(
  store: Store,
  station: Station,
  lostLines: number,
  now: Temporal.Instant,
): Promise<JournalLosses> {
  const from = plusSeconds(now, -LOOK_BACK_SECONDS);
  const entries = await store.log.list({ stationId: station.id, type: 'other', from });
  const gaps = entries.filter(({ reason }) => reason === GAP_IN_THE_JOURNAL);
  return {
    lostLines,
    gaps: gaps.length,
    newest: gaps.at(-1)?.comment ?? '',
  };
}

/** Null where nothing is lost. */
export function lossesText({ lostLines, gaps, newest }: JournalLosses): string | null {
  if (lostLines === 0 && gaps === 0) return null;
  const lines = lostLines === 1 ? '1 line' : `${lostLines} lines`;
  const unwritten = lostLines === 0 ? [] : [`the engine could not write ${lines} of its journal since it started`];
  const missing =
    gaps === 0 ? [] : [`${gaps === 1 ? '1 gap' : `${gaps} gaps`} in the last 24 h, the newest: ${newest}`];
  return `${[...unwritten, ...missing].join('; ')}. What was on the air then was heard, and is not in the log`;
}
