import { expect, test } from 'vitest';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_ONE, RUN_TWO, runId } from './testing/journal-script.ts';
import { at, ids, plainStation } from './testing/station-builder.ts';

/** Diffusion 7, of sound 51 (ten minutes), in the slot from 60 s to an hour; music before and after. */
function station() {
  return plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 3600 });
}

function driver(): Driver {
  return new Driver(station().build(), new JournalScript().up(0));
}

/** Diffusion 7 took the air at 60 s. */
function onAirDriver(): Driver {
  const run = driver();
  run.script.cue(60, '7#0', 'started').on(60, 'dealer', 51, { cue: '7#0' });
  run.pass(61, { engine: { onAir: { seq: 3, since: 60, position: 1 } } });
  return run;
}

function nextRun(seconds: number) {
  return { journal: new JournalScript(RUN_TWO).up(seconds).take(), engine: null };
}

function endOf(run: Driver) {
  return run.log.ofType('on_air')[0]?.end?.toString();
}

test('MO-24: a new run ends what was open at the last instant at which the engine showed it', () => {
  const run = driver();
  run.script.on(10, 'night', 11);
  run.pass(11, { engine: { onAir: { seq: 2, source: 'night', since: 10 } } });
  run.pass(20, { engine: { onAir: { seq: 2, source: 'night', since: 10 } } });
  run.pass(30, nextRun(29));
  expect(endOf(run)).toBe(at(20).toString());
});

test('MO-24: unseen, the sound ended when it would have ended, and at the new line at the latest', () => {
  const late = driver();
  late.script.on(10, 'night', 11, { position: 20 });
  late.pass(11, { engine: null });
  late.pass(300, nextRun(290));
  expect(endOf(late)).toBe(at(50).toString());
  const soon = driver();
  soon.script.on(10, 'night', 11);
  soon.pass(11, { engine: null });
  soon.pass(30, nextRun(29));
  expect(endOf(soon)).toBe(at(29).toString());
});

test('MO-24: the run that died said when it was last alive, whoever saw it', () => {
  const seen = driver();
  seen.script.on(10, 'night', 11);
  seen.pass(11, { engine: { onAir: { seq: 2, source: 'night', since: 10 } } });
  seen.pass(300, { journal: new JournalScript(RUN_TWO).up(290, 24).take(), engine: null });
  expect(endOf(seen)).toBe(at(24).toString());
  const unseen = driver();
  unseen.script.on(10, 'night', 11);
  unseen.pass(11, { engine: null });
  unseen.pass(300, { journal: new JournalScript(RUN_TWO).up(290, 24).take(), engine: null });
  expect(endOf(unseen)).toBe(at(24).toString());
});

test('MO-24: a word from before the sound began says nothing of its end', () => {
  const run = driver();
  run.script.on(10, 'night', 11, { position: 20 });
  run.pass(11, { engine: null });
  run.pass(300, { journal: new JournalScript(RUN_TWO).up(290, 4).take(), engine: null });
  expect(endOf(run)).toBe(at(50).toString());
});

test('MO-24: unseen and of unknown length, it ended at the new line', () => {
  const run = driver();
  run.script.on(10, 'night', null, { uri: '/unknown' });
  run.pass(11, { engine: null });
  run.pass(3000, nextRun(2990));
  expect(endOf(run)).toBe(at(2990).toString());
});

test('MO-24: never before the last line of its run', () => {
  const run = driver();
  run.script.on(10, 'night', 11).line(75, { kind: 'switch', from: '', to: 'night' });
  run.pass(76, { engine: null });
  run.pass(300, nextRun(290));
  expect(endOf(run)).toBe(at(75).toString());
});

test('MO-24: after a restart of Airkeeper too', () => {
  const run = driver();
  run.script.on(10, 'night', 11);
  run.pass(11, { engine: { onAir: { seq: 2, source: 'night' } } });
  run.restart();
  run.pass(300, nextRun(290));
  expect(endOf(run)).toBe(at(70).toString());
  expect(run.log.memory().open).toEqual([]);
});

test('MO-25: a started diffusion that the death of the engine cut has a stop entry', () => {
  const run = onAirDriver();
  run.pass(90, { engine: { onAir: { seq: 3, since: 60, position: 30 } } });
  run.pass(100, nextRun(99));
  expect(run.log.ofType('stop')).toEqual([
    {
      type: 'stop',
      date: at(90),
      end: null,
      source: 'dealer',
      soundId: 51,
      positionSeconds: null,
      trackId: null,
      diffusionId: 7,
      comment: 'cut at second 30 of /sounds/51.ogg',
      reason: 'the engine ended without a word under diffusion 7',
      journal: { run: RUN_TWO, seq: 1 },
    },
  ]);
  expect(run.state.started.get(ids.diffusion(7))).toEqual({
    start: at(60),
    fromSeconds: 0,
    stops: 1,
    lastStop: at(90),
    reached: { soundId: 51, positionSeconds: 30 },
  });
  expect(run.log.memory().started).toEqual(run.state.started);
});

