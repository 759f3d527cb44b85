import { Command, type CommanderError } from 'commander';
import type { CliContext } from './context.ts';
import { UsageError } from './usage-error.ts';

export interface CommandText {
  readonly name: string;
  readonly summary: string;
  /** Whole command lines, without the `$`. */
  readonly examples: readonly string[];
}

/**
 * A command with what all of them share: `--data` and `--json`, accepted at every level, examples in its help, and
 * errors thrown instead of printed.
 */
export function newCommand(context: CliContext, text: CommandText): Command {
  const command = new Command(text.name)
    .description(text.summary)
    .summary(firstSentence(text.summary))
    .option('--data <dir>', 'the data folder (default: AIRKEEPER_DATA, else ./data)')
    .option('--json', 'print JSON, for machines')
    .enablePositionalOptions()
    .helpCommand(false)
    .addHelpText('after', helpWithExamples(text.examples))
    .configureOutput({
      writeOut: (written) => context.stdout.write(written),
      writeErr: () => {},
      getOutHelpWidth: () => context.columns ?? 100,
      getOutHasColors: () => false,
    });
  return command.exitOverride((error) => {
    // 0: it had only to print the help or the version, and did
    throw error.exitCode === 0 ? error : asUsageError(command, error);
  });
}

/** A command that only groups others, `airkeeper station …`. */
export function newGroup(
  context: CliContext,
  name: string,
  summary: string,
  commands: readonly Command[],
  examples: readonly string[],
): Command {
  const group = newCommand(context, { name, summary, examples });
  for (const command of commands) group.addCommand(command);
  return group;
}

/** `airkeeper station add`. */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

/** What the list of commands says of one: the rest is in its own help. */
function firstSentence(text: string): string {
  return /^.+?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}

function helpWithExamples(examples: readonly string[]): string {
  return `\n${examples.length === 1 ? 'Example' : 'Examples'}:\n${examples.map((line) => `  $ ${line}`).join('\n')}`;
}

function asUsageError(command: Command, error: CommanderError): UsageError {
  const help = `see ${commandPath(command)} --help`;
  if (error.code === 'commander.help') {
    const names = command.commands.map((each) => each.name()).join(', ');
    return new UsageError('missing_command', `${commandPath(command)} needs a command: ${names}; ${help}`);
  }
  const code = error.code.replace('commander.', '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replace(/\n/g, ' ');
  return new UsageError(code, `${message}; ${help}`);
}
