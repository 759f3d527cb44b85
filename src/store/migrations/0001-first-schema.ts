import type { DialectName } from '../dialect-name.ts';
import { type Words, words } from './words.ts';

/** Every word of the design, as a table. The log and its guards follow in the next migration. */
export function firstSchema(dialect: DialectName): readonly string[] {
  const w = words(dialect);
  return [...stationTables(dialect, w), ...timetableTables(dialect, w), ...libraryTables(dialect, w)];
}

/** A slug is also the name of a folder and a part of addresses. */
function slugCheck(dialect: DialectName): string {
  const letters = dialect === 'sqlite' ? "slug not glob '*[^a-z0-9-]*'" : "slug ~ '^[a-z0-9-]+$'";
  return `length(slug) between 1 and 100 and ${letters}`;
}

function stationTables(dialect: DialectName, w: Words): readonly string[] {
  return [
    `create table station (
      id ${w.id},
      slug ${w.text} not null constraint station_slug_valid check (${slugCheck(dialect)}),
      name ${w.text} not null,
      time_zone ${w.text} not null,
      cancel_timeout_seconds ${w.real} not null constraint station_cancel_timeout_valid check (cancel_timeout_seconds >= 0),
      sync_timeout_seconds ${w.real} not null constraint station_sync_timeout_valid check (sync_timeout_seconds > 0)
    ) ${w.strict}`,
    'create unique index station_slug_unique on station (slug)',

    `create table port (
      id ${w.id},
      station_id ${w.ref} not null references station (id) on delete cascade,
      direction ${w.text} not null,
      kind ${w.text} not null,
      settings ${w.text} not null,
      constraint port_kind_known check (
        direction = 'output' and kind in ('harbor', 'icecast', 'hls', 'file', 'alsa', 'pulseaudio', 'jack')
        or direction = 'input' and kind in ('harbor', 'http', 'alsa', 'pulseaudio', 'jack')
      )
    ) ${w.strict}`,
    'create index port_station on port (station_id, id)',

    `create table program (
      id ${w.id},
      station_id ${w.ref} not null references station (id) on delete cascade,
      slug ${w.text} not null constraint program_slug_valid check (${slugCheck(dialect)}),
      name ${w.text} not null,
      kind ${w.text} not null constraint program_kind_known check (kind in ('scheduled', 'streamed')),
      hard_fade_seconds ${w.real} not null constraint program_hard_fade_valid check (hard_fade_seconds >= 0),
      cut_at_end ${w.integer} not null constraint program_cut_at_end_flag check (cut_at_end in (0, 1))
    ) ${w.strict}`,
    'create unique index program_slug_unique on program (station_id, slug)',
    'create index program_slug on program (slug)',

    `create table stream (
      program_id ${w.ref} primary key references program (id) on delete cascade,
      window_from ${w.text},
      window_to ${w.text},
      min_delay_seconds ${w.real} not null constraint stream_min_delay_valid check (min_delay_seconds >= 0),
      weight ${w.real} not null constraint stream_weight_valid check (weight > 0),
      constraint stream_window_whole check ((window_from is null) = (window_to is null))
    ) ${w.strict}`,
  ];
}

function timetableTables(dialect: DialectName, w: Words): readonly string[] {
  return [
    `create table schedule (
      id ${w.id},
      program_id ${w.ref} not null references program (id) on delete cascade,
      initial_id ${w.ref} references schedule (id) on delete cascade,
      rule ${w.text} not null,
      first_local ${w.text} not null,
      time_zone ${w.text} not null,
      duration_seconds ${w.real} not null constraint schedule_duration_valid check (duration_seconds > 0),
      start_mode ${w.text} not null constraint schedule_start_mode_known check (start_mode in ('hard', 'soft'))
    ) ${w.strict}`,
    'create index schedule_program on schedule (program_id)',
    'create index schedule_initial on schedule (initial_id)',

    `create table episode (
      id ${w.id},
      program_id ${w.ref} not null references program (id) on delete cascade,
      slug ${w.text} not null constraint episode_slug_valid check (${slugCheck(dialect)}),
      title ${w.text} not null
    ) ${w.strict}`,
    'create unique index episode_slug_unique on episode (program_id, slug)',
    'create index episode_slug on episode (slug)',

    `create table diffusion (
      id ${w.id},
      station_id ${w.ref} not null references station (id) on delete cascade,
      program_id ${w.ref} not null references program (id) on delete cascade,
      episode_id ${w.ref} not null references episode (id) on delete cascade,
      schedule_id ${w.ref} references schedule (id) on delete set null,
      initial_id ${w.ref} references diffusion (id) on delete cascade,
      type ${w.text} not null constraint diffusion_type_known check (type in ('on_air', 'unconfirmed', 'cancelled')),
      start_ms ${w.instant} not null,
      end_ms ${w.instant} not null,
      start_mode ${w.text} not null constraint diffusion_start_mode_known check (start_mode in ('hard', 'soft')),
      constraint diffusion_span_valid check (end_ms > start_ms)
    ) ${w.strict}`,
    // The end first: what is over is never looked at again, and most diffusions are.
    'create index diffusion_span on diffusion (station_id, end_ms, start_ms)',
    'create index diffusion_program on diffusion (program_id)',
    'create index diffusion_episode on diffusion (episode_id)',
    'create index diffusion_schedule on diffusion (schedule_id)',
    'create index diffusion_initial on diffusion (initial_id)',
  ];
}

function libraryTables(dialect: DialectName, w: Words): readonly string[] {
  return [
    `create table sound (
      id ${w.id},
      station_id ${w.ref} not null references station (id) on delete cascade,
      program_id ${w.ref} references program (id) on delete cascade,
      episode_id ${w.ref} references episode (id) on delete cascade,
      type ${w.text} not null constraint sound_type_known check (type in ('archive', 'excerpt', 'removed', 'other')),
      path ${w.text} not null constraint sound_path_valid check (path <> ''),
      title ${w.text} not null,
      position ${w.integer} not null,
      duration_seconds ${w.real} constraint sound_duration_valid check (duration_seconds >= 0)
    ) ${w.strict}`,
    ...soundPathIndices(dialect),
    'create index sound_program on sound (program_id)',
    'create index sound_episode on sound (episode_id)',

    `create table track (
      id ${w.id},
      sound_id ${w.ref} references sound (id) on delete cascade,
      episode_id ${w.ref} references episode (id) on delete cascade,
      position ${w.integer} not null,
      at_seconds ${w.real} constraint track_at_valid check (at_seconds >= 0),
      artist ${w.text} not null,
      title ${w.text} not null,
      constraint track_has_owner check (sound_id is not null or episode_id is not null)
    ) ${w.strict}`,
    'create index track_sound on track (sound_id, position, id)',
    'create index track_episode on track (episode_id, position, id)',
  ];
}

/** PostgreSQL's B-tree refuses values of more than 2.7 kB, and a path may have 4 kB. */
function soundPathIndices(dialect: DialectName): readonly string[] {
  if (dialect === 'sqlite') {
    return [
      'create unique index sound_path_unique on sound (station_id, path)',
      'create index sound_path on sound (path)',
    ];
  }
  return [
    'create unique index sound_path_unique on sound (station_id, md5(path))',
    'create index sound_path on sound using hash (path)',
    'create index sound_station on sound (station_id)',
  ];
}
