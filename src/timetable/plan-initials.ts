import type { EpisodeRef, FollowedDiffusion, InitialRef, MadeDiffusion } from '../ports/timetable-store.ts';
import { occurrences } from './occurrences.ts';
import type { PlanDraft } from './plan-draft.ts';
import type { Family } from './plan-families.ts';
import {
  asItIs,
  endMs,
  isCalledOff,
  isChanged,
  isPaused,
  localOfMade,
  note,
  recurrenceOf,
  slotOf,
  whyKept,
} from './plan-made.ts';
import { type Coming, type Paired, pairOccurrences } from './plan-pairs.ts';
import type { LeftWhy, ScheduleNotes } from './plan-report.ts';
import { PlannedTitles } from './plan-titles.ts';
import { DAY_MS } from './recurrence-local.ts';

/** An initial diffusion that there will be, for the reruns of it. */
export interface PlannedInitial {
  readonly ref: Exclude<InitialRef, null>;
  readonly episode: EpisodeRef;
  readonly local: string;
  readonly startMs: number;
  /** Somebody cancelled it. */
  readonly calledOff: boolean;
}

interface Old extends Paired {
  readonly made: MadeDiffusion;
  /** Why it is left alone; null: it is not. */
  readonly why: LeftWhy | null;
}

/** Occurrences of so long before are looked at, so that each of the past has its own. A week, and a day for the zones. */
const BEFORE_MS = 8 * DAY_MS;

/**
 * The diffusions of an initial schedule.
 * @returns those that there will be, in order of local time, and how far they were made
 * @throws {RefusedError} before the draft has anything of it
 */
export function planInitials(
  draft: PlanDraft,
  family: Family,
  made: readonly MadeDiffusion[],
): { readonly initials: readonly PlannedInitial[]; readonly untilMs: number } {
  const { program, initial, fromMs } = family;
  const { taken: takenBack = [], left = [] } = Object.groupBy(made, (old) =>
    isTakenBack(family, old) ? 'taken' : 'left',
  );
  const olds = left.map((old) => oldOf(family, old));
  const untilMs = reach(family, olds);
  const { taken, free } = pairOccurrences(olds, initial.removed ? [] : comingOf(family, untilMs));
  const titles = new PlannedTitles(family, untilMs);
  const notes = draft.notesOf(initial.schedule.id, program.id);
  const takeBack = (old: MadeDiffusion): void => {
    draft.takeBack(old);
    notes.removed.push({ id: old.diffusion.id, slot: slotOf(old) });
    if (!old.episodeKept && titles.isGenerated(old)) draft.emptied.add(old.diffusion.episodeId);
  };

  const initials: PlannedInitial[] = [];
  for (const old of takenBack) takeBack(old);
  for (const old of olds) {
    const coming = taken.get(old);
    const is = asItIs(old.made);
    if (old.why !== null || coming?.past) {
      if (!family.extends) noteLeft(family, notes, old, coming);
      initials.push(plannedInitial(old.made, is));
    } else if (coming === undefined) takeBack(old.made);
    else {
      const becomes = followed(family, is, coming);
      const renamed = titles.renamed(old.made, coming.local);
      note(notes, is, becomes, renamed === null ? [] : ['title']);
      if (isChanged(is, becomes)) draft.change.push(becomes);
      if (renamed !== null) draft.renamed.push(renamed);
      initials.push(plannedInitial(old.made, becomes));
    }
  }
  for (const coming of free)
    if (coming.startMs >= fromMs) initials.push(addInitial(draft, family, titles, notes, coming));
  return { initials: initials.sort((a, b) => (a.local < b.local ? -1 : 1)), untilMs };
}

/** A pause, and the removal of its schedule, take back what is to come and nobody touched, whatever the program's settings. */
function isTakenBack({ program, initial, fromMs }: Family, made: MadeDiffusion): boolean {
  if (whyKept(made, fromMs) !== null) return false;
  return initial.removed || isPaused(program, made.diffusion.start.epochMilliseconds);
}

function oldOf({ program, fromMs }: Family, made: MadeDiffusion): Old {
  const local = localOfMade(made);
  const why = whyKept(made, fromMs) ?? (program.sync ? null : 'unsynced');
  // what was heard before the rule changed is no reason to leave out another day of its week
  const takesWeek = why === null || made.diffusion.touched || !program.sync;
  return { made, local, why, movable: why === null, takesWeek };
}

/** As far as its diffusions reach already: what was made further ahead than is asked for now is looked after all the same. */
function reach({ untilMs, extends: isExtended }: Family, olds: readonly Old[]): number {
  if (isExtended) return untilMs;
  const untouched = olds.filter(({ made }) => !made.diffusion.touched);
  return untouched.reduce((most, { made }) => Math.max(most, made.diffusion.start.epochMilliseconds + 1), untilMs);
}

function comingOf({ program, initial: { schedule }, fromMs }: Family, untilMs: number): readonly Coming[] {
  return occurrences(recurrenceOf(schedule), fromMs - BEFORE_MS, untilMs)
    .filter(({ startMs }) => !isPaused(program, startMs))
    .map(({ local, startMs, zoneNote }) => ({ local, startMs, zoneNote, past: startMs < fromMs }));
}

function plannedInitial(
  made: MadeDiffusion,
  { id, episodeId, occurrenceLocal, startMs }: FollowedDiffusion,
): PlannedInitial {
  return { ref: { id }, episode: { id: episodeId }, local: occurrenceLocal, startMs, calledOff: isCalledOff(made) };
}

function addInitial(
  draft: PlanDraft,
  family: Family,
  titles: PlannedTitles,
  notes: ScheduleNotes,
  coming: Coming,
): PlannedInitial {
  const { local, startMs } = coming;
  const { id: scheduleId, programId } = family.initial.schedule;
  const episode = { made: draft.addEpisode(titles.episodeOf(local)) };
  const fields = fieldsOf(family, coming);
  const added = draft.addDiffusion({
    programId,
    episode,
    initial: null,
    scheduleId,
    occurrenceLocal: local,
    ...fields,
  });
  notes.added.push({ local, startMs, endMs: fields.endMs });
  return { ref: { added }, episode, local, startMs, calledOff: false };
}

function followed(family: Family, is: FollowedDiffusion, coming: Coming): FollowedDiffusion {
  return { ...is, occurrenceLocal: coming.local, ...fieldsOf(family, coming) };
}

function fieldsOf({ initial: { schedule } }: Family, { startMs, zoneNote }: Coming) {
  const { type, startMode, layer } = schedule;
  return { type, startMs, endMs: endMs(schedule, startMs), startMode, layer, zoneNote };
}

/** Where the rule would have it otherwise. */
function noteLeft(family: Family, notes: ScheduleNotes, { made, why }: Old, coming: Coming | undefined): void {
  const is = asItIs(made);
  if (coming !== undefined && !isChanged(is, followed(family, is, coming))) return;
  notes.left.push({ id: is.id, slot: slotOf(made), why: why ?? 'past' });
}
