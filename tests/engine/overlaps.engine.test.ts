import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pass } from '../../src/monitor/pass.ts';
import { initialState } from '../../src/monitor/state.ts';
import { LogModel } from '../../src/monitor/testing/log-model.ts';
import { atMs, ids, NOON_MS, plainStation } from '../../src/monitor/testing/station-builder.ts';
import type { StationSnapshot } from '../../src/ports/store.ts';
import { instantFromMs } from '../../src/values/instant.ts';
import { type LineOf, RunningStation, stream } from './running-station.ts';

vi.setConfig({ testTimeout: 90_000 });

/**
 * A base of an hour in layer 0 with two specials over it, a hard one and a soft one. The monitor makes the sheet once, and is
 * not there any more: all that is heard after that the engine does alone.
 */
const BASE = 61;
const HARD = 71;
const SOFT = 81;
/** Seconds from the start of the base. */
const HARD_FROM = 6;
const HARD_TO = 12;
const SOFT_FROM = 44;
const SOFT_TO = 50;
/** A frame, and what a busy machine may add to it. */
const TOLERANCE_MS = 250;

let station: RunningStation;
let snapshot: StationSnapshot;
let baseMs: number;

beforeAll(async () => {
  station = await RunningStation.make();
  const [long, hard, soft, music] = [
    await station.sine('base.wav', 100),
    await station.sine('hard.wav', HARD_TO - HARD_FROM, { hz: 600 }),
    // longer than its slot: the base does not wait for it
    await station.sine('soft.wav', 20, { hz: 800 }),
    await station.sine('music.wav', 100, { hz: 300 }),
  ];
  await station.putStreams([stream('night', [[11, music]])]);
  await station.start();
  const from = Math.ceil((Date.now() - NOON_MS) / 1000) + 6;
  baseMs = atMs(from);
  snapshot = plainStation()
    .program('base', { id: 3, hardFadeSeconds: 0.3 })
    .episode(6, 3)
    .sound({ id: BASE, episodeId: ids.episode(6), path: long, durationSeconds: 100 })
    .program('special', { id: 4, hardFadeSeconds: 0.3 })
    .episode(7, 4)
    .sound({ id: HARD, episodeId: ids.episode(7), path: hard, durationSeconds: 6 })
    .episode(8, 4)
    .sound({ id: SOFT, episodeId: ids.episode(8), path: soft, durationSeconds: 20 })
    .diffusion({ id: 6, episode: 6, from, to: from + 90, mode: 'soft' })
    .diffusion({ id: 7, episode: 7, from: from + HARD_FROM, to: from + HARD_TO, layer: 1 })
    .diffusion({ id: 8, episode: 8, from: from + SOFT_FROM, to: from + SOFT_TO, layer: 1, mode: 'soft' })
    .build();
  const { cueSheet } = pass(initialState({ cursor: null, open: [], started: new Map() }), {
    now: instantFromMs(Date.now()),
    snapshot,
    missing: new Set(),
    engine: null,
    journal: { lines: [], cursor: null },
  });
  await station.setCues(cueSheet.cues);
});
afterAll(() => station?.close());

/** The `on` line of a sound at about a second of the base. */
async function onAt(sound: number, second: number): Promise<LineOf<'on'>> {
  const wantedMs = baseMs + second * 1000;
  const isIt = (line: LineOf<'on'>) => line.request.soundId === sound && Math.abs(line.atMs - wantedMs) < 3000;
  const on = await station.line('on', isIt, wantedMs - Date.now() + 10_000);
  expect(Math.abs(on.atMs - wantedMs)).toBeLessThan(TOLERANCE_MS);
  return on;
}

test('MO-47: a hard special takes the air from its base at its instant', async () => {
  const base = await onAt(BASE, 0);
  await onAt(HARD, HARD_FROM);
  expect(await station.off(base)).toMatchObject({ why: 'interrupted', by: '7#0' });
});

test('MO-47: after it the base goes on by itself, at the second where a listener would be', async () => {
  const on = await onAt(BASE, HARD_TO);
  expect(on.request.cue).toBe(`6#${HARD_TO * 10}`);
  expect(on.positionSeconds).toBe(HARD_TO);
});

test('MO-47: a soft special finds the dealer free, because the base ends for it', async () => {
  const before = await onAt(BASE, HARD_TO);
  await onAt(SOFT, SOFT_FROM);
  expect(await station.off(before)).toMatchObject({ why: 'until' });
});

test('MO-47: the base does not wait for the end of a special of a higher layer that runs over', async () => {
  const on = await onAt(BASE, SOFT_TO);
  expect(on.positionSeconds).toBe(SOFT_TO);
  const special = await onAt(SOFT, SOFT_FROM);
  expect(await station.off(special)).toMatchObject({ why: 'interrupted', by: `6#${SOFT_TO * 10}` });
});

test('MO-49: the log has one start of each, an entry each time that the base gives way, and why', async () => {
  const log = new LogModel();
  const { batch } = pass(initialState(log.memory()), {
    now: instantFromMs(Date.now()),
    snapshot,
    missing: new Set(),
    engine: null,
    journal: await station.engine.readJournal(null),
  });
  expect(batch?.entries.filter(({ type }) => type === 'start').map(({ diffusionId }) => diffusionId)).toEqual([
    6, 7, 8,
  ]);
  const gaveWay = batch?.entries.filter(({ type, diffusionId }) => type === 'other' && diffusionId === 6);
  expect(gaveWay?.map(({ reason }) => reason)).toEqual([
    'gives way to diffusion 7: it lies in the higher layer, 1 over 0 (TT-40)',
    'gives way to diffusion 8: it lies in the higher layer, 1 over 0 (TT-40)',
  ]);
  const sounds = batch?.entries.filter(({ type, source }) => type === 'on_air' && source === 'dealer');
  expect(sounds?.map(({ diffusionId }) => diffusionId)).toEqual([6, 7, 6, 8, 6]);
});
