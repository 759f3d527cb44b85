import { instantFromMs } from '../values/instant.ts';
import type { Diffusion, Episode, LogEntry, Port, Program, Sound, Station, Stream, Track } from '../values/model.ts';
import type { Row } from './tables.ts';

export function stationFrom(row: Row<'station'>): Station {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    timeZone: row.time_zone,
    cancelTimeoutSeconds: row.cancel_timeout_seconds,
    syncTimeoutSeconds: row.sync_timeout_seconds,
    silenceLimitSeconds: row.silence_limit_seconds,
    silenceThresholdDb: row.silence_threshold_db,
    language: row.language,
    daysAhead: row.days_ahead,
    enabled: row.enabled === 1,
  };
}

export function portFrom(row: Row<'port'>): Port {
  return {
    id: row.id,
    stationId: row.station_id,
    direction: row.direction,
    kind: row.kind,
    settings: JSON.parse(row.settings) as Port['settings'],
  };
}

export function programFrom(row: Row<'program'>): Program {
  return {
    id: row.id,
    stationId: row.station_id,
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    hardFadeSeconds: row.hard_fade_seconds,
    cutAtEnd: row.cut_at_end === 1,
    resume: row.resume,
    priority: row.priority,
    sync: row.sync === 1,
    titlePattern: row.title_pattern,
    rerunsOfCancelled: row.reruns_of_cancelled,
    pause:
      row.pause_from_ms === null
        ? null
        : {
            from: instantFromMs(row.pause_from_ms),
            to: row.pause_to_ms === null ? null : instantFromMs(row.pause_to_ms),
          },
  };
}

export function streamFrom(row: Row<'stream'>): Stream {
  const { window_from: from, window_to: to } = row;
  return {
    programId: row.program_id,
    window: from === null || to === null ? null : { from, to },
    minDelaySeconds: row.min_delay_seconds,
    weight: row.weight,
  };
}

export function episodeFrom(row: Row<'episode'>): Episode {
  return { id: row.id, programId: row.program_id, slug: row.slug, title: row.title };
}

export function diffusionFrom(row: Row<'diffusion'>): Diffusion {
  return {
    id: row.id,
    stationId: row.station_id,
    programId: row.program_id,
    episodeId: row.episode_id,
    scheduleId: row.schedule_id,
    initialId: row.initial_id,
    type: row.type,
    start: instantFromMs(row.start_ms),
    end: instantFromMs(row.end_ms),
    startMode: row.start_mode,
    layer: row.layer,
    occurrenceLocal: row.occurrence_local,
    zoneNote: row.zone_note,
    touched: row.touched === 1,
  };
}

export function soundFrom(row: Row<'sound'>): Sound {
  return {
    id: row.id,
    stationId: row.station_id,
    programId: row.program_id,
    episodeId: row.episode_id,
    type: row.type,
    path: row.path,
    title: row.title,
    position: row.position,
    durationSeconds: row.duration_seconds,
  };
}

export function trackFrom(row: Row<'track'>): Track {
  return {
    id: row.id,
    soundId: row.sound_id,
    episodeId: row.episode_id,
    position: row.position,
    atSeconds: row.at_seconds,
    artist: row.artist,
    title: row.title,
  };
}

export function logEntryFrom(row: Row<'log_entry'>): LogEntry {
  return {
    id: row.id,
    stationId: row.station_id,
    type: row.type,
    date: instantFromMs(row.date_ms),
    end: row.end_ms === null ? null : instantFromMs(row.end_ms),
    source: row.source,
    soundId: row.sound_id,
    positionSeconds: row.position_ms === null ? null : row.position_ms / 1000,
    trackId: row.track_id,
    diffusionId: row.diffusion_id,
    comment: row.comment,
    reason: row.reason,
    journal: row.run === null || row.seq === null ? null : { run: row.run, seq: row.seq },
  };
}
