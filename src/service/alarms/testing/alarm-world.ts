import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Store } from '../../../ports/store.ts';
import { newStation } from '../../../ports/testing/store-fixtures.ts';
import { openStore } from '../../../store/open-store.ts';
import { ManualClock } from '../../../streamer/testing/manual-clock.ts';
import { tempFolder } from '../../../streamer/testing/temp-folder.ts';
import { PassingError } from '../../../values/errors.ts';
import type { Station } from '../../../values/model.ts';
import { AlarmKeeper } from '../alarm-keeper.ts';

export const silent: Logger = pino({ level: 'silent' });

/** Lets all that can go on without the clock go on, files and database too. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** A database, a data folder and a clock; keepers come and go as Airkeeper does. */
export interface AlarmWorld {
  readonly store: Store;
  readonly station: Station;
  readonly folder: string;
  readonly clock: ManualClock;
  /** Set: the database does not answer. */
  isAway: boolean;
  /** Starts a keeper. `end` ends it, `kill` leaves it as it is and lets it do nothing more. */
  start(): Promise<{ readonly keeper: AlarmKeeper; end(): Promise<void>; kill(): void }>;
}

export async function alarmWorld(): Promise<AlarmWorld> {
  const folder = await tempFolder();
  const store = await openStore({ file: join(folder, 'airkeeper.db'), migrate: true, lockWaitMs: 5 });
  onTestFinished(() => store.close());
  const station = await store.stations.add(newStation());
  const clock = new ManualClock();
  const world: AlarmWorld = {
    store,
    station,
    folder,
    clock,
    isAway: false,
    start: async () => {
      let isKilled = false;
      const reached = () => {
        if (world.isAway || isKilled) throw new PassingError('database_unavailable', 'nobody listens');
        return store;
      };
      const keeper = new AlarmKeeper({ store: reached, dataFolder: folder, clock, logger: silent });
      const ending = new AbortController();
      const running = keeper.run(ending.signal);
      await settled();
      return {
        keeper,
        end: async () => {
          ending.abort();
          await running;
        },
        kill: () => {
          isKilled = true;
        },
      };
    },
  };
  return world;
}
