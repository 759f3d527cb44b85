import fc from 'fast-check';
import type { KeptSchedule } from '../../../ports/timetable-store.ts';
import type { Diffusion } from '../../../values/model.ts';
import type { GenerationWorld } from './generation-world.ts';

/** Something that happens to a station, by numbers that pick what it happens to. */
export interface Edit {
  readonly kind: keyof typeof EDITS;
  readonly a: number;
  readonly b: number;
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const TIMES = ['02:30', '07:00', '20:00', '23:30'];

export function anyEdits(): fc.Arbitrary<readonly Edit[]> {
  const kinds = Object.keys(EDITS) as (keyof typeof EDITS)[];
  const edit = fc.record({ kind: fc.constantFrom(...kinds), a: fc.nat(1000), b: fc.nat(1000) });
  return fc.array(edit, { minLength: 3, maxLength: 12 });
}

export async function carryOut(world: GenerationWorld, { kind, a, b }: Edit): Promise<void> {
  await EDITS[kind](world, a, b);
}

const EDITS = {
  addSchedule: async (world: GenerationWorld, a: number, b: number) => {
    if ((await world.schedules()).length < 6)
      await world.weekly(daysOf(a), firstOf(world, b), { durationSeconds: 900 + b });
  },
  addRerun: async (world: GenerationWorld, a: number, b: number) => {
    const initial = pick(await active(world, 'initial'), a)?.schedule;
    if (initial === undefined || (await world.schedules()).length > 7) return;
    await world.rerun(initial, { afterDays: 1 + (b % 5), atTime: b % 2 === 0 ? '10:00:00.000' : null });
  },
  changeRule: async (world: GenerationWorld, a: number, b: number) => {
    const initial = pick(await active(world, 'initial'), a)?.schedule;
    if (initial === undefined) return;
    await world.changeSchedule(initial.id, {
      rule: `FREQ=WEEKLY;BYDAY=${daysOf(b)}`,
      firstLocal: `${initial.firstLocal.slice(0, 10)}T${TIMES[b % 4]}:00.000`,
      durationSeconds: 900 + a,
      startMode: a % 2 === 0 ? 'hard' : 'soft',
      layer: b % 3,
    });
  },
  except: async (world: GenerationWorld, a: number) => {
    const made = pick(
      (await coming(world)).filter(({ initialId }) => initialId === null),
      a,
    );
    if (made?.scheduleId == null || made.occurrenceLocal === null) return;
    const kept = (await world.schedules()).find(({ schedule }) => schedule.id === made.scheduleId);
    if (kept === undefined || kept.removed || kept.schedule.initialId !== null) return;
    const exceptLocals = [...new Set([...kept.schedule.exceptLocals, made.occurrenceLocal])].sort();
    await world.changeSchedule(made.scheduleId, { exceptLocals });
  },
  changeOffset: async (world: GenerationWorld, a: number, b: number) => {
    const rerun = pick(await active(world, 'rerun'), a)?.schedule;
    if (rerun !== undefined)
      await world.changeSchedule(rerun.id, { offset: { afterDays: b % 9, atTime: null, afterMs: 3_600_000 } });
  },
  toggleRemoved: async (world: GenerationWorld, a: number) => {
    const kept = pick(await world.schedules(), a);
    if (kept !== undefined) await world.store.timetable.schedules.setRemoved(kept.schedule.id, !kept.removed);
  },
  move: async (world: GenerationWorld, a: number, b: number) => {
    const made = pick(await coming(world), a);
    if (made === undefined) return;
    const by = { hours: (b % 300) - 150 };
    await world.touch(made.id, { start: made.start.add(by), end: made.end.add(by) });
  },
  cancel: async (world: GenerationWorld, a: number) => {
    const made = pick(await coming(world), a);
    if (made !== undefined) await world.touch(made.id, { type: 'cancelled' });
  },
  putBack: async (world: GenerationWorld, a: number) => {
    const made = pick(
      (await coming(world)).filter(({ type, touched }) => type === 'cancelled' && touched),
      a,
    );
    if (made !== undefined) await world.touch(made.id, { type: 'on_air' });
  },
  confirm: async (world: GenerationWorld, a: number) => {
    const made = pick(await coming(world), a);
    if (made !== undefined) await world.touch(made.id, { type: 'on_air' });
  },
  replaceEpisode: async (world: GenerationWorld, a: number) => {
    const made = pick(
      (await coming(world)).filter(({ initialId }) => initialId === null),
      a,
    );
    if (made !== undefined) await world.touch(made.id, { episodeId: (await world.newEpisode()).id });
  },
  giveSound: async (world: GenerationWorld, a: number) => {
    const made = pick(await coming(world), a);
    if (made === undefined) return;
    const has = await world.store.sounds.list({ episodeId: made.episodeId });
    if (has.length === 0) await world.giveSound(made.episodeId);
  },
  startNext: async (world: GenerationWorld) => {
    const [next] = (await coming(world)).filter(({ type }) => type === 'on_air');
    if (next === undefined) return;
    world.now = next.start;
    await world.start(next.id);
  },
  pause: async (world: GenerationWorld, a: number, b: number) => {
    const from = world.now.add({ hours: a % 200 });
    const to = b % 4 === 0 ? null : from.add({ hours: 1 + (b % 200) });
    await world.changeProgram({ pause: b % 3 === 0 ? null : { from, to } });
  },
  settings: async (world: GenerationWorld, a: number, b: number) => {
    const rerunsOfCancelled = b % 2 === 0 ? 'drop' : 'keep';
    const titlePattern = a % 3 === 0 ? '{program} {number}' : null;
    await world.changeProgram({ sync: a % 4 !== 0, rerunsOfCancelled, titlePattern });
  },
  timePasses: async (world: GenerationWorld, a: number) => {
    world.now = world.now.add({ minutes: (a % 200) * 30 });
  },
} as const;

/** Those that may be changed: they were not removed, and neither was their initial one. */
async function active(world: GenerationWorld, kind: 'initial' | 'rerun'): Promise<readonly KeptSchedule[]> {
  const all = await world.schedules();
  const removed = new Set(all.filter((kept) => kept.removed).map(({ schedule }) => schedule.id));
  return all.filter(
    ({ schedule: { id, initialId } }) =>
      !removed.has(id) && (initialId === null ? kind === 'initial' : kind === 'rerun' && !removed.has(initialId)),
  );
}

async function coming(world: GenerationWorld): Promise<readonly Diffusion[]> {
  const all = await world.diffusions();
  return all.filter(({ id, start }) => Temporal.Instant.compare(start, world.now) > 0 && !world.logged.has(id));
}

function pick<Value>(values: readonly Value[], number: number): Value | undefined {
  return values[number % Math.max(1, values.length)];
}

function daysOf(number: number): string {
  const days = WEEKDAYS.filter((_, index) => (number >> index) % 2 === 1);
  return (days.length === 0 ? ['SU'] : days.slice(0, 3)).join(',');
}

function firstOf(world: GenerationWorld, number: number): string {
  const day = world.now
    .toZonedDateTimeISO('Europe/Brussels')
    .toPlainDate()
    .add({ days: (number % 10) - 3 });
  return `${day}T${TIMES[number % 4]}`;
}
