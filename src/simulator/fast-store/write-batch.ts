import type { LogBatch, NewLogEntry } from '../../ports/store.ts';
import { identities, startIdentity } from '../../store/commit-logged.ts';
import { cleanText } from '../../store/text.ts';
import type { DiffusionId, SoundId, StationId, TrackId } from '../../values/ids.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import type { LogTables, StationLog } from './log-tables.ts';

/** Which of the things that entries refer to are there. */
export interface Present {
  readonly sounds: ReadonlySet<SoundId>;
  readonly tracks: ReadonlySet<TrackId>;
}

/** Writes a batch of the monitor: what the log has already is passed over, and the cancellation of what has started or moved. */
export function writeBatch(
  tables: { readonly logs: LogTables; readonly diffusions: DiffusionTable },
  present: Present,
  stationId: StationId,
  batch: LogBatch,
): void {
  const log = tables.logs.of(stationId);
  const entries = batch.entries.map((entry) => cleaned(entry, present, tables.diffusions));
  const listed = new Set(batch.cancelled.map(({ id }) => id));
  const isCancel = ({ type, diffusionId }: NewLogEntry, ids: ReadonlySet<DiffusionId>) =>
    type === 'cancel' && diffusionId !== null && ids.has(diffusionId);
  const starts = new Set(entries.flatMap(({ type, diffusionId }) => (type === 'start' ? (diffusionId ?? []) : [])));
  const cancelled = batch.cancelled.filter(
    (slot) => tables.diffusions.stands(stationId, slot) && !starts.has(slot.id) && !log.has(startIdentity(slot.id)),
  );
  const ids = new Set(cancelled.map(({ id }) => id));
  for (const entry of entries) {
    if (!isCancel(entry, listed) || isCancel(entry, ids)) addNew(log, tables.logs, stationId, entry);
  }
  for (const { run, seq, end } of batch.ends) log.close(`journal ${run} ${seq}`, end);
  for (const { id } of cancelled) tables.diffusions.cancel(id);
  if (batch.cursor !== null) log.moveCursor(batch.cursor);
}

function addNew(log: StationLog, logs: LogTables, stationId: StationId, entry: NewLogEntry): void {
  const own = identities(entry);
  if (own.some((identity) => log.has(identity))) return;
  const end = entry.end !== null && Temporal.Instant.compare(entry.end, entry.date) < 0 ? entry.date : entry.end;
  log.add({ ...entry, end, id: logs.nextId(), stationId }, own);
}

/** As the database would hold it: without half characters, and without what has been removed since. */
function cleaned(entry: NewLogEntry, { sounds, tracks }: Present, diffusions: DiffusionTable): NewLogEntry {
  const gone: string[] = [];
  const kept = <Id extends number>(id: Id | null, isThere: (id: Id) => boolean, what: string): Id | null => {
    if (id === null || isThere(id)) return id;
    gone.push(`${what} ${id}`);
    return null;
  };
  const soundId = kept(entry.soundId, (id) => sounds.has(id), 'sound');
  const trackId = kept(entry.trackId, (id) => tracks.has(id), 'track');
  const diffusionId = kept(entry.diffusionId, (id) => diffusions.has(id), 'diffusion');
  const reason = gone.length === 0 ? entry.reason : `${entry.reason} (removed since: ${gone.join(', ')})`.trim();
  return {
    ...entry,
    soundId,
    trackId,
    diffusionId,
    source: cleanText(entry.source),
    comment: cleanText(entry.comment),
    reason: cleanText(reason),
  };
}
