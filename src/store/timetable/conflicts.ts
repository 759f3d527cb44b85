import { sql } from 'kysely';
import type { Conflict } from '../../ports/timetable-store.ts';
import { findConflicts } from '../../timetable/resolve.ts';
import type { DiffusionId, StationId } from '../../values/ids.ts';
import type { DiffusionType } from '../../values/model.ts';
import type { DialectName } from '../dialect-name.ts';
import { givenRows, idList, parts } from '../given-rows.ts';
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

const STRETCHES_AT_ONCE = 50;
const PAIRS_AT_ONCE = 10_000;

/** Brings the conflicts of diffusions that were changed up to date. Nobody else may change the station's diffusions meanwhile. */
export async function renewConflicts(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  changed: readonly Placed[],
): Promise<void> {
  const ids = changed.map(({ id }) => id);
  await dropConflicts(db, dialect, ids);
  await findConflictsOf(db, dialect, stationId, changed, null);
}

/** Enters the conflicts of diffusions that were added, of which none is older than the first, as {@link renewConflicts}. */
export async function addConflicts(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  added: readonly Placed[],
): Promise<void> {
  await findConflictsOf(db, dialect, stationId, added, added[0]?.id ?? null);
}

/** @param before with it, all that have this id or a later one are among them: they are not read again */
async function findConflictsOf(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  diffusions: readonly Placed[],
  before: DiffusionId | null,
): Promise<void> {
  const standing = diffusions.filter(({ type }) => type !== 'cancelled');
  const ids = new Set(standing.map(({ id }) => id));
  const around: Slot[] = before === null ? [] : [...standing];
  for (const part of parts(stretches(standing), STRETCHES_AT_ONCE)) {
    for (const slot of await slotsIn(db, stationId, part, before)) around.push(slot);
  }
  const pairs = findConflicts(around).filter(({ a, b }) => ids.has(a) || ids.has(b));
  await insertPairs(db, dialect, stationId, pairs);
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

type Slot = Pick<Placed, 'id' | 'startMs' | 'endMs' | 'layer'>;

/** Stretch by stretch in one statement, so that the database knows where each lies and looks it up. */
async function slotsIn(
  db: Db,
  stationId: StationId,
  within: readonly Stretch[],
  before: DiffusionId | null,
): Promise<readonly Slot[]> {
  const older = before === null ? sql`` : sql`and id < ${before}`;
  const selects = within.map(
    ({ fromMs, toMs }) => sql`select id, start_ms as "startMs", end_ms as "endMs", layer from diffusion
      where ${reaching(stationId, fromMs, toMs)} and type <> 'cancelled' ${older}`,
  );
  return (await sql<Slot>`${sql.join(selects, sql` union all `)}`.execute(db)).rows;
}

async function insertPairs(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  pairs: readonly Conflict[],
): Promise<void> {
  for (const part of parts(pairs, PAIRS_AT_ONCE)) {
    const given = givenRows(
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
