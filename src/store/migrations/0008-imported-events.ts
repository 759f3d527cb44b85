import type { DialectName } from '../dialect-name.ts';
import { words } from './words.ts';

/** What became of the events of calendars that were imported. */
export function importedEvents(dialect: DialectName): readonly string[] {
  const w = words(dialect);
  return [
    `create table imported_event (
      station_id ${w.ref} not null references station (id) on delete cascade,
      uid ${w.text} not null,
      occurrence_local ${w.text} not null,
      digest ${w.text} not null,
      schedule_id ${w.ref} references schedule (id) on delete cascade,
      diffusion_id ${w.ref} references diffusion (id) on delete cascade,
      primary key (station_id, uid, occurrence_local),
      constraint imported_event_is_one check ((schedule_id is null) <> (diffusion_id is null))
    ) ${w.strict}`,
    'create index imported_event_schedule on imported_event (schedule_id)',
    'create index imported_event_diffusion on imported_event (diffusion_id)',
  ];
}
