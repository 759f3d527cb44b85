import type { OnAirEntry } from '../ears/compare-log.ts';
import type { LoggedEntry } from './airkeeper.ts';

/** The entries of a log that can be heard: whole sounds, no tracks. */
export function heardEntries(log: readonly LoggedEntry[]): readonly OnAirEntry[] {
  return log
    .filter(({ type, track }) => type === 'on_air' && track === null)
    .map(({ date, end, sound }) => ({
      date: Temporal.Instant.from(date),
      end: end === null ? null : Temporal.Instant.from(end),
      soundId: sound?.id ?? null,
    }));
}

/** What was heard and has no end in the log, but for the last, which is on the air. */
export function unended(log: readonly LoggedEntry[]): readonly OnAirEntry[] {
  return heardEntries(log)
    .slice(0, -1)
    .filter(({ end }) => end === null);
}

/** The diffusions that entries of a type are of, in their order. */
export function diffusionsOf(
  log: readonly LoggedEntry[],
  ...types: readonly string[]
): readonly (number | undefined)[] {
  return log.filter(({ type }) => types.includes(type)).map(({ diffusion }) => diffusion?.id);
}
