import { RefusedError } from '../../values/errors.ts';

/** The refusal that the work ends in; anything else is thrown on. */
export function caught(work: () => unknown): RefusedError {
  try {
    work();
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
  throw new Error('was not refused');
}
