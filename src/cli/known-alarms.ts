import type { AlarmFilter } from '../ports/alarm-store.ts';
import type { Store } from '../ports/store.ts';
import { type AlarmFile, readAlarmFile } from '../service/alarms/alarm-file.ts';
import type { Alarm } from '../values/alarms.ts';
import { PassingError } from '../values/errors.ts';
import { isBefore } from '../values/instant.ts';
import type { Invocation } from './invocation.ts';

/**
 * The alarms of the database, as Airkeeper has them: it keeps on the disk what it could not write, as when another program
 * holds the database, which can be read then.
 */
export async function knownAlarms(run: Invocation, store: Store, filter: AlarmFilter): Promise<readonly Alarm[]> {
  const alarms = new Map((await store.alarms.list(filter)).map((alarm) => [alarm.id, alarm]));
  const file = await readFile(run);
  if (file !== null && file.database === (await store.database.id())) {
    for (const { record, isSaved } of file.records) if (!isSaved) alarms.set(record.alarm.id, record.alarm);
  }
  return inOrder([...alarms.values()].filter((alarm) => isAskedFor(alarm, filter)));
}

/** While the database cannot be read: what Airkeeper has on the disk; null where it has nothing. */
export async function alarmsOnDisk(
  run: Invocation,
  slug: string | undefined,
  span: Pick<AlarmFilter, 'from' | 'to'>,
): Promise<readonly Alarm[] | null> {
  const file = await readFile(run);
  if (file === null) return null;
  const ofStation = file.records
    .map(({ record }) => record.alarm)
    .filter(({ station }) => slug === undefined || station === null || station.slug === slug);
  return inOrder(ofStation.filter((alarm) => isAskedFor(alarm, span)));
}

async function readFile(run: Invocation): Promise<AlarmFile | null> {
  try {
    return await readAlarmFile(run.place.dataFolder);
  } catch (error) {
    if (!(error instanceof PassingError)) throw error;
    run.warn(error.code, error.message);
    return null;
  }
}

function isAskedFor({ station, raised, cleared }: Alarm, { stationId, from, to, open }: AlarmFilter): boolean {
  if (stationId !== undefined && station !== null && station.id !== stationId) return false;
  if (open === true && cleared !== null) return false;
  if (from !== undefined && cleared !== null && isBefore(cleared, from)) return false;
  return to === undefined || isBefore(raised, to);
}

function inOrder(alarms: readonly Alarm[]): readonly Alarm[] {
  return alarms.toSorted((a, b) => Temporal.Instant.compare(a.raised, b.raised));
}
