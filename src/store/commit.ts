import { sql } from 'kysely';
import type { JournalCursor } from '../ports/journal.ts';
import type { CancelledDiffusion, LogBatch, NewLogEntry } from '../ports/store.ts';
import type { StationId } from '../values/ids.ts';
import { settle } from './commit-settle.ts';
import type { DialectName } from './dialect-name.ts';
import type { Db } from './session.ts';
import { lockStation } from './station-lock.ts';
import { dropConflicts } from './timetable/conflicts.ts';

/** Each row has 12 values; PostgreSQL takes 65,535 in one statement, SQLite 32,766. */
const ROWS_AT_ONCE = 500;

/**
 * Writes what one pass of the monitor wants written. Done again, it changes nothing. It has to be run in a transaction.
 *
 * @throws {RefusedError} `not_found` when there is no such station
 */
export async function commitBatch(db: Db, dialect: DialectName, stationId: StationId, batch: LogBatch): Promise<void> {
  await lockStation(db, dialect, stationId);
  const { entries, cancelled } = await settle(db, dialect, stationId, batch);
  await insertEntries(db, stationId, entries);
  for (const { run, seq, end } of batch.ends) {
    const endMs = end.epochMilliseconds;
    await db
      .updateTable('log_entry')
      // A clock that was set back must not keep an entry from being closed.
      .set({ end_ms: sql<number>`case when date_ms > ${endMs} then date_ms else ${endMs} end` })
      .where('station_id', '=', stationId)
      .where('run', '=', run)
      .where('seq', '=', seq)
      .where('end_ms', 'is', null)
      .execute();
  }
  for (const diffusion of cancelled) await cancelDiffusion(db, stationId, diffusion);
  await dropConflicts(
    db,
    dialect,
    cancelled.map(({ id }) => id),
  );
  if (batch.cursor !== null) await moveCursor(db, stationId, batch.cursor);
}

async function insertEntries(db: Db, stationId: StationId, entries: readonly NewLogEntry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += ROWS_AT_ONCE) {
    const rows = entries.slice(at, at + ROWS_AT_ONCE).map((entry) => ({
      station_id: stationId,
      type: entry.type,
      date_ms: entry.date.epochMilliseconds,
      end_ms: endMsOf(entry),
      source: entry.source,
      sound_id: entry.soundId,
      position_ms: entry.positionSeconds === null ? null : Math.round(entry.positionSeconds * 1000),
      track_id: entry.trackId,
      diffusion_id: entry.diffusionId,
      comment: entry.comment,
      reason: entry.reason,
      run: entry.journal?.run ?? null,
      seq: entry.journal?.seq ?? null,
    }));
    await db.insertInto('log_entry').values(rows).execute();
  }
}

function endMsOf({ date, end }: NewLogEntry): number | null {
  return end === null ? null : Math.max(date.epochMilliseconds, end.epochMilliseconds);
}

/** In its slot alone: at another time it may yet start. */
async function cancelDiffusion(db: Db, stationId: StationId, { id, start, end }: CancelledDiffusion): Promise<void> {
  await db
    .updateTable('diffusion')
    .set({ type: 'cancelled' })
    .where('id', '=', id)
    .where('station_id', '=', stationId)
    .where('type', '=', sql.lit('on_air'))
    .where('start_ms', '=', start.epochMilliseconds)
    .where('end_ms', '=', end.epochMilliseconds)
    .execute();
}

/** Only forwards: a batch that is written again after its successor does not take the cursor back. */
async function moveCursor(db: Db, stationId: StationId, { run, seq }: JournalCursor): Promise<void> {
  await db
    .insertInto('journal_cursor')
    .values({ station_id: stationId, run, seq })
    .onConflict((conflict) =>
      conflict
        .column('station_id')
        .doUpdateSet({ run, seq })
        .where(({ or, and, eb }) =>
          or([
            eb('journal_cursor.run', '<', run),
            and([eb('journal_cursor.run', '=', run), eb('journal_cursor.seq', '<', seq)]),
          ]),
        ),
    )
    .execute();
}
