import type { TimetableEdits } from '../../ports/timetable-store.ts';
import { PassingError } from '../../values/errors.ts';
import type { StationId } from '../../values/ids.ts';
import { Violation } from '../database-errors.ts';
import type { DialectName } from '../dialect-name.ts';
import { refuseLength } from '../diffusion-span.ts';
import type { Db } from '../session.ts';
import { lockStation } from '../station-lock.ts';
import { addDiffusions } from './apply-add.ts';
import { changeDiffusions } from './apply-change.ts';
import { removeEpisodes, retitleEpisodes } from './apply-episodes.ts';
import { addConflicts, renewConflicts } from './conflicts.ts';
import { removeUntouched } from './remove-diffusions.ts';
import { writeMadeOf } from './schedules.ts';

/**
 * Does what a generation wants done, in an order in which nothing stands in the way of what follows. What somebody has touched,
 * or the log has, by now is left as it is. It has to be run in a transaction.
 */
export async function applyEdits(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  edits: TimetableEdits,
): Promise<void> {
  for (const { startMs, endMs } of [...edits.add, ...edits.change]) refuseLength(startMs, endMs);
  await lockStation(db, dialect, stationId);
  try {
    await removeUntouched(db, dialect, stationId, edits.remove);
    const changed = await changeDiffusions(db, dialect, stationId, edits.change);
    await removeEpisodes(db, dialect, stationId, edits.removeEpisodes);
    await retitleEpisodes(db, dialect, stationId, edits.retitle);
    // before any is added: what is in conflict with those is entered with them
    await renewConflicts(db, dialect, stationId, changed);
    const added = await addDiffusions(db, dialect, stationId, edits);
    await writeMadeOf(db, dialect, edits.madeOf);
    await addConflicts(db, dialect, stationId, added);
  } catch (error) {
    throw changedMeanwhile(error);
  }
}

/** What the edits were made from has been changed since: made anew, they fit. */
function changedMeanwhile(error: unknown): unknown {
  if (!(error instanceof Violation)) return error;
  const raced = error.kind === 'foreign_key' || error.constraint === 'diffusion_occurrence_unique';
  if (!raced) return error;
  return new PassingError('timetable_changed', 'somebody changed the timetable in the same moment', { cause: error });
}
