import { expect, test } from 'vitest';
import type { SilenceAction } from '../ports/journal.ts';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_ONE } from './testing/journal-script.ts';
import { at, plainStation } from './testing/station-builder.ts';

function driver(): Driver {
  const snapshot = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 3600 }).build();
  const run = new Driver(snapshot, new JournalScript().up(0));
  run.pass(0);
  return run;
}

function act(run: Driver, second: number, action: SilenceAction, source: string, silentSeconds: number, why = '') {
  run.script.line(second, { kind: 'silence_action', action, source, silentSeconds, why });
}

function entries(run: Driver) {
  return run.log.ofType('other').filter((entry) => entry.reason !== 'engine');
}

test('MO-39: silence and its end are one entry each', () => {
  const run = driver();
  run.script.line(10, { kind: 'silence' }).line(25, { kind: 'noise' });
  run.pass(26);
  expect(entries(run)).toMatchObject([
    { date: at(10), comment: 'the output is silent' },
    { date: at(25), comment: 'the output is heard again' },
  ]);
});

test('MO-44: what is done about silence is one entry each, with what was silent and for how long', () => {
  const run = driver();
  run.script.on(5, 'night', 11).line(20, { kind: 'silence' });
  act(run, 20, 'skip', 'night', 10.02);
  run.script.off(20, 2, { why: 'skipped', by: 'silence' }).on(20.1, 'night', 12);
  act(run, 25, 'music', 'night', 15);
  run.pass(26);
  expect(entries(run)).toMatchObject([
    { comment: 'the output is silent' },
    {
      date: at(20),
      source: 'night',
      soundId: 11,
      diffusionId: null,
      comment: 'what is silent is skipped',
      reason: 'silent for 10 s',
      journal: { run: RUN_ONE, seq: 4 },
    },
    { soundId: 11, comment: 'skipped at second 0', reason: 'by silence' },
    { soundId: 12, comment: 'night is left for other music', reason: 'silent for 15 s' },
  ]);
});

test('MO-44: of a diffusion the entry has the diffusion', () => {
  const run = driver();
  run.script.cue(60, '7#0', 'started').on(60, 'dealer', 51, { cue: '7#0' });
  act(run, 75, 'music', 'dealer', 15);
  run.pass(76);
  expect(entries(run)).toMatchObject([
    { source: 'dealer', soundId: 51, diffusionId: 7, comment: 'the dealer is left for the music' },
  ]);
});

test('MO-44: where nothing is on the air, or nothing can be done, it says so and why', () => {
  const run = driver();
  act(run, 10, 'none', '', 10, 'there is nothing to play');
  act(run, 30, 'restart', 'night', 20);
  run.pass(31);
  expect(entries(run)).toMatchObject([
    { source: '', soundId: null, comment: 'nothing can be done: there is nothing to play' },
    { source: 'night', soundId: null, comment: 'the engine ends, to be started again', reason: 'silent for 20 s' },
  ]);
});
