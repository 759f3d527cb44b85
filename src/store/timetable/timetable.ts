import type { TimetableStore } from '../../ports/timetable-store.ts';
import { importedEvents } from '../imported-events.ts';
import { boundMs } from '../queries.ts';
import { refusedRow } from '../refusals.ts';
import type { Session } from '../session.ts';
import { applyEdits } from './apply.ts';
import { conflictsBetween } from './conflicts.ts';
import { history } from './history.ts';
import { episodesNamed, madeBy, strayedReruns } from './made.ts';
import { schedules } from './schedules.ts';

export function timetable(session: Session): TimetableStore {
  return {
    schedules: schedules(session),
    made: (scheduleIds, endingAfter) => session.read((db) => madeBy(db, session.dialect, scheduleIds, endingAfter)),
    episodesNamed: (names) => session.read((db) => episodesNamed(db, session.dialect, names)),
    strayed: (stationId, startingAfter) => session.read((db) => strayedReruns(db, stationId, startingAfter)),
    apply: (stationId, edits) =>
      session.write((db) => applyEdits(db, session.dialect, stationId, edits), refusedRow({})),
    conflicts: (stationId, from, to) =>
      session.read((db) =>
        conflictsBetween(
          db,
          stationId,
          from === null ? null : from.epochMilliseconds,
          to === null ? null : boundMs(to),
        ),
      ),
    history: history(session),
    imports: importedEvents(session),
  };
}
