import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../ports/clock.ts';
import { failed, ok, type Result } from '../../values/result.ts';
import type { AlarmPayload } from './alarm-payload.ts';

/** Of what the command prints, so much is logged. */
const LONGEST_OUTPUT = 4096;
const LAST_OUTPUT_MS = 200;
/** What the command is given of Airkeeper's own environment: not the address of the database, which may hold a password. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

export interface CommandReport {
  /** Null: it ended with status 0. */
  readonly failure: string | null;
  /** Its standard output and error, cut. */
  readonly output: string;
}

/**
 * Runs the operator's command: words as they are, no shell; the alarm in its environment and as JSON on its standard input.
 * When the signal is aborted, it is killed with all that it started.
 */
export async function runOnAlarm(
  command: readonly string[],
  payload: AlarmPayload,
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly signal: AbortSignal;
    readonly clock: Clock;
  },
): Promise<CommandReport> {
  const [program = '', ...words] = command;
  const { cwd, signal } = options;
  let output = '';
  let child: ChildProcess;
  try {
    child = spawn(program, words, { cwd, env: environment(payload, options.env), detached: true });
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error), output };
  }
  const kill = () => killGroup(child);
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(0, LONGEST_OUTPUT);
    });
  }
  // A command that does not read its input closes it.
  child.stdin?.on('error', () => {});
  child.stdin?.end(`${JSON.stringify(payload)}\n`);
  const outcome = await ended(child, options.clock);
  signal.removeEventListener('abort', kill);
  if (outcome.ok) return { failure: null, output };
  return { failure: signal.aborted ? 'it did not end in time' : outcome.error, output };
}

function environment(
  { event, alarm }: AlarmPayload,
  env: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(INHERITED.map((name) => [name, env[name]])),
    AIRKEEPER_EVENT: event,
    AIRKEEPER_ALARM_ID: alarm.id,
    AIRKEEPER_ALARM: alarm.name,
    AIRKEEPER_STATION: alarm.station ?? '',
    AIRKEEPER_RAISED: alarm.raised,
    AIRKEEPER_CLEARED: alarm.cleared ?? '',
    AIRKEEPER_MESSAGE: withoutNul(alarm.message),
    AIRKEEPER_REMEDY: withoutNul(alarm.remedy),
  };
}

/** An environment cannot hold it. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** When the process has ended: what it leaves behind may hold its output open for ever. */
function ended(child: ChildProcess, clock: Clock): Promise<Result<null, string>> {
  return new Promise((resolve) => {
    const closed = new AbortController();
    child.on('error', (error) => resolve(failed(error.message)));
    child.on('close', () => closed.abort());
    child.on('exit', (status, signal) => {
      // What it wrote last is still in the pipes.
      void clock.sleep(LAST_OUTPUT_MS, closed.signal).then(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        if (status === 0) resolve(ok(null));
        else resolve(failed(signal === null ? `it ended with status ${status}` : `it was ended by ${signal}`));
      });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}
