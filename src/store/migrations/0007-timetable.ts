import { LONGEST_DIFFUSION_MS } from '../../values/longest-diffusion.ts';
import type { DialectName } from '../dialect-name.ts';
import { words } from './words.ts';

/** Schedules and what is made of them, conflicts, and the history of changes. */
export function timetable(dialect: DialectName): readonly string[] {
  const w = words(dialect);
  const flag = (name: string) => `${name} ${w.integer} not null default 0`;
  return [
    `alter table station add column language ${w.text} not null default 'en'
      constraint station_language_valid check (length(language) between 2 and 3)`,
    `alter table station add column days_ahead ${w.integer} not null default 60
      constraint station_days_ahead_valid check (days_ahead between 1 and 3660)`,

    `alter table program add column priority ${w.integer} not null default 0
      constraint program_priority_valid check (priority between -1000 and 1000)`,
    `alter table program add column sync ${w.integer} not null default 1 constraint program_sync_flag check (sync in (0, 1))`,
    `alter table program add column title_pattern ${w.text} constraint program_title_pattern_valid check (title_pattern <> '')`,
    `alter table program add column reruns_of_cancelled ${w.text} not null default 'drop'
      constraint program_reruns_of_cancelled_known check (reruns_of_cancelled in ('drop', 'keep'))`,
    `alter table program add column pause_from_ms ${w.instant}`,
    `alter table program add column pause_to_ms ${w.instant} constraint program_pause_valid check (pause_to_ms > pause_from_ms)`,

    `alter table schedule add column after_days ${w.integer}`,
    `alter table schedule add column at_time ${w.text}`,
    `alter table schedule add column after_ms ${w.instant}`,
    `alter table schedule add column extra_locals ${w.text} not null default '[]'`,
    `alter table schedule add column except_locals ${w.text} not null default '[]'`,
    `alter table schedule add column type ${w.text} not null default 'on_air'
      constraint schedule_type_known check (type in ('on_air', 'unconfirmed'))`,
    `alter table schedule add column layer ${w.integer} not null default 0
      constraint schedule_layer_valid check (layer between -100 and 100)`,
    `alter table schedule add column ${flag('removed')} constraint schedule_removed_flag check (removed in (0, 1))`,
    `alter table schedule add column made_of ${w.text}`,

    `alter table diffusion add column layer ${w.integer} not null default 0
      constraint diffusion_layer_valid check (layer between -100 and 100)`,
    `alter table diffusion add column occurrence_local ${w.text}`,
    `alter table diffusion add column zone_note ${w.text}
      constraint diffusion_zone_note_known check (zone_note in ('gap', 'overlap'))
      constraint diffusion_length_valid check (end_ms - start_ms <= ${LONGEST_DIFFUSION_MS})`,
    `alter table diffusion add column ${flag('touched')} constraint diffusion_touched_flag check (touched in (0, 1))`,
    // One diffusion for an occurrence, for ever: generation may run twice at once.
    'create unique index diffusion_occurrence_unique on diffusion (schedule_id, occurrence_local)',
    'drop index diffusion_schedule',
    'drop index diffusion_span',
    'drop index diffusion_initial',
    'create index diffusion_initial on diffusion (initial_id) where initial_id is not null',
    // What is on at an instant began within the longest length that a diffusion may have.
    'create index diffusion_start on diffusion (station_id, start_ms, id)',
    ...(dialect === 'postgres' ? withoutImpliedReferences() : []),

    // Those of a station go with its diffusions.
    `create table conflict (
      station_id ${w.ref} not null,
      a_id ${w.ref} not null references diffusion (id) on delete cascade,
      b_id ${w.ref} not null references diffusion (id) on delete cascade,
      primary key (a_id, b_id),
      constraint conflict_ordered check (a_id < b_id)
    ) ${w.strict}`,
    'create index conflict_b on conflict (b_id)',
    'create index conflict_station on conflict (station_id)',

    `create table change (
      id ${w.id},
      station_id ${w.ref} not null references station (id) on delete cascade,
      at_ms ${w.instant} not null,
      who ${w.text} not null,
      what ${w.text} not null,
      items ${w.text} not null,
      undone_by ${w.ref} references change (id) on delete set null
    ) ${w.strict}`,
    'create index change_station on change (station_id, id)',

    `create table change_subject (
      change_id ${w.ref} not null references change (id) on delete cascade,
      kind ${w.text} not null constraint change_subject_kind_known check (kind in ('diffusion', 'schedule', 'program')),
      subject_id ${w.instant} not null,
      primary key (kind, subject_id, change_id)
    ) ${w.strict}`,
    'create index change_subject_change on change_subject (change_id)',
  ];
}

/**
 * What belongs to an episode belongs to its program and its station, and goes with them, and so do schedules. PostgreSQL asks
 * for each reference of each row by a query; SQLite looks them up, and cannot drop them.
 */
function withoutImpliedReferences(): readonly string[] {
  const implied = ['station_id', 'program_id', 'schedule_id'];
  return [
    ...implied.map((column) => `alter table diffusion drop constraint diffusion_${column}_fkey`),
    'drop index diffusion_program',
  ];
}
