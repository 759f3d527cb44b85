import type { Command } from 'commander';
import type { SoundFilter } from '../ports/store.ts';
import type { SoundType } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { secondsText } from './format.ts';
import { invocation, withStore } from './invocation.ts';
import { episodesOf, findSound } from './lookup.ts';
import { soundJson, trackJson } from './present.ts';
import { soundAddCommand } from './sound-add.ts';
import { soundRemoveCommand, soundSetCommand } from './sound-change.ts';
import { soundTypeOption } from './sound-type.ts';
import { table } from './table.ts';

export function soundCommands(context: CliContext): Command {
  return newGroup(
    context,
    'sound',
    'The sounds: audio files of a station, a program or an episode. Their files stay where they are.',
    [
      soundAddCommand(context),
      listCommand(context),
      showCommand(context),
      soundSetCommand(context),
      soundRemoveCommand(context),
    ],
    ['airkeeper sound add a.ogg "b side.mp3" --program night', 'airkeeper sound list --program night'],
  );
}

interface ListOptions {
  readonly station?: string;
  readonly program?: string;
  readonly episode?: string;
  readonly type?: SoundType;
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists sounds, in order of path.',
    examples: ['airkeeper sound list --program night', 'airkeeper sound list --station vert --type removed --json'],
  })
    .option('--station <station>', 'those of a station')
    .option('--program <program>', 'those of a program')
    .option('--episode <episode>', 'those of an episode')
    .addOption(soundTypeOption(['archive', 'excerpt', 'removed', 'other']));
  return command.action(async (options: ListOptions) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const filter: SoundFilter = {
        ...(options.station === undefined ? {} : { stationId: directory.station(options.station).id }),
        ...(options.program === undefined ? {} : { programId: directory.program(options.program).id }),
        ...(options.episode === undefined ? {} : { episodeId: (await directory.episode(options.episode)).id }),
        ...(options.type === undefined ? {} : { type: options.type }),
      };
      const sounds = await store.sounds.list(filter);
      const episodes = await episodesOf(store, sounds);
      const rows = sounds.map(({ id, type, durationSeconds, title, path }) => [
        id,
        type,
        secondsText(durationSeconds),
        title,
        path,
      ]);
      run.print(
        sounds.map((sound) => soundJson(sound, directory, episodes)),
        table(['SOUND', 'TYPE', 'LENGTH', 'TITLE', 'FILE'], rows, 'No sound; add one: airkeeper sound add FILE'),
      );
    });
  });
}

function showCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'show',
    summary: 'Shows a sound with its tracks.',
    examples: ['airkeeper sound show a.ogg', 'airkeeper sound show 12 --json'],
  })
    .argument('<sound>', 'its file or its id')
    .option('--station <station>', 'where the file is a sound of several stations');
  return command.action(async (name: string, options: { readonly station?: string }) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = options.station === undefined ? null : directory.station(options.station);
      const sound = await findSound(store, directory, context.cwd, name, station);
      const tracks = await store.tracks.list({ soundId: sound.id });
      const json = soundJson(sound, directory, await episodesOf(store, [sound]));
      const fields = Object.entries(json).map(([field, value]) => [field, value === null ? null : String(value)]);
      const rows = tracks.map(({ position, atSeconds, artist, title }) => [position, atSeconds, artist, title]);
      run.print(
        { ...json, tracks: tracks.map(trackJson) },
        `${table(['FIELD', 'VALUE'], fields, '')}\n\n${table(['POSITION', 'AT SECOND', 'ARTIST', 'TITLE'], rows, 'No track.')}`,
      );
    });
  });
}
