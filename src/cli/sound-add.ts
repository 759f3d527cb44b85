import { basename, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { AudioFacts, Library } from '../ports/library.ts';
import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { Episode, Program, Sound, SoundType, Station } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { quoted, secondsText, visible } from './format.ts';
import { changeStore, invocation, withStore } from './invocation.ts';
import { soundJson } from './present.ts';
import { soundTypeOption } from './sound-type.ts';
import { UsageError } from './usage-error.ts';
import { nonEmpty, wholeNumber } from './values.ts';

/** Files read at the same time: reading one is a process of its own. */
const PROBES_AT_ONCE = 4;

interface AddOptions {
  readonly station?: string;
  readonly program?: string;
  readonly episode?: string;
  readonly position?: number;
  readonly type: Exclude<SoundType, 'removed'>;
  readonly title?: string;
}

/** What the sounds are added to. */
interface Owner {
  readonly station: Station;
  readonly program: Program | null;
  readonly episode: Episode | null;
}

export function soundAddCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'add',
    summary: 'Adds audio files to a program, an episode or a station: all of them, or none when one cannot be played.',
    examples: [
      'airkeeper sound add a.ogg "b side.mp3" --program night',
      'airkeeper sound add show.flac --episode monday --position 1',
      'airkeeper sound add jingle.wav --station vert --type other --title "Our jingle"',
    ],
  })
    .argument('<file...>', 'audio files')
    .option('--program <program>', 'the program that they belong to')
    .option('--episode <episode>', 'the episode that they belong to')
    .option('--station <station>', 'the station that they belong to (default: that of the program or episode)')
    .option(
      '--position <number>',
      'place of the first among the sounds of its episode (default: after the others)',
      wholeNumber('--position', { min: 0, max: 1_000_000 }),
    )
    .addOption(soundTypeOption(['archive', 'excerpt', 'other']).default('archive'))
    .option(
      '--title <title>',
      "its title, for a single file (default: the file's own, else its name)",
      nonEmpty('--title'),
    );
  return command.action(async (files: readonly string[], options: AddOptions) => {
    const run = invocation(context, command);
    if (options.title !== undefined && files.length > 1) {
      throw new UsageError('wrong_title', '--title goes with a single file');
    }
    const paths = files.map((file) => resolve(context.cwd, file));
    const taken = await withStore(run, async (store) => {
      const { station } = await findOwner(await Directory.read(store), options);
      return soundsAt(store, station, paths);
    });
    const facts = await probeAll(context.library, paths, taken);
    const { added, directory, owner } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const owner = await findOwner(directory, options);
      const first = options.position ?? (await nextPosition(store, owner.episode));
      const added: Sound[] = [];
      for (const [index, { path, facts: found }] of facts.entries()) {
        added.push(
          await store.sounds.add({
            stationId: owner.station.id,
            programId: owner.program?.id ?? null,
            episodeId: owner.episode?.id ?? null,
            type: options.type,
            path,
            title: options.title ?? (found.title || basename(path, extname(path))),
            position: first + (owner.episode === null ? 0 : index),
            durationSeconds: found.durationSeconds,
          }),
        );
      }
      return { added, directory, owner };
    });
    const episodes = new Map(owner.episode === null ? [] : [[owner.episode.id, owner.episode]]);
    run.print(
      added.map((sound) => soundJson(sound, directory, episodes)),
      added.map((sound) => soundText(sound)).join('\n'),
    );
  });
}

async function findOwner(directory: Directory, options: AddOptions): Promise<Owner> {
  const episode = options.episode === undefined ? null : await directory.episode(options.episode);
  const named = options.program === undefined ? null : directory.program(options.program);
  const program = episode === null ? named : directory.programById(episode.programId);
  if (named !== null && program !== null && named.id !== program.id) {
    throw mismatch(
      `episode ${options.episode}`,
      `program ${directory.programPath(program)}`,
      `program ${options.program}`,
    );
  }
  if (program === null) {
    const how = 'say what the files belong to: --program, --episode or --station';
    return { station: directory.stationOrOnly(options.station, how), program, episode };
  }
  const station = directory.stationById(program.stationId);
  if (options.station !== undefined && directory.station(options.station).id !== station.id) {
    throw mismatch(`program ${program.slug}`, `station ${station.slug}`, `station ${options.station}`);
  }
  return { station, program, episode };
}

function mismatch(thing: string, its: string, given: string): RefusedError {
  return new RefusedError('mismatch', `${thing} is of ${its}, not of ${given}; give only one of them`, { given });
}

async function soundsAt(store: Store, station: Station, paths: readonly string[]): Promise<ReadonlyMap<string, Sound>> {
  const found = new Map<string, Sound>();
  for (const path of paths) {
    for (const sound of await store.sounds.list({ stationId: station.id, path })) found.set(path, sound);
  }
  return found;
}

/** Reads every file before any is added. @throws {RefusedError} naming each file that cannot be added, and why */
async function probeAll(
  library: Library,
  paths: readonly string[],
  taken: ReadonlyMap<string, Sound>,
): Promise<readonly { readonly path: string; readonly facts: AudioFacts }[]> {
  const outcomes: (AudioFacts | RefusedError)[] = [];
  const rest = paths.entries();
  const worker = async () => {
    for (const [index, path] of rest) {
      outcomes[index] =
        refusal(path, paths.indexOf(path) < index, taken.get(path)) ?? (await library.probe(path).catch(onlyRefusals));
    }
  };
  await Promise.all(Array.from({ length: PROBES_AT_ONCE }, worker));
  const refusals = outcomes.filter((outcome) => outcome instanceof RefusedError);
  const [first] = refusals;
  if (first !== undefined) throw paths.length === 1 ? first : badFiles(refusals, paths.length);
  return outcomes.flatMap((facts, index) => {
    const path = paths[index];
    return facts instanceof RefusedError || path === undefined ? [] : [{ path, facts }];
  });
}

function refusal(path: string, again: boolean, taken: Sound | undefined): RefusedError | null {
  if (again) return new RefusedError('given_twice', `${quoted(path)} is given twice`, { path });
  if (taken === undefined) return null;
  return new RefusedError('path_taken', `${quoted(path)} is sound ${taken.id} already`, { path, sound: taken.id });
}

function onlyRefusals(error: unknown): RefusedError {
  if (error instanceof RefusedError) return error;
  throw error;
}

function badFiles(refusals: readonly RefusedError[], count: number): RefusedError {
  const reasons = refusals.map(({ message }) => `  ${visible(message)}`).join('\n');
  const said = `${refusals.length} of ${count} files cannot be added, so none was:`;
  return new RefusedError('bad_files', `${said}\n${reasons}`, { bad: refusals.length, given: count });
}

async function nextPosition(store: Store, episode: Episode | null): Promise<number> {
  if (episode === null) return 0;
  const others = await store.sounds.list({ episodeId: episode.id });
  return Math.max(0, ...others.map(({ position }) => position)) + 1;
}

function soundText(sound: Sound): string {
  return `Added sound ${sound.id}: ${visible(sound.title)}, ${secondsText(sound.durationSeconds)}, ${quoted(sound.path)}`;
}
