import { expect, test } from 'vitest';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_ONE, RUN_TWO, runId } from './testing/journal-script.ts';
import { at, plainStation } from './testing/station-builder.ts';

function driver(): Driver {
  const snapshot = plainStation()
    .diffusion({ id: 7, episode: 5, from: 60, to: 3600 })
    .diffusion({ id: 8, episode: 5, from: 4000, to: 4600, mode: 'soft' })
    .build();
  return new Driver(snapshot, new JournalScript().up(0));
}

test('MO-15: the started line is the start, with cue, mode and lateness in words', () => {
  const run = driver();
  run.script.cue(60.012, '7#0', 'started').on(60.012, 'dealer', 51, { cue: '7#0' });
  run.pass(61);
  expect(run.log.ofType('start')).toEqual([
    {
      type: 'start',
      date: at(60.012),
      end: null,
      source: 'dealer',
      soundId: null,
      positionSeconds: 0,
      trackId: null,
      diffusionId: 7,
      comment: 'morning: Episode 5',
      reason: 'hard cue 7#0, 12 ms late',
      journal: { run: RUN_ONE, seq: 2 },
    },
  ]);
});

test.each([
  [4000, 'soft cue 8#0, on time'],
  [4002.34, 'soft cue 8#0, 2.3 s late'],
  [4365, 'soft cue 8#0, 6 min 5 s late'],
  [4120, 'soft cue 8#0, 2 min late'],
  [3999.995, 'soft cue 8#0, 5 ms early'],
])('MO-15: begun at %d: %s', (seconds, reason) => {
  const run = driver();
  run.script.cue(seconds, '8#0', 'started');
  run.pass(seconds);
  expect(run.log.ofType('start')).toMatchObject([{ reason }]);
});

test('MO-15: a cue that the timetable given does not reach to still has its start', () => {
  const run = driver();
  run.script.cue(60, '4711#0', 'started');
  run.pass(61);
  expect(run.log.ofType('start')).toMatchObject([{ diffusionId: 4711, comment: '', reason: 'cue 4711#0' }]);
});

test('MO-16: none when it is taken up again, also after a restart of Airkeeper', () => {
  const run = driver();
  run.script.cue(60, '7#0', 'started').on(60, 'dealer', 51, { cue: '7#0' });
  run.pass(61);
  run.restart();
  run.script.cue(90, '7#1', 'started').on(90, 'dealer', 51, { cue: '7#1', position: 30 });
  run.pass(91);
  expect(run.log.ofType('start')).toHaveLength(1);
});

test('MO-17: where the started line is lost, the on line of the cue is the start', () => {
  const run = driver();
  run.script.lose(1).on(60.5, 'dealer', 51, { cue: '7#0' });
  run.pass(61);
  expect(run.log.ofType('start')).toMatchObject([{ date: at(60.5), diffusionId: 7, journal: null }]);
  expect(run.log.ofType('on_air')).toMatchObject([{ journal: { run: RUN_ONE, seq: 3 } }]);
});

test('MO-17: where the started line comes after the on line, there is one start', () => {
  const run = driver();
  run.script.on(60, 'dealer', 51, { cue: '7#0' });
  run.pass(60);
  run.script.cue(60, '7#0', 'started');
  run.pass(61);
  expect(run.log.ofType('start')).toHaveLength(1);
});

test('a cue key that is none of ours says nothing', () => {
  const run = driver();
  run.script.cue(60, 'rubbish', 'started').on(60, 'dealer', 51, { cue: '#{7}' });
  run.pass(61);
  expect(run.log.ofType('start')).toEqual([]);
  expect(run.log.ofType('on_air')).toMatchObject([{ soundId: 51, diffusionId: 7 }]);
});

test('MO-45: what the engine has on the air for 5 s, with its lines lost, has started all the same', () => {
  const run = driver();
  run.pass(59);
  const request = { cue: '7#0', soundId: 51 };
  run.script.lose(2);
  const onAir = { seq: 3, since: 60, request };
  run.pass(64, { engine: { onAir: { ...onAir, position: 4 } } });
  expect(run.log.ofType('start')).toEqual([]);
  run.pass(65, { engine: { onAir: { ...onAir, position: 5 } } });
  run.pass(66, { engine: { onAir: { ...onAir, position: 6 } } });
  expect(run.log.ofType('start')).toMatchObject([{ date: at(60), diffusionId: 7, positionSeconds: 0, journal: null }]);
  run.script.cue(60, '7#0', 'started');
  run.pass(67);
  expect(run.log.ofType('start')).toHaveLength(1);
});

test('MO-45, MO-25: and it is taken up again when the engine dies under it', () => {
  const run = driver();
  run.pass(59);
  run.script.lose(2);
  run.pass(65, { engine: { onAir: { seq: 3, since: 60, position: 5, request: { cue: '7#0', soundId: 51 } } } });
  run.pass(100, { journal: new JournalScript(RUN_TWO).up(99, 98).take(), engine: { run: RUN_TWO, seq: 1 } });
  expect(run.log.ofType('stop')).toMatchObject([{ diffusionId: 7 }]);
});

test('MO-45, MO-25: so is one that was taken up again, whose lines are lost as well', () => {
  const run = driver();
  run.script.cue(60, '7#0', 'started').on(60, 'dealer', 51, { cue: '7#0' });
  run.pass(61);
  const second = new JournalScript(RUN_TWO).up(99, 98);
  run.pass(100, { journal: second.take(), engine: { run: RUN_TWO, seq: 1 } });
  const onAir = { seq: 3, since: 102, position: 51, request: { cue: '7#1', soundId: 51 } };
  run.pass(111, { journal: second.lose(2).take(), engine: { run: RUN_TWO, seq: 3, onAir } });
  const third = new JournalScript(runId('000003-cccc')).up(199, 198);
  run.pass(200, { journal: third.take(), engine: { run: third.run, seq: 1 } });
  expect(run.log.ofType('start')).toHaveLength(1);
  expect(run.log.ofType('stop').map(({ diffusionId }) => diffusionId)).toEqual([7, 7]);
  expect(run.last?.cueSheet.cues.map(({ attempt }) => attempt)).toContain(2);
});

test('MO-45: a state from before the line that it went off says nothing', () => {
  const run = driver();
  run.script.cue(60, '7#0', 'started').on(60, 'dealer', 51, { cue: '7#0' });
  run.pass(61);
  const { seq } = run.script;
  const onAir = { seq, since: 60, position: 10, request: { cue: '7#0', soundId: 51 } };
  run.script.off(70, seq, { position: 10, why: 'skipped' }).cue(70, '7#0', 'ended');
  run.pass(70.1, { engine: { seq, onAir } });
  run.pass(100, { journal: new JournalScript(RUN_TWO).up(99, 98).take(), engine: { run: RUN_TWO, seq: 1 } });
  expect(run.log.ofType('stop')).toEqual([]);
});
