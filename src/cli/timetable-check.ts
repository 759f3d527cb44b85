import type { Command } from 'commander';
import { lookOver } from '../service/timetable/look-over.ts';
import type { Diffusion } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { ExitWith } from './exit-with.ts';
import { isoInstant, localSpan, localTime } from './format.ts';
import { instantOption, refuseReversed } from './instant-option.ts';
import { invocation, withStore } from './invocation.ts';
import { episodesOf } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { ZONE_NOTES } from './timetable-list.ts';

interface CheckOptions {
  readonly from?: string;
  readonly to?: string;
}

export function timetableCheckCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'check',
    summary:
      'Says what is wrong on the timetable to come: what overlaps, with who has the air and why, and reruns that are not after their initial one; then what is not confirmed, and what the clocks change. Status 1 when something is wrong.',
    examples: ['airkeeper timetable check vert', 'airkeeper timetable check vert --to 2027-12-31 --json'],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option('--from <instant>', 'what ends after it (default: now)')
    .option('--to <instant>', 'what starts before it (default: all)');
  return command.action(async (name: string | undefined, options: CheckOptions) => {
    const run = invocation(context, command);
    const isWrong = await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.stationOrOnly(name, 'say which: airkeeper timetable check STATION');
      const { timeZone } = station;
      refuseReversed(options, timeZone);
      const from = instantOption('--from', options.from, timeZone) ?? context.clock.now();
      const found = await lookOver(store, station, from, instantOption('--to', options.to, timeZone));
      const { conflicts, early, zoneNotes, unconfirmed } = found;
      const all = [
        ...conflicts.flatMap(({ winner, loser }) => [winner, loser]),
        ...early.flatMap(({ rerun, initial }) => [rerun, initial]),
        ...zoneNotes,
        ...unconfirmed,
      ];
      const episodes = await episodesOf(store, all);
      const json = (diffusion: Diffusion) => diffusionJson(diffusion, directory, episodes);
      const text = ({ id, programId, episodeId, start, end }: Diffusion) =>
        `${id} (${directory.programById(programId).slug}/${episodes.get(episodeId)?.slug}, ${localSpan(start, end, timeZone).join(' to ')})`;
      const lines = [
        ...conflicts.map(
          ({ winner, loser, from: since, because }) =>
            `overlap      ${localTime(since, timeZone)}: ${text(winner)} ${winner.type === 'on_air' ? 'has' : 'will have, once both are confirmed,'} the air over ${text(loser)}: ${because}  [TT-40]`,
        ),
        ...early.map(
          ({ rerun, initial }) =>
            `rerun early  ${text(rerun)} is a rerun of ${text(initial)}, and not after it  [TT-53]`,
        ),
        ...unconfirmed.map((diffusion) => `unconfirmed  ${text(diffusion)}`),
        ...zoneNotes.map((diffusion) => `clock change ${text(diffusion)}: ${ZONE_NOTES[diffusion.zoneNote ?? 'gap']}`),
      ];
      run.print(
        {
          conflicts: conflicts.map(({ winner, loser, from: since, to, because }) => ({
            from: isoInstant(since, timeZone),
            to: isoInstant(to, timeZone),
            onAir: json(winner),
            other: json(loser),
            because,
            rule: 'TT-40',
          })),
          early: early.map(({ rerun, initial }) => ({ rerun: json(rerun), initial: json(initial) })),
          unconfirmed: unconfirmed.map(json),
          zoneNotes: zoneNotes.map(json),
        },
        lines.length === 0 ? 'Nothing overlaps, and nothing is left to be said.' : lines.join('\n'),
      );
      return conflicts.length > 0 || early.length > 0;
    });
    if (isWrong) throw new ExitWith(1);
  });
}
