import { RefusedError } from '../../values/errors.ts';
import { LONGEST_DIFFUSION_MS } from '../../values/longest-diffusion.ts';
import type { Schedule } from '../../values/model.ts';
import { mustFind } from '../queries.ts';
import type { Db } from '../session.ts';

/** @throws {RefusedError} `not_found`; `mismatch` when it cannot be a rerun of its initial one */
export async function refuseWrongInitial(
  db: Db,
  { programId, initialId, offset }: Pick<Schedule, 'programId' | 'initialId' | 'offset'>,
): Promise<void> {
  if (initialId === null) {
    if (offset === null) return;
    throw new RefusedError(
      'mismatch',
      'a schedule that is no rerun comes after nothing: name the one it is a rerun of',
    );
  }
  const initial = await mustFind(db, 'schedule', initialId);
  const wrong =
    offset === null
      ? 'it is not said how long after it the rerun comes'
      : initial.program_id !== programId
        ? 'it is of another program'
        : initial.initial_id !== null
          ? `it is a rerun itself, of ${initial.initial_id}: make this one a rerun of that`
          : initial.removed === 1
            ? 'it was removed'
            : null;
  if (wrong === null) return;
  throw new RefusedError('mismatch', `there can be no rerun of the schedule ${initialId}: ${wrong}`, {
    initial: initialId,
  });
}

/** @throws {RefusedError} `bad_value` where its diffusions would be too long, or of no length */
export function refuseLongSchedule({ durationSeconds }: Pick<Schedule, 'durationSeconds'>): void {
  if (durationSeconds > 0 && durationSeconds * 1000 <= LONGEST_DIFFUSION_MS) return;
  throw new RefusedError(
    'bad_value',
    `durationSeconds cannot be ${durationSeconds}: allowed is above 0, up to ${LONGEST_DIFFUSION_MS / 1000} (24 hours)`,
    { field: 'durationSeconds' },
  );
}
