import type { Store } from '../../ports/store.ts';
import { checkTitlePattern } from '../../timetable/title.ts';
import { RefusedError } from '../../values/errors.ts';
import { isBefore } from '../../values/instant.ts';
import type { Pause, Program } from '../../values/model.ts';
import { localTime } from '../../values/time-text.ts';
import type { Actor } from './actor.ts';
import { changedProgram, record } from './history.ts';
import { stationById } from './naming.ts';

export type ProgramChange = Partial<Omit<Program, 'id' | 'stationId' | 'slug' | 'kind'>>;

/** Changes a program. @throws {RefusedError} `bad_title_pattern`, and what the store refuses */
export async function changeProgram(
  store: Store,
  actor: Actor,
  before: Program,
  change: ProgramChange,
  what = `changed program ${before.slug}`,
): Promise<Program> {
  if (typeof change.titlePattern === 'string') checkTitlePattern(change.titlePattern);
  const after = await store.programs.change(before.id, change);
  await record(store, before.stationId, actor, what, [changedProgram(before, after)]);
  return after;
}

/**
 * Has a program pause: its schedules make nothing for it in that span, and what they made there is taken back, but for what
 * a person changed (SPEC TT-57).
 * @throws {RefusedError} `not_scheduled`, `wrong_span`
 */
export async function pauseProgram(store: Store, actor: Actor, program: Program, pause: Pause): Promise<Program> {
  if (program.kind !== 'scheduled') {
    throw new RefusedError(
      'not_scheduled',
      `${program.slug} is a streamed program: no schedule plays it; when it plays: airkeeper stream set`,
      { program: program.slug },
    );
  }
  const { timeZone } = await stationById(store, program.stationId);
  const from = localTime(pause.from, timeZone);
  const to = pause.to === null ? null : localTime(pause.to, timeZone);
  if (pause.to !== null && !isBefore(pause.from, pause.to)) {
    throw new RefusedError('wrong_span', `the pause would end at ${to}, and begins at ${from}; allowed: a later end`);
  }
  if (pause.to !== null && !isBefore(actor.now, pause.to)) {
    throw new RefusedError('wrong_span', `the pause would be over: it ends at ${to}; allowed: an end to come`);
  }
  const until = to === null ? ', with no end yet' : ` to ${to}`;
  return changeProgram(store, actor, program, { pause }, `paused program ${program.slug} from ${from}${until}`);
}

/** Ends a program's pause, or the one to come. @throws {RefusedError} `not_paused` */
export async function unpauseProgram(store: Store, actor: Actor, program: Program): Promise<Program> {
  if (program.pause === null) {
    throw new RefusedError('not_paused', `${program.slug} has no pause; for one: airkeeper program pause`, {
      program: program.slug,
    });
  }
  return changeProgram(store, actor, program, { pause: null }, `ended the pause of program ${program.slug}`);
}

/**
 * A program that is to be removed has nothing to come, neither diffusions nor schedules that make them.
 * @throws {RefusedError} `has_diffusions`, saying how many, and what to do
 */
export async function refuseWithDiffusions(store: Store, { now }: Actor, program: Program): Promise<void> {
  const coming = (await store.diffusions.list(program.stationId, now, null)).filter(
    ({ programId, type }) => programId === program.id && type !== 'cancelled',
  );
  const schedules = (await store.timetable.schedules.list(program.stationId)).filter(
    ({ schedule }) => schedule.programId === program.id,
  );
  if (coming.length === 0 && schedules.length === 0) return;
  const { slug, timeZone } = await stationById(store, program.stationId);
  const [first] = coming;
  const next = first === undefined ? '' : `, the first at ${localTime(first.start, timeZone)}`;
  const initials = schedules.filter(({ schedule }) => schedule.initialId === null);
  const removals = initials.map(({ schedule }) => `airkeeper schedule remove ${schedule.id}`);
  const isLeft = coming.some(({ scheduleId, touched }) => scheduleId === null || touched);
  const todo = [...removals, ...(isLeft ? ['airkeeper diffusion cancel ID for each that is left'] : [])].join(', ');
  const message = `${slug} has ${counted(coming.length, 'diffusion')} of ${program.slug} to come${next}, and ${counted(schedules.length, 'schedule')} of it: first ${todo}; or have it pause: airkeeper program pause ${program.slug}`;
  throw new RefusedError('has_diffusions', message, {
    diffusions: coming.length,
    schedules: schedules.map(({ schedule }) => schedule.id).join(' '),
  });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
