import type { Command } from 'commander';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { visible } from './format.ts';
import { changeStore, invocation } from './invocation.ts';
import { episodeJson } from './present.ts';
import { readSlug } from './slug.ts';
import { readOption, UsageError } from './usage-error.ts';
import { nonEmpty } from './values.ts';

const EPISODE = 'its slug, program/slug, or station/program/slug';

interface SetOptions {
  readonly title?: string;
  readonly slug?: string;
}

export function episodeSetCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'set',
    summary: 'Changes the title or the slug of an episode; what is not given stays.',
    examples: ['airkeeper episode set monday --title "Monday, with Nina"', 'airkeeper episode set monday --slug nina'],
  })
    .argument('<episode>', EPISODE)
    .option('--title <title>', 'what it is called', nonEmpty('--title'))
    .option('--slug <slug>', 'its name on the command line');
  return command.action(async (name: string, options: SetOptions) => {
    const run = invocation(context, command);
    const { title } = options;
    const given = options.slug;
    const slug = given === undefined ? undefined : readOption('--slug', () => readSlug(given));
    if (title === undefined && slug === undefined) {
      throw new UsageError('nothing_to_do', 'nothing to set: give --title or --slug');
    }
    const { json, path, episode } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const was = await directory.episode(name);
      const episode = await store.episodes.change(was.id, {
        ...(title === undefined ? {} : { title }),
        ...(slug === undefined ? {} : { slug }),
      });
      return { episode, json: episodeJson(episode, directory), path: directory.episodePath(episode) };
    });
    run.print(json, `Changed episode ${path} (${visible(episode.title)}).`);
  });
}

export function episodeRemoveCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'remove',
    summary:
      'Removes an episode with its sounds and its places on the timetable; files stay where they are. One that has been on the air is kept, for the log.',
    examples: ['airkeeper episode remove vert/morning/monday'],
  }).argument('<episode>', EPISODE);
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    const { path, sounds, diffusions } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const episode = await directory.episode(name);
      const { stationId } = directory.programById(episode.programId);
      const planned = await store.diffusions.list(stationId, null, null);
      const sounds = (await store.sounds.list({ episodeId: episode.id })).length;
      await store.episodes.remove(episode.id);
      const diffusions = planned.filter(({ episodeId }) => episodeId === episode.id).length;
      return { path: directory.episodePath(episode), sounds, diffusions };
    });
    run.print(
      { removed: path, sounds, diffusions },
      `Removed episode ${path}, with ${counted(sounds, 'sound')} and ${counted(diffusions, 'diffusion')}.`,
    );
  });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
