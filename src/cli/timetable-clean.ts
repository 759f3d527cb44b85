import type { Command } from 'commander';
import { cleanTimetable } from '../service/timetable/generate-clean.ts';
import type { Diffusion, Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { isoInstant, localTime } from './format.ts';
import { instantOption, refuseReversed } from './instant-option.ts';
import { invocation } from './invocation.ts';
import { stationsTogether } from './timetable-stations.ts';

interface CleanOptions {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: true;
}

const WHY = { logged: 'the log has it', 'rerun to come': 'a rerun of it is to come' } as const;

export function timetableCleanCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'clean',
    summary:
      'Removes what was never confirmed and is over, with the episodes that nothing is left of. It cannot be undone: see first what it comes to with --dry-run.',
    examples: ['airkeeper timetable clean --dry-run', 'airkeeper timetable clean vert --to 2026-12-01'],
  })
    .argument('[station]', 'slug of the station (default: all)')
    .option('--from <instant>', 'what starts then or later (default: however long ago)')
    .option('--to <instant>', 'what starts before it (default: now)')
    .option('--dry-run', 'change nothing, and show what would be');
  return command.action(async (name: string | undefined, options: CleanOptions) => {
    const run = invocation(context, command);
    const dryRun = options.dryRun === true;
    const { outcomes, directory } = await stationsTogether(run, name, dryRun, (store, { id, timeZone }) => {
      refuseReversed(options, timeZone);
      const from = instantOption('--from', options.from, timeZone);
      const to = instantOption('--to', options.to, timeZone);
      const span = { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
      return cleanTimetable(store, id, { now: context.clock.now(), dryRun, ...span });
    });
    const json = ({ timeZone }: Station) => {
      return ({ id, programId, start, end }: Diffusion) => ({
        id,
        program: directory.programById(programId).slug,
        start: isoInstant(start, timeZone),
        end: isoInstant(end, timeZone),
      });
    };
    const text = ({ id, programId, start }: Diffusion, { timeZone }: Station) =>
      `${localTime(start, timeZone)}  ${directory.programById(programId).slug}, diffusion ${id}`;
    run.print(
      outcomes.map(({ station, outcome }) => ({
        station: station.slug,
        dryRun,
        removed: outcome.removed.map(json(station)),
        left: outcome.left.map(({ diffusion, why }) => ({ ...json(station)(diffusion), why })),
      })),
      outcomes
        .map(({ station, outcome }) =>
          [
            `${station.slug}: ${outcome.removed.length} unconfirmed of the past ${dryRun ? 'would be' : 'are'} removed.`,
            ...outcome.removed.map((diffusion) => `- ${text(diffusion, station)}`),
            ...outcome.left.map(({ diffusion, why }) => `  ${text(diffusion, station)}, is left: ${WHY[why]}`),
          ].join('\n'),
        )
        .join('\n\n'),
    );
  });
}
