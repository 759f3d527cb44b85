import type { Command } from 'commander';
import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { LogEntryId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { LogEntry, Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { askEngine } from './engine-answer.ts';
import { explain } from './explain.ts';
import { visible } from './format.ts';
import { type Invocation, invocation, withStore } from './invocation.ts';
import { logEntriesWithNames } from './log-entry.ts';
import { isId } from './lookup.ts';

/** The log has what an engine plays within a second; one of the newest entries it is then. */
const NEWEST = 50;

export function whyCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'why',
    summary: 'Says why what is on the air is on the air; with the id of a log entry, why that was.',
    examples: ['airkeeper why', 'airkeeper why vert', 'airkeeper why 1234'],
  }).argument('[entry]', 'slug of a station (default: the only one there is), or id of a log entry');
  return command.action(async (name: string | undefined) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const { station, entry } = await entryOf(run, store, directory, name);
      const because = await explain(store, directory, station, entry);
      const [named] = await logEntriesWithNames(store, directory, station, [entry]);
      const [date, end, type, source, what] = named?.row ?? [];
      const head = [date, end === '' ? '' : `to ${end}`, type, source, what].filter((part) => part !== '').join('  ');
      run.print(
        { station: station.slug, entry: named?.json ?? null, because: because.map((each) => ({ ...each })) },
        [head, ...because.map(({ reason, rule }) => `  because ${visible(reason)}  [${rule}]`)].join('\n'),
      );
    });
  });
}

interface Asked {
  readonly station: Station;
  readonly entry: LogEntry;
}

async function entryOf(run: Invocation, store: Store, directory: Directory, name: string | undefined): Promise<Asked> {
  if (name !== undefined && isId(name) && !directory.stations.some(({ slug }) => slug === name)) {
    const [entry] = await store.log.byIds([Number(name) as LogEntryId]);
    if (entry !== undefined) return { station: directory.stationById(entry.stationId), entry };
    throw new RefusedError('unknown_entry', `there is no log entry ${name}; see airkeeper log list STATION`, {
      given: name,
    });
  }
  const station = directory.stationOrOnly(name, 'say which: airkeeper why STATION');
  return { station, entry: await entryOnAir(run, store, station) };
}

async function entryOnAir(run: Invocation, store: Store, station: Station): Promise<LogEntry> {
  const { slug } = station;
  const answer = await askEngine(run, station);
  if (answer.kind !== 'running') {
    throw new RefusedError(
      'engine_not_answering',
      `the engine of ${slug} does not answer; see airkeeper status ${slug}`,
      {
        station: slug,
      },
    );
  }
  const { onAir, run: engineRun } = answer.state;
  if (onAir === null) {
    throw new RefusedError('silent', `nothing is on the air; what comes next: airkeeper status ${slug}`, {
      station: slug,
    });
  }
  const newest = await store.log.list({ stationId: station.id, type: 'on_air', limit: NEWEST });
  const entry = newest.find(({ journal }) => journal?.run === engineRun && journal.seq === onAir.seq);
  if (entry !== undefined) return entry;
  const since = instantFromMs(onAir.sinceMs);
  throw new RefusedError(
    'not_logged_yet',
    `what is on the air since ${since} is not in the log yet: Airkeeper does not run, or cannot reach its database; see airkeeper doctor`,
    { station: slug },
  );
}
