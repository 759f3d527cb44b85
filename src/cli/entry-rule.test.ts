import { expect, test } from 'vitest';
import { Driver } from '../monitor/testing/driver.ts';
import { JournalScript } from '../monitor/testing/journal-script.ts';
import { plainStation } from '../monitor/testing/station-builder.ts';
import { ruleOfEntry } from './entry-rule.ts';

/** What the monitor writes for such a journal of a station with two diffusions, the second in a layer over the first. */
function written(told: (script: JournalScript) => unknown): readonly string[] {
  const snapshot = plainStation()
    .diffusion({ id: 7, episode: 5, from: 60, to: 3600 })
    .diffusion({ id: 8, episode: 5, from: 120, to: 600, layer: 1 })
    .build();
  const run = new Driver(snapshot, new JournalScript().up(0));
  run.pass(0);
  told(run.script);
  run.pass(1000);
  return run.log.ofType('other').map((entry) => `${ruleOfEntry(entry)} ${entry.comment}`);
}

test('CL-27: each kind of entry has the rule that it was written by', () => {
  const up = 'MO-40 the engine is up: Liquidsoap 2.1.3, run 000001-aaaa';
  expect(written((script) => script.refused(10, 'night', 11))[1]).toMatch(/^MO-36 cannot be played/);
  expect(written((script) => script.cue(60, '7#0', 'refused', 'no file'))[1]).toBe('MO-37 not played: no file');
  expect(written((script) => script.on(10, 'night', 11).off(20, 2, { why: 'failed' }))[1]).toMatch(/^MO-38 failed at/);
  expect(written((script) => script.line(10, { kind: 'silence' }).line(25, { kind: 'noise' }))).toEqual([
    up,
    'MO-39 the output is silent',
    'MO-39 the output is heard again',
  ]);
  const lost = { kind: 'output', port: 1, state: 'down', why: '' } as const;
  expect(written((script) => script.line(10, lost))[1]).toBe('MO-39 output 1 is lost');
  const act = { kind: 'silence_action', action: 'skip', source: 'night', silentSeconds: 10, why: '' } as const;
  expect(written((script) => script.line(10, act))[1]).toBe('MO-44 what is silent is skipped');
  const taken = written((script) =>
    script
      .cue(60, '7#0', 'started')
      .on(60, 'dealer', 51, { cue: '7#0' })
      .off(120, 3, { why: 'interrupted', by: '8#0' })
      .cue(120, '8#0', 'started'),
  );
  expect(taken[1]).toMatch(/^MO-49 interrupted at second/);
});

test('CL-27: a gap in the journal has its rule, and so has what is no trouble', () => {
  expect(written((script) => script.lose(3).on(10, 'night', 11))[1]).toMatch(/^MO-4 journal of run .* lost/);
  const plain = { diffusionId: null, trackId: null, comment: '', reason: '' };
  expect(ruleOfEntry({ ...plain, type: 'on_air' })).toBe('MO-6');
});
