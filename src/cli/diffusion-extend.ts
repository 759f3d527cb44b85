import { type Command, Option } from 'commander';
import { lengthMs } from '../service/timetable/slot.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { followingOption } from './diffusion-following.ts';
import { changePlace } from './diffusion-move.ts';
import { invocation } from './invocation.ts';
import { UsageError } from './usage-error.ts';
import { durationMs, idNumber } from './values.ts';

interface ExtendOptions {
  /** Milliseconds. */
  readonly by?: number;
  readonly duration?: number;
  readonly end?: string;
  readonly following?: true;
}

export function diffusionExtendCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'extend',
    summary: 'Has a diffusion that has not started end later, or earlier; or it and all that follow by its schedule.',
    examples: [
      'airkeeper diffusion extend 12 --by 15m',
      'airkeeper diffusion extend 12 --end 2026-12-01T10:00',
      'airkeeper diffusion extend 12 --duration 90m --following',
    ],
  })
    .argument('<diffusion>', 'its id, as diffusion list shows it', idNumber('DIFFUSION'))
    .addOption(
      new Option('--by <duration>', 'so much later').argParser(durationMs('--by')).conflicts(['duration', 'end']),
    )
    .addOption(new Option('--end <instant>', 'when it ends').conflicts(['duration', 'by']))
    .addOption(
      new Option('--duration <duration>', 'how long it lasts')
        .argParser(durationMs('--duration'))
        .conflicts(['by', 'end']),
    )
    .addOption(followingOption());
  return command.action(async (id: number, options: ExtendOptions) => {
    const run = invocation(context, command);
    const { by, duration, end } = options;
    if (by === undefined && duration === undefined && end === undefined) {
      throw new UsageError('nothing_to_do', 'say how long it is to be: --by 15m, --end INSTANT or --duration 1h');
    }
    await changePlace(run, id, options, (was) => ({
      ...(end === undefined ? {} : { end }),
      ...(by === undefined ? {} : { duration: lengthMs(was) + by }),
      ...(duration === undefined ? {} : { duration }),
    }));
  });
}
