import { expect, test } from 'vitest';
import type { StationSnapshot } from '../ports/store.ts';
import { must } from '../values/errors.ts';
import type { DiffusionId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { Disk } from './disk.ts';
import { fastStore } from './fast-store/fast-store.ts';
import { makeStation } from './made-station.ts';
import { rehearse } from './rehearsal.ts';
import { timetableSpan } from './rehearsal-run.ts';
import { diffusionOf } from './rehearsed.ts';
import { SeededRandom } from './seeded-random.ts';
import { withMachinery } from './testing/machinery.ts';
import { World } from './world.ts';

const DAY_MS = 86_400_000;
/** Both changes of the clocks lie in one of the spans. */
const BEGINNINGS = ['2026-03-27', '2026-06-01', '2026-10-23', '2026-10-30'];

/** What was heard of a diffusion, and for how long. */
interface Heard {
  readonly diffusionId: DiffusionId | null;
  readonly path: string;
  readonly fromMs: number;
  readonly toMs: number | null;
}

interface Lived {
  readonly snapshot: StationSnapshot;
  readonly period: { readonly fromMs: number; readonly toMs: number };
  readonly heard: readonly Heard[];
  readonly cancelled: readonly DiffusionId[];
}

/** A made station that all of Airkeeper keeps on the air for some days; what was heard of its diffusions on two of them. */
function live(day: string): Promise<Lived> {
  return withMachinery(async ({ openStore, settle }) => {
    const startMs = Temporal.Instant.from(`${day}T00:00Z`).epochMilliseconds;
    const period = { fromMs: startMs + DAY_MS, toMs: startMs + 3 * DAY_MS };
    const store = fastStore(await openStore());
    const disk = new Disk();
    const station = await makeStation(store, disk, new SeededRandom(day, 'station'), new SeededRandom(day, 'layers'), {
      fromMs: startMs,
      days: 6,
    });
    const span = timetableSpan(period.fromMs, period.toMs);
    const [from, to] = [instantFromMs(span.fromMs), instantFromMs(span.toMs)];
    const snapshot = must(await store.monitor.snapshot(station.id, from, to), 'the station');
    const world = new World({ seed: day, startMs, store, disk, station, settle });
    world.startAirkeeper();
    await world.runTo(period.toMs + DAY_MS / 2);
    expect(world.bug).toBeNull();
    const diffusions = await store.diffusions.list(station.id, null, null);
    await store.close();
    return {
      snapshot,
      period,
      heard: world.ears.stretches
        .filter(({ source }) => source === 'dealer')
        .filter(({ fromMs, toMs }) => fromMs < period.toMs && Number(toMs) > period.fromMs && toMs !== fromMs)
        .map(({ request, fromMs, toMs }) => ({
          diffusionId: diffusionOf({ request }),
          path: request.uri,
          fromMs,
          toMs,
        })),
      cancelled: diffusions
        .filter(({ type, start }) => type === 'cancelled' && isIn(period, start))
        .map(({ id }) => id),
    };
  });
}

function isIn({ fromMs, toMs }: Lived['period'], { epochMilliseconds }: Temporal.Instant): boolean {
  return fromMs <= epochMilliseconds && epochMilliseconds < toMs;
}

test.each(BEGINNINGS)('RH-1: what is rehearsed is what all of Airkeeper puts on the air, from %s', async (day) => {
  const { snapshot, period, heard, cancelled } = await live(day);
  const { items, troubles } = rehearse({ ...period, snapshot, missing: new Set() });
  const rehearsed = items
    .filter(({ source }) => source === 'dealer')
    .map(({ diffusionId, soundId, start, end }) => ({
      diffusionId,
      path: soundId === null ? '' : snapshot.sounds.get(soundId)?.path,
      fromMs: start.epochMilliseconds,
      toMs: end?.epochMilliseconds ?? null,
    }));
  expect(rehearsed).toEqual(heard);
  expect(rehearsed.length).toBeGreaterThan(30);
  const starts = new Map(snapshot.diffusions.map(({ id, start }) => [id, start]));
  const foretold = troubles.flatMap(({ name, diffusionId }) => {
    const start = diffusionId === null ? undefined : starts.get(diffusionId);
    return name === 'cancelled' && start !== undefined && isIn(period, start) ? diffusionId : [];
  });
  expect(foretold.toSorted()).toEqual(cancelled.toSorted());
});
