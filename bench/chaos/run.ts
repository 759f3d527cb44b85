import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../../src/simulator/seeded-random.ts';
import { hear } from '../../tests/e2e/hearing.ts';
import { until } from '../station-with-ears.ts';
import type { ChaosStation } from './chaos-station.ts';
import { Ears } from './ears.ts';
import type { Evidence } from './evidence.ts';
import { drawFaults, FAULT_KINDS, type Fault } from './faults.ts';
import { inflict, possibleKinds } from './inflict.ts';
import { Supervisor } from './supervisor.ts';
import { drawTimetable } from './timetable.ts';

/** For what went wrong to be well again, and for the log to catch up. */
const SETTLE_MS = 15_000;
/** A diffusion that is put on the timetable takes a third of a second, side by side. */
const EACH_DIFFUSION_MS = 350;
const FIRST_DIFFUSION_MS = 10_000;

interface RunOptions {
  readonly seed: string;
  readonly spanMs: number;
  readonly say: (text: string) => void;
  /** Ends the run early; what was heard so far is not judged. */
  readonly signal: AbortSignal;
}

/** Has the station play for so long, does to it what the seed says, and gives all that is there to be judged. Null: interrupted. */
export async function runChaos(chaos: ChaosStation, options: RunOptions): Promise<Evidence | null> {
  const { seed, spanMs, say, signal } = options;
  const { station } = chaos;
  const planned = drawTimetable(new SeededRandom(seed, 'timetable'), spanMs + SETTLE_MS);
  const faultsToDo = drawFaults(new SeededRandom(seed, 'faults'), spanMs, possibleKinds(chaos, FAULT_KINDS));
  await chaos.addShows([...new Set(planned.map(({ show }) => show))]);
  const supervisor = new Supervisor(() => station.start());
  const ears = new Ears(station.recording, station.frameMs);
  supervisor.begin();
  ears.begin();
  try {
    await until('the engine plays', async () => ((await chaos.isOnAir()) ? true : null));
    const beginMs = Date.now() + FIRST_DIFFUSION_MS + planned.length * EACH_DIFFUSION_MS;
    const diffusions = await chaos.addDiffusions(planned, beginMs);
    say(`${diffusions.length} diffusions, ${faultsToDo.length} faults, from ${new Date(beginMs).toISOString()} on`);
    await sleepUntil(beginMs, signal);
    const done: Promise<Fault | null>[] = [];
    for (const fault of faultsToDo) {
      await sleepUntil(beginMs + fault.atMs, signal);
      if (signal.aborted) break;
      say(`${new Date().toISOString()} ${fault.kind}${fault.lastsMs > 0 ? ` for ${fault.lastsMs} ms` : ''}`);
      done.push(inflict({ chaos, supervisor, diffusions }, fault, signal));
    }
    const faults = (await Promise.all(done)).filter((fault) => fault !== null);
    if (signal.aborted) return null;
    await sleepUntil(beginMs + spanMs + SETTLE_MS, signal);
    if (signal.aborted) return null;
    const engineState = await chaos.engineState();
    const openAlarms = await chaos.openAlarms();
    const recordings = await ears.stop();
    const endMs = Date.now();
    const log = await chaos.log();
    return {
      frameMs: station.frameMs,
      runs: recordings.map(hear).filter(({ stretches }) => stretches.length > 0),
      log,
      soundIdOf: (number) => station.soundIdOf(number),
      diffusions,
      faults: faults.toSorted((a, b) => a.fromMs - b.fromMs),
      ownEnds: supervisor.ownEnds,
      engineState,
      openAlarms,
      endMs,
    };
  } finally {
    await ears.stop();
    await supervisor.end();
  }
}

async function sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, atMs - Date.now()), undefined, { signal }).catch(() => {});
}
