import { type ErrorData, RefusedError } from '../values/errors.ts';

/** The command itself is wrong, whatever the data: an unknown option, a value that cannot be read. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Stable, snake_case. */
  readonly code: string;
  readonly data: ErrorData;

  constructor(code: string, message: string, data: ErrorData = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** Reads a value of the command; a refusal to read it is wrong usage, and the message begins with where it stood. */
export function readOption<Value>(where: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof RefusedError) throw new UsageError(error.code, `${where}: ${error.message}`, error.data);
    throw error;
  }
}
