import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeContract } from '../../ports/store.contract.ts';
import { openStore } from '../../store/open-store.ts';
import { fastStore } from './fast-store.ts';

storeContract('memory, for simulations', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-fast-store-'));
  const beside = await openStore({ file: join(folder, 'airkeeper.db'), migrate: true });
  return {
    store: fastStore(beside),
    close: async () => {
      await beside.close();
      await rm(folder, { recursive: true });
    },
  };
});
