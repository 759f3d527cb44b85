import type { PlannedSlot, PlanReport, ScheduleReport } from '../timetable/plan-report.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Station } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { isoInstant, localTime } from './format.ts';
import type { Json } from './invocation.ts';
import { table } from './table.ts';

const KINDS = ['added', 'moved', 'changed', 'removed', 'left', 'early'] as const;
type Kind = (typeof KINDS)[number];
/** Of those, what changes the timetable. */
const DONE = ['added', 'moved', 'changed', 'removed'] as const satisfies readonly Kind[];

/** How many of each there are, of all schedules together. */
export function reportJson(report: PlanReport): { readonly [key: string]: Json } {
  return Object.fromEntries(KINDS.map((kind) => [kind, count(report, kind)]));
}

/** `17 diffusions are added, 3 moved.` */
export function reportSummary(report: PlanReport): string {
  const parts = DONE.map((kind) => ({ kind, many: count(report, kind) }))
    .filter(({ many }) => many > 0)
    .map(({ kind, many }) => `${many} ${kind}`);
  const left = count(report, 'left');
  const leave = left === 0 ? '' : ` ${left} left as they are.`;
  if (parts.length === 0) return `No diffusion is changed.${leave}`;
  return `Diffusions: ${parts.join(', ')}.${leave}`;
}

/** As {@link reportSummary}, behind another sentence; nothing where the schedules changed nothing. */
export function andSummary(report: PlanReport): string {
  return DONE.every((kind) => count(report, kind) === 0) ? '' : ` ${reportSummary(report)}`;
}

/** What is done, or would be, by schedule. */
export function reportRows(report: PlanReport, directory: Directory): string {
  const schedules = report.schedules.filter((each) => KINDS.some((kind) => each[kind].length > 0));
  const rows = schedules.map((each) => [
    each.scheduleId,
    directory.programById(each.programId).slug,
    ...KINDS.map((kind) => each[kind].length || ''),
  ]);
  const headings = ['SCHEDULE', 'PROGRAM', 'ADDED', 'MOVED', 'CHANGED', 'REMOVED', 'LEFT', 'EARLY'];
  return table(headings, rows, 'The timetable is as its schedules have it.');
}

/** One line for each difference, in order of its instant. */
export function differences(report: PlanReport, directory: Directory, { timeZone }: Station): readonly string[] {
  const at = (slot: PlannedSlot) => localTime(instantFromMs(slot.startMs), timeZone);
  const lines = report.schedules.flatMap((each) => {
    const name = `${directory.programById(each.programId).slug} (schedule ${each.scheduleId})`;
    return [
      ...each.added.map((slot) => ({ slot, text: `+ ${at(slot)}  ${name}` })),
      ...each.removed.map(({ id, slot }) => ({ slot, text: `- ${at(slot)}  ${name}, diffusion ${id}` })),
      ...each.moved.map(({ id, from, to }) => ({
        slot: from,
        text: `> ${at(from)}  ${name}, diffusion ${id}, to ${at(to)}`,
      })),
      ...each.changed.map(({ id, slot, what }) => ({
        slot,
        text: `~ ${at(slot)}  ${name}, diffusion ${id}: ${what.join(', ')}`,
      })),
      ...each.left.map(({ id, slot, why }) => ({
        slot,
        text: `  ${at(slot)}  ${name}, diffusion ${id}, is left: ${LEFT[why]}`,
      })),
      ...each.early.map((slot) => ({ slot, text: `! ${at(slot)}  ${name}: the rerun is not after its initial one` })),
    ];
  });
  return lines.sort((a, b) => a.slot.startMs - b.slot.startMs).map(({ text }) => text);
}

const LEFT = {
  past: 'it has begun',
  logged: 'the log has it',
  touched: 'a person changed it',
  unsynced: 'its program does not follow its schedules (sync)',
} as const satisfies Record<ScheduleReport['left'][number]['why'], string>;

/** The differences, one by one, by schedule. */
export function differencesJson(report: PlanReport, directory: Directory, { timeZone }: Station): Json {
  const slot = ({ local, startMs, endMs }: PlannedSlot) => ({
    local,
    start: isoInstant(instantFromMs(startMs), timeZone),
    end: isoInstant(instantFromMs(endMs), timeZone),
  });
  return report.schedules.map((each) => ({
    schedule: each.scheduleId,
    program: directory.programById(each.programId).slug,
    added: each.added.map(slot),
    moved: each.moved.map(({ id, from, to }) => ({ diffusion: id, from: slot(from), to: slot(to) })),
    changed: each.changed.map(({ id, slot: at, what }) => ({ diffusion: id, ...slot(at), what })),
    removed: each.removed.map(({ id, slot: at }) => ({ diffusion: id, ...slot(at) })),
    left: each.left.map(({ id, slot: at, why }) => ({ diffusion: id, ...slot(at), why })),
    early: each.early.map(slot),
  }));
}

function count({ schedules }: PlanReport, kind: Kind): number {
  return schedules.reduce((sum, each) => sum + each[kind].length, 0);
}
