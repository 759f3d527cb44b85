import { expect, test } from 'vitest';
import { newBatch, newEntry, slug } from '../../../ports/testing/store-fixtures.ts';
import type { TestDatabase } from '../../../store/testing/test-database.ts';
import type { Diffusion, Schedule } from '../../../values/model.ts';
import { cleanTimetable } from '../generate-clean.ts';
import { GenerationWorld, isIdle } from './generation-world.ts';

/** A Monday. */
const NOW = '2026-11-30T10:00:00Z';

type Case = (world: GenerationWorld, database: TestDatabase) => Promise<void>;

/** The rules of generation, one by one. */
export function generationCases(open: () => Promise<TestDatabase>): void {
  const inWorld =
    (work: Case, now = NOW) =>
    async () => {
      const database = await open();
      try {
        await work(await GenerationWorld.open(database.store, 'vert', now), database);
      } finally {
        await database.close();
      }
    };

  test(
    'TT-20: each occurrence has its diffusion, and a second generation asks little and changes nothing',
    inWorld(async (world, { statements }) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00', {
        type: 'unconfirmed',
        layer: 2,
        startMode: 'hard',
      });
      const report = await world.generate();
      expect(report.until.toString()).toBe('2026-12-15T00:00:00Z');
      expect(await starts(world, schedule)).toEqual(['2026-12-01T19:00:00Z', '2026-12-08T19:00:00Z']);
      const [first] = await world.diffusions();
      expect(first).toMatchObject({
        type: 'unconfirmed',
        layer: 2,
        startMode: 'hard',
        touched: false,
        initialId: null,
      });
      expect(first?.occurrenceLocal).toBe('2026-12-01T20:00:00.000');
      const picture = await world.picture();
      statements.length = 0;
      expect(await world.generate()).toMatchObject({ looked: 0, schedules: [], refused: [] });
      expect(statements.length).toBeLessThanOrEqual(6);
      expect(await world.picture()).toBe(picture);
      world.now = world.now.add({ hours: 24 * 7 });
      await world.generate();
      expect((await starts(world, schedule)).at(-1)).toBe('2026-12-15T19:00:00Z');
    }),
  );

  test(
    'TT-20: what was made further ahead follows a change too',
    inWorld(async (world) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      await world.generate({ until: Temporal.Instant.from('2027-02-01T00:00:00Z') });
      await world.changeSchedule(schedule.id, { durationSeconds: 60, rule: 'FREQ=WEEKLY;BYDAY=TU,SA' });
      await world.generate();
      const lengths = (await world.diffusions()).map(({ start, end }) => start.until(end).total('seconds'));
      expect(lengths).toEqual(Array(18).fill(60));
      expect((await starts(world, schedule)).at(-1)).toBe('2027-01-30T19:00:00Z');
    }),
  );

  test(
    'TT-21: a change of the tables of a zone takes effect',
    inWorld(async (world) => {
      await world.weekly('TU', '2026-11-24T20:00');
      await world.generate();
      const [first] = await world.diffusions();
      if (first === undefined) throw new Error('there is one');
      const hourLater = { start: first.start.add({ hours: 1 }), end: first.end.add({ hours: 1 }) };
      await world.store.diffusions.change(first.id, hourLater);
      const report = await world.generate({ thorough: true });
      expect(report.schedules.map(({ moved }) => moved.map(({ id }) => id))).toEqual([[first.id]]);
      expect((await world.diffusions())[0]).toEqual(first);
    }),
  );

  test(
    'TT-24: what follows another day keeps its id, its episode and its sounds, and gets the new date',
    inWorld(async (world) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      await world.generate();
      const before = await world.diffusions();
      await world.giveSound(before[0]?.episodeId as Diffusion['episodeId']);
      await world.changeSchedule(schedule.id, { rule: 'FREQ=WEEKLY;BYDAY=WE' });
      const [report] = (await world.generate()).schedules;
      expect(report?.moved.map(({ from, to }) => [from.local, to.local])).toEqual([
        ['2026-12-01T20:00:00.000', '2026-12-02T20:00:00.000'],
        ['2026-12-08T20:00:00.000', '2026-12-09T20:00:00.000'],
      ]);
      const after = await world.diffusions();
      expect(after.map(({ id, episodeId }) => [id, episodeId])).toEqual(
        before.map(({ id, episodeId }) => [id, episodeId]),
      );
      expect(await titles(world)).toEqual(['talk – December 2, 2026', 'talk – December 9, 2026']);
      expect((await world.episodes()).map((episode) => episode.slug)).toEqual(['talk-2026-12-02', 'talk-2026-12-09']);
    }),
  );

  test(
    'TT-24: what was heard has its own occurrence, and takes no other; when it has none any more it takes that of its date',
    inWorld(async (world) => {
      const schedule = await world.weekly('MO', '2026-11-23T07:00', { rule: 'FREQ=DAILY' });
      const other = await world.weekly('MO', '2026-11-23T07:00', { rule: 'FREQ=DAILY' });
      world.now = world.now.subtract({ hours: 6 });
      await world.generate();
      world.now = world.now.add({ hours: 6 });
      await world.changeSchedule(schedule.id, { rule: 'FREQ=DAILY;BYHOUR=7,19' });
      await world.changeSchedule(other.id, { rule: 'FREQ=DAILY;BYHOUR=22' });
      await world.generate();
      const first = async (of: Schedule, count: number) => (await starts(world, of)).slice(0, count);
      expect(await first(schedule, 3)).toEqual([
        '2026-11-30T06:00:00Z',
        '2026-11-30T18:00:00Z',
        '2026-12-01T06:00:00Z',
      ]);
      expect(await first(other, 2)).toEqual(['2026-11-30T06:00:00Z', '2026-12-01T21:00:00Z']);
    }),
  );

  test(
    'TT-22: what was touched takes its week at the end of the timetable, too, where only the end is looked at',
    inWorld(async (world) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      world.now = world.now.add({ hours: 24 });
      await world.generate();
      const last = (await world.diffusions()).at(-1);
      if (last === undefined) throw new Error('there is one');
      expect(last.start.toString()).toBe('2026-12-15T19:00:00Z');
      await world.touch(last.id, { type: 'cancelled' });
      await world.changeSchedule(schedule.id, { rule: 'FREQ=WEEKLY;BYDAY=WE' });
      for (let day = 0; day < 9; day += 1) {
        await world.generate();
        world.now = world.now.add({ hours: 24 });
      }
      expect((await starts(world, schedule)).slice(-3)).toEqual([
        '2026-12-09T19:00:00Z',
        '2026-12-15T19:00:00Z',
        '2026-12-23T19:00:00Z',
      ]);
    }),
  );

  test(
    'TT-22, TT-24: what was touched is left alone and takes its week',
    inWorld(async (world) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      await world.generate();
      const [first, second] = await world.diffusions();
      if (first === undefined || second === undefined) throw new Error('there are two');
      await world.touch(first.id, { type: 'cancelled' });
      await world.changeSchedule(schedule.id, { rule: 'FREQ=WEEKLY;BYDAY=WE' });
      const [report] = (await world.generate()).schedules;
      expect(report?.left).toEqual([{ id: first.id, slot: expect.anything(), why: 'touched' }]);
      const after = await world.diffusions();
      expect(after).toEqual([
        { ...first, type: 'cancelled', touched: true },
        {
          ...second,
          start: second.start.add({ hours: 24 }),
          end: second.end.add({ hours: 24 }),
          occurrenceLocal: '2026-12-09T20:00:00.000',
        },
      ]);
    }),
  );

  test(
    'TT-25: a rerun that is added later repeats what is over, too',
    inWorld(async (world) => {
      const initial = await world.weekly('SA,SU', '2026-11-21T20:00');
      world.now = Temporal.Instant.from('2026-11-27T10:00:00Z');
      await world.generate();
      world.now = Temporal.Instant.from(NOW);
      const rerun = await world.rerun(initial, { afterDays: 2, atTime: '10:00:00.000' }, { durationSeconds: 1800 });
      await world.generate();
      // Saturday's rerun would have been at 09:00Z on this Monday
      expect((await starts(world, rerun)).slice(0, 3)).toEqual([
        '2026-12-01T09:00:00Z',
        '2026-12-07T09:00:00Z',
        '2026-12-08T09:00:00Z',
      ]);
      for (const { initialId, episodeId, occurrenceLocal } of await of(world, rerun)) {
        const [own] = await world.store.diffusions.byIds(initialId === null ? [] : [initialId]);
        expect(own).toMatchObject({ episodeId, occurrenceLocal, scheduleId: initial.id });
      }
    }),
  );

  test(
    'TT-25: a rerun stays at the rule’s time when its initial one is moved, and is named when it comes before it',
    inWorld(async (world) => {
      const initial = await world.weekly('TU', '2026-11-24T20:00');
      const rerun = await world.rerun(initial, { afterDays: 1 });
      await world.generate();
      const before = await of(world, rerun);
      const [first] = await of(world, initial);
      if (first === undefined) throw new Error('there is one');
      await world.touch(first.id, { start: first.start.add({ hours: 48 }), end: first.end.add({ hours: 48 }) });
      const report = await world.generate({ thorough: true });
      expect(await of(world, rerun)).toEqual(before);
      const early = report.schedules.find(({ scheduleId }) => scheduleId === rerun.id)?.early;
      expect(early).toEqual([expect.objectContaining({ local: '2026-12-01T20:00:00.000' })]);
    }),
  );

  test(
    'TT-26, TT-27: reruns go along with another episode, with a cancellation, and with its being taken back',
    inWorld(async (world) => {
      const initial = await world.weekly('TU', '2026-11-24T20:00');
      const rerun = await world.rerun(initial, { afterDays: 1 });
      await world.generate();
      const [first] = await of(world, initial);
      if (first === undefined) throw new Error('there is one');
      const episode = await world.newEpisode();
      await world.touch(first.id, { episodeId: episode.id });
      await world.generate();
      expect((await of(world, rerun))[0]).toMatchObject({ episodeId: episode.id, type: 'on_air', touched: false });
      for (const type of ['cancelled', 'on_air'] as const) {
        await world.touch(first.id, { type });
        await world.generate();
        expect((await of(world, rerun)).map((each) => each.type)).toEqual([type, 'on_air']);
      }
      await world.changeProgram({ rerunsOfCancelled: 'keep' });
      await world.touch(first.id, { type: 'cancelled' });
      await world.generate();
      expect((await of(world, rerun)).map((each) => each.type)).toEqual(['on_air', 'on_air']);
    }),
  );

  test(
    'TT-27: what did not start keeps its reruns',
    inWorld(async (world) => {
      const initial = await world.weekly('TU', '2026-11-24T20:00');
      const rerun = await world.rerun(initial, { afterDays: 1 });
      await world.generate();
      const [first] = await of(world, initial);
      if (first === undefined) throw new Error('there is one');
      world.now = first.start.add({ minutes: 21 });
      const entry = newEntry({ type: 'cancel', date: world.now, diffusionId: first.id });
      const cancelled = [{ id: first.id, start: first.start, end: first.end }];
      await world.store.monitor.commit(world.station.id, newBatch({ entries: [entry], cancelled }));
      await world.generate({ thorough: true });
      expect((await of(world, initial))[0]?.type).toBe('cancelled');
      expect((await of(world, rerun)).map((each) => each.type)).toEqual(['on_air', 'on_air', 'on_air']);
    }),
  );

  test(
    'TT-28, TT-33: a pause takes back what nobody touched; after it the episodes with sounds are there again',
    inWorld(async (world) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      await world.generate();
      const [first, second] = await world.diffusions();
      if (first === undefined || second === undefined) throw new Error('there are two');
      await world.giveSound(second.episodeId);
      await world.changeProgram({ pause: { from: Temporal.Instant.from('2026-12-05T00:00:00Z'), to: null } });
      await world.generate();
      expect(await world.diffusions()).toEqual([first]);
      expect((await world.episodes()).map(({ id }) => id)).toEqual([first.episodeId, second.episodeId]);
      await world.changeProgram({ pause: null });
      await world.generate();
      expect((await of(world, schedule)).map(({ episodeId }) => episodeId)).toEqual([
        first.episodeId,
        second.episodeId,
      ]);
    }),
  );

  test(
    'TT-29, TT-34: what a removed schedule made goes with its empty episodes; another schedule finds the others',
    inWorld(async (world) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      await world.generate();
      const [first, second] = await world.diffusions();
      if (first === undefined || second === undefined) throw new Error('there are two');
      await world.giveSound(first.episodeId);
      await world.touch(second.id, { type: 'on_air' });
      await world.store.timetable.schedules.setRemoved(schedule.id, true);
      const other = await world.weekly('TU', '2026-12-01T21:00');
      await world.generate();
      expect((await of(world, schedule)).map(({ id }) => id)).toEqual([second.id]);
      const [here, next] = await of(world, other);
      expect([here?.episodeId, next?.episodeId === second.episodeId]).toEqual([first.episodeId, false]);
      expect((await world.episodes()).map((episode) => episode.slug)).toEqual([
        'talk-2026-12-01',
        'talk-2026-12-08',
        'talk-2026-12-08-2100',
      ]);
    }),
  );

  test(
    'TT-33, TT-34: an episode that is taken again is called as a new one would be',
    inWorld(async (world) => {
      await world.changeProgram({ titlePattern: '{program} {number}' });
      await world.weekly('TU', '2026-11-10T20:00');
      await world.generate();
      const [first] = await world.diffusions();
      if (first === undefined) throw new Error('there is one');
      await world.touch(first.id, { episodeId: (await world.newEpisode()).id });
      const other = await world.weekly('TU', '2026-12-01T21:00');
      await world.generate();
      expect((await of(world, other))[0]?.episodeId).toBe(first.episodeId);
      expect(await titles(world)).toEqual(['special-1', 'talk 1', 'talk 5', 'talk 2']);
      expect(isIdle(await world.generate({ thorough: true }))).toBe(true);
    }),
  );

  test(
    'TT-42: what is moved and what is added are in conflict once',
    inWorld(async (world) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      await world.generate();
      await world.changeSchedule(schedule.id, { rule: 'FREQ=WEEKLY;BYDAY=WE' });
      await world.weekly('WE', '2026-11-24T20:30');
      await world.generate();
      const conflicts = await world.store.timetable.conflicts(world.station.id, null, null);
      expect(conflicts).toHaveLength(2);
    }),
  );

  test(
    'TT-32: two of a day have slugs of their own',
    inWorld(async (world) => {
      await world.weekly('TU', '2026-12-08T07:00');
      await world.weekly('TU', '2026-12-08T20:00');
      await world.weekly('TU', '2026-12-08T20:00', { layer: 1 });
      await world.generate();
      expect((await world.episodes()).map((episode) => episode.slug).sort()).toEqual([
        'talk-2026-12-08',
        'talk-2026-12-08-2000',
        'talk-2026-12-08-2000-2',
      ]);
    }),
  );

  test(
    'TT-34: a title that somebody gave stays; the others follow the pattern',
    inWorld(async (world) => {
      await world.weekly('TU', '2026-11-24T20:00');
      await world.generate();
      const [first] = await world.episodes();
      if (first === undefined) throw new Error('there is one');
      await world.store.episodes.change(first.id, { title: 'Guests', slug: slug('guests') });
      await world.changeProgram({ titlePattern: '{program} {number}, {time}' });
      await world.generate();
      expect(await titles(world)).toEqual(['Guests', 'talk 3, 20:00']);
    }),
  );

  test(
    'TT-35: a program that does not follow gets what is new, and keeps what there is',
    inWorld(async (world) => {
      await world.changeProgram({ sync: false });
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      await world.generate();
      const before = await world.diffusions();
      await world.changeSchedule(schedule.id, { rule: 'FREQ=WEEKLY;BYDAY=TU,SU', startMode: 'hard' });
      const [report] = (await world.generate()).schedules;
      expect(report?.left.map(({ why }) => why)).toEqual(['unsynced', 'unsynced']);
      const after = await world.diffusions();
      expect(after.filter(({ id }) => before.some((old) => old.id === id))).toEqual(before);
      expect(after.map(({ start }) => start.toString())).toEqual([
        '2026-12-01T19:00:00Z',
        '2026-12-06T19:00:00Z',
        '2026-12-08T19:00:00Z',
        '2026-12-13T19:00:00Z',
      ]);
    }),
  );

  test(
    'TT-36: to clean removes the unconfirmed of the past alone',
    inWorld(async (world) => {
      const schedule = await world.weekly('TU', '2026-11-24T20:00', { type: 'unconfirmed' });
      await world.weekly('WE', '2026-11-24T20:00');
      await world.generate();
      world.now = Temporal.Instant.from('2026-12-10T00:00:00Z');
      await world.generate();
      const before = await world.picture();
      const dry = await cleanTimetable(world.store, world.station.id, { now: world.now, dryRun: true });
      expect(await world.picture()).toBe(before);
      const from = Temporal.Instant.from('2026-12-02T00:00:00Z');
      const some = await cleanTimetable(world.store, world.station.id, { now: world.now, from });
      expect(some.removed.map(({ start }) => start.toString())).toEqual(['2026-12-08T19:00:00Z']);
      const rest = await cleanTimetable(world.store, world.station.id, { now: world.now });
      expect([...rest.removed, ...some.removed]).toEqual(dry.removed);
      expect((await starts(world, schedule))[0]).toBe('2026-12-15T19:00:00Z');
      expect((await world.episodes()).map((episode) => episode.slug)).not.toContain('talk-2026-12-01');
      expect(isIdle(await world.generate({ thorough: true }))).toBe(true);
    }),
  );

  test(
    'TT-20: a dry run says what would be done, and does nothing',
    inWorld(async (world) => {
      await world.rerun(await world.weekly('TU', '2026-11-24T20:00'), { afterDays: 3 });
      const before = await world.picture();
      const dry = await world.generate({ dryRun: true });
      expect(await world.picture()).toBe(before);
      expect(await world.generate()).toEqual(dry);
      expect(dry.schedules.map(({ added }) => added.length)).toEqual([2, 2]);
    }),
  );

  test(
    'TT-37: what is refused of one schedule is no hindrance to the others',
    inWorld(async (world) => {
      const broken = await world.weekly('TU', '2026-11-24T20:00', { rule: 'FREQ=SOMETIMES' });
      const schedule = await world.weekly('TU', '2026-11-24T20:00');
      const { refused } = await world.generate();
      expect(refused.map(({ scheduleId, error }) => [scheduleId, error.code])).toEqual([[broken.id, 'bad_rule']]);
      expect(await starts(world, schedule)).toHaveLength(2);
    }),
  );

  test(
    'TT-2, TT-20: a local time that the clocks skip comes after the gap, and says so',
    inWorld(async (world) => {
      const initial = await world.weekly('SU', '2027-03-21T02:30');
      const rerun = await world.rerun(initial, { afterDays: 7 });
      await world.generate();
      expect((await of(world, initial)).map(({ start, zoneNote }) => [start.toString(), zoneNote])).toEqual([
        ['2027-03-21T01:30:00Z', null],
        ['2027-03-28T01:30:00Z', 'gap'],
      ]);
      expect((await of(world, rerun))[0]).toMatchObject({
        zoneNote: 'gap',
        occurrenceLocal: '2027-03-21T02:30:00.000',
      });
    }, '2027-03-19T10:00:00Z'),
  );
}

async function of(world: GenerationWorld, { id }: Schedule): Promise<readonly Diffusion[]> {
  return (await world.diffusions()).filter(({ scheduleId }) => scheduleId === id);
}

async function starts(world: GenerationWorld, schedule: Schedule): Promise<readonly string[]> {
  return (await of(world, schedule)).map(({ start }) => start.toString());
}

/** In order of the diffusions. */
async function titles(world: GenerationWorld): Promise<readonly (string | undefined)[]> {
  const byId = new Map((await world.episodes()).map(({ id, title }) => [id, title]));
  return (await world.diffusions()).map(({ episodeId }) => byId.get(episodeId));
}
