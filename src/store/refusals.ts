import { type ErrorData, RefusedError } from '../values/errors.ts';
import { Violation } from './database-errors.ts';
import type { Refusal } from './session.ts';

/** The row that was refused, by the names of the model. */
type Values = Readonly<Record<string, unknown>>;
type Explain = (values: Values) => RefusedError;

const BY_CONSTRAINT: Readonly<Record<string, Explain>> = {
  station_slug_unique: ({ slug }) =>
    refused('slug_taken', `there is a station "${slug}" already: choose another slug`, { slug }),
  program_slug_unique: ({ slug }) =>
    refused('slug_taken', `the station has a program "${slug}" already: choose another slug`, { slug }),
  episode_slug_unique: ({ slug }) =>
    refused('slug_taken', `the program has an episode "${slug}" already: choose another slug`, { slug }),
  sound_path_unique: ({ path }) => refused('path_taken', `the station has the sound ${path} already`, { path }),
  station_slug_valid: badSlug,
  program_slug_valid: badSlug,
  episode_slug_valid: badSlug,
  station_cancel_timeout_valid: badValue('cancelTimeoutSeconds', '0 or more'),
  station_sync_timeout_valid: badValue('syncTimeoutSeconds', 'above 0'),
  station_silence_limit_valid: badValue('silenceLimitSeconds', '1 to 3600, or 0 for no limit'),
  station_silence_threshold_valid: badValue('silenceThresholdDb', '-90 to -10'),
  port_kind_known: ({ direction, kind }) =>
    refused(
      'bad_port_kind',
      `a port of direction "${direction}" and kind "${kind}" is not known: an output is harbor, icecast, hls, file, alsa, pulseaudio or jack; an input is harbor, http, alsa, pulseaudio or jack`,
      { direction, kind },
    ),
  program_hard_fade_valid: badValue('hardFadeSeconds', '0 or more'),
  program_resume_known: badValue('resume', 'live, continue, restart or skip'),
  stream_min_delay_valid: badValue('minDelaySeconds', '0 or more'),
  stream_weight_valid: badValue('weight', 'above 0'),
  sound_path_valid: badValue('path', 'an absolute path'),
  sound_duration_valid: badValue('durationSeconds', '0 or more'),
  track_at_valid: badValue('atSeconds', '0 or more'),
  track_has_owner: () => refused('bad_value', 'a track belongs to a sound or to an episode', {}),
};

/** Why a row could not be added or changed. Its references are looked up before: one that fails has just been removed. */
export function refusedRow(values: Values): Refusal {
  return (violation) => {
    const explain = BY_CONSTRAINT[violation.constraint];
    if (explain !== undefined) return explain(values);
    if (violation.kind === 'foreign_key') {
      return refused('not_found', 'something that it belongs to has just been removed', {});
    }
    return refused('bad_value', `a value does not fit its field: ${describe(violation)}`, {});
  };
}

/** @throws {RefusedError} `in_use` when the log has something of what is to be removed */
export async function orInUse(removal: Promise<unknown>, message: string): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof Violation) || error.kind !== 'foreign_key') throw error;
    throw new RefusedError('in_use', message);
  }
}

export function notFound(what: string, id: number): RefusedError {
  return new RefusedError('not_found', `there is no ${what} with the id ${id}`, { what, id });
}

function badSlug({ slug }: Values): RefusedError {
  return refused('bad_slug', `"${slug}" is not a slug: it has 1 to 100 lower-case letters, digits and hyphens`, {
    slug,
  });
}

function badValue(field: string, allowed: string): Explain {
  return (values) =>
    refused('bad_value', `${field} cannot be ${String(values[field])}: allowed is ${allowed}`, { field });
}

function describe(violation: Violation): string {
  return violation.cause instanceof Error ? violation.cause.message : violation.constraint;
}

function refused(code: string, message: string, data: Values): RefusedError {
  return new RefusedError(code, message, data as ErrorData);
}
