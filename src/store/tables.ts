import type { Generated, Selectable } from 'kysely';
import type {
  ChangeId,
  DiffusionId,
  EngineRunId,
  EpisodeId,
  LogEntryId,
  PortId,
  ProgramId,
  ScheduleId,
  Slug,
  SoundId,
  StationId,
  TrackId,
} from '../values/ids.ts';
import type {
  DiffusionType,
  LogEntryType,
  PortDirection,
  ProgramKind,
  RerunsOfCancelled,
  ResumeMode,
  Schedule,
  SoundType,
  StartMode,
  ZoneNote,
} from '../values/model.ts';
import type { AlarmNoticeTable, AlarmSettingTable, AlarmTable } from './alarm-tables.ts';

/** 0 or 1: a truth value that both databases hold alike. */
export type Flag = 0 | 1;

export interface StationTable {
  id: Generated<StationId>;
  slug: Slug;
  name: string;
  time_zone: string;
  cancel_timeout_seconds: number;
  sync_timeout_seconds: number;
  silence_limit_seconds: number;
  silence_threshold_db: number;
  language: string;
  days_ahead: number;
  enabled: Flag;
}

export interface PortTable {
  id: Generated<PortId>;
  station_id: StationId;
  direction: PortDirection;
  kind: string;
  /** A JSON object. */
  settings: string;
}

export interface ProgramTable {
  id: Generated<ProgramId>;
  station_id: StationId;
  slug: Slug;
  name: string;
  kind: ProgramKind;
  hard_fade_seconds: number;
  cut_at_end: Flag;
  resume: ResumeMode;
  priority: number;
  sync: Flag;
  title_pattern: string | null;
  reruns_of_cancelled: RerunsOfCancelled;
  pause_from_ms: number | null;
  pause_to_ms: number | null;
}

export interface StreamTable {
  program_id: ProgramId;
  window_from: string | null;
  window_to: string | null;
  min_delay_seconds: number;
  weight: number;
}

export interface ScheduleTable {
  id: Generated<ScheduleId>;
  program_id: ProgramId;
  initial_id: ScheduleId | null;
  rule: string;
  first_local: string;
  time_zone: string;
  duration_seconds: number;
  start_mode: StartMode;
  after_days: number | null;
  at_time: string | null;
  after_ms: number | null;
  /** JSON arrays of local times. */
  extra_locals: string;
  except_locals: string;
  type: Schedule['type'];
  layer: number;
  removed: Flag;
  /** What its diffusions were made of last; null: not yet. */
  made_of: string | null;
}

export interface EpisodeTable {
  id: Generated<EpisodeId>;
  program_id: ProgramId;
  slug: Slug;
  title: string;
}

export interface DiffusionTable {
  id: Generated<DiffusionId>;
  station_id: StationId;
  program_id: ProgramId;
  episode_id: EpisodeId;
  schedule_id: ScheduleId | null;
  initial_id: DiffusionId | null;
  type: DiffusionType;
  start_ms: number;
  end_ms: number;
  start_mode: StartMode;
  layer: number;
  occurrence_local: string | null;
  zone_note: ZoneNote | null;
  touched: Flag;
}

export interface ConflictTable {
  station_id: StationId;
  a_id: DiffusionId;
  b_id: DiffusionId;
}

export interface ChangeTable {
  id: Generated<ChangeId>;
  station_id: StationId;
  at_ms: number;
  who: string;
  what: string;
  /** A JSON array. */
  items: string;
  undone_by: ChangeId | null;
}

/** What a change was about, to find it by. */
export interface ChangeSubjectTable {
  change_id: ChangeId;
  kind: 'diffusion' | 'schedule' | 'program';
  subject_id: number;
}

/** What became of an event of a calendar. */
export interface ImportedEventTable {
  station_id: StationId;
  uid: string;
  /** Empty: the event itself. */
  occurrence_local: string;
  digest: string;
  schedule_id: ScheduleId | null;
  diffusion_id: DiffusionId | null;
}

export interface SoundTable {
  id: Generated<SoundId>;
  station_id: StationId;
  program_id: ProgramId | null;
  episode_id: EpisodeId | null;
  type: SoundType;
  path: string;
  title: string;
  position: number;
  duration_seconds: number | null;
}

export interface TrackTable {
  id: Generated<TrackId>;
  sound_id: SoundId | null;
  episode_id: EpisodeId | null;
  position: number;
  at_seconds: number | null;
  artist: string;
  title: string;
}

export interface LogEntryTable {
  id: Generated<LogEntryId>;
  station_id: StationId;
  type: LogEntryType;
  date_ms: number;
  end_ms: number | null;
  source: string;
  sound_id: SoundId | null;
  position_ms: number | null;
  track_id: TrackId | null;
  diffusion_id: DiffusionId | null;
  comment: string;
  reason: string;
  /** With `seq`, the journal line it comes from; both null where no single line caused it. */
  run: EngineRunId | null;
  seq: number | null;
}

/** How far the journal of each station has been read into the log. */
export interface JournalCursorTable {
  station_id: StationId;
  run: EngineRunId;
  seq: number;
}

/** What is said of the database as a whole, by key: `identity`. */
export interface MetaTable {
  key: string;
  value: string;
}

/** Kept by Kysely's Migrator. */
export interface SchemaMigrationTable {
  name: string;
  timestamp: string;
}

export interface Tables {
  station: StationTable;
  port: PortTable;
  program: ProgramTable;
  stream: StreamTable;
  schedule: ScheduleTable;
  episode: EpisodeTable;
  diffusion: DiffusionTable;
  conflict: ConflictTable;
  change: ChangeTable;
  change_subject: ChangeSubjectTable;
  imported_event: ImportedEventTable;
  sound: SoundTable;
  track: TrackTable;
  log_entry: LogEntryTable;
  journal_cursor: JournalCursorTable;
  alarm: AlarmTable;
  alarm_notice: AlarmNoticeTable;
  alarm_setting: AlarmSettingTable;
  meta: MetaTable;
  schema_migration: SchemaMigrationTable;
}

export type Row<Table extends keyof Tables> = Selectable<Tables[Table]>;
