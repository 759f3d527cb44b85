import type { FollowedDiffusion, MadeDiffusion } from '../ports/timetable-store.ts';
import { must } from '../values/errors.ts';
import type { Pause, Program, Schedule } from '../values/model.ts';
import type { LeftWhy, PlannedSlot, ScheduleNotes } from './plan-report.ts';
import type { Recurrence } from './recurrence.ts';

/** Why generation does not touch a diffusion; null: it may. SPEC TT-22. */
export function whyKept({ diffusion, logged }: MadeDiffusion, fromMs: number): Exclude<LeftWhy, 'unsynced'> | null {
  if (logged) return 'logged';
  if (diffusion.start.epochMilliseconds < fromMs) return 'past';
  return diffusion.touched ? 'touched' : null;
}

/** SPEC TT-28. */
export function isPaused({ pause }: Pick<Program, 'pause'>, startMs: number): boolean {
  return pause !== null && isWithin(pause, startMs);
}

function isWithin({ from, to }: Pause, ms: number): boolean {
  return ms >= from.epochMilliseconds && (to === null || ms < to.epochMilliseconds);
}

export function endMs(schedule: Schedule, startMs: number): number {
  return startMs + Math.round(schedule.durationSeconds * 1000);
}

export function localOfMade({ diffusion: { id, occurrenceLocal } }: MadeDiffusion): string {
  return must(occurrenceLocal, `the local time of the diffusion ${id}, which a schedule made,`);
}

export function slotOf(made: MadeDiffusion): PlannedSlot {
  const { start, end } = made.diffusion;
  return { local: localOfMade(made), startMs: start.epochMilliseconds, endMs: end.epochMilliseconds };
}

/** A diffusion as it is. */
export function asItIs(made: MadeDiffusion): FollowedDiffusion {
  const { id, scheduleId, type, startMode, layer, zoneNote, episodeId, initialId } = made.diffusion;
  const { local, startMs, endMs } = slotOf(made);
  return {
    id,
    scheduleId,
    occurrenceLocal: local,
    type,
    startMs,
    endMs,
    startMode,
    layer,
    zoneNote,
    episodeId,
    initialId,
  };
}

const WORDS: readonly (readonly [keyof FollowedDiffusion, string])[] = [
  ['occurrenceLocal', 'occurrence'],
  ['type', 'type'],
  ['startMode', 'start mode'],
  ['layer', 'layer'],
  ['zoneNote', 'zone note'],
  ['episodeId', 'episode'],
  ['initialId', 'initial diffusion'],
];

export function isChanged(is: FollowedDiffusion, becomes: FollowedDiffusion): boolean {
  return isMoved(is, becomes) || differences(is, becomes).length > 0;
}

/** What else than its slot is to become another. */
function differences(is: FollowedDiffusion, becomes: FollowedDiffusion): readonly string[] {
  return WORDS.flatMap(([field, word]) => (is[field] === becomes[field] ? [] : [word]));
}

function isMoved(is: FollowedDiffusion, becomes: FollowedDiffusion): boolean {
  return is.startMs !== becomes.startMs || is.endMs !== becomes.endMs;
}

/** Writes down what becomes of a diffusion. @param more what else becomes another, beside the diffusion itself */
export function note(
  notes: ScheduleNotes,
  is: FollowedDiffusion,
  becomes: FollowedDiffusion,
  more: readonly string[] = [],
): void {
  const slot = (of: FollowedDiffusion) => ({ local: of.occurrenceLocal, startMs: of.startMs, endMs: of.endMs });
  const what = [...differences(is, becomes), ...more];
  if (isMoved(is, becomes)) notes.moved.push({ id: is.id, from: slot(is), to: slot(becomes) });
  else if (what.length > 0) notes.changed.push({ id: is.id, slot: slot(is), what });
}

/** Cancelled by a person: what was cancelled because it did not start is in the log. SPEC TT-27. */
export function isCalledOff({ diffusion, logged }: MadeDiffusion): boolean {
  return diffusion.type === 'cancelled' && !logged;
}

export function recurrenceOf({ rule, firstLocal, timeZone, extraLocals, exceptLocals }: Schedule): Recurrence {
  return { rule, firstLocal, timeZone, extraLocals, exceptLocals };
}
