import type { Logger } from 'pino';
import type { Clock } from '../../ports/clock.ts';
import { failed, ok, type Result } from '../../values/result.ts';
import type { AlarmPayload } from './alarm-payload.ts';
import type { AlarmTarget } from './next-notices.ts';
import { runOnAlarm } from './run-on-alarm.ts';
import { sendWebhook } from './send-webhook.ts';

const WEBHOOK_WAIT_MS = 10_000;
const COMMAND_WAIT_MS = 30_000;

/** Tells one target of one event, within its time. Never rejects; the error says why it was not told. */
export type AlarmTeller = (
  target: AlarmTarget,
  payload: AlarmPayload,
  signal: AbortSignal,
) => Promise<Result<null, string>>;

export function alarmTeller(options: {
  /** Where commands are run. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Called with what a command printed. */
  readonly onOutput: (output: string, failure: string | null) => void;
}): AlarmTeller {
  const { cwd, env, clock, onOutput } = options;
  return async (target, payload, signal) => {
    const waitMs = target.channel === 'webhook' ? WEBHOOK_WAIT_MS : COMMAND_WAIT_MS;
    return within(clock, waitMs, signal, async (limited) => {
      if (target.channel === 'webhook') return sendWebhook(target.url, payload, limited);
      const { failure, output } = await runOnAlarm(target.command, payload, { cwd, env, clock, signal: limited });
      if (output !== '') onOutput(output, failure);
      return failure === null ? ok(null) : failed(failure);
    });
  };
}

/** For a running Airkeeper: what a command prints is in its log. */
export function logOutput(logger: Logger): (output: string, failure: string | null) => void {
  return (output, failure) => {
    logger.info({ output, failure }, `the alarm command printed: ${output.trim().slice(0, 200)}`);
  };
}

/** Gives the work a signal that is aborted after the span, or with the other one. */
async function within<Value>(
  clock: Clock,
  spanMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const over = new AbortController();
  const done = new AbortController();
  void clock.sleep(spanMs, done.signal).then(() => over.abort());
  try {
    return await work(AbortSignal.any([signal, over.signal]));
  } finally {
    done.abort();
  }
}
