import { type Command, Option } from 'commander';
import { RefusedError } from '../values/errors.ts';
import type { Stream } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { durationText } from './format.ts';
import { changeStore, invocation } from './invocation.ts';
import { streamJson } from './present.ts';
import { UsageError } from './usage-error.ts';
import { dayWindow, decimalNumber, durationSeconds } from './values.ts';

export function streamCommands(context: CliContext): Command {
  return newGroup(
    context,
    'stream',
    'How a streamed program is played: when, how often, with which weight.',
    [setCommand(context)],
    ['airkeeper stream set night --window 22:00-06:00 --weight 2'],
  );
}

interface SetOptions {
  readonly window?: NonNullable<Stream['window']>;
  readonly always?: true;
  readonly minDelay?: number;
  readonly weight?: number;
}

function setCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'set',
    summary: 'Sets how a streamed program is played; what is not given stays.',
    examples: [
      'airkeeper stream set night --window 22:00-06:00',
      'airkeeper stream set jingles --min-delay 15m --weight 0.5',
      'airkeeper stream set night --always',
    ],
  })
    .argument('<program>', 'its slug, or station/slug')
    .addOption(
      new Option('--window <from-to>', 'local times between which it may begin a piece; across midnight too')
        .argParser(dayWindow('--window'))
        .conflicts('always'),
    )
    .option('--always', 'it may begin a piece at any time')
    .option(
      '--min-delay <duration>',
      'least time between the end of one of its pieces and the next; 0s: none',
      durationSeconds('--min-delay'),
    )
    .option(
      '--weight <number>',
      'its share when several streams may play',
      decimalNumber('--weight', { min: 0.001, max: 1000 }),
    );
  return command.action(async (name: string, options: SetOptions) => {
    const run = invocation(context, command);
    const { window, always, minDelay, weight } = options;
    if (window === undefined && always === undefined && minDelay === undefined && weight === undefined) {
      throw new UsageError('nothing_to_do', 'nothing to set: give --window, --always, --min-delay or --weight');
    }
    const { path, stream } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const program = directory.program(name);
      const path = directory.programPath(program);
      if (program.kind !== 'streamed') {
        throw new RefusedError('not_streamed', `${path} is a scheduled program: it has diffusions, and no stream`, {
          program: path,
        });
      }
      const was = (await store.streams.list(program.stationId)).find(({ programId }) => programId === program.id);
      const stream: Stream = {
        programId: program.id,
        window: always === true ? null : (window ?? was?.window ?? null),
        minDelaySeconds: minDelay ?? was?.minDelaySeconds ?? 0,
        weight: weight ?? was?.weight ?? 1,
      };
      await store.streams.set(stream);
      return { path, stream };
    });
    run.print({ program: path, ...streamJson(stream) }, `${path} plays ${streamText(stream)}.`);
  });
}

/** `always`, `from 22:00 to 06:00, weight 2, at least 15m apart`; nothing for a program without a stream. */
export function streamText(stream: Stream | undefined): string {
  if (stream === undefined) return '';
  const { window, minDelaySeconds, weight } = stream;
  const when = window === null ? 'always' : `from ${window.from} to ${window.to}`;
  const apart = minDelaySeconds > 0 ? `, at least ${durationText(minDelaySeconds * 1000)} apart` : '';
  return `${when}, weight ${weight}${apart}`;
}
