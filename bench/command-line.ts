/** What the commands of `npm run` that take options have in common: how they are read, and what is said of wrong ones. */

/** A number above 0 and of `most` at most, as `--years 10` or `--minutes 0.5`. */
export function readAmount(name: string, text: string, most: number): number {
  const amount = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (amount > 0 && amount <= most) return amount;
  throw new WrongOption(`${name}: "${text}" is not allowed; allowed is a number above 0, of ${most} at most`);
}

/** As {@link readAmount}, for a count: a whole number from 0 on. */
export function readCount(name: string, text: string, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count <= most) return count;
  throw new WrongOption(`${name}: "${text}" is not allowed; allowed is a whole number from 0 to ${most}`);
}

/**
 * What `read` makes of the command line. Where that asks for help, or cannot be read, the process ends: with the usage and status 0,
 * or with what is wrong and status 2 (status 1 is trouble that was found).
 */
export function readCommandLine<Options extends { readonly help: boolean }>(
  usage: string,
  read: () => Options,
): Options {
  try {
    const options = read();
    if (!options.help) return options;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    // what `parseArgs` refuses is a TypeError with such a code
    const isRefused = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
    if (!isRefused && !(error instanceof WrongOption)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

class WrongOption extends Error {}
