import { sql } from 'kysely';
import type { Conflict } from '../../ports/timetable-store.ts';
import { findConflicts } from '../../timetable/resolve.ts';
import type { DiffusionId, StationId } from '../../values/ids.ts';
import type { DiffusionType } from '../../values/model.ts';
import type { DialectName } from '../dialect-name.ts';
import { idList, jsonRows, parts } from '../json-rows.ts';
import type { Db } from '../session.ts';
import { reaching, type Stretch, stretches } from './stretches.ts';

/** Where a diffusion is now. */
export interface Placed {
  readonly id: DiffusionId;
  readonly startMs: number;
  readonly endMs: number;
  readonly layer: number;
  readonly type: DiffusionType;
}

/** A statement with so many stretches, or pairs, is a short one still. */
const AT_ONCE = 4000;

/**
 * Brings the conflicts of diffusions that were added up to date. Nobody else may change the station's diffusions meanwhile.
 */
export async function findNewConflicts(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  added: readonly Placed[],
): Promise<void> {
  const standing = added.filter(({ type }) => type !== 'cancelled');
  const ids = new Set(standing.map(({ id }) => id));
  for (const part of parts(stretches(standing), AT_ONCE)) {
    const around = await slotsIn(db, dialect, stationId, part);
    const pairs = findConflicts(around).filter(({ a, b }) => ids.has(a) || ids.has(b));
    await insertPairs(db, dialect, stationId, pairs);
  }
}

/** Brings the conflicts of diffusions that were changed up to date, as {@link findNewConflicts}. */
export async function renewConflicts(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  changed: readonly Placed[],
): Promise<void> {
  await dropConflicts(
    db,
    dialect,
    changed.map(({ id }) => id),
  );
  await findNewConflicts(db, dialect, stationId, changed);
}

/** Of diffusions that were cancelled. Those of diffusions that are removed go with them. */
export async function dropConflicts(db: Db, dialect: DialectName, ids: readonly DiffusionId[]): Promise<void> {
  for (const part of parts(ids)) {
    await db.deleteFrom('conflict').where('a_id', 'in', idList(dialect, part)).execute();
    await db.deleteFrom('conflict').where('b_id', 'in', idList(dialect, part)).execute();
  }
}

/** Of diffusions of which one at least overlaps [from, to), in order of start of the later one, then by ids. */
export async function conflictsBetween(
  db: Db,
  stationId: StationId,
  fromMs: number | null,
  toMs: number | null,
): Promise<readonly Conflict[]> {
  // Each side by its own index: together they would be looked for from end to end.
  const side = (own: 'a_id' | 'b_id') =>
    sql`select conflict.a_id, conflict.b_id from diffusion join conflict on ${sql.ref(`conflict.${own}`)} = diffusion.id
      where ${reaching(stationId, fromMs, toMs)}`;
  const found =
    fromMs === null && toMs === null
      ? sql`select a_id, b_id from conflict where station_id = ${stationId}`
      : sql`${side('a_id')} union ${side('b_id')}`;
  const { rows } = await sql<{ a_id: DiffusionId; b_id: DiffusionId }>`
    select found.a_id, found.b_id from (${found}) as found
    join diffusion as a on a.id = found.a_id join diffusion as b on b.id = found.b_id
    order by case when a.start_ms > b.start_ms then a.start_ms else b.start_ms end, found.a_id, found.b_id`.execute(db);
  return rows.map(({ a_id: a, b_id: b }) => ({ a, b }));
}

async function slotsIn(db: Db, dialect: DialectName, stationId: StationId, within: readonly Stretch[]) {
  const columns = { from_ms: 'integer', to_ms: 'integer' } as const;
  const given = within.map(({ fromMs, toMs }) => [fromMs, toMs]);
  // Cross: SQLite goes through the stretches, and looks each up.
  const { rows } = await sql<{ id: DiffusionId; startMs: number; endMs: number; layer: number }>`
    select diffusion.id, diffusion.start_ms as "startMs", diffusion.end_ms as "endMs", diffusion.layer
    from ${jsonRows(dialect, 'stretch', columns, given)} cross join diffusion
    where ${reaching(stationId, sql.ref('stretch.from_ms'), sql.ref('stretch.to_ms'))}
      and diffusion.type <> 'cancelled'`.execute(db);
  return rows;
}

async function insertPairs(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  pairs: readonly Conflict[],
): Promise<void> {
  for (const part of parts(pairs, AT_ONCE)) {
    const given = jsonRows(
      dialect,
      'pair',
      { a_id: 'integer', b_id: 'integer' },
      part.map(({ a, b }) => [a, b]),
    );
    await sql`insert into conflict (station_id, a_id, b_id) select cast(${stationId} as bigint), a_id, b_id from ${given}`.execute(
      db,
    );
  }
}
