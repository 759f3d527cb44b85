import type { BadEvent } from '../../exchange/imported.ts';
import type { PlanReport } from '../../timetable/plan-report.ts';
import type { Program } from '../../values/model.ts';

/** What became of an event of a calendar. */
export interface EventOutcome {
  /** In the file. */
  readonly line: number;
  readonly uid: string;
  readonly summary: string;
  /** Slug of its program. */
  readonly program: string;
  /** What it is on the timetable, and its id. */
  readonly kind: 'schedule' | 'diffusion';
  readonly id: number | null;
  readonly outcome:
    | 'added'
    | 'changed'
    /** It said the same the last time. */
    | 'unchanged'
    /** It is over. */
    | 'past'
    /** It is this station's own, written by an export. */
    | 'own';
}

export interface ImportReport {
  /** Programs that were made. */
  readonly made: readonly Program[];
  /** In the order of the file. */
  readonly events: readonly EventOutcome[];
  /** Those that cannot be taken over. */
  readonly bad: readonly BadEvent[];
  /** What the schedules made. */
  readonly generated: PlanReport;
}
