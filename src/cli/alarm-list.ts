import type { Command } from 'commander';
import type { AlarmFilter } from '../ports/alarm-store.ts';
import type { Store } from '../ports/store.ts';
import { toldAlarm } from '../service/alarms/alarm-payload.ts';
import type { Alarm } from '../values/alarms.ts';
import { PassingError } from '../values/errors.ts';
import { plusSeconds } from '../values/instant.ts';
import type { Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { isoInstant, localTime, visible } from './format.ts';
import { instantOption } from './instant-option.ts';
import { type Invocation, invocation, type Json, withStore } from './invocation.ts';
import { alarmsOnDisk, knownAlarms } from './known-alarms.ts';
import { table } from './table.ts';
import { UsageError } from './usage-error.ts';

/** Without options: what is open, and what was within a day. */
const DEFAULT_SECONDS = 24 * 3600;

interface ListOptions {
  readonly all?: true;
  readonly from?: string;
  readonly to?: string;
}

export function alarmListCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary:
      'Lists the alarms of a station and those that concern all stations, oldest first: those that are open, and those of the last 24 hours.',
    examples: [
      'airkeeper alarm list',
      'airkeeper alarm list vert --json',
      'airkeeper alarm list vert --from 2026-12-01 --to 2026-12-02',
      'airkeeper alarm list vert --all',
    ],
  })
    .argument('[station]', 'slug of the station (default: all)')
    .option('--all', 'all that are kept: 90 days after they were cleared, they are not')
    .option('--from <instant>', 'those that were open at it or after')
    .option('--to <instant>', 'those that were raised before it');
  return command.action(async (name: string | undefined, options: ListOptions) => {
    const run = invocation(context, command);
    if (options.all === true && (options.from !== undefined || options.to !== undefined)) {
      throw new UsageError('conflicting_option', '--all cannot be used with --from or --to; give one of them');
    }
    try {
      await withStore(run, (store) => listFrom(run, store, name, options));
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      await listFromFile(run, error, name, options);
    }
  });
}

async function listFrom(run: Invocation, store: Store, name: string | undefined, options: ListOptions): Promise<void> {
  const directory = await Directory.read(store);
  const station = name === undefined ? null : directory.station(name);
  const filter = readFilter(run, station?.timeZone, options);
  const alarms = await knownAlarms(run, store, { ...filter, ...(station === null ? {} : { stationId: station.id }) });
  print(run, alarms, directory.stations, station?.timeZone);
}

/** Airkeeper keeps what it knows on the disk of the data folder too: that the database is down can be seen while it is. */
async function listFromFile(
  run: Invocation,
  error: PassingError,
  name: string | undefined,
  options: ListOptions,
): Promise<void> {
  const alarms = await alarmsOnDisk(run, name, readFilter(run, undefined, options));
  if (alarms === null) throw error;
  run.warn('database_unavailable', `${error.message}; these are the alarms that Airkeeper has on the disk`);
  print(run, alarms, []);
}

function readFilter(
  { context }: Invocation,
  timeZone = context.timeZone,
  { all, from, to }: ListOptions = {},
): Pick<AlarmFilter, 'from' | 'to'> {
  const since = instantOption('--from', from, timeZone);
  const until = instantOption('--to', to, timeZone);
  if (since === null && until === null && all !== true) {
    return { from: plusSeconds(context.clock.now(), -DEFAULT_SECONDS) };
  }
  return { ...(since === null ? {} : { from: since }), ...(until === null ? {} : { to: until }) };
}

/** @param timeZone where an alarm concerns all stations */
function print(
  run: Invocation,
  alarms: readonly Alarm[],
  stations: readonly Station[],
  timeZone = run.context.timeZone,
): void {
  const zoneOf = ({ station }: Alarm) => stations.find(({ id }) => id === station?.id)?.timeZone ?? timeZone;
  run.print(
    alarms.map((alarm) => alarmJson(alarm, zoneOf(alarm))),
    table(
      ['RAISED', 'CLEARED', 'ALARM', 'STATION', 'MESSAGE', 'REMEDY'],
      alarms.map((alarm) => [
        localTime(alarm.raised, zoneOf(alarm)),
        alarm.cleared === null ? 'OPEN' : localTime(alarm.cleared, zoneOf(alarm)),
        alarm.name,
        alarm.station?.slug ?? null,
        alarm.message,
        alarm.cleared === null ? alarm.remedy : '',
      ]),
      'There is no alarm.',
    ),
  );
}

function alarmJson(alarm: Alarm, timeZone: string): { readonly [key: string]: Json } {
  return { ...toldAlarm(alarm, (instant) => isoInstant(instant, timeZone)) };
}

/** What is open, for `airkeeper status`. */
export async function openAlarms(
  run: Invocation,
  store: Store,
  { id, timeZone }: Station,
): Promise<{ readonly json: Json; readonly lines: readonly string[] }> {
  const alarms = await knownAlarms(run, store, { stationId: id, open: true });
  return {
    json: alarms.map((alarm) => alarmJson(alarm, timeZone)),
    lines: alarms.map(
      ({ name, raised, message }) => `ALARM    ${name}, since ${localTime(raised, timeZone)}: ${visible(message)}`,
    ),
  };
}
