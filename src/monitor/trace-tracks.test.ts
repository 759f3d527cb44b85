import { expect, test } from 'vitest';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_TWO } from './testing/journal-script.ts';
import { at, plainStation } from './testing/station-builder.ts';

/** Sound 11, a minute long, with tracks 1 to 4 at seconds 0, 10, 30 and 50; track 5 has no second. */
function driver(): Driver {
  const builder = plainStation().diffusion({ id: 7, episode: 5, from: 600, to: 3600 }).track(6, 51, 0);
  for (const [index, second] of [0, 10, 30, 50, null].entries()) builder.track(index + 1, 11, second);
  const run = new Driver(builder.build(), new JournalScript().up(0).on(100, 'night', 11));
  return run;
}

function tracks(run: Driver) {
  return run.log.entries.flatMap(({ trackId, date }) => (trackId === null ? [] : [[trackId, date.toString()]]));
}

function expected(...list: readonly (readonly [number, number])[]) {
  return list.map(([track, seconds]) => [track, at(seconds).toString()]);
}

const onAir = { seq: 2, source: 'night', since: 100 };

test('MO-11: a track is entered once the engine shows its sound on the air after the moment', () => {
  const run = driver();
  run.pass(100.5);
  expect(tracks(run)).toEqual([]);
  run.pass(101, { engine: { onAir } });
  expect(tracks(run)).toEqual(expected([1, 100]));
  run.pass(110.2, { engine: { onAir } });
  expect(tracks(run)).toHaveLength(1);
  run.pass(110.3, { engine: { onAir } });
  expect(run.log.entries.at(-1)).toEqual({
    type: 'on_air',
    date: at(110),
    end: null,
    source: 'night',
    soundId: 11,
    positionSeconds: null,
    trackId: 2,
    diffusionId: null,
    comment: '',
    reason: 'track of sound 11',
    journal: null,
  });
});

test('MO-11: the moment alone is not enough: the sound may have stopped before', () => {
  const run = driver();
  run.pass(101);
  run.pass(140, { engine: { onAir: { seq: 99, source: 'night' } } });
  run.pass(141, { engine: null });
  expect(tracks(run)).toEqual([]);
});

test('MO-11: a later line of the run says as much as the engine', () => {
  const run = driver();
  run.script.line(131, { kind: 'switch', from: '', to: 'night' });
  run.pass(132, { engine: null });
  expect(tracks(run)).toEqual(expected([1, 100], [2, 110], [3, 130]));
});

test('MO-11: the sounds of a diffusion give no track entries', () => {
  const run = driver();
  run.script.off(160, 2).on(600, 'dealer', 51, { cue: '7#0' }).off(1200, 4);
  run.pass(1300);
  expect(tracks(run).map(([track]) => track)).toEqual([1, 2, 3, 4]);
});

test('MO-12: each once, with the true moment, however late', () => {
  const run = driver();
  run.pass(112, { engine: { onAir } });
  run.pass(113, { engine: { onAir } });
  run.script.off(160, 2, { position: 60 });
  run.pass(5000);
  expect(tracks(run)).toEqual(expected([1, 100], [2, 110], [3, 130], [4, 150]));
});

test('MO-12: a restart of Airkeeper between two tracks loses none and doubles none', () => {
  const run = driver();
  run.pass(112, { engine: { onAir } });
  run.restart();
  run.pass(135, { engine: { onAir: { ...onAir, position: 35 } } });
  run.restart();
  run.script.off(160, 2, { position: 60 });
  run.pass(170);
  expect(tracks(run)).toEqual(expected([1, 100], [2, 110], [3, 130], [4, 150]));
});

test('MO-13: none at or after the end', () => {
  const run = driver();
  run.script.off(130, 2, { position: 30, why: 'interrupted' });
  run.pass(170);
  expect(tracks(run)).toEqual(expected([1, 100], [2, 110]));
});

test('MO-13: a sound that goes on gives no track for what was heard before, and each of the others', () => {
  const run = driver();
  run.script.off(120, 2, { position: 20, why: 'interrupted' }).on(300, 'night', 11, { position: 20 });
  run.script.off(340, 4, { position: 60 });
  run.pass(400);
  expect(tracks(run)).toEqual(expected([1, 100], [2, 110], [3, 310], [4, 330]));
});

test('MO-13: a sound that began within its first second began at its beginning', () => {
  const run = driver();
  run.script.off(160, 2).on(200, 'night', 11, { position: 0.04 }).off(215, 4, { position: 15.04 });
  run.pass(400);
  expect(tracks(run).slice(4)).toEqual(expected([1, 200], [2, 210]));
});

test('MO-14: a restart does not forget at which second a sound began', () => {
  const run = driver();
  run.script.off(120, 2, { position: 20 }).on(300, 'night', 11, { position: 20 });
  run.pass(301);
  run.restart();
  run.script.line(335, { kind: 'switch', from: 'night', to: '' });
  run.pass(336, { engine: null });
  expect(tracks(run).slice(2)).toEqual(expected([3, 310], [4, 330]));
});

test('MO-11: when the engine died unseen, no track is entered', () => {
  const run = driver();
  run.pass(101, { engine: { onAir } });
  run.restart();
  run.pass(170, { engine: null, journal: new JournalScript(RUN_TWO).up(165).take() });
  expect(tracks(run)).toEqual(expected([1, 100]));
});

test('MO-11: of an entry that was cut under the eyes of Airkeeper, the tracks until the last look are entered', () => {
  const run = driver();
  run.pass(132, { engine: { onAir } });
  run.pass(170, { engine: null, journal: new JournalScript(RUN_TWO).up(165).take() });
  expect(tracks(run)).toEqual(expected([1, 100], [2, 110], [3, 130]));
});

test('MO-11: of an entry that was cut unseen, no track is guessed, wherever its end is put', () => {
  const run = driver();
  run.pass(101, { engine: null });
  run.pass(170, { engine: null, journal: new JournalScript(RUN_TWO).up(165).take() });
  expect(run.log.ofType('on_air')).toMatchObject([{ end: at(160) }]);
});

test('MO-14: what the on line said is not worked out again', () => {
  const run = driver();
  run.pass(111, { engine: { onAir: { ...onAir, position: 11.3 } } });
  expect(tracks(run)).toEqual(expected([1, 100], [2, 110]));
  run.pass(131, { engine: { onAir: { ...onAir, position: 55 } } });
  expect(tracks(run)).toEqual(expected([1, 100], [2, 110], [3, 130]));
});
