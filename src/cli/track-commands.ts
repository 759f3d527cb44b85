import type { Command } from 'commander';
import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { Episode, Sound, Track } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { quoted, secondsText, visible } from './format.ts';
import { changeStore, invocation, withStore } from './invocation.ts';
import { findSound } from './lookup.ts';
import { trackJson } from './present.ts';
import { table } from './table.ts';
import { UsageError } from './usage-error.ts';
import { nonEmpty, seconds, wholeNumber } from './values.ts';

export function trackCommands(context: CliContext): Command {
  return newGroup(
    context,
    'track',
    'The tracks: titles inside a sound or an episode.',
    [addCommand(context), listCommand(context)],
    ['airkeeper track add a.ogg --at 12.5 --artist "Nina" --title "Feeling"', 'airkeeper track list a.ogg'],
  );
}

interface OwnerOptions {
  readonly episode?: string;
  readonly station?: string;
}

type Owner = { readonly sound: Sound; readonly episode: null } | { readonly sound: null; readonly episode: Episode };

interface AddOptions extends OwnerOptions {
  readonly at?: number;
  readonly artist: string;
  readonly title: string;
  readonly position?: number;
}

function addCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'add',
    summary: 'Adds a track to a sound or to an episode. One with a second is logged when it is heard.',
    examples: [
      'airkeeper track add a.ogg --at 12.5 --artist "Nina" --title "Feeling"',
      'airkeeper track add --episode monday --artist "Nina" --title "Feeling"',
    ],
  })
    .argument('[sound]', 'file or id of the sound')
    .option('--episode <episode>', 'the episode, instead of a sound')
    .option('--station <station>', 'where the file is a sound of several stations')
    .option('--at <seconds>', 'second of the sound at which it starts', seconds('--at', { min: 0, max: 1_000_000 }))
    .option('--artist <name>', 'who plays it', '')
    .requiredOption('--title <title>', 'what it is called', nonEmpty('--title'))
    .option(
      '--position <number>',
      'its place among the others (default: after them)',
      wholeNumber('--position', { min: 0, max: 1_000_000 }),
    );
  return command.action(async (name: string | undefined, options: AddOptions) => {
    const run = invocation(context, command);
    requireOne(name, options);
    const { episode: episodeName, at = null } = options;
    if (at !== null && episodeName !== undefined) {
      throw new UsageError('wrong_at', '--at is a second of a sound: name a sound instead of --episode');
    }
    const track = await changeStore(run, async (store) => {
      const owner = await findOwner(store, context.cwd, name, options);
      if (owner.sound !== null) refuseBeyondEnd(owner.sound, at);
      const others = await tracksOf(store, owner);
      return store.tracks.add({
        soundId: owner.sound?.id ?? null,
        episodeId: owner.episode?.id ?? null,
        position: options.position ?? Math.max(0, ...others.map(({ position }) => position)) + 1,
        atSeconds: at,
        artist: options.artist,
        title: options.title,
      });
    });
    const when = track.atSeconds === null ? '' : `, at second ${track.atSeconds}`;
    run.print(trackJson(track), `Added track ${track.id}: ${visible(trackName(track))}${when}.`);
  });
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the tracks of a sound or of an episode, in order of position.',
    examples: ['airkeeper track list a.ogg', 'airkeeper track list --episode monday --json'],
  })
    .argument('[sound]', 'file or id of the sound')
    .option('--episode <episode>', 'the episode, instead of a sound')
    .option('--station <station>', 'where the file is a sound of several stations');
  return command.action(async (name: string | undefined, options: OwnerOptions) => {
    const run = invocation(context, command);
    requireOne(name, options);
    await withStore(run, async (store) => {
      const tracks = await tracksOf(store, await findOwner(store, context.cwd, name, options));
      const rows = tracks.map(({ id, position, atSeconds, artist, title }) => [id, position, atSeconds, artist, title]);
      run.print(tracks.map(trackJson), table(['TRACK', 'POSITION', 'AT SECOND', 'ARTIST', 'TITLE'], rows, 'No track.'));
    });
  });
}

function requireOne(name: string | undefined, options: OwnerOptions): void {
  if ((name === undefined) === (options.episode === undefined)) {
    throw new UsageError('wrong_owner', 'name either a sound, by its file or id, or an episode, with --episode');
  }
}

async function findOwner(store: Store, cwd: string, name: string | undefined, options: OwnerOptions): Promise<Owner> {
  const directory = await Directory.read(store);
  if (options.episode !== undefined) return { sound: null, episode: await directory.episode(options.episode) };
  const station = options.station === undefined ? null : directory.station(options.station);
  return { sound: await findSound(store, directory, cwd, name ?? '', station), episode: null };
}

function tracksOf(store: Store, owner: Owner): Promise<readonly Track[]> {
  return store.tracks.list(owner.sound === null ? { episodeId: owner.episode.id } : { soundId: owner.sound.id });
}

function refuseBeyondEnd(sound: Sound, atSeconds: number | null): void {
  if (atSeconds === null || sound.durationSeconds === null || atSeconds < sound.durationSeconds) return;
  throw new RefusedError(
    'wrong_at',
    `second ${atSeconds} is not in ${quoted(sound.path)}, which is ${secondsText(sound.durationSeconds)} long; allowed: from 0 to below ${sound.durationSeconds}`,
    { given: atSeconds, durationSeconds: sound.durationSeconds },
  );
}

function trackName({ artist, title }: Track): string {
  return artist === '' ? title : `${artist} – ${title}`;
}
