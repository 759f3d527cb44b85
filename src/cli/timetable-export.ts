import { type Command, Option } from 'commander';
import { timetableCalendar } from '../exchange/ics-export.ts';
import { timetableJsonLd } from '../exchange/schema-org.ts';
import { timetableSpi } from '../exchange/spi.ts';
import type { Revision, Timetable } from '../exchange/timetable.ts';
import { timetableCsv } from '../exchange/timetable-csv.ts';
import type { Store } from '../ports/store.ts';
import type { Program, Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import { conflictsById } from './conflicts.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { isoInstant } from './format.ts';
import { instantOption, refuseReversed } from './instant-option.ts';
import { invocation, type Json, withStore } from './invocation.ts';
import { episodesOf } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { UsageError } from './usage-error.ts';

const FORMATS = ['ics', 'csv', 'json', 'spi', 'schema-org'] as const;
type Format = (typeof FORMATS)[number];
/** Of what `--format json` prints. */
const JSON_VERSION = 1;

interface ExportOptions {
  readonly program?: string;
  readonly format: Format;
  readonly from?: string;
  readonly to?: string;
  readonly expanded?: true;
  readonly authority?: string;
  readonly bearer?: readonly string[];
}

export function timetableExportCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'export',
    summary: [
      'Prints the timetable, from today on, for others: as iCalendar, CSV, JSON, RadioDNS SPI (ETSI TS 102 818), or schema.org JSON-LD.',
      'An iCalendar has each schedule as an event that is repeated, with what became of single occurrences; its UIDs stay the same.',
    ].join(' '),
    examples: [
      'airkeeper timetable export vert --format ics > vert.ics',
      'airkeeper timetable export vert --program morning --format ics --expanded',
      'airkeeper timetable export vert --format csv --from 2026-12-01 --to 2027-01-01',
      'airkeeper timetable export vert --format spi --to 2026-12-08 --authority radio-vert.example --bearer fm:ce1.c479.09580',
    ],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option('--program <program>', 'of this program alone')
    .addOption(new Option('--format <format>', 'what to print').choices(FORMATS).makeOptionMandatory())
    .option('--from <instant>', "what ends after it (default: the beginning of the station's day)")
    .option('--to <instant>', 'what starts before it (default: as far as the timetable is made)')
    .option('--expanded', 'ics: each diffusion an event of its own')
    .option('--authority <domain>', 'spi: the domain of the broadcaster, which the ids of programmes begin with')
    .option('--bearer <uri...>', 'spi: where the station is received, such as dab:ce1.c185.c479.0');
  return command.action(async (name: string | undefined, options: ExportOptions) => {
    const run = invocation(context, command);
    checkOptions(options);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.stationOrOnly(name, 'say which: airkeeper timetable export STATION');
      const program = options.program === undefined ? null : programIn(directory, station, options.program);
      refuseReversed(options, station.timeZone);
      const span = {
        from: instantOption('--from', options.from, station.timeZone) ?? dayOf(context.clock.now(), station),
        to: instantOption('--to', options.to, station.timeZone),
      };
      const timetable = await readTimetable(store, station, program, span, context);
      context.stdout.write(await written(store, timetable, directory, options));
    });
  });
}

/** @throws {UsageError} for what the format does not know */
function checkOptions({ format, expanded, authority, bearer }: ExportOptions): void {
  const wrong =
    expanded === true && format !== 'ics'
      ? '--expanded is for --format ics'
      : (authority !== undefined || bearer !== undefined) && format !== 'spi'
        ? '--authority and --bearer are for --format spi'
        : null;
  if (wrong !== null) throw new UsageError('conflicting_option', `${wrong}; given is --format ${format}`);
  if (authority === undefined || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(authority)) return;
  throw new UsageError(
    'wrong_authority',
    `--authority: ${JSON.stringify(authority)} is no domain; allowed: one such as radio-vert.example`,
  );
}

function programIn(directory: Directory, station: Station, name: string): Program {
  return directory.program(name.includes('/') ? name : `${station.slug}/${name}`);
}

function dayOf(now: Temporal.Instant, { timeZone }: Station): Temporal.Instant {
  return now.toZonedDateTimeISO(timeZone).startOfDay().toInstant();
}

async function readTimetable(
  store: Store,
  station: Station,
  program: Program | null,
  span: Timetable['span'],
  { clock, version }: CliContext,
): Promise<Timetable> {
  const isOf = (thing: { readonly programId: Program['id'] }): boolean =>
    program === null || thing.programId === program.id;
  const programs = await store.programs.list(station.id);
  const schedules = (await store.timetable.schedules.list(station.id)).map(({ schedule }) => schedule);
  const diffusions = (await store.diffusions.list(station.id, span.from, span.to)).filter(isOf);
  return {
    station,
    databaseId: await store.database.id(),
    version,
    now: clock.now(),
    programs: new Map(programs.map((one) => [one.id, one])),
    schedules: schedules.filter(isOf),
    diffusions,
    episodes: new Map([...(await episodesOf(store, diffusions)).values()].map((episode) => [episode.id, episode])),
    span,
    revisions: await readRevisions(store, station),
  };
}

/** Out of the history: when each thing was changed last, and how often. */
async function readRevisions(store: Store, { id: stationId }: Station): Promise<ReadonlyMap<string, Revision>> {
  const revisions = new Map<string, Revision>();
  // newest first
  for (const { at, items } of await store.timetable.history.list({ stationId })) {
    for (const { kind, id } of items) {
      const key = `${kind} ${id}`;
      const newer = revisions.get(key);
      revisions.set(key, { at: newer?.at ?? at, count: (newer?.count ?? -1) + 1 });
    }
  }
  return revisions;
}

async function written(
  store: Store,
  timetable: Timetable,
  directory: Directory,
  options: ExportOptions,
): Promise<string> {
  switch (options.format) {
    case 'ics':
      return timetableCalendar(timetable, { expanded: options.expanded === true });
    case 'csv':
      return timetableCsv(timetable);
    case 'schema-org':
      return timetableJsonLd(timetable);
    case 'spi':
      return timetableSpi(timetable, {
        // a name that nobody else can have, and that is nobody's (RFC 2606)
        authority: options.authority ?? `${timetable.databaseId}.airkeeper.invalid`,
        bearers: options.bearer ?? [],
      });
    case 'json':
      return `${JSON.stringify(await json(store, timetable, directory), null, 2)}\n`;
  }
}

/** The diffusions as `timetable list --json` has them. */
async function json(store: Store, timetable: Timetable, directory: Directory): Promise<Json> {
  const { station, span, diffusions, episodes, version } = timetable;
  const conflicts = conflictsById(await store.timetable.conflicts(station.id, span.from, span.to));
  const instant = (at: Temporal.Instant | null): string | null =>
    at === null ? null : isoInstant(at, station.timeZone);
  return {
    version: JSON_VERSION,
    airkeeper: version,
    station: station.slug,
    timeZone: station.timeZone,
    from: instant(span.from),
    to: instant(span.to),
    diffusions: diffusions.map((diffusion) => ({
      ...diffusionJson(diffusion, directory, episodes),
      conflicts: conflicts.get(diffusion.id) ?? [],
    })),
  };
}