test('MO-25: after a restart of Airkeeper as well', () => {
  const run = onAirDriver();
  run.restart();
  run.pass(100, nextRun(99));
  expect(run.log.ofType('stop')).toMatchObject([{ diffusionId: 7, comment: 'cut at second 39 of /sounds/51.ogg' }]);
});

test('MO-25: a shutdown gives a stop entry keyed by the off line, and only one', () => {
  const run = onAirDriver();
  run.script.off(90, 3, { position: 30, why: 'shutdown' });
  run.pass(90);
  run.restart();
  run.script.cue(90, '7#0', 'ended', 'shutdown').down(90.1);
  run.pass(91, { engine: null });
  run.pass(100, nextRun(99));
  expect(run.log.ofType('stop')).toMatchObject([
    {
      date: at(90),
      comment: 'cut at second 30 of /sounds/51.ogg',
      reason: 'the engine was shut down under diffusion 7',
      journal: { run: RUN_ONE, seq: 4 },
    },
  ]);
});

test('MO-25: a shutdown gives one stop entry, whatever else is said of the cue', () => {
  const run = onAirDriver();
  run.script.off(90, 3, { position: 30, why: 'shutdown' }).down(90.1);
  run.pass(91, { engine: null });
  run.pass(100, nextRun(99));
  expect(run.log.ofType('stop')).toHaveLength(1);
});

test('MO-25: a cue of a later attempt than the log knows of gives one stop entry, not one for each run', () => {
  const run = driver();
  run.script.cue(60, '7#3', 'started').on(60, 'dealer', 51, { cue: '7#3' });
  run.pass(61);
  run.pass(100, nextRun(99));
  run.pass(110, { journal: new JournalScript(runId('000003-cccc')).up(109).take(), engine: null });
  expect(run.log.ofType('stop')).toHaveLength(1);
});

test('MO-25: a down line ends and stops what has no off line', () => {
  const run = onAirDriver();
  run.script.down(90);
  run.pass(91, { engine: null });
  expect(run.log.ofType('on_air')).toMatchObject([{ end: at(90) }]);
  expect(run.log.ofType('stop')).toMatchObject([{ date: at(90), journal: { run: RUN_ONE, seq: 4 } }]);
});

test('MO-25: no stop entry once the slot is over, for music, or for what was not started', () => {
  const over = onAirDriver();
  over.pass(3700, nextRun(3600));
  expect(over.log.ofType('stop')).toEqual([]);
  const music = driver();
  music.script.on(70, 'night', 11);
  music.pass(71);
  music.pass(100, nextRun(99));
  expect(music.log.ofType('stop')).toEqual([]);
  const pushed = driver();
  pushed.script.on(70, 'dealer', 51, { pushed: true });
  pushed.pass(71);
  pushed.pass(100, nextRun(99));
  expect(pushed.log.ofType('on_air')).toMatchObject([{ diffusionId: 7, end: at(99) }]);
  expect(pushed.log.ofType('stop')).toEqual([]);
});

test('MO-25: none for a diffusion that was cancelled on the air', () => {
  const run = onAirDriver();
  run.snapshot = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 3600, type: 'cancelled' }).build();
  run.pass(100, nextRun(99));
  expect(run.log.ofType('stop')).toEqual([]);
});

test('MO-25: a cue that was cut between two of its files has one too', () => {
  const run = onAirDriver();
  run.script.off(90, 3, { position: 30 });
  run.pass(90);
  run.pass(100, nextRun(99));
  expect(run.log.ofType('stop')).toMatchObject([
    { date: at(99), soundId: null, comment: 'cut between two of its files', journal: { run: RUN_TWO, seq: 1 } },
  ]);
});

test('MO-25: a cue that had ended has none', () => {
  const run = onAirDriver();
  run.script.off(660, 3, { position: 600 }).cue(660, '7#0', 'ended').on(660, 'night', 11);
  run.pass(661);
  run.pass(700, nextRun(699));
  expect(run.log.ofType('stop')).toEqual([]);
});

test('MO-25: the first line of the new run may be another than its up', () => {
  const run = onAirDriver();
  const script = new JournalScript(RUN_TWO).lose(1).on(99, 'night', 11);
  run.pass(100, { journal: script.take(), engine: null });
  expect(run.log.ofType('stop')).toMatchObject([{ diffusionId: 7, journal: null }]);
});

test('MO-40: an engine up or down is one entry', () => {
  const run = driver();
  run.pass(1);
  run.script.down(50);
  run.pass(51, { engine: null });
  expect(run.log.ofType('other')).toMatchObject([
    {
      date: at(0),
      comment: 'the engine is up: Liquidsoap 2.1.3, run 000001-aaaa',
      journal: { run: RUN_ONE, seq: 1 },
    },
    { date: at(50), comment: 'the engine is down: run 000001-aaaa', journal: { run: RUN_ONE, seq: 2 } },
  ]);
});

test('MO-40: a stop entry stands for the line that gave it', () => {
  const run = onAirDriver();
  run.pass(100, nextRun(99));
  expect(run.log.ofType('other')).toMatchObject([{ journal: { run: RUN_ONE, seq: 1 } }]);
});
