import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Store } from '../ports/store.ts';
import { isBefore } from '../values/instant.ts';
import type { Sound, SoundType, Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import type { Warning } from './diffusion-slot.ts';
import { Directory } from './directory.ts';
import { localTime, quoted, secondsText, visible } from './format.ts';
import { changeStore, type Invocation, invocation } from './invocation.ts';
import { episodesOf, findSound } from './lookup.ts';
import { soundJson } from './present.ts';
import { soundTypeOption } from './sound-type.ts';
import { UsageError } from './usage-error.ts';
import { nonEmpty, wholeNumber } from './values.ts';

interface SetOptions {
  readonly station?: string;
  readonly title?: string;
  readonly type?: SoundType;
  readonly position?: number;
  readonly path?: string;
}

export function soundSetCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'set',
    summary: 'Changes a sound; what is not given stays. With --path it is another file, which is read first.',
    examples: [
      'airkeeper sound set a.ogg --title "Song A"',
      'airkeeper sound set 12 --path /srv/music/moved.ogg',
      'airkeeper sound set 12 --type removed',
    ],
  })
    .argument('<sound>', 'its file or its id')
    .option('--station <station>', 'where the file is a sound of several stations')
    .option('--title <title>', 'its title', nonEmpty('--title'))
    .addOption(soundTypeOption(['archive', 'excerpt', 'removed', 'other']))
    .option(
      '--position <number>',
      'its place among the sounds of its episode',
      wholeNumber('--position', { min: 0, max: 1_000_000 }),
    )
    .addOption(new Option('--path <file>', 'where its file is now').argParser(nonEmpty('--path')));
  return command.action(async (name: string, options: SetOptions) => {
    const run = invocation(context, command);
    const { title, type, position, path } = options;
    if (title === undefined && type === undefined && position === undefined && path === undefined) {
      throw new UsageError('nothing_to_do', 'nothing to set: give --title, --type, --position or --path');
    }
    const moved = path === undefined ? null : await fileAt(run, path);
    const { json, sound, warnings } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const was = await findSound(store, directory, context.cwd, name, stationOf(directory, options));
      const sound = await store.sounds.change(was.id, {
        ...(title === undefined ? {} : { title }),
        ...(type === undefined ? {} : { type }),
        ...(position === undefined ? {} : { position }),
        ...(moved ?? {}),
      });
      const json = soundJson(sound, directory, await episodesOf(store, [sound]));
      return { json, sound, warnings: await emptiedWarnings(run, store, directory, sound) };
    });
    for (const { code, message, data } of warnings) run.warn(code, message, data);
    run.print(
      json,
      `Changed sound ${sound.id}: ${visible(sound.title)}, ${sound.type}, ${secondsText(sound.durationSeconds)}, ${quoted(sound.path)}`,
    );
  });
}

export function soundRemoveCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'remove',
    summary:
      'Removes a sound with its tracks; its file stays where it is. One that has been on the air is kept, for the log: give it the type removed, and it is played no more.',
    examples: ['airkeeper sound remove a.ogg', 'airkeeper sound remove 12'],
  })
    .argument('<sound>', 'its file or its id')
    .option('--station <station>', 'where the file is a sound of several stations');
  return command.action(async (name: string, options: { readonly station?: string }) => {
    const run = invocation(context, command);
    const { sound, warnings } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const sound = await findSound(store, directory, context.cwd, name, stationOf(directory, options));
      await store.sounds.remove(sound.id);
      return { sound, warnings: await emptiedWarnings(run, store, directory, sound) };
    });
    for (const { code, message, data } of warnings) run.warn(code, message, data);
    run.print(
      { removed: sound.id, path: sound.path },
      `Removed sound ${sound.id} (${visible(sound.title)}). Its file is still there: ${quoted(sound.path)}`,
    );
  });
}

function stationOf(directory: Directory, { station }: { readonly station?: string }): Station | null {
  return station === undefined ? null : directory.station(station);
}

async function fileAt(run: Invocation, file: string): Promise<Pick<Sound, 'path' | 'durationSeconds'>> {
  const path = resolve(run.context.cwd, file);
  const { durationSeconds } = await run.context.library.probe(path);
  return { path, durationSeconds };
}

/** Coming diffusions whose episode has nothing left to play. */
async function emptiedWarnings(
  run: Invocation,
  store: Store,
  directory: Directory,
  { episodeId, stationId }: Sound,
): Promise<readonly Warning[]> {
  if (episodeId === null) return [];
  if ((await store.sounds.list({ episodeId, type: 'archive' })).length > 0) return [];
  const now = run.context.clock.now();
  const { timeZone } = directory.stationById(stationId);
  const coming = await store.diffusions.list(stationId, now, null);
  return coming
    .filter(
      (diffusion) => diffusion.episodeId === episodeId && diffusion.type === 'on_air' && isBefore(now, diffusion.start),
    )
    .map(({ id, start }) => ({
      code: 'live',
      message: `diffusion ${id} at ${localTime(start, timeZone)} has no sound left: nothing is played at its instant`,
      data: { diffusion: id },
    }));
}
