import { type Command, Option } from 'commander';
import { putOrder } from '../service/engine-keeper-files.ts';
import { stationFolder } from '../streamer/station-folder.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { withEngine } from './engine-talk.ts';
import { isoInstant, localTime } from './format.ts';
import { instantOption } from './instant-option.ts';
import { invocation, withStore } from './invocation.ts';

interface RestartOptions {
  readonly now?: true;
  readonly at?: string;
}

export function stationRestartCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'restart',
    summary:
      'Starts the engine of a station again, which is some seconds of silence: at the next boundary of music, now, or at an instant. Settings that wait for it take effect.',
    examples: ['airkeeper station restart vert', 'airkeeper station restart vert --at 2026-12-01T04:00'],
  })
    .argument('<station>', 'its slug')
    .addOption(new Option('--now', 'at once, also under a diffusion').conflicts('at'))
    .option('--at <instant>', 'at this instant, also under a diffusion');
  return command.action(async (name: string, options: RestartOptions) => {
    const run = invocation(context, command);
    const station = await withStore(run, async (store) => (await Directory.read(store)).station(name));
    const { slug, timeZone } = station;
    const at = options.now === true ? context.clock.now() : instantOption('--at', options.at, timeZone);
    const state = await withEngine(run, slug, (engine) => engine.observe());
    // for the engine that runs now alone: one that starts of itself before has done what was wanted
    const order = { run: state.ok ? state.value.run : null, atMs: at?.epochMilliseconds ?? null };
    await putOrder(stationFolder(run.place.dataFolder, slug), order);
    if (!(await context.notifyDaemon(run.place.dataFolder)))
      run.warn('airkeeper_not_told', 'Airkeeper does not run: it starts the engine again when it has been started');
    run.print(
      { station: slug, run: order.run, at: at === null ? null : isoInstant(at, timeZone) },
      `The engine of ${slug} is started again ${whenText(options, at, timeZone)}.`,
    );
  });
}

function whenText({ now }: RestartOptions, at: Temporal.Instant | null, timeZone: string): string {
  if (now === true) return 'now';
  return at === null ? 'at the next boundary of music' : `at ${localTime(at, timeZone)}`;
}
