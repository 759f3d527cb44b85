import type { Command } from 'commander';
import { RefusedError } from '../values/errors.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { episodeRemoveCommand, episodeSetCommand } from './episode-change.ts';
import { localTime, secondsText, visible } from './format.ts';
import { changeStore, invocation, withStore } from './invocation.ts';
import { diffusionJson, episodeJson, soundJson, trackJson } from './present.ts';
import { slugOption } from './slug-option.ts';
import { table } from './table.ts';
import { nonEmpty } from './values.ts';

export function episodeCommands(context: CliContext): Command {
  return newGroup(
    context,
    'episode',
    'The episodes: each one issue of a scheduled program.',
    [
      addCommand(context),
      listCommand(context),
      showCommand(context),
      episodeSetCommand(context),
      episodeRemoveCommand(context),
    ],
    ['airkeeper episode add morning "Monday" --slug monday', 'airkeeper episode list morning'],
  );
}

function addCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'add',
    summary: 'Adds an episode to a scheduled program.',
    examples: ['airkeeper episode add morning "Monday" --slug monday', 'airkeeper episode add vert/morning "Tuesday"'],
  })
    .argument('<program>', 'its slug, or station/slug')
    .argument('<title>', 'what it is called', nonEmpty('TITLE'))
    .option('--slug <slug>', 'its name on the command line (default: made from the title)');
  return command.action(async (name: string, title: string, options: { readonly slug?: string }) => {
    const run = invocation(context, command);
    const slug = slugOption(options.slug, title);
    const { json, path } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const program = directory.program(name);
      if (program.kind !== 'scheduled') {
        const path = directory.programPath(program);
        throw new RefusedError('not_scheduled', `${path} is a streamed program: it has sounds, and no episodes`, {
          program: path,
        });
      }
      const episode = await store.episodes.add({ programId: program.id, slug, title });
      return { json: episodeJson(episode, directory), path: directory.episodePath(episode) };
    });
    run.print(json, `Added episode ${path} (${visible(title)}).`);
  });
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the episodes of a program.',
    examples: ['airkeeper episode list morning', 'airkeeper episode list vert/morning --json'],
  }).argument('<program>', 'its slug, or station/slug');
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const program = directory.program(name);
      const episodes = await store.episodes.list(program.id);
      const rows = episodes.map((episode) => [episode.slug, episode.title]);
      run.print(
        episodes.map((episode) => episodeJson(episode, directory)),
        table(['EPISODE', 'TITLE'], rows, `${directory.programPath(program)} has no episode.`),
      );
    });
  });
}

function showCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'show',
    summary: 'Shows an episode with its sounds, tracks and diffusions.',
    examples: ['airkeeper episode show monday', 'airkeeper episode show vert/morning/monday --json'],
  }).argument('<episode>', 'its slug, program/slug, or station/program/slug');
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const episode = await directory.episode(name);
      const { stationId } = directory.programById(episode.programId);
      const { timeZone } = directory.stationById(stationId);
      const sounds = await store.sounds.list({ episodeId: episode.id });
      const tracks = await store.tracks.list({ episodeId: episode.id });
      const all = await store.diffusions.list(stationId, null, null);
      const diffusions = all.filter(({ episodeId }) => episodeId === episode.id);
      const episodes = new Map([[episode.id, episode]]);
      const soundRows = [...sounds]
        .sort((a, b) => a.position - b.position)
        .map((sound) => [sound.id, sound.position, sound.type, secondsText(sound.durationSeconds), sound.path]);
      const trackRows = tracks.map(({ id, position, artist, title }) => [id, position, artist, title]);
      const diffusionRows = diffusions.map(({ id, start, type, startMode }) => [
        id,
        localTime(start, timeZone),
        type,
        startMode,
      ]);
      run.print(
        {
          ...episodeJson(episode, directory),
          sounds: sounds.map((sound) => soundJson(sound, directory, episodes)),
          tracks: tracks.map(trackJson),
          diffusions: diffusions.map((diffusion) => diffusionJson(diffusion, directory, episodes)),
        },
        [
          `${directory.episodePath(episode)}  ${visible(episode.title)}`,
          table(['SOUND', 'POSITION', 'TYPE', 'LENGTH', 'FILE'], soundRows, 'No sound: its diffusions are live.'),
          table(['TRACK', 'POSITION', 'ARTIST', 'TITLE'], trackRows, 'No track.'),
          table(['DIFFUSION', 'START', 'TYPE', 'MODE'], diffusionRows, 'No diffusion.'),
        ].join('\n\n'),
      );
    });
  });
}
