import type { DialectName } from '../dialect-name.ts';
import { words } from './words.ts';

/** A station that was on the air cannot be removed, for its log is kept: it can be taken off the air. */
export function stationEnabled(dialect: DialectName): readonly string[] {
  const w = words(dialect);
  return [
    `alter table station add column enabled ${w.integer} not null default 1
      constraint station_enabled_flag check (enabled in (0, 1))`,
  ];
}
