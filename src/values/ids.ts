import type { Brand } from './brand.ts';

export type StationId = Brand<number, 'StationId'>;
export type PortId = Brand<number, 'PortId'>;
export type ProgramId = Brand<number, 'ProgramId'>;
export type ScheduleId = Brand<number, 'ScheduleId'>;
export type EpisodeId = Brand<number, 'EpisodeId'>;
export type DiffusionId = Brand<number, 'DiffusionId'>;
export type SoundId = Brand<number, 'SoundId'>;
export type TrackId = Brand<number, 'TrackId'>;
export type LogEntryId = Brand<number, 'LogEntryId'>;
export type ChangeId = Brand<number, 'ChangeId'>;

/** Names a database for good: a UUID. A copy of it, such as a backup, has the same. */
export type DatabaseId = Brand<string, 'DatabaseId'>;

/** One life of an engine process: `000042-9f3c`. Runs sort, as text, in the order in which they began. */
export type EngineRunId = Brand<string, 'EngineRunId'>;

/** The name of something on one station's command line and in its addresses: lower-case letters, digits, hyphens. */
export type Slug = Brand<string, 'Slug'>;
