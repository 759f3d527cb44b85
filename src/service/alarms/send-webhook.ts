import type { Result } from '../../values/result.ts';
import { failed, ok } from '../../values/result.ts';
import { type AlarmPayload, payloadKey } from './alarm-payload.ts';

/** Sends a payload by POST. Any answer but 2xx is a failure, a redirection too. Ends when the signal is aborted. */
export async function sendWebhook(
  url: string,
  payload: AlarmPayload,
  signal: AbortSignal,
): Promise<Result<null, string>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Airkeeper',
        'idempotency-key': payloadKey(payload),
        connection: 'close',
      },
      body: JSON.stringify(payload),
      redirect: 'manual',
      signal,
    });
    // Nobody reads the answer: an endless one must not be taken in.
    await response.body?.cancel();
    return response.ok ? ok(null) : failed(`it answered ${response.status} ${response.statusText}`.trimEnd());
  } catch (error) {
    return failed(signal.aborted ? 'it did not answer in time' : reasonOf(error));
  }
}

/** The fetch of Node says "fetch failed", and why in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
