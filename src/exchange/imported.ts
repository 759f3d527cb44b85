import type { Recurrence } from '../timetable/recurrence.ts';
import type { DiffusionType, RerunOffset, StartMode } from '../values/model.ts';

/** What an event of a calendar says, whatever it becomes. */
export interface EventFacts {
  /** Of its BEGIN:VEVENT. */
  readonly line: number;
  readonly uid: string;
  readonly summary: string;
  readonly categories: readonly string[];
  /** Slug of a program, as Airkeeper writes it; null: it was written by somebody else. */
  readonly program: string | null;
  readonly type: DiffusionType;
  readonly startMode: StartMode;
  readonly layer: number;
  /** UID of the event that it repeats, as Airkeeper writes it. */
  readonly initialUid: string | null;
}

/** One that is there once. */
export interface SingleEvent extends EventFacts {
  readonly kind: 'single';
  readonly startMs: number;
  readonly endMs: number;
  /** In the zone of the event: what a title is made from. */
  readonly local: string;
}

/** What became of one occurrence of a series. */
export interface EventOverride extends SingleEvent {
  /** The local time by the rule that it stands for. */
  readonly occurrenceLocal: string;
}

/** One that is repeated. */
export interface SeriesEvent extends EventFacts {
  readonly kind: 'series';
  readonly recurrence: Recurrence;
  readonly durationMs: number;
  readonly overrides: readonly EventOverride[];
  /** Of a rerun, as Airkeeper writes it. */
  readonly rerun: { readonly offset: RerunOffset; readonly firstLocal: string } | null;
}

/** An event that cannot be taken over, and why. */
export interface BadEvent {
  readonly line: number;
  readonly uid: string;
  readonly summary: string;
  /** Stable, snake_case. */
  readonly code: string;
  readonly reason: string;
}

export interface ImportedCalendar {
  readonly events: readonly (SingleEvent | SeriesEvent)[];
  readonly bad: readonly BadEvent[];
}
