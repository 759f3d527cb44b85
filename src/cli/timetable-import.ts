import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { decodeCalendar } from '../exchange/ics-decode.ts';
import { readCalendar } from '../exchange/ics-import.ts';
import type { Store } from '../ports/store.ts';
import type { ImportReport } from '../service/exchange/import-report.ts';
import { importTimetable } from '../service/exchange/import-timetable.ts';
import { RefusedError } from '../values/errors.ts';
import type { Program, Station } from '../values/model.ts';
import { actorOf } from './actor.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { quoted, visible } from './format.ts';
import { changeStore, type Invocation, invocation, type Json, withStore } from './invocation.ts';
import { slugOfName } from './slug.ts';
import { table } from './table.ts';
import { reportJson, reportSummary } from './timetable-report.ts';

/** So many events are shown one by one; all of them with --json. */
const FIRST_LINES = 30;

interface ImportOptions {
  readonly station?: string;
  readonly program?: string;
  readonly dryRun?: true;
  readonly skipBad?: true;
}

interface Done {
  readonly station: Station;
  readonly report: ImportReport;
}

export function timetableImportCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'import',
    summary: [
      'Takes the events of an iCalendar file over into the timetable: those that are repeated as schedules, the others as diffusions.',
      'All of them or none. The same file again changes nothing; an event that was changed in it changes what it became.',
    ].join(' '),
    examples: [
      'airkeeper timetable import other.ics --station vert --dry-run',
      'airkeeper timetable import other.ics --station vert --program morning --skip-bad',
    ],
  })
    .argument('<file>', 'an iCalendar file (.ics)')
    .option('--station <station>', 'slug of the station (default: the only one there is)')
    .option('--program <program>', 'all events are of it (default: as categories and titles say; others are made)')
    .option('--skip-bad', 'pass over events that cannot be imported (default: then nothing is imported)')
    .option('--dry-run', 'change nothing, and show what would be');
  return command.action(async (file: string, options: ImportOptions) => {
    const run = invocation(context, command);
    const text = decodeCalendar(await bytesOf(resolve(context.cwd, file)));
    const dryRun = options.dryRun === true;
    const work = (store: Store): Promise<Done> => importInto(store, context, text, basename(file), options);
    const done = dryRun ? await rehearsed(run, work) : await changeStore(run, work);
    print(run, done, dryRun);
  });
}

/** @throws {RefusedError} `no_file` */
async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RefusedError('no_file', `${quoted(path)} cannot be read: ${why}`, { path });
  }
}

async function importInto(
  store: Store,
  context: CliContext,
  text: string,
  name: string,
  options: ImportOptions,
): Promise<Done> {
  const directory = await Directory.read(store);
  const station = directory.stationOrOnly(options.station, 'say which: --station STATION');
  const actor = actorOf(context);
  const calendar = readCalendar(text, station.timeZone, actor.now.epochMilliseconds);
  const report = await importTimetable(store, actor, calendar, {
    station,
    program: options.program === undefined ? null : programIn(directory, station, options.program),
    skipBad: options.skipBad === true || options.dryRun === true,
    name,
    slugOf: slugOfName,
  });
  return { station, report };
}

function programIn(directory: Directory, station: Station, name: string): Program {
  return directory.program(name.includes('/') ? name : `${station.slug}/${name}`);
}

/** Does it, and takes it all back. */
async function rehearsed(run: Invocation, work: (store: Store) => Promise<Done>): Promise<Done> {
  let done: Done | null = null;
  const enough = new Error('this was a rehearsal');
  try {
    await withStore(run, (store) =>
      store.transaction(async (inside) => {
        done = await work(inside);
        throw enough;
      }),
    );
  } catch (error) {
    if (error !== enough) throw error;
  }
  if (done === null) throw enough;
  return done;
}

function print(run: Invocation, { station, report }: Done, dryRun: boolean): void {
  const { made, events, bad, generated } = report;
  const count = (kind: string, outcome: string): number =>
    events.filter((event) => event.kind === kind && event.outcome === outcome).length;
  for (const { line, summary, code, reason } of run.json ? [] : bad.slice(0, FIRST_LINES)) {
    run.warn(code, `line ${line} (${summary}) ${dryRun ? 'cannot be' : 'was not'} imported: ${reason}`);
  }
  for (const { scheduleId, error } of generated.refused) {
    run.warn(error.code, `schedule ${scheduleId} of ${station.slug}: ${error.message}`, error.data);
  }
  const outcomes = ['added', 'changed', 'unchanged', 'past', 'own'] as const;
  const counts = (kind: string) => Object.fromEntries(outcomes.map((outcome) => [outcome, count(kind, outcome)]));
  const changed = events.filter(({ outcome }) => outcome === 'added' || outcome === 'changed');
  const rows = changed
    .slice(0, FIRST_LINES)
    .map((event) => [
      event.line,
      event.outcome,
      `${event.kind} ${dryRun ? '' : (event.id ?? '')}`.trim(),
      event.program,
      visible(event.summary),
    ]);
  const more = changed.length - rows.length;
  const json: Json = {
    station: station.slug,
    dryRun,
    programs: made.map(({ slug, name }) => ({ slug, name })),
    schedules: counts('schedule'),
    diffusions: counts('diffusion'),
    generated: reportJson(generated),
    bad: bad.map((event) => ({ ...event })),
    events: events.map(({ id, ...event }) => ({ ...event, id: dryRun ? null : id })),
  };
  const text = [
    ...(rows.length === 0 ? [] : [table(['LINE', '', 'WHAT', 'PROGRAM', 'EVENT'], rows, ''), '']),
    ...(more > 0 ? [`… and ${more} more: --json`, ''] : []),
    ...made.map(({ slug, name }) => `Program ${slug} (${visible(name)}) ${dryRun ? 'would be' : 'was'} made.`),
    ...(['schedule', 'diffusion'] as const).map(
      (kind) =>
        `${kind === 'schedule' ? 'Schedules' : 'Diffusions'}: ${outcomes.map((outcome) => `${count(kind, outcome)} ${WORDS[outcome]}`).join(', ')}.`,
    ),
    ...(bad.length === 0
      ? []
      : [
          `${bad.length} events ${dryRun ? 'cannot be imported: without --skip-bad, nothing would be.' : 'were passed over.'}`,
        ]),
    `What the schedules make of it: ${reportSummary(generated)}`,
    ...(dryRun ? ['Nothing was done; this is what would be.'] : []),
  ].join('\n');
  run.print(json, text);
}

const WORDS = {
  added: 'added',
  changed: 'changed',
  unchanged: 'as they were',
  past: 'over',
  own: "the station's own",
} as const;
