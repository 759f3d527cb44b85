/**
 * The three fates of an error. A bug: {@link assert} throws {@link BugError}, nobody catches it, the supervisor restarts us.
 * What passes: {@link PassingError}, tried again with capped back-off. What is foreseen and final: {@link RefusedError},
 * with a stable code, data, and a message that tells a person what to do.
 */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** Something outside did not answer this time: a socket, a database, a busy disk. Worth trying again. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
  readonly code: string;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

export type ErrorData = Readonly<Record<string, string | number | boolean | null>>;

/** Asked for something that cannot be done, now or later, as it was asked. The message names what is wrong and what is allowed. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** Stable, snake_case: scripts and the console's texts hang on it. */
  readonly code: string;
  readonly data: ErrorData;

  constructor(code: string, message: string, data: ErrorData = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** @throws {BugError} when the condition does not hold, which is always our own mistake. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}

/** The value, where `undefined` or `null` would be our own mistake. */
export function must<Value>(value: Value | undefined | null, what: string): Value {
  assert(value !== undefined && value !== null, `${what} is missing`);
  return value;
}

/** Ends a `switch` over a closed union: the compiler complains when a case was forgotten, and so does the program. */
export function unreachable(value: never): never {
  throw new BugError(`unexpected value: ${JSON.stringify(value)}`);
}
