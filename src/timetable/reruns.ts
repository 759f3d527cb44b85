import type { FollowedDiffusion, KeptSchedule, MadeDiffusion } from '../ports/timetable-store.ts';
import { must } from '../values/errors.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { Program } from '../values/model.ts';
import type { PlanDraft } from './plan-draft.ts';
import type { Family } from './plan-families.ts';
import type { PlannedInitial } from './plan-initials.ts';
import { asItIs, endMs, isChanged, isPaused, localOfMade, note, slotOf, whyKept } from './plan-made.ts';
import type { LeftWhy, PlannedSlot, ScheduleNotes } from './plan-report.ts';
import type { ZoneReaders } from './plan-zones.ts';
import { type WallMs, wallMsOf } from './recurrence-local.ts';
import { rerunWallMs } from './rerun.ts';

/** Where a rerun is to be, all but its episode and its initial one. */
type Place = Pick<
  FollowedDiffusion,
  'occurrenceLocal' | 'type' | 'startMs' | 'endMs' | 'startMode' | 'layer' | 'zoneNote'
>;

/** The reruns of a family's initial diffusions by one of its schedules (SPEC TT-25 to TT-27). @param initials in order of local time */
export function planReruns(
  draft: PlanDraft,
  family: Family,
  kept: KeptSchedule,
  initials: readonly PlannedInitial[],
  made: readonly MadeDiffusion[],
  zones: ZoneReaders,
): void {
  const { program, fromMs } = family;
  const notes = draft.notesOf(kept.schedule.id, program.id);
  const placeOf = placing(family, kept, zones);
  const there = new Reruns(made, initials, fromMs);
  for (const initial of initials) {
    const old = there.of(initial);
    const place = isRepeated(kept, initial) ? placeOf(initial) : null;
    const wanted = place !== null && place.startMs >= fromMs && !isPaused(program, place.startMs) ? place : null;
    const why = old === null ? null : whyKept(old, fromMs);
    if (old === null) {
      if (wanted !== null && !there.holds(initial.local)) addRerun(draft, kept, notes, initial, wanted);
    } else if (why !== null) {
      if (!family.extends) noteLeft(notes, old, why, place);
      noteEarly(notes, initial, slotOf(old));
    } else if (wanted === null && !isUnsynced(family, kept, old)) takeBack(draft, notes, old);
    else if ('id' in initial.ref && 'id' in initial.episode) {
      const links = { initialId: initial.ref.id, episodeId: initial.episode.id };
      follow(draft, family, kept, notes, old, initial, { ...asItIs(old), ...links }, wanted);
    } else {
      // its initial one is gone, and comes again: so does it, which has nothing to lose
      takeBack(draft, notes, old);
      if (wanted !== null) addRerun(draft, kept, notes, initial, wanted);
    }
  }
  for (const old of there.left) {
    const why = whyKept(old, fromMs);
    const { initialId } = old.diffusion;
    const isOrphan = initialId === null || draft.removed.has(initialId);
    if (why === null && (isOrphan || !isUnsynced(family, kept, old))) takeBack(draft, notes, old);
    else if (!family.extends) noteLeft(notes, old, why ?? 'unsynced', null);
  }
}

/** Those that a schedule made, each found once. */
class Reruns {
  readonly #kept: ReadonlySet<string>;
  readonly #left: Set<MadeDiffusion>;
  readonly #byInitial: ReadonlyMap<DiffusionId | null, MadeDiffusion>;
  readonly #strays: ReadonlyMap<string, MadeDiffusion>;

  constructor(made: readonly MadeDiffusion[], initials: readonly PlannedInitial[], fromMs: number) {
    this.#kept = new Set(made.filter((old) => whyKept(old, fromMs) !== null).map(localOfMade));
    this.#left = new Set(made);
    this.#byInitial = new Map(made.map((old) => [old.diffusion.initialId, old]));
    const known = new Set(initials.map(({ ref }) => ('id' in ref ? ref.id : null)));
    const strays = made.filter(({ diffusion: { initialId } }) => initialId === null || !known.has(initialId));
    this.#strays = new Map(strays.map((old) => [localOfMade(old), old]));
  }

