import type { DialectName } from '../dialect-name.ts';
import { words } from './words.ts';

/**
 * The log, and how far the journal has been read into it. The log is append-only here as well: nothing that it refers to
 * can be deleted, no entry can be deleted or replaced, and the one change is an open end that is filled in.
 */
export function log(dialect: DialectName): readonly string[] {
  const w = words(dialect);
  return [
    `create table log_entry (
      id ${w.id},
      station_id ${w.ref} not null references station (id) on delete restrict,
      type ${w.text} not null constraint log_entry_type_known check (type in ('start', 'on_air', 'cancel', 'stop', 'other')),
      date_ms ${w.instant} not null,
      end_ms ${w.instant},
      source ${w.text} not null,
      sound_id ${w.ref} references sound (id) on delete restrict,
      position_ms ${w.instant},
      track_id ${w.ref} references track (id) on delete restrict,
      diffusion_id ${w.ref} references diffusion (id) on delete restrict,
      comment ${w.text} not null,
      reason ${w.text} not null,
      run ${w.text},
      seq ${w.instant},
      constraint log_entry_journal_whole check ((run is null) = (seq is null)),
      constraint log_entry_span_valid check (end_ms >= date_ms)
    ) ${w.strict}`,
    'create unique index log_entry_journal_unique on log_entry (station_id, run, seq)',
    "create unique index log_entry_start_unique on log_entry (diffusion_id) where type = 'start'",
    'create index log_entry_date on log_entry (station_id, date_ms, id)',
    'create index log_entry_order on log_entry (station_id, id)',
    // What is rare is told apart from the plays. The conditions of the indices keep them from being taken for what they do
    // not narrow down: "track_id is null" holds for nearly every entry.
    `create index log_entry_type on log_entry (station_id, type, date_ms, id) where type <> 'on_air'`,
    `create index log_entry_open on log_entry (station_id, end_ms, date_ms, id)
      where type = 'on_air' and track_id is null and end_ms is null`,
    `create index log_entry_source on log_entry (station_id, source, date_ms, id)
      where type = 'on_air' and sound_id is not null and track_id is null`,
    `create index log_entry_traced on log_entry (station_id, sound_id, date_ms)
      where type = 'on_air' and track_id is not null`,
    'create index log_entry_sound on log_entry (sound_id) where sound_id is not null',
    'create index log_entry_track on log_entry (track_id) where track_id is not null',
    'create index log_entry_diffusion on log_entry (diffusion_id, type) where diffusion_id is not null',
    ...(dialect === 'sqlite' ? sqliteGuards() : postgresGuards()),

    `create table journal_cursor (
      station_id ${w.ref} primary key references station (id) on delete cascade,
      run ${w.text} not null,
      seq ${w.instant} not null
    ) ${w.strict}`,
  ];
}

const REFUSAL = 'the log is append-only: an entry is never removed or changed, only an open end is filled in';
const FROZEN = [
  'id',
  'station_id',
  'type',
  'date_ms',
  'source',
  'sound_id',
  'position_ms',
  'track_id',
  'diffusion_id',
  'comment',
  'reason',
  'run',
  'seq',
];

function sqliteGuards(): readonly string[] {
  const same = FROZEN.map((column) => `new.${column} is old.${column}`).join(' and ');
  return [
    `create trigger log_entry_kept before delete on log_entry begin select raise(abort, '${REFUSAL}'); end`,
    `create trigger log_entry_frozen before update on log_entry
      when not (old.end_ms is null and new.end_ms is not null and ${same})
      begin select raise(abort, '${REFUSAL}'); end`,
    // INSERT OR REPLACE removes the row it replaces without a word to the trigger on deletion.
    `create trigger log_entry_not_replaced before insert on log_entry
      when exists (select 1 from log_entry where id = new.id)
        or exists (select 1 from log_entry where station_id = new.station_id and run = new.run and seq = new.seq)
        or new.type = 'start' and exists (select 1 from log_entry where type = 'start' and diffusion_id = new.diffusion_id)
      begin select raise(abort, '${REFUSAL}'); end`,
  ];
}

function postgresGuards(): readonly string[] {
  const same = FROZEN.map((column) => `new.${column} is not distinct from old.${column}`).join(' and ');
  return [
    `create function log_entry_refuse() returns trigger language plpgsql as $$
      begin raise exception '${REFUSAL}'; end $$`,
    `create trigger log_entry_kept before delete or truncate on log_entry
      for each statement execute function log_entry_refuse()`,
    `create trigger log_entry_frozen before update on log_entry for each row
      when (not (old.end_ms is null and new.end_ms is not null and ${same}))
      execute function log_entry_refuse()`,
  ];
}
