/** An error of the operating system: its `code` says which, `ENOENT`, `EACCES`, … */
export type SystemError = Error & { readonly code: string };

export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string';
}

/** Whether an error is the system's, with one of the codes. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code);
}
