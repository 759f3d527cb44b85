import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { CueSheet } from '../ports/cue-sheet.ts';
import type { EngineCommand } from '../ports/engine.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { PassingError } from '../values/errors.ts';
import type { EngineRunId, Slug, StationId } from '../values/ids.ts';
import { ok } from '../values/result.ts';
import { MonitorLoop } from './monitor-loop.ts';
import { runService } from './service.ts';

const STATION_ID = 1 as StationId;
const RUN = '000001-aaaa' as EngineRunId;

test('RU-2, RU-23: on a full disk the passes go on, an engine may be started, and the sheet is put there when there is room', async () => {
  const clock = new ManualClock();
  const put: CueSheet[] = [];
  const told: EngineCommand['kind'][] = [];
  const said: string[] = [];
  const failures: unknown[] = [];
  let isFull = true;
  let reads = 0;
  let prepared = 0;
  const refuseFull = () => {
    if (isFull) throw new PassingError('disk_failed', 'no space left on device');
  };
  const station = {
    id: STATION_ID,
    slug: 'vert',
    timeZone: 'UTC',
    cancelTimeoutSeconds: 1200,
    syncTimeoutSeconds: 300,
  };
  const snapshot = { station, programs: [], streams: [], schedules: [], diffusions: [], sounds: [], tracks: [] };
  const state = { run: RUN, pid: 7, engineVersion: '2.1.3', script: 'x', seq: 1, lostLines: 0, atMs: 0 };
  const loop = new MonitorLoop({
    stationId: STATION_ID,
    slug: 'vert' as Slug,
    store: { memory: async () => ({ cursor: null, open: [], started: [], cancelled: [] }) } as never,
    data: { data: { snapshot, missing: new Set() } } as never,
    observer: {
      state: { ...state, cueSheetVersion: 'old', streamPlansVersion: 'old', onAir: null, decks: [], sources: [] },
    } as never,
    writer: { add: () => {} } as never,
    engine: {
      putCueSheet: async (sheet: CueSheet) => {
        refuseFull();
        put.push(sheet);
      },
      putStreamPlans: async () => refuseFull(),
      command: async ({ kind }: EngineCommand) => {
        told.push(kind);
        return ok({});
      },
      readJournal: async () => {
        reads += 1;
        return { lines: [], cursor: null };
      },
      onJournalGrowth: () => () => {},
    } as never,
    clock,
    logger: pino({ level: 'info' }, { write: (line: string) => said.push(JSON.parse(line).msg) }),
    onPrepared: () => {
      prepared += 1;
    },
  });
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const { signal } = ending;
  void runService(loop, { clock, signal, isFinal: () => false, onFailure: ({ error }) => failures.push(error) });
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1000);
      for (let turns = 0; turns < 8; turns += 1) await turn();
    }
  };
  await pass(20);
  expect(failures).toEqual([]);
  expect(reads).toBeGreaterThanOrEqual(20);
  expect(prepared).toBeGreaterThan(0);
  // an engine is not told to read what is not there
  expect([put, told]).toEqual([[], []]);
  expect(said.filter((words) => words.includes('no space left'))).toHaveLength(1);
  isFull = false;
  await pass(3);
  expect(put.length).toBeGreaterThan(0);
  expect(told).toContain('reload_cues');
  expect(said.at(-1)).toContain('again');
});
