import { expect, test } from 'vitest';
import { Driver } from './testing/driver.ts';
import { JournalScript } from './testing/journal-script.ts';
import { at, plainStation } from './testing/station-builder.ts';

const latest = 60 + 1200;

/** Diffusion 7 can start from 60 s until 1260 s; the engine could not play its file at 60 s. */
function refused(): Driver {
  const run = new Driver(
    plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 3600 }).build(),
    new JournalScript().up(0),
  );
  run.pass(1);
  run.script.cue(60, '7#0', 'refused', 'none of its files can be played');
  run.pass(61);
  return run;
}

test('MO-18: a cue that the engine refused stays in the sheet as it is, so that the engine tries it again', () => {
  const run = refused();
  const before = run.last?.cueSheet;
  expect(before?.cues).toMatchObject([{ diffusionId: 7, attempt: 0, latestStartMs: at(latest).epochMilliseconds }]);
  for (const second of [66, 120, latest - 1]) {
    const { cueSheet, commands, batch } = run.pass(second);
    expect(cueSheet).toBe(before);
    expect([commands, batch]).toEqual([[], null]);
  }
});

test('MO-15, MO-31: one that begins when it is tried again has its start, and is not cancelled', () => {
  const run = refused();
  run.script.cue(65.1, '7#0', 'started').on(65.1, 'dealer', 51, { cue: '7#0' });
  run.pass(66);
  expect(run.log.ofType('start')).toMatchObject([{ diffusionId: 7, date: at(65.1) }]);
  run.restart();
  run.pass(latest + 10);
  run.pass(latest + 11);
  expect(run.log.ofType('cancel')).toEqual([]);
  expect(run.log.ofType('start')).toHaveLength(1);
});

test('MO-37, MO-30: one that is refused to the end is one entry, and its cancellation says why', () => {
  const run = refused();
  run.script.cue(latest, '7#0', 'expired');
  run.pass(latest + 2.001);
  const ofIt = run.log.entries.filter(({ diffusionId }) => diffusionId === 7);
  expect(ofIt).toMatchObject([
    { type: 'other', date: at(60), comment: 'not played: none of its files can be played' },
    { type: 'cancel', date: at(latest) },
  ]);
});
