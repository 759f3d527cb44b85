import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../store/open-store.ts';
import type { Machinery } from '../years.ts';

/** Databases in a temporary folder, for one test. */
export async function withMachinery<Value>(work: (machinery: Machinery) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-simulator-'));
  let stores = 0;
  try {
    return await work({
      openStore: () => {
        stores += 1;
        return openStore({ file: join(folder, `${stores}.db`), migrate: true });
      },
      // all promises are settled when the next tick comes
      settle: () => new Promise((resolve) => process.nextTick(resolve)),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
