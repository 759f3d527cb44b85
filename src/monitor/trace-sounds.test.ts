import { expect, test } from 'vitest';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_ONE } from './testing/journal-script.ts';
import { at, plainStation } from './testing/station-builder.ts';

function driver(): Driver {
  const snapshot = plainStation()
    .diffusion({ id: 7, episode: 5, from: 60, to: 3600 })
    .diffusion({ id: 8, episode: 5, from: 7200, to: 7800, type: 'unconfirmed' })
    .build();
  return new Driver(snapshot, new JournalScript().up(0));
}

test('MO-6: an on line is one entry with the instant, the source and the key of the line', () => {
  const run = driver();
  run.script.on(1.25, 'night', 11);
  run.pass(2);
  expect(run.log.ofType('on_air')).toEqual([
    {
      type: 'on_air',
      date: at(1.25),
      end: null,
      source: 'night',
      soundId: 11,
      positionSeconds: 0,
      trackId: null,
      diffusionId: null,
      comment: '',
      reason: 'stream night',
      journal: { run: RUN_ONE, seq: 2 },
    },
  ]);
});

test('MO-6: the same file twice in a row is two entries', () => {
  const run = driver();
  run.script.on(1, 'night', 11).off(61, 2).on(61, 'night', 11);
  run.pass(62);
  expect(run.log.ofType('on_air').map(({ soundId, date, end }) => ({ soundId, date, end }))).toEqual([
    { soundId: 11, date: at(1), end: at(61) },
    { soundId: 11, date: at(61), end: null },
  ]);
});

test('MO-7: the sound is found by its id, else by its path', () => {
  const run = driver();
  run.script
    .on(1, 'night', 12, { uri: '/elsewhere/copy.ogg' })
    .off(2, 2)
    .on(2, 'night', null, { uri: '/sounds/11.ogg' });
  run.script.off(3, 4).on(3, 'night', 999, { uri: '/sounds/51.ogg' });
  run.pass(4);
  expect(run.log.ofType('on_air').map(({ soundId, comment }) => [soundId, comment])).toEqual([
    [12, ''],
    [11, ''],
    [51, ''],
  ]);
});

test('MO-7: a file that the library does not know is logged by its URI', () => {
  const run = driver();
  run.script.on(1, 'night', null, { uri: '/tmp/a "b"\n#{c}.ogg' });
  run.pass(2);
  expect(run.log.ofType('on_air')).toMatchObject([{ soundId: null, comment: '/tmp/a "b"\n#{c}.ogg' }]);
});

test('MO-8: the diffusion is that of the cue, even when the timetable given does not reach to it', () => {
  const run = driver();
  run.script.on(60, 'dealer', 51, { cue: '7#0' }).off(61, 2).on(61, 'dealer', 51, { cue: '4711#0' });
  run.pass(62);
  expect(run.log.ofType('on_air').map((entry) => entry.diffusionId)).toEqual([7, 4711]);
});

test('MO-8: without a cue, what the dealer plays belongs to the diffusion of its episode at that time', () => {
  const run = driver();
  const times = [59.999, 60, 3599.999, 3600, 7300];
  for (const [index, time] of times.entries())
    run.script.on(time, 'dealer', 51, { pushed: true }).off(time, 2 + index * 2);
  run.pass(7301);
  expect(run.log.ofType('on_air').map((entry) => entry.diffusionId)).toEqual([null, 7, 7, null, null]);
});

test('MO-8: music has no diffusion, even when its sound is of the episode', () => {
  const run = driver();
  run.script.on(100, 'night', 51);
  run.pass(101);
  expect(run.log.ofType('on_air')).toMatchObject([{ soundId: 51, diffusionId: null }]);
});

test('MO-9: an off line gives the end, once, also after a restart of Airkeeper', () => {
  const run = driver();
  run.script.on(1, 'night', 11);
  run.pass(2);
  run.restart();
  run.script.off(61.5, 2, { position: 60.5 });
  const { batch } = run.pass(62);
  expect(batch?.ends).toEqual([{ run: RUN_ONE, seq: 2, end: at(61.5) }]);
  run.script.off(70, 2);
  expect(run.pass(71).batch?.ends).toEqual([]);
});

test('MO-9: where the off line is lost, the next on line is the end', () => {
  const run = driver();
  run.script.on(1, 'night', 11).lose(1).on(61, 'night', 12);
  run.pass(62);
  expect(run.log.ofType('on_air').map((entry) => entry.end)).toEqual([at(61), null]);
});

test('MO-9: a clock that was set back gives no end before the date', () => {
  const run = driver();
  run.script.on(30, 'night', 11).off(10, 2);
  run.pass(31);
  expect(run.log.ofType('on_air')).toMatchObject([{ date: at(30), end: at(30) }]);
});

test('MO-10: the reason says the cue, the stream or the person, and where a sound went on', () => {
  const run = driver();
  run.script
    .on(1, 'night', 11)
    .off(2, 2)
    .on(2, 'night', 11, { position: 41.26 })
    .off(3, 4)
    .on(3, 'night', 11, { position: 0.04 })
    .off(4, 6)
    .on(60, 'dealer', 51, { cue: '7#0' })
    .off(61, 8)
    .on(61, 'dealer', 51, { cue: '7#1', position: 12.5 })
    .off(62, 10)
    .on(62, 'dealer', 11, { pushed: true })
    .off(63, 12)
    .on(63, 'dealer', 11);
  run.pass(64);
  expect(run.log.ofType('on_air').map((entry) => entry.reason)).toEqual([
    'stream night',
    'stream night, went on at second 41.3',
    'stream night',
    'cue 7#0',
    'cue 7#1, went on at second 12.5',
    'pushed by a person, on dealer',
    'dealer',
  ]);
});
