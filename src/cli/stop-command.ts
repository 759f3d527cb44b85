import type { Command } from 'commander';
import { newCommand } from './command.ts';
import type { CliContext, StopOutcome } from './context.ts';
import { Directory } from './directory.ts';
import { type Invocation, invocation, withStore } from './invocation.ts';
import { UsageError } from './usage-error.ts';

export function stopCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'stop',
    summary: 'Stops the running Airkeeper. The engines play on, unless --engine says to stop them too.',
    examples: ['airkeeper stop', 'airkeeper stop --engine', 'airkeeper stop --engine vert'],
  })
    .argument('[station]', 'with --engine: the station whose engine is stopped (default: all)')
    .option('--engine', 'stop the engines too: the stations fall silent');
  return command.action(async (station: string | undefined, options: { readonly engine?: true }) => {
    const run = invocation(context, command);
    if (station !== undefined && options.engine !== true) {
      throw new UsageError(
        'missing_engine',
        `a station's engine is stopped with --engine: airkeeper stop --engine ${station}`,
      );
    }
    const slugs = options.engine === true ? await engineSlugs(run, station) : [];
    // Airkeeper first: it starts an engine again that went away
    const airkeeper = await context.stopDaemon(run.place.dataFolder);
    const engines: { readonly station: string; readonly outcome: StopOutcome }[] = [];
    for (const slug of slugs) {
      engines.push({ station: slug, outcome: await context.stopEngine(run.place.dataFolder, slug) });
    }
    run.print(
      {
        airkeeper: { state: airkeeper.state, pid: airkeeper.pid },
        engines: engines.map(({ station, outcome }) => ({ station, state: outcome.state, pid: outcome.pid })),
      },
      [
        stopText('Airkeeper', airkeeper),
        ...engines.map(({ station, outcome }) => stopText(`The engine of ${station}`, outcome)),
        ...(options.engine === true ? [] : ['The engines play on; to stop them too: airkeeper stop --engine']),
      ].join('\n'),
    );
  });
}

/** The folders say which engines there may be: also of stations that were removed, and while the database is away. */
async function engineSlugs(run: Invocation, station: string | undefined): Promise<readonly string[]> {
  const slugs = await run.context.engineSlugs(run.place.dataFolder);
  if (station === undefined) return slugs;
  if (!slugs.includes(station)) await withStore(run, async (store) => (await Directory.read(store)).station(station));
  return [station];
}

function stopText(what: string, { state, pid }: StopOutcome): string {
  return state === 'not_running'
    ? `${what} was not running.`
    : `${what} is stopped${pid === null ? '' : ` (pid ${pid})`}.`;
}