  /** That of the initial one; or one that stands for the same occurrence, whose initial one is gone. */
  of({ ref, local }: PlannedInitial): MadeDiffusion | null {
    const found = ('id' in ref ? this.#byInitial.get(ref.id) : undefined) ?? this.#strays.get(local);
    if (found === undefined || !this.#left.delete(found)) return null;
    return found;
  }

  /** Whether one that nothing may be changed of has the identity of such a rerun. */
  holds(local: string): boolean {
    return this.#kept.has(local);
  }

  get left(): readonly MadeDiffusion[] {
    return [...this.#left];
  }
}

function isRepeated({ schedule, removed }: KeptSchedule, { local }: PlannedInitial): boolean {
  return !removed && local >= schedule.firstLocal;
}

/** It stays as it was made, unless its schedule was removed or the program is paused. */
function isUnsynced({ program }: Family, { removed }: KeptSchedule, { diffusion }: MadeDiffusion): boolean {
  return !program.sync && !removed && !isPaused(program, diffusion.start.epochMilliseconds);
}

/** SPEC TT-25. */
function placing(
  { program, initial, fromMs, untilMs }: Family,
  { schedule }: KeptSchedule,
  zones: ZoneReaders,
): (initial: PlannedInitial) => Place {
  const { type, startMode, layer, timeZone } = schedule;
  const offset = must(schedule.offset, `how long after its initial one a rerun of the schedule ${schedule.id} comes`);
  const startOf = zones(timeZone, fromMs, untilMs);
  const initialZone = initial.schedule.timeZone;
  const initialStartOf = zones(initialZone, fromMs, untilMs);
  const wallHere = (wallMs: WallMs): WallMs =>
    timeZone === initialZone ? wallMs : wallMsOf(localIn(timeZone, initialStartOf(wallMs).startMs));
  return ({ local, calledOff }) => {
    const { startMs, zoneNote } = startOf(rerunWallMs(wallHere(wallMsOf(local)), offset));
    return {
      occurrenceLocal: local,
      type: isDropped(program, calledOff) ? 'cancelled' : type,
      startMs,
      endMs: endMs(schedule, startMs),
      startMode,
      layer,
      zoneNote,
    };
  };
}

/** SPEC TT-27. */
function isDropped({ rerunsOfCancelled }: Program, calledOff: boolean): boolean {
  return calledOff && rerunsOfCancelled === 'drop';
}

function localIn(timeZone: string, ms: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return zoned.toPlainDateTime().toString({ fractionalSecondDigits: 3 });
}

function takeBack(draft: PlanDraft, notes: ScheduleNotes, old: MadeDiffusion): void {
  draft.takeBack(old);
  notes.removed.push({ id: old.diffusion.id, slot: slotOf(old) });
}

function addRerun(
  draft: PlanDraft,
  { schedule: { id: scheduleId, programId } }: KeptSchedule,
  notes: ScheduleNotes,
  initial: PlannedInitial,
  place: Place,
): void {
  draft.addDiffusion({ programId, episode: initial.episode, initial: initial.ref, scheduleId, ...place });
  const slot = { local: place.occurrenceLocal, startMs: place.startMs, endMs: place.endMs };
  notes.added.push(slot);
  noteEarly(notes, initial, slot);
}

/**
 * @param is with its present episode and initial one
 * @param wanted null: its schedule would not make it, and it stays for all that
 */
function follow(
  draft: PlanDraft,
  { program, extends: isExtended }: Family,
  { schedule }: KeptSchedule,
  notes: ScheduleNotes,
  old: MadeDiffusion,
  initial: PlannedInitial,
  linked: FollowedDiffusion,
  wanted: Place | null,
): void {
  const is = asItIs(old);
  const back = linked.type === 'cancelled' ? schedule.type : linked.type;
  const type = isDropped(program, initial.calledOff) ? 'cancelled' : back;
  const becomes: FollowedDiffusion =
    program.sync && wanted !== null ? { ...linked, ...wanted } : { ...linked, occurrenceLocal: initial.local, type };
  note(notes, is, becomes);
  if (isChanged(is, becomes)) draft.change.push(becomes);
  if (!program.sync && !isExtended) noteLeft(notes, old, 'unsynced', wanted);
  noteEarly(notes, initial, { local: becomes.occurrenceLocal, startMs: becomes.startMs, endMs: becomes.endMs });
}

/** Where its schedule would have it otherwise. */
function noteLeft(notes: ScheduleNotes, old: MadeDiffusion, why: LeftWhy, wanted: Place | null): void {
  const is = { ...asItIs(old), occurrenceLocal: wanted?.occurrenceLocal ?? localOfMade(old) };
  if (wanted !== null && !isChanged(is, { ...is, ...wanted })) return;
  notes.left.push({ id: is.id, slot: slotOf(old), why });
}

function noteEarly(notes: ScheduleNotes, initial: PlannedInitial, slot: PlannedSlot): void {
  if (slot.startMs <= initial.startMs) notes.early.push(slot);
}
