import type { RefusedError } from '../values/errors.ts';
import type { DiffusionId, ProgramId, ScheduleId } from '../values/ids.ts';

/** Where a diffusion stands. */
export interface PlannedSlot {
  /** The local time by its schedule's rule. */
  readonly local: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Why a diffusion that is not as its schedule would have it is left alone. */
export type LeftWhy =
  /** It started before now. */
  | 'past'
  /** The log has something of it. */
  | 'logged'
  /** Somebody changed it by hand. */
  | 'touched'
  /** Its program's diffusions do not follow changes of their schedules. */
  | 'unsynced';

/** What a generation does about one schedule, or would do. */
export interface ScheduleReport {
  readonly scheduleId: ScheduleId;
  readonly programId: ProgramId;
  readonly added: readonly PlannedSlot[];
  /** Those that start or end at another instant. */
  readonly moved: readonly { readonly id: DiffusionId; readonly from: PlannedSlot; readonly to: PlannedSlot }[];
  /** Those in which something else is changed: the words say what. */
  readonly changed: readonly {
    readonly id: DiffusionId;
    readonly slot: PlannedSlot;
    readonly what: readonly string[];
  }[];
  readonly removed: readonly { readonly id: DiffusionId; readonly slot: PlannedSlot }[];
  /** Those that are not as the schedule would have them. */
  readonly left: readonly { readonly id: DiffusionId; readonly slot: PlannedSlot; readonly why: LeftWhy }[];
  /** Reruns that do not come after their initial one, since somebody moved one of the two. */
  readonly early: readonly PlannedSlot[];
}

export interface PlanReport {
  /** Only those about which there is something to say, in order of their ids. */
  readonly schedules: readonly ScheduleReport[];
  /** Of these nothing was done, and nothing was made of their reruns. */
  readonly refused: readonly { readonly scheduleId: ScheduleId; readonly error: RefusedError }[];
}

/** A report that is being written. */
export class ScheduleNotes {
  readonly added: PlannedSlot[] = [];
  readonly moved: ScheduleReport['moved'][number][] = [];
  readonly changed: ScheduleReport['changed'][number][] = [];
  readonly removed: ScheduleReport['removed'][number][] = [];
  readonly left: ScheduleReport['left'][number][] = [];
  readonly early: PlannedSlot[] = [];

  get isEmpty(): boolean {
    const { added, moved, changed, removed, left, early } = this;
    return [added, moved, changed, removed, left, early].every(({ length }) => length === 0);
  }
}
