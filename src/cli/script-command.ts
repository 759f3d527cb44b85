import type { Command } from 'commander';
import type { Port } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { invocation, withStore } from './invocation.ts';
import { shownSettings } from './present.ts';

const VERSION_LINE = /^script_version = .*$/m;

export function scriptCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'script',
    summary:
      "Prints the Liquidsoap script of a station's engine. Passwords in it are masked, unless --show-passwords is given.",
    examples: ['airkeeper script vert', 'airkeeper script vert --show-passwords > vert.liq'],
  })
    .argument('<station>', 'slug of the station')
    .option('--show-passwords', 'print it whole, as the engine runs it');
  return command.action(async (name: string, options: { readonly showPasswords?: true }) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const station = (await Directory.read(store)).station(name);
      const ports = await store.ports.list(station.id);
      const render = (of: readonly Port[]) => context.renderScript(run.place.dataFolder, station, of);
      const whole = render(ports);
      const masked = render(ports.map((port) => ({ ...port, settings: shownSettings(port.settings) })));
      // the version is a hash of the text: what is printed is the script that the engine says it runs
      const shown = masked.replace(VERSION_LINE, () => VERSION_LINE.exec(whole)?.[0] ?? '');
      const script = options.showPasswords === true ? whole : shown;
      if (script !== whole) {
        run.warn('masked', 'the passwords are masked, so it does not run as it is; whole: --show-passwords');
      }
      run.print({ station: station.slug, script }, script.trimEnd());
    });
  });
}
