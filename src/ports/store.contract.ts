import { describe } from 'vitest';
import { testAlarms } from './testing/store-alarms.ts';
import { testCatalogue } from './testing/store-catalogue.ts';
import { testCommit } from './testing/store-commit.ts';
import { testDatabase } from './testing/store-database.ts';
import type { OpenStore } from './testing/store-fixtures.ts';
import { testIdempotence } from './testing/store-idempotence.ts';
import { testLibrary } from './testing/store-library.ts';
import { testLog } from './testing/store-log.ts';
import { testMonitorReads } from './testing/store-monitor.ts';
import { testTimetable } from './testing/store-timetable.ts';
import { testTransactions } from './testing/store-transactions.ts';

/** Random sequences of batches that are tried. */
const RUNS = 40;

/** What every {@link Store} does, whatever it is made of. `open` gives an empty one each time. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`the store on ${name}`, () => {
    describe('the database', () => testDatabase(open));
    describe('stations, ports, programs, streams, episodes', () => testCatalogue(open));
    describe('sounds, tracks', () => testLibrary(open));
    describe('diffusions', () => testTimetable(open));
    describe('log', () => testLog(open));
    describe('alarms', () => testAlarms(open));
    describe('what the monitor reads', () => testMonitorReads(open));
    describe('what the monitor writes', () => testCommit(open));
    describe('batches written again', () => testIdempotence(open, RUNS));
    describe('transactions', () => testTransactions(open));
  });
}
