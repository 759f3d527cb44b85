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

const port = must(parentPort, 'the thread that asks');
const folder = await mkdtemp(join((workerData as { readonly folder: string }).folder, 'airkeeper-simulate-'));
let stores = 0;

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
  settle: () => new Promise((resolve) => setImmediate(resolve)),
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
