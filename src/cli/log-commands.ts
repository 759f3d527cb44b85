import { type Command, Option } from 'commander';
import type { LogFilter, Store } from '../ports/store.ts';
import type { LogEntry, LogEntryType, Station } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { instantOption } from './instant-option.ts';
import { invocation, withStore } from './invocation.ts';
import { logEntriesWithNames, type NamedEntry } from './log-entry.ts';
import { followLog } from './log-follow.ts';
import { table } from './table.ts';
import { UsageError } from './usage-error.ts';
import { wholeNumber } from './values.ts';

export function logCommands(context: CliContext): Command {
  return newGroup(
    context,
    'log',
    'The log: what happened on the air.',
    [listCommand(context)],
    ['airkeeper log list vert --json', 'airkeeper log list vert --follow'],
  );
}

interface ListOptions {
  readonly station?: string;
  readonly from?: string;
  readonly to?: string;
  readonly type?: LogEntryType;
  readonly limit?: number;
  readonly follow?: true;
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the log of a station, oldest first: all of it, or what the options say.',
    examples: [
      'airkeeper log list vert --json',
      'airkeeper log list vert --from 2026-12-01 --to 2026-12-02 --type on_air',
      'airkeeper log list vert --limit 20 --follow',
    ],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option('--station <station>', 'the same, as an option')
    .option('--from <instant>', 'entries dated at it or after')
    .option('--to <instant>', 'entries dated before it')
    .addOption(new Option('--type <type>', 'entries of a type').choices(['start', 'on_air', 'cancel', 'stop', 'other']))
    .option('--limit <count>', 'the newest so many', wholeNumber('--limit', { min: 1, max: 1_000_000 }))
    .addOption(
      new Option(
        '--follow',
        'go on with new entries as they come, until interrupted; with --json, one a line',
      ).conflicts('to'),
    );
  return command.action(async (name: string | undefined, options: ListOptions) => {
    const run = invocation(context, command);
    if (name !== undefined && options.station !== undefined && name !== options.station) {
      throw new UsageError('two_stations', `two stations are named, ${name} and ${options.station}; give one`);
    }
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.stationOrOnly(name ?? options.station, 'say which: airkeeper log list STATION');
      const filter = readFilter(station, options);
      if (options.follow === true) return followLog(run, store, station, filter);
      const entries = await listWithNames(store, directory, station, filter);
      run.print(
        entries.map(({ json }) => json),
        table(
          ['DATE', 'END', 'TYPE', 'SOURCE', 'WHAT', 'REASON'],
          entries.map(({ row }) => row),
          'The log has no such entry.',
        ),
      );
    });
  });
}

function readFilter(station: Station, options: ListOptions): LogFilter {
  const from = instantOption('--from', options.from, station.timeZone);
  const to = instantOption('--to', options.to, station.timeZone);
  return {
    stationId: station.id,
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(options.type === undefined ? {} : { type: options.type }),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  };
}

async function listWithNames(
  store: Store,
  directory: Directory,
  station: Station,
  filter: LogFilter,
): Promise<readonly NamedEntry[]> {
  const entries: readonly LogEntry[] = await store.log.list(filter);
  return logEntriesWithNames(store, directory, station, entries);
}
