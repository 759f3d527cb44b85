import { RefusedError } from '../values/errors.ts';
import { instantFromMs } from '../values/instant.ts';
import { LONGEST_DIFFUSION_MS } from '../values/longest-diffusion.ts';

/**
 * The database refuses it too, but cannot tell of a change which start it would have had.
 *
 * @throws {RefusedError} `bad_span` when a diffusion would be of no length, or longer than 24 hours
 */
export function refuseLength(startMs: number, endMs: number): void {
  if (endMs > startMs && endMs - startMs <= LONGEST_DIFFUSION_MS) return;
  const [start, end] = [instantFromMs(startMs).toString(), instantFromMs(endMs).toString()];
  const wrong =
    endMs <= startMs
      ? 'has no length: its end is after its start'
      : 'is too long: it has up to 24 hours; make it several';
  throw new RefusedError('bad_span', `a diffusion from ${start} to ${end} ${wrong}`, { start, end });
}
