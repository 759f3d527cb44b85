import type { MadeDiffusion } from '../ports/timetable-store.ts';
import { RefusedError } from '../values/errors.ts';
import type { ScheduleId } from '../values/ids.ts';
import { PlanDraft } from './plan-draft.ts';
import type { Family } from './plan-families.ts';
import { planInitials } from './plan-initials.ts';
import type { PlanReport } from './plan-report.ts';
import { type ZoneReaders, zoneReaders } from './plan-zones.ts';
import { rerunLocal } from './rerun.ts';
import { planReruns } from './reruns.ts';

export interface PlanInput {
  readonly families: readonly Family[];
  /** All that the schedules of the families made and that is to be known (`Family.readFromMs`); more does no harm. */
  readonly made: readonly MadeDiffusion[];
}

export interface Plan {
  /** The edits, but for the slugs of their episodes. */
  readonly draft: PlanDraft;
  readonly report: PlanReport;
}

/** What has to be done so that the families' diffusions are as their schedules have them (SPEC TT-20 to TT-35). */
export function planTimetable({ families, made }: PlanInput): Plan {
  const bySchedule = Map.groupBy(made, ({ diffusion }) => diffusion.scheduleId);
  const madeBy = (id: ScheduleId) => bySchedule.get(id) ?? [];
  const draft = new PlanDraft();
  const zones = zoneReaders();
  const refused: PlanReport['refused'][number][] = [];
  for (const family of families) {
    try {
      planFamily(draft, family, madeBy, zones);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refused.push({ scheduleId: family.initial.schedule.id, error });
    }
  }
  return { draft, report: { schedules: draft.reports, refused } };
}

/** @throws {RefusedError} before the draft has anything of the family */
function planFamily(
  draft: PlanDraft,
  family: Family,
  madeBy: (id: ScheduleId) => readonly MadeDiffusion[],
  zones: ZoneReaders,
): void {
  const { initial, reruns } = family;
  for (const { schedule } of reruns)
    if (schedule.offset !== null) rerunLocal(initial.schedule.firstLocal, schedule.offset);
  const { initials, untilMs } = planInitials(draft, family, madeBy(initial.schedule.id));
  for (const rerun of reruns) planReruns(draft, family, rerun, initials, madeBy(rerun.schedule.id), zones);
  const madeOf = family.madeOf(untilMs);
  for (const { schedule } of [initial, ...reruns]) draft.madeOf.set(schedule.id, madeOf);
}
