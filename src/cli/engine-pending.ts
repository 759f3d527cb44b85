import { readReport } from '../service/engine-keeper-files.ts';
import { stationFolder } from '../streamer/station-folder.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Station } from '../values/model.ts';
import { isoInstant, localTime, visible } from './format.ts';
import type { Invocation, Json } from './invocation.ts';

/** What waits for the engine of a station to be started again, for `status`. */
export interface PendingRestart {
  readonly json: Json;
  readonly lines: readonly string[];
}

/** @param run the engine's, as it answers; null: it does not. What is known of another run says nothing of this one. */
export async function pendingRestart(
  { place }: Invocation,
  { slug, timeZone }: Station,
  run: string | null,
): Promise<PendingRestart> {
  const report = await readReport(stationFolder(place.dataFolder, slug));
  if (report === null) return { json: { pending: null, refused: null, emergency: false }, lines: [] };
  const isOfRun = run !== null && report.run === run;
  const at = report.atMs === null ? null : instantFromMs(report.atMs);
  const pending =
    isOfRun && report.pending !== null
      ? { why: report.pending, at: at === null ? null : isoInstant(at, timeZone) }
      : null;
  const when = at === null ? 'at the next boundary of music' : `at ${localTime(at, timeZone)}`;
  return {
    json: { pending, refused: report.refused, emergency: report.emergency },
    lines: [
      ...(report.emergency
        ? ['EMERGENCY  the station’s own engine cannot be kept running: the emergency source plays']
        : []),
      ...(pending === null ? [] : [`waits    the engine is started again ${when}: ${visible(pending.why)}`]),
      ...(report.refused === null ? [] : [`refused  the newest settings: ${visible(report.refused)}`]),
    ],
  };
}
