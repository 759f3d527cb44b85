import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { RefusedError } from '../../src/values/errors.ts';

/** Runs a program to its end, its output added to a file. @throws {RefusedError} `program_failed` */
export function run(program: string, args: readonly string[], log: string): void {
  const file = openSync(log, 'a');
  const { status, signal, error } = spawnSync(program, args, { stdio: ['ignore', file, file] });
  closeSync(file);
  const why = error?.message ?? (signal === null ? `status ${status}` : `ended by ${signal}`);
  if (status !== 0) throw failure(program, args, `${why}; what it said is in ${log}`);
}

/** Runs a program to its end and gives what it printed. @throws {RefusedError} `program_failed` */
export function output(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw failure(program, args, error?.message ?? (stderr.trim() || `status ${status}`));
  return stdout;
}

function failure(program: string, args: readonly string[], why: string): RefusedError {
  return new RefusedError('program_failed', `${program} failed: ${why}\n  ${[program, ...args].join(' ')}`);
}
