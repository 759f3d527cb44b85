/** Somebody who does something to a timetable, and when. */
export interface Actor {
  /** The name of a user. */
  readonly who: string;
  readonly now: Temporal.Instant;
}
