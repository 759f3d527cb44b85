import type { Command } from 'commander';
import { onAirByTimetable } from '../service/timetable/look-over.ts';
import type { Diffusion } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { localSpan, localTime } from './format.ts';
import { readInstant } from './instant-option.ts';
import { invocation, withStore } from './invocation.ts';
import { episodesOf } from './lookup.ts';
import { warnOfNotMadeYet } from './not-made-yet.ts';
import { diffusionJson } from './present.ts';

export function timetableAtCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'at',
    summary:
      'Says what should be on the air at an instant by the timetable, over what it has the air, and why. With --json the diffusion, or null.',
    examples: ['airkeeper timetable at vert 2027-03-28T03:35', 'airkeeper timetable at vert 2027-03-28T03:35 --json'],
  })
    .argument('<station>', 'slug of the station')
    .argument('<instant>', "ISO 8601; in the station's zone when it names none");
  return command.action(async (name: string, text: string) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.station(name);
      const { timeZone } = station;
      const at = readInstant('INSTANT', text, timeZone);
      const found = await onAirByTimetable(store, station, at);
      if (found === null) await warnOfNotMadeYet(run, store, station, at);
      if (found === null) {
        run.print(null, `At ${localTime(at, timeZone)} (${timeZone}) nothing is on the timetable: music plays.`);
        return;
      }
      const { diffusion, beats } = found;
      const episodes = await episodesOf(store, [diffusion, ...beats.map((beaten) => beaten.diffusion)]);
      const text_ = (each: Diffusion) =>
        `diffusion ${each.id}, ${directory.programById(each.programId).slug}/${episodes.get(each.episodeId)?.slug}, from ${localSpan(each.start, each.end, timeZone).join(' to ')}`;
      run.print(
        {
          ...diffusionJson(diffusion, directory, episodes),
          beats: beats.map(({ diffusion: beaten, because }) => ({
            ...diffusionJson(beaten, directory, episodes),
            because,
          })),
        },
        [
          `At ${localTime(at, timeZone)} (${timeZone}): ${text_(diffusion)}.`,
          ...beats.map(({ diffusion: beaten, because }) => `  over ${text_(beaten)}: ${because}  [TT-40]`),
        ].join('\n'),
      );
    });
  });
}
