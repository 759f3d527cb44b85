import { expect, test } from 'vitest';
import { pass } from './pass.ts';
import { initialState } from './state.ts';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_ONE, RUN_TWO } from './testing/journal-script.ts';
import { at, plainStation } from './testing/station-builder.ts';

function morning() {
  return plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 3600 });
}

test('MO-1: a pass can be made again from the same state, with the same outcome', () => {
  const script = new JournalScript().up(0).on(1, 'night', 11).off(30, 2).on(30, 'night', 12);
  const state = initialState({ cursor: null, open: [], started: new Map() });
  const input = {
    now: at(31),
    snapshot: morning().track(1, 11, 5).build(),
    missing: new Set<string>(),
    engine: null,
    journal: script.take(),
  };
  const before = structuredClone(state);
  const first = pass(state, input);
  expect(state).toEqual(before);
  expect(first.batch?.entries.length).toBeGreaterThan(2);
  expect(pass(state, input)).toEqual(first);
});

test('MO-2: lines are taken in while the engine does not answer', () => {
  const driver = new Driver(morning().build(), new JournalScript().up(0).on(1, 'night', 11));
  const { batch } = driver.pass(2, { engine: null });
  expect(batch?.cursor).toEqual({ run: RUN_ONE, seq: 2 });
  expect(driver.log.ofType('on_air')).toHaveLength(1);
});

test('MO-2: a line at or before the cursor is passed over', () => {
  const script = new JournalScript().up(0).on(1, 'night', 11);
  const driver = new Driver(morning().build(), script);
  const journal = script.take();
  driver.pass(2, { journal });
  expect(driver.pass(3, { journal }).batch).toBeNull();
  const later = new JournalScript(RUN_TWO).up(10);
  driver.pass(11, { journal: later.take() });
  expect(driver.pass(12, { journal }).batch).toBeNull();
});

test('MO-2: a line that gives no entry still moves the cursor', () => {
  const driver = new Driver(morning().build(), new JournalScript().up(0));
  driver.pass(1);
  driver.script.line(2, { kind: 'switch', from: '', to: 'night' }).line(3, { kind: 'unknown', name: 'new' });
  expect(driver.pass(3).batch).toEqual({ entries: [], ends: [], cancelled: [], cursor: { run: RUN_ONE, seq: 3 } });
});

test('MO-2: the cursor reaches as far as the journal says, though its last lines could not be read', () => {
  const driver = new Driver(morning().build(), new JournalScript().up(0).lose(2));
  expect(driver.pass(1, { engine: null }).batch?.cursor).toEqual({ run: RUN_ONE, seq: 3 });
});

test('MO-3: while the engine does not answer there are no commands, and the sheet and the plans stay wanted', () => {
  const driver = new Driver(morning().build(), new JournalScript());
  const output = driver.pass(0, { engine: null });
  expect(output.commands).toEqual([]);
  expect(output.cueSheet.cues).toHaveLength(1);
  expect(output.streamPlans.streams).toHaveLength(1);
});

test('MO-4: lost lines are one entry, keyed by the first of them', () => {
  const script = new JournalScript().up(0).on(1, 'night', 11).lose(3).on(60, 'night', 12);
  const driver = new Driver(morning().build(), script);
  driver.pass(61);
  const [entry, ...others] = driver.log.ofType('other').filter((other) => other.reason === 'gap in the journal');
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    date: at(60),
    journal: { run: RUN_ONE, seq: 3 },
    comment: 'journal of run 000001-aaaa: lines 3 to 5 are lost, and missing in this log',
  });
});

test('MO-4: the lost first lines of a new run are told, those of a journal never read before are not', () => {
  const driver = new Driver(morning().build(), new JournalScript().lose(4).on(1, 'night', 11));
  driver.pass(2);
  expect(driver.log.ofType('other')).toEqual([]);
  driver.pass(12, { journal: new JournalScript(RUN_TWO).lose(1).on(11, 'night', 12).take(), engine: null });
  expect(driver.log.ofType('other')).toMatchObject([
    {
      comment: 'journal of run 000002-bbbb: line 1 is lost, and missing in this log',
      journal: { run: RUN_TWO, seq: 1 },
    },
  ]);
  expect(driver.log.ofType('on_air')[0]?.end).not.toBeNull();
});

test('MO-5: when nothing happens, nothing is written, nothing is told, and the wanted objects are the same', () => {
  const driver = new Driver(morning().build(), new JournalScript().up(0).on(1, 'night', 11));
  driver.pass(1);
  const onAir = { seq: 2, source: 'night', since: 1 };
  const first = driver.pass(2, { engine: { onAir } });
  const second = driver.pass(3, { engine: { onAir } });
  expect(second.batch).toBeNull();
  expect(second.commands).toEqual([]);
  expect(second.cueSheet).toBe(first.cueSheet);
  expect(second.streamPlans).toBe(first.streamPlans);
});

test('the state forgets what is long past when the timetable is read anew', () => {
  const builder = morning();
  const driver = new Driver(builder.build(), new JournalScript().up(0));
  driver.script.cue(60, '7#0', 'started').refused(61, 'night', 12).cue(62, '7#0', 'ended');
  driver.pass(63);
  expect([driver.state.started.size, driver.state.fates.size, driver.state.refusals.size]).toEqual([1, 1, 1]);
  driver.snapshot = plainStation().build();
  driver.pass(60 + 3 * 86_400);
  expect([driver.state.started.size, driver.state.fates.size, driver.state.refusals.size]).toEqual([0, 0, 0]);
  expect(driver.last?.cueSheet.cues).toEqual([]);
});

test('the state remembers that a long diffusion has started, as long as the timetable has it', () => {
  const builder = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 5 * 86_400 });
  const driver = new Driver(builder.build(), new JournalScript().up(0).cue(60, '7#0', 'started'));
  driver.pass(61);
  driver.snapshot = builder.build();
  driver.pass(4 * 86_400);
  expect([...driver.state.started.keys()]).toEqual([7]);
  expect(driver.pass(4 * 86_400 + 1).batch).toBeNull();
});
