import type { Command } from 'commander';
import type { StationSnapshot, Store } from '../ports/store.ts';
import { rehearse } from '../simulator/rehearsal.ts';
import { timetableSpan } from '../simulator/rehearsal-run.ts';
import type { Rehearsal } from '../simulator/rehearsed.ts';
import { must, RefusedError } from '../values/errors.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { localTime } from './format.ts';
import { instantOption } from './instant-option.ts';
import { type Invocation, invocation, withStore } from './invocation.ts';
import { rehearsalCalendar } from './rehearsal-calendar.ts';
import { RehearsalNames } from './rehearsal-names.ts';
import { table } from './table.ts';
import { UsageError } from './usage-error.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;

interface RehearseOptions {
  readonly station?: string;
  readonly from?: string;
  readonly to?: string;
  readonly ics?: true;
}

interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

export function rehearseCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'rehearse',
    summary: [
      'Says what a period will sound like, and every trouble in it before it happens, with the rule of SPEC.md behind it.',
      'The real rules run against a simulated engine; nothing is changed, and nothing is heard.',
      'Music is drawn by chance, with a seed that is fixed: which pieces are heard is an example, and the same each time.',
    ].join(' '),
    examples: [
      'airkeeper rehearse vert',
      'airkeeper rehearse vert --from 2026-12-01 --to 2026-12-08 --json',
      'airkeeper rehearse --station vert --to 2026-12-31 --ics > december.ics',
    ],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option('--station <station>', 'the same, as an option')
    .option('--from <instant>', 'the beginning of the period (default: now)')
    .option('--to <instant>', `its end (default: 24 hours later; ${LONGEST_DAYS} days at most)`)
    .option('--ics', 'print an iCalendar of the diffusions that will be heard');
  return command.action(async (name: string | undefined, options: RehearseOptions) => {
    const run = invocation(context, command);
    if (name !== undefined && options.station !== undefined && name !== options.station) {
      throw new UsageError('two_stations', `two stations are named, ${name} and ${options.station}; give one`);
    }
    if (run.json && options.ics === true) {
      throw new UsageError('conflicting_option', '--ics cannot be used with --json; give one of them');
    }
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.stationOrOnly(name ?? options.station, 'say which: airkeeper rehearse STATION');
      const period = readPeriod(context, station, options);
      if (!station.enabled) {
        run.warn('disabled', `${station.slug} is disabled: this is what it would sound like if it were enabled`);
      }
      const snapshot = await readSnapshot(store, station, period);
      const rehearsal = rehearse({ ...period, snapshot, missing: await missingFiles(run, snapshot) });
      const names = new RehearsalNames(snapshot);
      if (options.ics !== true) return print(run, rehearsal, names);
      const databaseId = await store.database.id();
      const stamp = instantFromMs(period.fromMs);
      const of = { station, databaseId, version: context.version, stamp };
      context.stdout.write(rehearsalCalendar(rehearsal, names, of));
    });
  });
}

/** @throws {RefusedError} `wrong_period` */
function readPeriod({ clock }: CliContext, { timeZone }: Station, options: RehearseOptions): Period {
  const from = instantOption('--from', options.from, timeZone) ?? clock.now();
  const fromMs = from.epochMilliseconds;
  const toMs = instantOption('--to', options.to, timeZone)?.epochMilliseconds ?? fromMs + DAY_MS;
  const said = `from ${localTime(from, timeZone)} to ${localTime(instantFromMs(toMs), timeZone)}`;
  const data = { from: from.toString(), to: instantFromMs(toMs).toString() };
  if (toMs <= fromMs) {
    const beginning = options.from === undefined ? 'now, which is where it begins without --from' : 'where it begins';
    throw new RefusedError('wrong_period', `${said}: allowed is a period that ends after ${beginning}`, data);
  }
  if (toMs - fromMs > LONGEST_DAYS * DAY_MS) {
    const days = Math.ceil((toMs - fromMs) / DAY_MS);
    throw new RefusedError('wrong_period', `${said} is ${days} days: allowed are ${LONGEST_DAYS} at most`, data);
  }
  return { fromMs, toMs };
}

async function readSnapshot(store: Store, { id, slug }: Station, period: Period): Promise<StationSnapshot> {
  const { fromMs, toMs } = timetableSpan(period.fromMs, period.toMs);
  const snapshot = await store.monitor.snapshot(id, instantFromMs(fromMs), instantFromMs(toMs));
  return must(snapshot, `the station ${slug}`);
}

/** Files on a disk that does not answer are taken to be there, as a running Airkeeper takes them to be. */
async function missingFiles({ context, warn }: Invocation, { sounds }: StationSnapshot): Promise<ReadonlySet<string>> {
  const played = [...sounds.values()].filter(({ type }) => type === 'archive' || type === 'other');
  const missing = await context.library.missing(played.map(({ path }) => path));
  for (const folder of context.library.silent ?? []) {
    warn('disk_silent', `${folder} does not answer: its files are taken to be there`, { folder });
  }
  return missing;
}

function print(run: Invocation, { items, troubles }: Rehearsal, names: RehearsalNames): void {
  const heard = table(
    ['START', 'END', 'SOURCE', 'WHAT', 'REASON'],
    items.map((item) => names.itemRow(item)),
    'Nothing would be heard.',
  );
  const wrong = table(
    ['AT', 'TROUBLE', 'DIFFUSION', 'MESSAGE', 'RULE'],
    troubles.map((trouble) => names.troubleRow(trouble)),
    'No trouble.',
  );
  run.print(
    {
      items: items.map((item) => names.itemJson(item)),
      troubles: troubles.map((trouble) => names.troubleJson(trouble)),
    },
    `${heard}\n\n${wrong}`,
  );
}
