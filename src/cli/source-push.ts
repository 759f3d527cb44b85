import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { SoundId } from '../values/ids.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { commandEngine, findSource, withRunningEngine } from './engine-talk.ts';
import { quoted } from './format.ts';
import { type Invocation, invocation, withStore } from './invocation.ts';
import { findSound, isId } from './lookup.ts';
import { heardWhen } from './source-heard.ts';

interface Piece {
  readonly soundId: SoundId | null;
  /** Absolute. */
  readonly path: string;
  readonly title: string;
}

export function sourcePushCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'push',
    summary: 'Plays a file, or a sound of the station, next on a source.',
    examples: ['airkeeper source push vert night "b side.mp3"', 'airkeeper source push vert dealer 12'],
  })
    .argument('<station>', 'slug of the station')
    .argument('<source>', 'dealer, or the slug of a streamed program')
    .argument('<file>', 'an audio file, or the id of a sound');
  return command.action(async (slug: string, source: string, file: string) => {
    const run = invocation(context, command);
    await withRunningEngine(run, slug, async (engine, state) => {
      findSource(state, source);
      const { soundId, path, title } = await findPiece(run, slug, file);
      await commandEngine(engine, slug, { kind: 'push', source, soundId, path });
      run.print(
        { station: slug, kind: 'push', source, sound: soundId, path },
        `Pushed ${quoted(title)} on ${source}; ${heardWhen(state, source)}.`,
      );
    });
  });
}

/** A file need not be a sound of the station; it is played with the name of the sound where it is one. */
async function findPiece(run: Invocation, slug: string, file: string): Promise<Piece> {
  const { library, cwd } = run.context;
  const known = await withStore(run, async (store): Promise<Piece | null> => {
    const directory = await Directory.read(store);
    const station = directory.station(slug);
    if (isId(file)) {
      const { id, path, title } = await findSound(store, directory, cwd, file, station);
      return { soundId: id, path, title };
    }
    const [sound] = await store.sounds.list({ stationId: station.id, path: resolve(cwd, file) });
    return sound === undefined ? null : { soundId: sound.id, path: sound.path, title: sound.title };
  });
  const path = known?.path ?? resolve(cwd, file);
  const { title } = await library.probe(path);
  return known ?? { soundId: null, path, title: title === '' ? path : title };
}
