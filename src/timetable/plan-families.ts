import type { KeptSchedule } from '../ports/timetable-store.ts';
import { assert } from '../values/errors.ts';
import { contentHash } from '../values/hash.ts';
import type { ProgramId, ScheduleId } from '../values/ids.ts';
import type { Program, Station } from '../values/model.ts';
import { type Memory, readMemory, writeMemory } from './plan-memory.ts';
import { DAY_MS } from './recurrence-local.ts';
import { isSameBasis, type TitleBasis } from './title.ts';
import { zoneTable } from './zone.ts';

/** An initial schedule and its reruns: they are planned together, and nothing else hangs on them. */
export interface Family {
  readonly program: Program;
  readonly initial: KeptSchedule;
  readonly reruns: readonly KeptSchedule[];
  /** What starts before it is left alone. */
  readonly fromMs: number;
  /** Initial diffusions that start before it are made, and all their reruns. */
  readonly untilMs: number;
  /** Whether only the end of the timetable is added to, since nothing else has changed. */
  readonly extends: boolean;
  /** All of its diffusions that end after it must be known. */
  readonly readFromMs: number;
  /** What titles are made from. */
  readonly basis: TitleBasis;
  /** The same, and what titles that are there were made from. */
  readonly madeBases: readonly TitleBasis[];
  /** What is remembered when it was made. @param untilMs how far it was made */
  readonly madeOf: (untilMs: number) => string;
}

export interface FamilyInput {
  readonly station: Pick<Station, 'language'>;
  readonly programs: ReadonlyMap<ProgramId, Program>;
  /** All of the station, those that were removed as well. */
  readonly schedules: readonly KeptSchedule[];
  readonly nowMs: number;
  readonly untilMs: number;
  /** These are looked at whatever is remembered of them; `all`: each of them. */
  readonly anew?: ReadonlySet<ScheduleId> | 'all';
}

/** Pairs are sought within a week; and a day for the zones. */
const WEEK_MS = 8 * DAY_MS;

/** The families about which there is something to be done, or may be (SPEC TT-21): in the order of the schedules. */
export function familiesToPlan(input: FamilyInput): readonly Family[] {
  const { schedules, programs } = input;
  const byId = new Map(schedules.map((kept) => [kept.schedule.id, kept]));
  const reruns = new Map<ScheduleId, KeptSchedule[]>();
  for (const kept of schedules) {
    const { id, initialId } = kept.schedule;
    if (initialId === null) continue;
    const initial = byId.get(initialId)?.schedule;
    assert(initial === undefined || initial.initialId === null, `the schedule ${id} is a rerun of a rerun`);
    const others = reruns.get(initialId);
    if (others === undefined) reruns.set(initialId, [kept]);
    else others.push(kept);
  }
  const zones = zoneTexts();
  return schedules.flatMap((initial) => {
    const { id, initialId, programId } = initial.schedule;
    const program = programs.get(programId);
    // without its program it was removed while they were read
    if (initialId !== null || program === undefined) return [];
    return familyToPlan(input, program, [initial, ...(reruns.get(id) ?? [])], zones) ?? [];
  });
}

function familyToPlan(
  { station, nowMs, untilMs, anew }: FamilyInput,
  program: Program,
  members: readonly [KeptSchedule, ...KeptSchedule[]],
  zones: (timeZone: string, fromMs: number, toMs: number) => string,
): Family | null {
  const [initial, ...reruns] = members;
  const basis = { program: program.name, pattern: program.titlePattern, language: station.language };
  const material = JSON.stringify([
    [program.slug, program.sync, program.rerunsOfCancelled, program.pause, basis],
    members.map(({ schedule, removed }) => [schedule, removed]),
  ]);
  const timeZones = [...new Set(members.map(({ schedule }) => schedule.timeZone))];
  const hashOf = (sinceMs: number, toMs: number) =>
    contentHash([material, ...timeZones.map((timeZone) => zones(timeZone, sinceMs, toMs))].join('\n'));

  const memories = members.map(({ madeOf }) => readMemory(madeOf));
  const [first = null] = memories;
  const told = anew === 'all' || members.some(({ schedule }) => anew?.has(schedule.id) ?? false);
  const isSame =
    !told &&
    first !== null &&
    members.every(({ madeOf }) => madeOf === initial.madeOf) &&
    hashOf(first.sinceMs, first.untilMs) === first.hash;
  if (isSame && (initial.removed || untilMs <= first.untilMs)) return null;

  const memory = first ?? memories.find((other): other is Memory => other !== null);
  const madeBases = [basis, ...(memory?.bases ?? []).filter((other) => !isSameBasis(other, basis))];
  const madeUntilMs = Math.max(...memories.map((other) => other?.untilMs ?? Number.NEGATIVE_INFINITY));
  const sinceMs = isSame ? first.sinceMs : nowMs - (nowMs % DAY_MS);
  const fromMs = isSame ? Math.max(nowMs, first.untilMs) : nowMs;
  return {
    program,
    initial,
    reruns,
    fromMs,
    untilMs: Math.max(untilMs, madeUntilMs),
    extends: isSame && fromMs > nowMs,
    readFromMs: fromMs - WEEK_MS - Math.max(0, ...members.map(reachMs)),
    basis,
    madeBases,
    madeOf: (toMs) => writeMemory({ hash: hashOf(sinceMs, toMs), sinceMs, untilMs: toMs, bases: madeBases }),
  };
}

/** How long before a rerun its initial one may have ended. */
function reachMs({ schedule: { offset, durationSeconds } }: KeptSchedule): number {
  return (offset === null ? 0 : offset.afterDays * DAY_MS + offset.afterMs) + durationSeconds * 1000 + 3 * DAY_MS;
}

/** What the tables say of a zone in a stretch, as a text: it shows when a government has changed its mind. */
function zoneTexts(): (timeZone: string, fromMs: number, toMs: number) => string {
  const known = new Map<string, string>();
  return (timeZone, fromMs, toMs) => {
    const key = `${timeZone} ${fromMs} ${toMs}`;
    let text = known.get(key);
    if (text === undefined) {
      text = JSON.stringify(zoneTable(timeZone, fromMs, toMs));
      known.set(key, text);
    }
    return text;
  };
}
