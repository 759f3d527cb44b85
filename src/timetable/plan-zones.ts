import { DAY_MS, type WallMs } from './recurrence-local.ts';
import { type ZonedStart, zoneReader, zoneTable } from './zone.ts';

/** Readers of one zone each; the zone's table is read once for a stretch. */
export type ZoneReaders = (timeZone: string, fromMs: number, toMs: number) => (wallMs: WallMs) => ZonedStart;

/** Of all that a family's reruns may reach: they come up to a year later. */
const MARGIN_MS = 400 * DAY_MS;

export function zoneReaders(): ZoneReaders {
  const tables = new Map<string, ReturnType<typeof zoneTable>>();
  return (timeZone, fromMs, toMs) => {
    let table = tables.get(timeZone);
    if (table === undefined || table.fromMs > fromMs || table.toMs < toMs) {
      const widest = { fromMs: Math.min(fromMs, table?.fromMs ?? fromMs), toMs: Math.max(toMs, table?.toMs ?? toMs) };
      table = zoneTable(timeZone, widest.fromMs - MARGIN_MS, widest.toMs + MARGIN_MS);
      tables.set(timeZone, table);
    }
    return zoneReader(table);
  };
}
