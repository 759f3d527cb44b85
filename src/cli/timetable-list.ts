import type { Command } from 'commander';
import type { DiffusionId } from '../values/ids.ts';
import { newCommand } from './command.ts';
import { conflictsById } from './conflicts.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { localSpan } from './format.ts';
import { instantOption, refuseReversed } from './instant-option.ts';
import { invocation, withStore } from './invocation.ts';
import { episodesOf } from './lookup.ts';
import { warnOfNotMadeYet } from './not-made-yet.ts';
import { diffusionJson } from './present.ts';
import { table } from './table.ts';

interface ListOptions {
  readonly from?: string;
  readonly to?: string;
}

export function timetableListCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary:
      'Lists the timetable of a period in order of start, with the schedule, the conflicts and the clock changes of each diffusion. A week from now where nothing is said.',
    examples: [
      'airkeeper timetable list vert',
      'airkeeper timetable list vert --from 2027-03-22 --to 2027-04-05 --json',
    ],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option('--from <instant>', 'those that end after it (default: now)')
    .option('--to <instant>', 'those that start before it (default: a week later)');
  return command.action(async (name: string | undefined, options: ListOptions) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.stationOrOnly(name, 'say which: airkeeper timetable list STATION');
      const { timeZone } = station;
      refuseReversed(options, timeZone);
      const from = instantOption('--from', options.from, timeZone) ?? context.clock.now();
      const to = instantOption('--to', options.to, timeZone) ?? from.add({ hours: 7 * 24 });
      const diffusions = await store.diffusions.list(station.id, from, to);
      await warnOfNotMadeYet(run, store, station, to);
      const conflicts = conflictsById(await store.timetable.conflicts(station.id, from, to));
      const with_ = (id: DiffusionId) => conflicts.get(id) ?? [];
      const episodes = await episodesOf(store, diffusions);
      const rows = diffusions.map((diffusion) => [
        diffusion.id,
        ...localSpan(diffusion.start, diffusion.end, timeZone),
        directory.programById(diffusion.programId).slug,
        episodes.get(diffusion.episodeId)?.title ?? null,
        diffusion.type,
        diffusion.startMode,
        diffusion.scheduleId,
        [
          diffusion.initialId === null ? '' : `rerun of ${diffusion.initialId}`,
          diffusion.layer === 0 ? '' : `layer ${diffusion.layer}`,
          diffusion.zoneNote === null ? '' : ZONE_NOTES[diffusion.zoneNote],
          with_(diffusion.id).length === 0 ? '' : `overlaps ${with_(diffusion.id).join(', ')}`,
        ]
          .filter((note) => note !== '')
          .join('; '),
      ]);
      run.print(
        diffusions.map((diffusion) => ({
          ...diffusionJson(diffusion, directory, episodes),
          conflicts: with_(diffusion.id),
        })),
        table(
          ['DIFFUSION', 'START', 'END', 'PROGRAM', 'EPISODE', 'TYPE', 'MODE', 'SCHEDULE', ''],
          rows,
          'Nothing is on the timetable then.',
        ),
      );
    });
  });
}

/** What the clocks did to the local time of a diffusion. */
export const ZONE_NOTES = {
  gap: 'the clocks skip its local time: as long after the gap',
  overlap: 'its local time comes twice: the first',
} as const;
