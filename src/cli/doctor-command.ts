import type { Command } from 'commander';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { ExitWith } from './exit-with.ts';
import { visible } from './format.ts';
import { invocation } from './invocation.ts';

export function doctorCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'doctor',
    summary:
      'Says what is missing or wrong on this machine, and what mends it. Its exit status is 1 when something is.',
    examples: ['airkeeper doctor', 'airkeeper doctor --json'],
  });
  return command.action(async () => {
    const run = invocation(context, command);
    const checks = await context.doctorChecks(run.place);
    const wrong = checks.filter(({ ok }) => !ok).length;
    const lines = checks.map(({ name, ok, message, remedy }) => {
      const mend = remedy === null ? '' : `\n       mend it: ${visible(remedy)}`;
      return `${ok ? 'ok    ' : 'WRONG '} ${name}: ${visible(message)}${mend}`;
    });
    const verdict = wrong === 0 ? 'Nothing is wrong.' : `${wrong} of ${checks.length} checks found something wrong.`;
    run.print(
      { ok: wrong === 0, checks: checks.map(({ name, ok, message, remedy }) => ({ name, ok, message, remedy })) },
      [...lines, verdict].join('\n'),
    );
    if (wrong > 0) throw new ExitWith(1);
  });
}
