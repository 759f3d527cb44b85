import { execFile } from 'node:child_process';
import { PassingError, RefusedError } from '../values/errors.ts';

const LONGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface ProgramOutput {
  /** Null: it was ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `ffprobe` or `ffmpeg` and gives what it said, whatever its exit status.
 *
 * @throws {RefusedError} `no_ffmpeg`
 * @throws {PassingError} `probe_timed_out`, as for a file on a disk that hangs
 */
export function runProgram(program: string, args: readonly string[], timeoutMs: number): Promise<ProgramOutput> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: LONGEST_OUTPUT_BYTES } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ status: 0, stdout, stderr });
      else if (error.killed) reject(new PassingError('probe_timed_out', `${program} took longer than ${timeoutMs} ms`));
      else if (error.code === 'ENOENT') reject(notFound(program));
      else resolve({ status: typeof error.code === 'number' ? error.code : null, stdout, stderr });
    });
  });
}

function notFound(program: string): RefusedError {
  return new RefusedError('no_ffmpeg', `${program} is not on this machine: install it (apt-get install ffmpeg)`, {
    program,
  });
}
