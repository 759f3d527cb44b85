import { expect, test } from 'vitest';
import type { Evidence } from '../../../bench/chaos/evidence.ts';
import type { Fault, FaultKind } from '../../../bench/chaos/faults.ts';
import { judge } from '../../../bench/chaos/judge.ts';
import type { LoggedEntry } from '../../e2e/airkeeper.ts';
import type { Hearing } from '../../e2e/hearing.ts';
import { stretches } from '../../ears/compare-log.ts';
import type { Segment } from '../../ears/segments.ts';

const MUSIC = 200;
const SHOW = 3;
const START_MS = 100_000;
const END_MS = 150_000;

/** A sound from one instant to another, from a second of its own on. */
function sound(number: number, fromMs: number, toMs: number, positionFromMs = 0): Segment {
  const positionToMs = positionFromMs + toMs - fromMs;
  return { kind: 'sound', sound: number, fromMs, toMs, positionFromMs, positionToMs, levelDb: 0 };
}

function silence(fromMs: number, toMs: number): Segment {
  return { kind: 'silence', fromMs, toMs, levelDbfs: -90 };
}

function run(...segments: readonly Segment[]): Hearing {
  return { windows: [], segments, stretches: stretches(segments) };
}

function entry(type: string, atMs: number, endMs: number | null, number: number): LoggedEntry {
  const end = endMs === null ? null : new Date(endMs).toISOString();
  const diffusion = number === SHOW ? { id: 1 } : null;
  const heard = { id: number, title: '' };
  const date = new Date(atMs).toISOString();
  return { id: 0, type, date, end, source: '', sound: heard, track: null, diffusion, comment: '', reason: '' };
}

function fault(kind: FaultKind, fromMs: number, toMs = fromMs): Fault {
  return { kind, fromMs, toMs, what: '' };
}

/** Music, a hard show of 20 s at its instant, music. */
const WELL: Evidence = {
  frameMs: 40,
  runs: [run(sound(MUSIC, 80_000, START_MS), sound(SHOW, START_MS, 120_000), sound(MUSIC + 1, 120_000, END_MS))],
  log: [
    entry('on_air', 80_000, START_MS, MUSIC),
    entry('start', START_MS, null, SHOW),
    entry('on_air', START_MS, 120_000, SHOW),
    entry('on_air', 120_000, null, MUSIC + 1),
  ],
  soundIdOf: (number) => number,
  diffusions: [
    {
      id: 1,
      show: { slug: 'show', sounds: [{ number: SHOW, seconds: 20 }] },
      startMs: START_MS,
      endMs: 130_000,
      mode: 'hard',
    },
  ],
  faults: [],
  ownEnds: [],
  engineState: 'running',
  openAlarms: [],
  endMs: END_MS,
};

/** The engine is killed at 105 s, and another one heard from 108 s on, which goes on with the show where it would be by then. */
const KILLED: Evidence = {
  ...WELL,
  faults: [fault('engine_killed', 105_000)],
  runs: [
    run(sound(MUSIC, 80_000, START_MS), sound(SHOW, START_MS, 105_000)),
    run(sound(MUSIC + 2, 108_000, 109_000), sound(SHOW, 109_000, 120_000, 9000), sound(MUSIC + 1, 120_000, END_MS)),
  ],
  log: [
    entry('on_air', 80_000, START_MS, MUSIC),
    entry('start', START_MS, null, SHOW),
    entry('on_air', START_MS, 104_500, SHOW),
    entry('stop', 104_500, null, SHOW),
    entry('on_air', 108_000, 109_000, MUSIC + 2),
    entry('on_air', 109_000, 120_000, SHOW),
    entry('on_air', 120_000, null, MUSIC + 1),
  ],
};

function messages(evidence: Evidence): readonly string[] {
  return judge(evidence).troubles.map(({ about, message }) => `${about}: ${message}`);
}

test('RU-30: what was heard as it should be is no trouble', () => {
  expect(messages(WELL)).toEqual([]);
  expect(messages(KILLED)).toEqual([]);
  expect(judge(KILLED).silentSeconds).toEqual({ killed: 3 });
});

