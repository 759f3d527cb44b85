import { expect, test } from 'vitest';
import type { EngineState } from '../../ports/engine.ts';
import { alarmsInMemory } from '../../ports/testing/alarms-in-memory.ts';
import { newStation } from '../../ports/testing/store-fixtures.ts';
import { ManualClock } from '../../streamer/testing/manual-clock.ts';
import type { EngineRunId, StationId } from '../../values/ids.ts';
import type { Station } from '../../values/model.ts';
import { SilenceWatch } from './silence-watch.ts';

const station: Station = { ...newStation(), id: 1 as StationId };
const LOUD = { rms: -18.2, peak: -6 };
const FAINT = { rms: -61, peak: -45.3 };
const NOTHING = { rms: null, peak: null };

function stateOf(more: Partial<EngineState>): EngineState {
  return {
    run: '000001-aaaa' as EngineRunId,
    pid: 7,
    engineVersion: '2.1.3',
    script: 'abc',
    atMs: 1_800_000_000_000,
    seq: 1,
    lostLines: 0,
    cueSheetVersion: 'c1',
    streamPlansVersion: 's1',
    onAir: null,
    decks: [],
    sources: [],
    ...more,
  };
}

function watch(of = station, alarms = alarmsInMemory()) {
  let state: EngineState | null = null;
  const silence = new SilenceWatch({ station: of, alarms, state: () => state, clock: new ManualClock() });
  return (more: Partial<EngineState> | null): number => {
    state = more === null ? null : stateOf(more);
    silence.look();
    return alarms.open('silent', station).length;
  };
}

test('AL-30, AL-37: a station is silent when its engine says so, and well when there is sound', () => {
  const open = watch();
  expect(open({ levelDb: NOTHING, silentSeconds: 0 })).toBe(0);
  expect(open({ levelDb: NOTHING, silentSeconds: 10.02 })).toBe(1);
  expect(open({ levelDb: FAINT, silentSeconds: 600 })).toBe(1);
  expect(open({ levelDb: LOUD, silentSeconds: 0 })).toBe(0);
});

test('AL-37: an engine that does not answer, has only just begun, or knows nothing of silence, makes it neither', () => {
  const open = watch();
  expect(open({})).toBe(0);
  open({ levelDb: NOTHING, silentSeconds: 10.02 });
  for (const state of [null, {}, { levelDb: NOTHING, silentSeconds: 0 }, { levelDb: FAINT, silentSeconds: 0 }]) {
    expect(open(state)).toBe(1);
  }
});

test('EN-106, AL-37: a station that is allowed to be silent from now on is well when its engine knows', () => {
  const alarms = alarmsInMemory();
  const before = watch(station, alarms);
  expect(before({ levelDb: NOTHING, silentSeconds: 10.02 })).toBe(1);
  const after = watch({ ...station, silenceLimitSeconds: 0 }, alarms);
  expect(after(null)).toBe(1);
  expect(after({ levelDb: NOTHING, silentSeconds: 30 })).toBe(1);
  expect(after({ levelDb: NOTHING, silentSeconds: 0 })).toBe(0);
});
