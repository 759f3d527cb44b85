import { describe } from 'vitest';
import { testAlarms } from './testing/store-alarms.ts';
import { testCatalogue } from './testing/store-catalogue.ts';
import { testCommit } from './testing/store-commit.ts';
import { testConflicts } from './testing/store-conflicts.ts';
import { testDatabase } from './testing/store-database.ts';
import type { OpenStore } from './testing/store-fixtures.ts';
import { testGeneration } from './testing/store-generation.ts';
import { testHistory } from './testing/store-history.ts';
import { testIdempotence } from './testing/store-idempotence.ts';
import { testImports } from './testing/store-imports.ts';
import { testLibrary } from './testing/store-library.ts';
import { testLog } from './testing/store-log.ts';
import { testMonitorReads } from './testing/store-monitor.ts';
import { testSchedules } from './testing/store-schedules.ts';
import { testTimetable } from './testing/store-timetable.ts';
import { testTransactions } from './testing/store-transactions.ts';

/** Random sequences of batches that are tried. */
const RUNS = 40;
/** Random sequences of writes after each of which the conflicts are looked at. */
const CONFLICT_RUNS = 12;

/** What every {@link Store} does, whatever it is made of. `open` gives an empty one each time. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`the store on ${name}`, () => {
    describe('the database', () => testDatabase(open));
    describe('stations, ports, programs, streams, episodes', () => testCatalogue(open));
    describe('sounds, tracks', () => testLibrary(open));
    describe('diffusions', () => testTimetable(open));
    describe('schedules', () => testSchedules(open));
    describe('generation', () => testGeneration(open));
    describe('conflicts', () => testConflicts(open, CONFLICT_RUNS));
    describe('history', () => testHistory(open));
    describe('imported events', () => testImports(open));
    describe('log', () => testLog(open));
    describe('alarms', () => testAlarms(open));
    describe('what the monitor reads', () => testMonitorReads(open));
    describe('what the monitor writes', () => testCommit(open));
    describe('batches written again', () => testIdempotence(open, RUNS));
    describe('transactions', () => testTransactions(open));
  });
}
