import type { Command } from 'commander';
import { RefusedError } from '../values/errors.ts';
import { newCommand } from './command.ts';
import type { CliContext, DaemonState, StopOutcome } from './context.ts';
import { notPermitted } from './daemon-text.ts';
import { Directory } from './directory.ts';
import { type Invocation, invocation, type Json, withStore } from './invocation.ts';
import { UsageError } from './usage-error.ts';

interface StoppedEngine {
  readonly station: string;
  readonly outcome: StopOutcome;
}

export function stopCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'stop',
    summary: [
      'Stops the running Airkeeper. The engines play on, unless --engine says to stop them too.',
      'With a station, only the engine of that station is stopped, and Airkeeper is not. A running Airkeeper would start it again at once, so this is refused while Airkeeper runs: to take one station off the air, disable it (airkeeper station disable).',
    ].join('\n\n'),
    examples: ['airkeeper stop', 'airkeeper stop --engine', 'airkeeper stop --engine vert'],
  })
    .argument('[station]', 'with --engine: only the engine of this station (default: Airkeeper and all engines)')
    .option('--engine', 'stop the engines too: the stations fall silent');
  return command.action(async (station: string | undefined, options: { readonly engine?: true }) => {
    const run = invocation(context, command);
    const daemon = context.daemonState(run.place.dataFolder);
    if (daemon.state === 'not_permitted') throw notPermitted(run.place, daemon);
    if (station === undefined) return stopAll(run, options.engine === true);
    if (options.engine !== true) {
      throw new UsageError(
        'missing_engine',
        `a station's engine is stopped with --engine: airkeeper stop --engine ${station}`,
      );
    }
    return stopOne(run, station, daemon);
  });
}

async function stopAll(run: Invocation, enginesToo: boolean): Promise<void> {
  const { context, place } = run;
  const slugs = await context.engineSlugs(place.dataFolder);
  // Airkeeper first: it starts an engine again that went away
  const airkeeper = await context.stopDaemon(place.dataFolder);
  const engines: StoppedEngine[] = [];
  for (const station of enginesToo ? slugs : []) {
    engines.push({ station, outcome: await context.stopEngine(place.dataFolder, station) });
  }
  run.print(
    { airkeeper: { state: airkeeper.state, pid: airkeeper.pid }, engines: enginesJson(engines) },
    [
      airkeeper.state === 'not_running'
        ? `Airkeeper was not running on ${place.dataFolder} (another data folder: --data DIR, or AIRKEEPER_DATA).`
        : stopText('Airkeeper', airkeeper),
      ...engines.map(engineText),
      ...(enginesToo ? [] : ['The engines play on; to stop them too: airkeeper stop --engine']),
    ].join('\n'),
  );
}

/** @throws {RefusedError} `started_again` where a running Airkeeper would start it again */
async function stopOne(run: Invocation, station: string, daemon: DaemonState): Promise<void> {
  const { context, place } = run;
  if (daemon.state === 'running' && !(await isDisabled(run, station))) {
    const who = daemon.pid === null ? 'Airkeeper' : `Airkeeper (pid ${daemon.pid})`;
    throw new RefusedError(
      'started_again',
      `${who} runs, and would start the engine of ${station} again at once; to take the station off the air: airkeeper station disable ${station}; to stop Airkeeper and all engines: airkeeper stop --engine`,
      { station, pid: daemon.pid },
    );
  }
  // the folders say which engines there may be: also of stations that were removed, and while the database is away
  if (!(await context.engineSlugs(place.dataFolder)).includes(station)) {
    await withStore(run, async (store) => (await Directory.read(store)).station(station));
  }
  const engine = { station, outcome: await context.stopEngine(place.dataFolder, station) };
  run.print(
    {
      airkeeper: { state: daemon.state === 'running' ? 'running' : 'not_running', pid: daemon.pid },
      engines: enginesJson([engine]),
    },
    engineText(engine),
  );
}

function isDisabled(run: Invocation, slug: string): Promise<boolean> {
  return withStore(run, async (store) => !(await Directory.read(store)).station(slug).enabled);
}

function enginesJson(engines: readonly StoppedEngine[]): Json {
  return engines.map(({ station, outcome }) => ({ station, state: outcome.state, pid: outcome.pid }));
}

function engineText({ station, outcome }: StoppedEngine): string {
  return stopText(`The engine of ${station}`, outcome);
}

function stopText(what: string, { state, pid }: StopOutcome): string {
  return state === 'not_running'
    ? `${what} was not running.`
    : `${what} is stopped${pid === null ? '' : ` (pid ${pid})`}.`;
}
