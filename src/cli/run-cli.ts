import { CommanderError } from 'commander';
import { type ErrorData, PassingError, RefusedError } from '../values/errors.ts';
import { buildCli } from './build-cli.ts';
import type { CliContext } from './context.ts';
import { ExitWith } from './exit-with.ts';
import { visible } from './format.ts';
import { UsageError } from './usage-error.ts';

/**
 * Carries out one command line.
 * @param argv the arguments, without the names of the program
 * @returns the exit status: 0 done, 1 refused or failed with a reason, 2 wrong usage
 * @throws what is a bug
 */
export async function runCli(context: CliContext, argv: readonly string[]): Promise<0 | 1 | 2> {
  try {
    await buildCli(context).parseAsync(withHelpOption(argv), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof ExitWith) return error.status;
    // all others of commander's are usage errors by now: this one has printed the help or the version
    if (error instanceof CommanderError) return 0;
    if (error instanceof UsageError) return report(context, argv, error, 2);
    if (error instanceof RefusedError) return report(context, argv, error, 1);
    if (error instanceof PassingError)
      return report(context, argv, { code: error.code, message: error.message, data: {} }, 1);
    throw error;
  }
}

interface Reported {
  readonly code: string;
  readonly message: string;
  readonly data: ErrorData;
}

function report<Status>(
  context: CliContext,
  argv: readonly string[],
  { code, message, data }: Reported,
  status: Status,
): Status {
  const line = wantsJson(argv)
    ? JSON.stringify({ error: { code, message, data } })
    : `airkeeper: ${message.split('\n').map(visible).join('\n')}`;
  context.stderr.write(`${line}\n`);
  return status;
}

/** `airkeeper help station add` is `airkeeper station add --help`. */
function withHelpOption(argv: readonly string[]): readonly string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
}

/** Looked up by hand, because the arguments may be what is wrong. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}
