import type { Generated, Selectable } from 'kysely';
import type {
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
  ResumeMode,
  SoundType,
  StartMode,
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