test('RU-30: silence that no fault explains is one', () => {
  const [heard] = WELL.runs;
  const segments = heard?.segments ?? [];
  const gap = [sound(MUSIC, 80_000, 90_000), silence(90_000, 90_200), sound(MUSIC, 90_200, START_MS, 10_200)];
  const evidence = { ...WELL, runs: [run(...gap, ...segments.slice(1))] };
  expect(messages(evidence)).toEqual(['silence: silent for 200 ms']);
  expect(messages({ ...evidence, faults: [fault('engine_stopped', 89_000, 89_500)] })).toEqual([]);
});

test('RU-30: an engine that ended though nobody killed it is one', () => {
  expect(messages({ ...KILLED, faults: [] })).toContain('silence: the engine ended, and nothing here ended it');
});

test('RU-30: what has no entry, and an entry that was not heard, are one each', () => {
  const lost = WELL.log.filter(({ type, sound: heard }) => type !== 'on_air' || heard?.id !== SHOW);
  expect(messages({ ...WELL, log: lost })).toEqual([expect.stringMatching(/^log: .*has no entry of sound 3/)]);
  const more = [entry('on_air', 90_000, 91_000, 7), ...WELL.log];
  expect(messages({ ...WELL, log: more })).toEqual([expect.stringMatching(/^log: .*sound 7 .*was not heard/)]);
});

test('RU-30: a second start, a late one and a diffusion that was forgotten are one each', () => {
  const twice = [...WELL.log, entry('start', 101_000, null, SHOW)];
  expect(messages({ ...WELL, log: twice })).toEqual(['start: diffusion 1 (show, hard) has 2 starts']);
  const never = WELL.log.filter(({ type }) => type !== 'start');
  expect(messages({ ...WELL, log: never })).toEqual([
    'start: diffusion 1 (show, hard) neither started nor is cancelled',
  ]);
  const early = WELL.diffusions.map((one) => ({ ...one, startMs: START_MS - 300 }));
  expect(messages({ ...WELL, diffusions: early })).toEqual(['start: diffusion 1 (show, hard) began 300 ms late']);
});

test('RU-30: a diffusion that was cancelled is one, unless a fault kept it off', () => {
  const log = [entry('on_air', 80_000, null, MUSIC), { ...entry('cancel', 130_000, null, SHOW), sound: null }];
  const evidence = { ...WELL, log, runs: [run(sound(MUSIC, 80_000, END_MS))] };
  expect(messages(evidence)).toEqual([
    'start: diffusion 1 (show, hard) was cancelled, and there was no fault that could keep it off',
  ]);
  expect(messages({ ...evidence, faults: [{ ...fault('file_away', 95_000, 131_000), what: '3' }] })).toEqual([]);
});

test('RU-30: a diffusion that went on elsewhere, or not at all, after the engine was killed is one', () => {
  const [before, after] = KILLED.runs;
  const moved = (after?.segments ?? []).map((segment) =>
    segment.kind === 'sound' && segment.sound === SHOW
      ? { ...segment, positionFromMs: 5000, positionToMs: 16_000 }
      : segment,
  );
  const elsewhere = { ...KILLED, runs: [before ?? run(), run(...moved)] };
  expect(messages(elsewhere)).toEqual([
    'resume: diffusion 1 (show, hard) went on -4000 ms from where a listener would be',
  ]);
  const gone = (after?.segments ?? []).filter((segment) => segment.kind !== 'sound' || segment.sound !== SHOW);
  expect(messages({ ...KILLED, runs: [before ?? run(), run(...gone)] })).toContain(
    'resume: diffusion 1 (show, hard) was not heard again',
  );
});

test('RU-30: what is not well in the end is one: an open entry, an alarm, an engine, an end of Airkeeper', () => {
  const open = WELL.log.map((one) => (one.sound?.id === MUSIC ? { ...one, end: null } : one));
  expect(messages({ ...WELL, log: open })).toContain('end: the entry of sound 200 has no end');
  expect(messages({ ...WELL, engineState: 'stopped' })).toEqual(['end: in the end the engine is stopped']);
  const alarm = { name: 'silent', raised: new Date(90_000).toISOString(), message: 'silent' };
  expect(messages({ ...WELL, openAlarms: [alarm] })).toEqual(['end: the alarm silent is still open: silent']);
  expect(messages({ ...WELL, ownEnds: [{ atMs: 90_000, how: 'status 1' }] })).toEqual([
    'end: Airkeeper ended by itself: status 1',
  ]);
});
