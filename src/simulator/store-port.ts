import type { LogBatch, Store } from '../ports/store.ts';
import { PassingError } from '../values/errors.ts';
import type { ProcessLife } from './process-life.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What befalls the next batch that is written. */
export type CommitFault =
  /** Nothing is written. */
  | 'fails'
  /** All is written, and the word of it is lost. */
  | 'unknown'
  | 'slow';

export interface DatabaseFaults {
  /** Nobody can reach it. */
  isDown(): boolean;
  /** Somebody holds it locked: who asks waits, and is refused at last. */
  isLocked(): boolean;
  takeCommitFault(): CommitFault | null;
}

const LOCK_WAIT_MS = 4900;
const SLOW_MS = 2400;

/** The database as Airkeeper uses it. People use it beside that, by a line of their own. */
export function storePort(options: {
  readonly life: ProcessLife;
  readonly store: Store;
  readonly time: VirtualTime;
  readonly faults: DatabaseFaults;
  readonly onCommitted: (batch: LogBatch) => void;
}): Store {
  const { life, store, time, faults, onCommitted } = options;
  const reach = async () => {
    if (faults.isLocked()) await time.pause(LOCK_WAIT_MS, life);
    if (faults.isDown() || faults.isLocked()) throw unavailable();
  };
  const asked = <Value>(ask: () => Promise<Value>): Promise<Value> =>
    life.ask(async () => {
      await reach();
      return ask();
    });
  return {
    ...store,
    stations: { ...store.stations, list: () => asked(() => store.stations.list()) },
    ports: { ...store.ports, list: (id) => asked(() => store.ports.list(id)) },
    monitor: {
      snapshot: (...given) => asked(() => store.monitor.snapshot(...given)),
      memory: (...given) => asked(() => store.monitor.memory(...given)),
      commit: (id, batch) =>
        life.effect('commit', async () => {
          await reach();
          const fault = faults.takeCommitFault();
          if (fault === 'fails') throw unavailable();
          if (fault === 'slow') await time.pause(SLOW_MS, life);
          if (life.isDead) return;
          await store.monitor.commit(id, batch);
          onCommitted(batch);
          if (fault === 'unknown') throw unavailable();
        }),
    },
  };
}

function unavailable(): PassingError {
  return new PassingError('database_unavailable', 'the database cannot be reached');
}
