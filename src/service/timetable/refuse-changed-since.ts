import type { Store } from '../../ports/store.ts';
import type { Change, ChangedItem } from '../../ports/timetable-store.ts';
import { RefusedError } from '../../values/errors.ts';
import type { ScheduleId } from '../../values/ids.ts';
import type { Program } from '../../values/model.ts';

/** The fields of `from` that are not the same in `to`. */
export function differing<Value extends object>(from: Value, to: Value): Partial<Value> {
  const entries = Object.entries(from) as [keyof Value, unknown][];
  return Object.fromEntries(entries.filter(([field, value]) => !isSame(value, to[field]))) as Partial<Value>;
}

/**
 * What a change left must be as it left it: else undoing it would undo what came after.
 * @param later the changes since that stand, newest first
 * @throws {RefusedError} `changed_since`, naming what was changed, and by which change where one did
 */
export async function refuseChangedSince(store: Store, change: Change, later: readonly Change[]): Promise<void> {
  const current = await currentOf(store, change);
  for (const item of change.items) {
    const now = current(item);
    if (now === undefined || isAsLeft(item, now)) continue;
    const by = later.find(({ items }) => items.some((other) => isOf(other, item)));
    const who = by === undefined ? '' : ` by change ${by.id} (${by.what}): undo that first`;
    const gone = now === null ? 'is not there any more' : 'was changed since';
    const message = `${item.kind} ${item.id} ${gone}${who}; allowed: what is as change ${change.id} left it`;
    throw new RefusedError('changed_since', message, { change: change.id, kind: item.kind, id: item.id });
  }
}

type Value = NonNullable<ChangedItem['before']>;

/** What is there now; null: nothing. Undefined: it cannot be told, nor does it matter. */
async function currentOf(store: Store, change: Change): Promise<(item: ChangedItem) => Value | null | undefined> {
  const ids = <Kind extends ChangedItem['kind']>(kind: Kind) =>
    change.items.filter((item): item is Extract<ChangedItem, { readonly kind: Kind }> => item.kind === kind);
  const diffusions = await store.diffusions.byIds(ids('diffusion').map(({ id }) => id));
  const schedules = await store.timetable.schedules.byIds(ids('schedule').map(({ id }) => id));
  const programs = await store.programs.list(change.stationId);
  const found = {
    diffusion: new Map<number, Value>(diffusions.map((diffusion) => [diffusion.id, diffusion])),
    schedule: new Map<number, Value>(
      schedules.filter(({ removed }) => !removed).map(({ schedule }): [ScheduleId, Value] => [schedule.id, schedule]),
    ),
    program: new Map<number, Value>(programs.map((program): [Program['id'], Value] => [program.id, program])),
  };
  return (item) => found[item.kind].get(item.id) ?? null;
}

function isAsLeft({ before, after }: ChangedItem, now: Value | null): boolean {
  if (after === null || now === null) return after === null && now === null;
  // what it did not change may have been changed since, and stays so
  const left: Partial<Value> = before === null ? after : differing(after, before as Value);
  return Object.entries(left).every(
    ([field, value]) => field === 'touched' || isSame(value, (now as unknown as Record<string, unknown>)[field]),
  );
}

function isOf(a: ChangedItem, b: ChangedItem): boolean {
  return a.kind === b.kind && a.id === b.id;
}

/** Instants write themselves as ISO 8601. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
