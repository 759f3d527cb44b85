import type { Command } from 'commander';
import { replaceEpisode } from '../service/timetable/edit-diffusion.ts';
import { replaceFollowing } from '../service/timetable/replace-following.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { followingOption } from './diffusion-following.ts';
import { slotWarnings } from './diffusion-slot.ts';
import { Directory } from './directory.ts';
import { localTime } from './format.ts';
import { invocation } from './invocation.ts';
import { episodesOf, findDiffusion } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { changeTimetable } from './timetable-change.ts';
import { andSummary } from './timetable-report.ts';
import { idNumber } from './values.ts';

export function diffusionEpisodeCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'episode',
    summary:
      'Gives a diffusion that has not started another episode of its program, and so its reruns. With --following all that its schedule has made from it on get it too.',
    examples: [
      'airkeeper diffusion episode 12 monday',
      'airkeeper diffusion episode 12 vert/morning/best-of --following',
    ],
  })
    .argument('<diffusion>', 'its id, as diffusion list shows it', idNumber('DIFFUSION'))
    .argument('<episode>', 'its slug, program/slug, or station/program/slug')
    .addOption(followingOption());
  return command.action(async (id: number, name: string, options: { readonly following?: true }) => {
    const run = invocation(context, command);
    const { value, report } = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const was = await findDiffusion(store, id);
      const { timeZone } = directory.stationById(was.stationId);
      const episode = await directory.episode(name);
      const changed =
        options.following === true
          ? await replaceFollowing(store, actor, was.id, episode.id)
          : [(await replaceEpisode(store, actor, was.id, episode.id)).after];
      const episodes = await episodesOf(store, changed);
      const [first] = changed;
      const warnings = first === undefined ? [] : await slotWarnings(store, directory, first, actor.now);
      const json = changed.map((diffusion) => diffusionJson(diffusion, directory, episodes));
      return { stationId: was.stationId, value: { episode, changed, json, warnings, timeZone } };
    });
    const { episode, changed, json, warnings, timeZone } = value;
    for (const { code, message, data } of warnings.filter((each) => each.code === 'live'))
      run.warn(code, message, data);
    const lines = changed.map(
      (each) => `Diffusion ${each.id} (${localTime(each.start, timeZone)}) has episode ${episode.slug}.`,
    );
    run.print(options.following === true ? json : (json[0] ?? null), `${lines.join('\n')}${andSummary(report)}`);
  });
}
