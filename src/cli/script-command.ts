import type { Command } from 'commander';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { invocation, withStore } from './invocation.ts';

export function scriptCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'script',
    summary: "Prints the Liquidsoap script of a station's engine.",
    examples: ['airkeeper script vert', 'airkeeper script vert > vert.liq'],
  }).argument('<station>', 'slug of the station');
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const station = (await Directory.read(store)).station(name);
      const ports = await store.ports.list(station.id);
      const script = context.renderScript(run.place.dataFolder, station, ports);
      run.print({ station: station.slug, script }, script.trimEnd());
    });
  });
}
