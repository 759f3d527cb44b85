import type { AlarmFacts, AlarmName } from '../values/alarms.ts';
import type { Station } from '../values/model.ts';

/** Whose alarm it is; null: it concerns all stations. */
export type AlarmStation = Pick<Station, 'id' | 'slug'> | null;

/** One thing that is wrong. */
export interface AlarmCondition<Name extends AlarmName> {
  /** Tells apart the conditions of one name and station; empty where there can be only one. */
  readonly subject: string;
  readonly facts: AlarmFacts[Name];
}

/**
 * Where those who watch say what is wrong and what is well again. Each call is done at once, in memory: it neither waits
 * nor fails, whatever the database, the webhook and the disk do. Saying the same again changes nothing, so that whoever
 * watches says at each look what it sees, and need not remember what it said. After a restart that holds too: an alarm that
 * is open in the database is not raised again, and the first `clear` clears it.
 */
export interface Alarms {
  /** Something is wrong. An alarm that is open stays as it was raised. */
  raise<Name extends AlarmName>(
    name: Name,
    station: AlarmStation,
    subject: AlarmCondition<Name>['subject'],
    facts: AlarmFacts[Name],
  ): void;
  /** It is well again, or was all along. */
  clear(name: AlarmName, station: AlarmStation, subject: string): void;
  /** These are all the conditions of the name and station: raises what is new, and clears what is not among them. */
  settle<Name extends AlarmName>(name: Name, station: AlarmStation, conditions: readonly AlarmCondition<Name>[]): void;
  /** Subjects of what is open. Before the database was read: of what was raised since the start. */
  open(name: AlarmName, station: AlarmStation): readonly string[];
}
