import type {
  DatabaseId,
  DiffusionId,
  EngineRunId,
  EpisodeId,
  LogEntryId,
  PortId,
  ProgramId,
  SoundId,
  StationId,
  TrackId,
} from '../values/ids.ts';
import type {
  Diffusion,
  Episode,
  LogEntry,
  LogEntryType,
  Port,
  Program,
  Sound,
  SoundType,
  Station,
  Stream,
  Track,
} from '../values/model.ts';
import type { AlarmStore } from './alarm-store.ts';
import type { JournalCursor } from './journal.ts';
import type { TimetableStore } from './timetable-store.ts';

export type New<Entity> = Omit<Entity, 'id'>;

/** All methods that add or change throw {@link RefusedError} with a stable code (`slug_taken`, `not_found`, `in_use`, …) and then change nothing. */
export interface Store {
  readonly database: {
    /** Which database this is: things outside of it that hang on its ids are another's where they name another. */
    id(): Promise<DatabaseId>;
    /**
     * No diffusion and no sound that is added from now on gets one of these ids, or a lower one. A database that was restored
     * from a backup no longer knows which ids it had given out.
     */
    reserveIds(highest: HighestIds): Promise<void>;
  };
  readonly stations: {
    add(station: New<Station>): Promise<Station>;
    list(): Promise<readonly Station[]>;
    bySlug(slug: string): Promise<Station | null>;
    /** Its slug stays: its folder, and addresses, have that name. @throws {RefusedError} `not_found` */
    change(id: StationId, change: Partial<Omit<Station, 'id' | 'slug'>>): Promise<Station>;
    /** Takes everything of the station with it, except its log. @throws {RefusedError} `in_use` when it has a log */
    remove(id: StationId): Promise<void>;
  };
  readonly ports: {
    add(port: New<Port>): Promise<Port>;
    list(stationId: StationId): Promise<readonly Port[]>;
    change(id: PortId, settings: Port['settings']): Promise<Port>;
    remove(id: PortId): Promise<void>;
  };
  readonly programs: {
    add(program: New<Program>): Promise<Program>;
    list(stationId: StationId): Promise<readonly Program[]>;
    /** Of any station: the caller tells them apart, or says that the slug is ambiguous. */
    bySlug(slug: string): Promise<readonly Program[]>;
    /** Its slug, which names a source of the engine, stays, and so do its kind and its station. @throws {RefusedError} `not_found` */
    change(id: ProgramId, change: Partial<Omit<Program, 'id' | 'stationId' | 'slug' | 'kind'>>): Promise<Program>;
    /** Takes its episodes, diffusions and sounds with it. @throws {RefusedError} `in_use` when the log has one of them */
    remove(id: ProgramId): Promise<void>;
  };
  readonly streams: {
    /** Adds or replaces the program's stream. */
    set(stream: Stream): Promise<void>;
    list(stationId: StationId): Promise<readonly Stream[]>;
  };
  readonly episodes: {
    add(episode: New<Episode>): Promise<Episode>;
    list(programId: ProgramId): Promise<readonly Episode[]>;
    bySlug(slug: string): Promise<readonly Episode[]>;
    byIds(ids: readonly EpisodeId[]): Promise<readonly Episode[]>;
    /** @throws {RefusedError} `not_found`, `slug_taken` */
    change(id: EpisodeId, change: Partial<Pick<Episode, 'slug' | 'title'>>): Promise<Episode>;
    /** Takes its diffusions and sounds with it. @throws {RefusedError} `in_use` when the log has one of them */
    remove(id: EpisodeId): Promise<void>;
  };
  readonly sounds: {
    add(sound: New<Sound>): Promise<Sound>;
    /** In order of path. */
    list(filter: SoundFilter): Promise<readonly Sound[]>;
    byIds(ids: readonly SoundId[]): Promise<readonly Sound[]>;
    /** @throws {RefusedError} `not_found`, `path_taken` */
    change(
      id: SoundId,
      change: Partial<Pick<Sound, 'type' | 'path' | 'title' | 'position' | 'durationSeconds'>>,
    ): Promise<Sound>;
    /** Takes its tracks with it. @throws {RefusedError} `in_use` when the log has it */
    remove(id: SoundId): Promise<void>;
  };
  readonly tracks: {
    add(track: New<Track>): Promise<Track>;
    /** In order of position. */
    list(filter: { readonly soundId: SoundId } | { readonly episodeId: EpisodeId }): Promise<readonly Track[]>;
    byIds(ids: readonly TrackId[]): Promise<readonly Track[]>;
  };
  readonly diffusions: {
    /** @throws {RefusedError} `not_found`, `mismatch`; `bad_span` when it has no length, or more than 24 hours */
    add(diffusion: New<Diffusion>): Promise<Diffusion>;
    /** Those that overlap [from, to), in order of start, then id. */
    list(
      stationId: StationId,
      from: Temporal.Instant | null,
      to: Temporal.Instant | null,
    ): Promise<readonly Diffusion[]>;
    byIds(ids: readonly DiffusionId[]): Promise<readonly Diffusion[]>;
    /**
     * Changes a diffusion that has no `start` in the log, and says what it was.
     * @throws {RefusedError} `not_found`, `mismatch`, `bad_span`; `already_started`
     */
    change(
      id: DiffusionId,
      change: Partial<Pick<Diffusion, 'type' | 'start' | 'end' | 'startMode' | 'episodeId' | 'layer' | 'touched'>>,
    ): Promise<Diffusion>;
    /** Its reruns stand by themselves then. @throws {RefusedError} `not_found`, `in_use` when the log has something of it */
    remove(id: DiffusionId): Promise<void>;
    /** Removes those that are there and of which the log has nothing, and says which they were. */
    removeMany(ids: readonly DiffusionId[]): Promise<readonly DiffusionId[]>;
  };
  readonly timetable: TimetableStore;
  readonly log: {
    /** Oldest first: by date, then id. */
    list(filter: LogFilter): Promise<readonly LogEntry[]>;
    byIds(ids: readonly LogEntryId[]): Promise<readonly LogEntry[]>;
    last(stationId: StationId): Promise<LogEntry | null>;
    lastDiffusionStart(stationId: StationId): Promise<LogEntry | null>;
    /** Per source, its newest `on_air` entry for a whole sound; entries for tracks of a sound are passed over. */
    lastSoundBySource(stationId: StationId): Promise<ReadonlyMap<string, LogEntry>>;
  };
  readonly monitor: MonitorStore;
  readonly alarms: AlarmStore;
  /** All of the work or none of it. The store given to the work is the one to use inside; using another is a bug. */
  transaction<Value>(work: (store: Store) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** The highest ids that are known to have been given out; 0: none. */
export interface HighestIds {
  readonly diffusion: number;
  readonly sound: number;
}

export interface SoundFilter {
  readonly stationId?: StationId;
  readonly programId?: ProgramId;
  readonly episodeId?: EpisodeId;
  readonly path?: string;
  readonly type?: SoundType;
}

export interface LogFilter {
  readonly stationId: StationId;
  /** Entries dated in [from, to). */
  readonly from?: Temporal.Instant;
  readonly to?: Temporal.Instant;
  readonly type?: LogEntryType;
  /** Entries with a greater id: for following. */
  readonly afterId?: LogEntryId;
  /** The newest so many of them. */
  readonly limit?: number;
}

/** The timetable and the library of one station, as the monitor needs them: read once, and again when they change. */
export interface StationSnapshot {
  readonly station: Station;
  readonly programs: ReadonlyMap<ProgramId, Program>;
  /** Of the streamed programs. */
  readonly streams: readonly Stream[];
  /** Those of the diffusions, and of sounds that name no program, and maybe others. */
  readonly episodes: ReadonlyMap<EpisodeId, Episode>;
  /** Every diffusion that overlaps the span asked for, of any type, in order of start, then id. */
  readonly diffusions: readonly Diffusion[];
  /** All sounds of the station. */
  readonly sounds: ReadonlyMap<SoundId, Sound>;
  /** Tracks with a known second, by sound, in order of that second. */
  readonly timedTracks: ReadonlyMap<SoundId, readonly Track[]>;
}

/** An `on_air` entry for a whole sound or URI, which has not got its end. */
export interface OpenEntry {
  readonly run: EngineRunId;
  readonly seq: number;
  readonly date: Temporal.Instant;
  readonly source: string;
  readonly soundId: SoundId | null;
  /** Second of the file at which it began. */
  readonly positionSeconds: number;
  readonly diffusionId: DiffusionId | null;
  /** Tracks of its sound that already have their entry. */
  readonly tracedTracks: readonly TrackId[];
}

/** What the log says of the present: all that the monitor must know to go on after a restart. */
export interface LogMemory {
  readonly cursor: JournalCursor | null;
  readonly open: readonly OpenEntry[];
  /** Diffusions that end after the given instant and have a `start` entry. */
  readonly started: ReadonlyMap<DiffusionId, StartedDiffusion>;
}

export interface StartedDiffusion {
  /** Date of its one `start` entry. */
  readonly start: Temporal.Instant;
  /** Second of the diffusion at which it started: above 0 when it was joined late. */
  readonly fromSeconds: number;
  /** How many `stop` entries it has: how often the engine died under it. Its next cue's attempt. */
  readonly stops: number;
  /** Date of the last of them; null where there is none. */
  readonly lastStop: Temporal.Instant | null;
  /** Where it was when its last sound left the air; null while none has. */
  readonly reached: Reached | null;
}

/** A second of a sound. */
export interface Reached {
  readonly soundId: SoundId;
  readonly positionSeconds: number;
}

/** A new log entry; the monitor does not know ids. */
export type NewLogEntry = Omit<LogEntry, 'id' | 'stationId'>;

/** A diffusion that did not start, with the slot that it had then: somebody may have moved it in the same moment. */
export interface CancelledDiffusion {
  readonly id: DiffusionId;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/**
 * What one pass wants written, in one transaction. An entry for something that has been removed since is written without it,
 * and says so in its reason.
 */
export interface LogBatch {
  /**
   * In order. One that is there already by (station, run, seq), as the `start` of its diffusion, or, where it has no journal
   * line, by all that it says, is passed over.
   */
  readonly entries: readonly NewLogEntry[];
  /** Ends of entries, by the journal line that began them. An end that is set already stays; none is before the date. */
  readonly ends: readonly { readonly run: EngineRunId; readonly seq: number; readonly end: Temporal.Instant }[];
  /**
   * Diffusions that become `cancelled`, together with the `cancel` entries among `entries`. One that has a `start`, or that
   * is not `on_air` in this slot any more, is passed over, and so is its entry.
   */
  readonly cancelled: readonly CancelledDiffusion[];
  /** Null, or one that is not further than the one that is there: that one stays. */
  readonly cursor: JournalCursor | null;
}

export interface MonitorStore {
  /** Null when there is no such station. */
  snapshot(stationId: StationId, from: Temporal.Instant, to: Temporal.Instant): Promise<StationSnapshot | null>;
  memory(stationId: StationId, startedSince: Temporal.Instant): Promise<LogMemory>;
  /** Writes the batch whole or not at all; writing it again changes nothing. */
  commit(stationId: StationId, batch: LogBatch): Promise<void>;
}
