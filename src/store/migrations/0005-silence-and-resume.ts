import type { DialectName } from '../dialect-name.ts';
import { words } from './words.ts';

/** What a station takes for silence, and how a program goes on after the engine died under it. */
export function silenceAndResume(dialect: DialectName): readonly string[] {
  const w = words(dialect);
  return [
    `alter table station add column silence_limit_seconds ${w.real} not null default 10
      constraint station_silence_limit_valid check (silence_limit_seconds = 0 or silence_limit_seconds between 1 and 3600)`,
    `alter table station add column silence_threshold_db ${w.real} not null default -40
      constraint station_silence_threshold_valid check (silence_threshold_db between -90 and -10)`,
    `alter table program add column resume ${w.text} not null default 'live'
      constraint program_resume_known check (resume in ('live', 'continue', 'restart', 'skip'))`,
  ];
}
