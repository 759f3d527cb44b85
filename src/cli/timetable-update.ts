import type { Command } from 'commander';
import { generateTimetable } from '../service/timetable/generate.ts';
import type { PlannedSlot, PlanReport } from '../timetable/plan-report.ts';
import type { Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import type { Directory } from './directory.ts';
import { isoInstant, localTime } from './format.ts';
import { instantOption, refuseReversed } from './instant-option.ts';
import { invocation } from './invocation.ts';
import { differences, differencesJson, reportJson, reportRows, reportSummary } from './timetable-report.ts';
import { stationsTogether } from './timetable-stations.ts';

/** Without `--all` so many differences are shown one by one. */
const FIRST_LINES = 20;

interface UpdateOptions {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: true;
  readonly all?: true;
}

export function timetableUpdateCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'update',
    summary:
      'Makes the diffusions of all schedules, as far ahead as is said, and shows the difference: what a person changed stays, and so does the past. Airkeeper does the same by itself, as far ahead as the station has it.',
    examples: [
      'airkeeper timetable update --to 2027-12-31 --dry-run',
      'airkeeper timetable update vert --to 2027-12-31',
      'airkeeper timetable update vert --from 2027-03-01 --to 2027-04-01 --dry-run --all',
    ],
  })
    .argument('[station]', 'slug of the station (default: all)')
    .option('--from <instant>', 'show differences from then on (default: now); they are made from now on all the same')
    .option('--to <instant>', "as far ahead as this (default: the station's days ahead)")
    .option('--dry-run', 'change nothing, and show what would be')
    .option('--all', `show every difference, not the first ${FIRST_LINES}`);
  return command.action(async (name: string | undefined, options: UpdateOptions) => {
    const run = invocation(context, command);
    const done = await stationsTogether(run, name, options.dryRun === true, async (store, station) => {
      refuseReversed(options, station.timeZone);
      const until = instantOption('--to', options.to, station.timeZone);
      const report = await generateTimetable(store, station.id, {
        now: context.clock.now(),
        thorough: true,
        dryRun: options.dryRun === true,
        ...(until === null ? {} : { until }),
      });
      return { ...report, ...from(report, instantOption('--from', options.from, station.timeZone)) };
    });
    for (const { station, outcome } of done.outcomes) {
      for (const { scheduleId, error } of outcome.refused) {
        run.warn(error.code, `schedule ${scheduleId} of ${station.slug}: ${error.message}`, error.data);
      }
    }
    const dryRun = options.dryRun === true;
    run.print(
      done.outcomes.map(({ station, outcome }) => ({
        station: station.slug,
        dryRun,
        until: isoInstant(outcome.until, station.timeZone),
        ...reportJson(outcome),
        schedules: differencesJson(outcome, done.directory, station),
      })),
      done.outcomes
        .map(({ station, outcome }) =>
          text(station, outcome, done.directory, outcome.until, dryRun, options.all === true),
        )
        .join('\n\n'),
    );
  });
}

/** What begins from then on. */
function from(report: PlanReport, instant: Temporal.Instant | null): Pick<PlanReport, 'schedules'> {
  if (instant === null) return report;
  const shown = ({ startMs }: PlannedSlot) => startMs >= instant.epochMilliseconds;
  return {
    schedules: report.schedules.map((each) => ({
      ...each,
      added: each.added.filter(shown),
      moved: each.moved.filter(({ from: was, to }) => shown(was) || shown(to)),
      changed: each.changed.filter(({ slot }) => shown(slot)),
      removed: each.removed.filter(({ slot }) => shown(slot)),
      left: each.left.filter(({ slot }) => shown(slot)),
      early: each.early.filter(shown),
    })),
  };
}

function text(
  station: Station,
  report: PlanReport,
  directory: Directory,
  until: Temporal.Instant,
  dryRun: boolean,
  all: boolean,
): string {
  const lines = differences(report, directory, station);
  const shown = all ? lines : lines.slice(0, FIRST_LINES);
  const more = lines.length - shown.length;
  return [
    `${station.slug}, to ${localTime(until, station.timeZone)} (${station.timeZone}):`,
    reportRows(report, directory),
    ...(shown.length === 0 ? [] : ['', ...shown]),
    ...(more > 0 ? [`… and ${more} more: --all`] : []),
    '',
    `${dryRun ? 'Nothing is done; this is what would be. ' : ''}${reportSummary(report)}`,
  ].join('\n');
}
