import type { Command } from 'commander';
import type { Store } from '../ports/store.ts';
import { copyWeek } from '../service/timetable/copy-week.ts';
import type { Diffusion } from '../values/model.ts';
import { actorOf } from './actor.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { isoInstant, localSpan } from './format.ts';
import { changeStore, invocation, withStore } from './invocation.ts';
import { readDate } from './local-option.ts';
import { episodesOf } from './lookup.ts';
import { table } from './table.ts';

interface CopyOptions {
  readonly newEpisodes?: true;
  readonly dryRun?: true;
}

export function timetableCopyWeekCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'copy-week',
    summary:
      'Copies the seven days from one date on to those from another on, whole weeks later: at the same local times, reruns as reruns of the copies. What is there already is left out, and so is what is cancelled.',
    examples: [
      'airkeeper timetable copy-week vert 2026-12-07 2026-12-21 --dry-run',
      'airkeeper timetable copy-week vert 2026-12-07 2026-12-21 --new-episodes',
    ],
  })
    .argument('<station>', 'its slug')
    .argument('<from>', 'the first day of the week to copy')
    .argument('<to>', 'the first day of the week to fill')
    .option('--new-episodes', 'with episodes of their own, titled as those of schedules (default: the same episodes)')
    .option('--dry-run', 'change nothing, and show what would be');
  return command.action(async (name: string, from: string, to: string, options: CopyOptions) => {
    const run = invocation(context, command);
    const [fromDay, toDay] = [readDate('FROM', from), readDate('TO', to)].map(({ date }) =>
      Temporal.PlainDate.from(date),
    ) as [Temporal.PlainDate, Temporal.PlainDate];
    const dryRun = options.dryRun === true;
    const work = async (store: Store) => {
      const directory = await Directory.read(store);
      const station = directory.station(name);
      const asked = { station, from: fromDay, to: toDay, newEpisodes: options.newEpisodes === true, dryRun };
      const { copies, left, added } = await copyWeek(store, actorOf(context), asked);
      const episodes = await episodesOf(store, [...added, ...copies.map(({ original }) => original)]);
      const isNew = ({ initialId }: Diffusion) => dryRun && options.newEpisodes === true && initialId === null;
      const shown = copies.map(({ original, start, end }, index) => ({
        id: added[index]?.id ?? null,
        copyOf: original.id,
        program: directory.programById(original.programId).slug,
        // of a dry run: the episode is not there yet
        episode: isNew(original) ? null : (episodes.get(added[index]?.episodeId ?? original.episodeId)?.slug ?? null),
        start,
        end,
      }));
      return { shown, left, timeZone: station.timeZone };
    };
    const { shown, left, timeZone } = await (dryRun ? withStore(run, work) : changeStore(run, work));
    run.print(
      {
        dryRun,
        copied: shown.map((copy) => ({
          ...copy,
          start: isoInstant(copy.start, timeZone),
          end: isoInstant(copy.end, timeZone),
        })),
        left: left.map(({ diffusion, why }) => ({ diffusion: diffusion.id, why })),
      },
      [
        table(
          ['COPY OF', 'START', 'END', 'PROGRAM', 'EPISODE'],
          shown.map(({ copyOf, start, end, program, episode }) => [
            copyOf,
            ...localSpan(start, end, timeZone),
            program,
            episode ?? 'a new one',
          ]),
          'There is nothing to copy.',
        ),
        ...left.map(({ diffusion, why }) => `left out: diffusion ${diffusion.id}, ${why}`),
        dryRun ? 'Nothing is changed; this is what would be.' : `Copied ${shown.length} diffusions.`,
      ].join('\n'),
    );
  });
}
