import type { Store } from '../ports/store.ts';
import type { Actor } from '../service/timetable/actor.ts';
import { generateTimetable } from '../service/timetable/generate.ts';
import type { PlanReport } from '../timetable/plan-report.ts';
import type { StationId } from '../values/ids.ts';
import { actorOf } from './actor.ts';
import { changeStore, type Invocation } from './invocation.ts';

/** What was done, and what the schedules made of it. */
export interface TimetableOutcome<Value> {
  readonly value: Value;
  readonly stationId: StationId;
  readonly report: PlanReport;
}

interface Done<Value> {
  readonly stationId: StationId;
  readonly value: Value;
}

/**
 * Carries out what somebody does to a timetable, and has the schedules follow it at once, in one transaction (SPEC CL-28): it is
 * there when the command returns, whether or not Airkeeper runs.
 */
export function changeTimetable<Value>(
  run: Invocation,
  work: (store: Store, actor: Actor) => Promise<Done<Value>>,
): Promise<TimetableOutcome<Value>> {
  const actor = actorOf(run.context);
  return changeStore(run, async (store) => {
    const { stationId, value } = await work(store, actor);
    const report = await generateTimetable(store, stationId, { now: actor.now });
    return { value, stationId, report };
  });
}
