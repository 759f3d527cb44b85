import type { EngineRunId, StationId } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';
import { openStore } from '../open-store.ts';
import { testClock } from './test-clock.ts';

/** A process of its own that writes log entries, and says of each that it is written: `FILE STATION RUN COUNT`. */
const [file = '', station = '', run = '', count = ''] = process.argv.slice(2);
const store = await openStore({ file, clock: testClock });
for (let seq = 1; seq <= Number(count); seq += 1) {
  const journal = { run: run as EngineRunId, seq };
  const entry = {
    type: 'on_air',
    date: instantFromMs(seq),
    end: null,
    source: run,
    soundId: null,
    positionSeconds: null,
    trackId: null,
    diffusionId: null,
    comment: '',
    reason: '',
    journal,
  } as const;
  const batch = { entries: [entry], ends: [], cancelled: [], cursor: null };
  await store.monitor.commit(Number(station) as StationId, batch);
  process.stdout.write(`${seq}\n`);
}
await store.close();
