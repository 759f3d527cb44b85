/** Tells stories of the simulator, one after another, as it is asked to: one thread of `npm run simulate`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { explain } from '../src/simulator/explain.ts';
import { type Machinery, type StoryPlace, tellStory } from '../src/simulator/years.ts';
import { openStore } from '../src/store/open-store.ts';
import { must } from '../src/values/errors.ts';

/** What a thread is asked: to tell a story, or, for so long, for the shortest trace of its first violation. */
export type Task = StoryPlace & { readonly explainForMs: number | null };

const STEPS_A_TURN = 500;

const port = must(parentPort, 'the thread that asks');
const folder = await mkdtemp(join((workerData as { readonly folder: string }).folder, 'airkeeper-simulate-'));
let stores = 0;
let steps = 0;

/**
 * All promises are settled when the next tick comes, and nothing in a simulated world waits for the machine: a turn of the
 * event loop, which costs more than all else in a step, is given to the machine now and then.
 */
function settle(): Promise<void> {
  steps += 1;
  return new Promise((resolve) => {
    if (steps % STEPS_A_TURN === 0) setImmediate(resolve);
    else process.nextTick(resolve);
  });
}

const machinery: Machinery = {
  openStore: async () => {
    stores += 1;
    const file = join(folder, `${stores}.db`);
    const store = await openStore({ file, migrate: true });
    const close = async () => {
      await store.close();
      for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true });
    };
    return { ...store, close };
  },
  settle,
};

port.on('message', (task: Task | null) => {
  void answer(task);
});

async function answer(task: Task | null): Promise<void> {
  if (task === null) {
    await rm(folder, { recursive: true });
    port.close();
    return;
  }
  const { explainForMs, ...place } = task;
  if (explainForMs === null) {
    port.postMessage(await tellStory(place, machinery));
    return;
  }
  const untilMs = performance.now() + explainForMs;
  port.postMessage(await explain(place, machinery, () => performance.now() < untilMs));
}
