import { expect, test } from 'vitest';
import { Driver } from './testing/driver.ts';
import { JournalScript } from './testing/journal-script.ts';
import { ids, plainStation } from './testing/station-builder.ts';

function driver(): Driver {
  const snapshot = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 3600 }).build();
  return new Driver(snapshot, new JournalScript().up(0));
}

function told(run: Driver): readonly string[] {
  return run.last?.commands.map((command) => command.command.kind) ?? [];
}

test('MO-41: an engine that holds other versions is told to read them again, and why', () => {
  const run = driver();
  const { commands, cueSheet, streamPlans } = run.pass(0, { engine: { cueSheetVersion: 'c0' } });
  expect(commands).toEqual([
    {
      command: { kind: 'reload_cues' },
      reason: `Airkeeper started: the engine has version c0, wanted is ${cueSheet.version}`,
    },
    {
      command: { kind: 'reload_streams' },
      reason: `Airkeeper started: the engine has version none, wanted is ${streamPlans.version}`,
    },
  ]);
});

test('MO-41: an engine that holds what is wanted is told nothing', () => {
  const run = driver();
  run.pass(0);
  run.pass(1);
  expect(told(run)).toEqual([]);
});

test('MO-41: the reason says what changed', () => {
  const run = driver();
  run.pass(0);
  run.snapshot = plainStation()
    .diffusion({ id: 7, episode: 5, from: 90, to: 3600 })
    .sound({ id: 13, programId: ids.program(1) })
    .build();
  const changed = run.pass(1, { engine: { streamPlansVersion: run.last?.streamPlans.version ?? '' } });
  expect(changed.commands.map((command) => command.reason.split(':')[0])).toEqual([
    'the timetable or the library changed',
    'the library or the streams changed',
  ]);
  run.missing = new Set(['/sounds/51.ogg', '/sounds/12.ogg']);
  expect(run.pass(5).commands.map((command) => command.reason.split(':')[0])).toEqual([
    'files went missing or came back',
    'files went missing or came back',
  ]);
});

test('MO-42: not again within 2 seconds for the same two versions', () => {
  const run = driver();
  const old = { cueSheetVersion: 'old', streamPlansVersion: 'old' };
  const times = [0, 0.5, 1, 1.999, 2, 2.5, 4];
  const commands = times.map((seconds) => {
    run.pass(seconds, { engine: old });
    return told(run).length;
  });
  expect(commands).toEqual([2, 0, 0, 0, 2, 0, 2]);
});

test('MO-42: at once for another version, wanted or shown', () => {
  const run = driver();
  run.pass(0, { engine: { cueSheetVersion: 'old', streamPlansVersion: 'old' } });
  run.pass(0.1, { engine: { cueSheetVersion: 'older', streamPlansVersion: 'old' } });
  expect(told(run)).toEqual(['reload_cues']);
  run.missing = new Set(['/sounds/12.ogg']);
  run.pass(0.2, { engine: { cueSheetVersion: 'older', streamPlansVersion: 'old' } });
  expect(told(run)).toEqual(['reload_streams']);
});

test('MO-42: a clock that was set back does not keep a command back', () => {
  const run = driver();
  run.pass(1000, { engine: { cueSheetVersion: 'old' } });
  run.pass(10, { engine: { cueSheetVersion: 'old' } });
  expect(told(run)).toContain('reload_cues');
});
