import type { Command } from 'commander';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { invocation } from './invocation.ts';

export function migrateCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'migrate',
    summary: 'Brings the database up to date with this version. It is made when it is not there.',
    examples: ['airkeeper migrate', 'AIRKEEPER_DATABASE_URL=postgres://radio@localhost/radio airkeeper migrate'],
  });
  return command.action(async () => {
    const run = invocation(context, command);
    const applied = await context.migrate(run.place);
    const text = applied.length === 0 ? 'The database was up to date.' : `Carried out: ${applied.join(', ')}.`;
    run.print({ applied }, text);
  });
}
