import { expect, test } from 'vitest';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_ONE, RUN_TWO } from './testing/journal-script.ts';
import { at, plainStation } from './testing/station-builder.ts';

function driver(): Driver {
  const snapshot = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 3600 }).build();
  const run = new Driver(snapshot, new JournalScript().up(0));
  run.pass(0);
  return run;
}

/** The entries for trouble, without the engine's coming up. */
function troubles(run: Driver) {
  return run.log.ofType('other').filter((entry) => entry.reason !== 'engine');
}

test('MO-36: a file that was passed over is one entry with the file and why', () => {
  const run = driver();
  run.script.refused(10, 'night', 11, { why: 'empty file' });
  run.script.refused(11, 'dealer', null, { uri: '/sounds/51.ogg', cue: '7#0', why: 'cannot be read' });
  run.script.refused(12, 'night', 4711, { uri: '/nowhere' });
  run.pass(13);
  expect(troubles(run)).toMatchObject([
    {
      date: at(10),
      source: 'night',
      soundId: 11,
      diffusionId: null,
      comment: 'cannot be played: /sounds/11.ogg: empty file',
      journal: { run: RUN_ONE, seq: 2 },
    },
    { source: 'dealer', soundId: 51, diffusionId: 7, comment: 'cannot be played: /sounds/51.ogg: cannot be read' },
    { soundId: null, comment: 'cannot be played: /nowhere: not audio' },
  ]);
});

test('MO-36: the same file again within the hour is none', () => {
  const run = driver();
  for (let second = 0; second < 7200; second += 5) run.script.refused(second, 'night', 11);
  run.script.refused(100, 'night', 12);
  run.pass(7200);
  expect(troubles(run).map(({ soundId, date }) => [soundId, date.toString()])).toEqual([
    [11, at(0).toString()],
    [11, at(3600).toString()],
    [12, at(100).toString()],
  ]);
});

test('MO-37: a refused cue is one entry, an expired one none', () => {
  const run = driver();
  run.script.cue(50, '7#0', 'accepted').cue(60, '7#0', 'refused', 'no file can be opened').cue(61, '8#0', 'expired');
  run.script.cue(62, '9#0', 'withdrawn').cue(63, '9#0', 'opened');
  run.pass(64);
  expect(troubles(run)).toMatchObject([
    {
      date: at(60),
      source: 'dealer',
      diffusionId: 7,
      comment: 'not played: no file can be opened',
      reason: 'cue 7#0 refused by the engine',
    },
  ]);
});

test('MO-38: failed, skipped or stopped on the air is one entry; what ends as it should is none', () => {
  const run = driver();
  run.script.on(10, 'night', 11).off(12.3, 2, { why: 'failed', position: 2.3 });
  run.script.on(20, 'night', 12).off(25, 4, { why: 'skipped', by: 'person', position: 5 });
  run.script.on(60, 'dealer', 51, { cue: '7#0' }).off(70, 6, { why: 'stopped', position: 10 });
  run.script.on(80, 'night', 11).off(85, 8, { why: 'interrupted', by: '7#0' });
  run.script.on(90, 'night', 11).off(95, 10, { why: 'until' }).on(96, 'night', 11).off(99, 12, { why: 'end' });
  run.pass(100);
  expect(troubles(run)).toMatchObject([
    {
      date: at(12.3),
      source: 'night',
      soundId: 11,
      comment: 'failed at second 2.3',
      reason: 'failed',
      journal: { run: RUN_ONE, seq: 3 },
    },
    { source: 'night', soundId: 12, comment: 'skipped at second 5', reason: 'by person' },
    { source: 'dealer', soundId: 51, diffusionId: 7, comment: 'stopped at second 10' },
  ]);
});

test('MO-38: also when its entry had its end already', () => {
  const run = driver();
  run.script.on(10, 'night', 11).on(12, 'night', 12).off(12, 2, { why: 'failed', position: 2 });
  run.pass(13);
  expect(troubles(run)).toMatchObject([{ comment: 'failed at second 2', soundId: null }]);
});

test('MO-38: a seek and a restart by an operator are called so, and no skip', () => {
  const run = driver();
  run.script.on(20, 'night', 12).off(25, 2, { why: 'seek', by: 'operator', position: 5 });
  run.script.on(25, 'night', 12).off(30, 4, { why: 'restarted', by: 'operator', position: 95.3 });
  run.pass(100);
  expect(troubles(run)).toMatchObject([
    { date: at(25), source: 'night', soundId: 12, comment: 'seek at second 5', reason: 'by operator' },
    { date: at(30), source: 'night', soundId: 12, comment: 'restarted at second 95.3', reason: 'by operator' },
  ]);
});

test('MO-39: an output lost or connected is one entry each, the same said again is none', () => {
  const run = driver();
  for (const second of [10, 12, 14])
    run.script.line(second, { kind: 'output', port: 3, state: 'down', why: 'refused' });
  run.script.line(15, { kind: 'output', port: 4, state: 'up', why: '' });
  run.script
    .line(16, { kind: 'output', port: 3, state: 'up', why: '' })
    .line(17, { kind: 'output', port: 3, state: 'up', why: '' });
  run.pass(18);
  expect(troubles(run).map(({ comment }) => comment)).toEqual([
    'output 3 is lost: refused',
    'output 4 is connected',
    'output 3 is connected',
  ]);
});

test('MO-39: a new run begins anew', () => {
  const run = driver();
  run.script.line(10, { kind: 'output', port: 3, state: 'up', why: '' });
  run.pass(11);
  const next = new JournalScript(RUN_TWO).up(20).line(21, { kind: 'output', port: 3, state: 'up', why: '' });
  run.pass(22, { journal: next.take(), engine: null });
  expect(troubles(run).map(({ comment }) => comment)).toEqual(['output 3 is connected', 'output 3 is connected']);
});
