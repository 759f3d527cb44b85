import type { Command } from 'commander';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { ExitWith } from './exit-with.ts';
import { invocation } from './invocation.ts';
import { wholeNumber } from './values.ts';

interface StartOptions {
  readonly demo: boolean;
  readonly streamPort?: number;
}

export function startCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'start',
    summary: 'Puts the stations on the air and stays in the foreground. Ctrl-C stops Airkeeper; the engines play on.',
    examples: ['airkeeper start', 'airkeeper start --no-demo --data /srv/radio', 'airkeeper start --stream-port 8020'],
  })
    .option('--no-demo', 'do not make a demo station when there is no station')
    .option(
      '--stream-port <number>',
      "TCP port of the demo's stream, where the demo is made now (default: 8010)",
      wholeNumber('--stream-port', { min: 1, max: 65_535 }),
    );
  return command.action(async (options: StartOptions) => {
    const run = invocation(context, command);
    const { demo, streamPort = null } = options;
    const status = await context.startDaemon({ ...run.place, demo, streamPort, json: run.json });
    if (status !== 0) throw new ExitWith(status === 2 ? 2 : 1);
  });
}
