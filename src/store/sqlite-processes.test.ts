import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { CompiledQuery, Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { at, failureOf, newStation } from '../ports/testing/store-fixtures.ts';
import { migrate, openStore } from './open-store.ts';
import { sqliteDialect } from './sqlite-driver.ts';
import type { Tables } from './tables.ts';
import { type EmptyDatabase, testOpening } from './testing/opening.ts';
import { testClock } from './testing/test-clock.ts';
import { sqliteTestDatabase, type TestRow } from './testing/test-database.ts';
import { testTwoWriters } from './testing/two-writers.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airkeeper-store-'));
  file = join(folder, 'airkeeper.db');
});

afterEach(() => rm(folder, { recursive: true }));

describe('opening SQLite', () => {
  testOpening(async (): Promise<EmptyDatabase> => {
    const database = new DatabaseSync(file, { timeout: 5000 });
    return {
      dialect: 'sqlite',
      place: { file },
      run: async (statement) => database.prepare(statement).all() as TestRow[],
      close: async () => database.close(),
    };
  });

  test('DB-19: a file that is not there is not made without being asked for', async () => {
    expect(await failureOf(openStore({ file }))).toEqual({ code: 'no_data', message: expect.stringContaining(file) });
    await expect(rm(file)).rejects.toThrow('ENOENT');
  });

  test('DB-18: a folder that is not there or cannot be written is a passing error that names the file', async () => {
    const lost = join(folder, 'no', 'airkeeper.db');
    const failure = { code: 'database_unavailable', message: expect.stringContaining(lost) };
    expect(await failureOf(openStore({ file: lost, migrate: true }))).toEqual(failure);
    await mkdir(join(folder, 'no'));
    await mkdir(lost);
    expect(await failureOf(migrate({ file: lost }))).toEqual(failure);
  });

  test('DB-18: a file that is no database is refused, and stays as it is', async () => {
    await writeFile(file, 'Dear diary, '.repeat(1000));
    const failure = await failureOf(openStore({ file, migrate: true }));
    expect(failure).toEqual({ code: 'database_damaged', message: expect.stringContaining(file) });
  });
});

describe('two stores on one SQLite file', () => testTwoWriters(() => sqliteTestDatabase({ clock: testClock })));

describe('the SQLite file and other processes', () => {
  test('DB-18: it is on the disk after every commit, can be read while it is written, and keeps its references', async () => {
    const dialect = sqliteDialect({ file, create: true, lockWaitMs: 1000, clock: null });
    const db = new Kysely<Tables>({ dialect });
    const pragma = async (name: string) => (await db.executeQuery(CompiledQuery.raw(`pragma ${name}`))).rows;
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    await db.destroy();
  });

  test.each([testClock, null])('DB-18: a lock that is not given up is a passing error (clock %#)', async (clock) => {
    await migrate({ file });
    const holder = new DatabaseSync(file);
    holder.exec('begin immediate');
    const store = await openStore({ file, lockWaitMs: 150, ...(clock === null ? {} : { clock }) });
    const began = performance.now();
    let turns = 0;
    const ticker = setInterval(() => {
      turns += 1;
    }, 5);
    const failure = await failureOf(store.stations.add(newStation()));
    const waitedMs = performance.now() - began;
    clearInterval(ticker);
    expect(failure).toEqual({ code: 'database_unavailable', message: expect.stringContaining('locked') });
    expect(waitedMs).toBeGreaterThan(100);
    // With a clock, the rest of the program goes on while it waits.
    if (clock !== null) expect(turns).toBeGreaterThan(3);
    expect(await store.stations.list()).toEqual([]);
    holder.exec('rollback');
    await store.stations.add(newStation());
    holder.close();
    await store.close();
  });

  test('DB-16: what another process writes between two queries of a snapshot is not seen by half', async () => {
    await migrate({ file });
    const other = new DatabaseSync(file);
    let between = () => {};
    const store = await openStore({ file, onQuery: (statement) => /from "program"/.test(statement) && between() });
    const station = await store.stations.add(newStation());
    between = () => {
      between = () => {};
      other.exec(`insert into program (station_id, slug, name, kind, hard_fade_seconds, cut_at_end)
        values (${station.id}, 'night', '', 'streamed', 0, 0)`);
      other.exec("insert into episode (program_id, slug, title) values (1, 'monday', '')");
      other.exec(`insert into sound (station_id, episode_id, type, path, title, position)
        values (${station.id}, 1, 'archive', '/monday', '', 0)`);
    };
    const snapshot = () => store.monitor.snapshot(station.id, at(0), at(1));
    expect(await snapshot()).toMatchObject({ programs: new Map(), sounds: new Map(), episodes: new Map() });
    expect((await snapshot())?.episodes.size).toBe(1);
    other.close();
    await store.close();
  });

  test('DB-18: a lock that is given up in time is waited for', async () => {
    await migrate({ file });
    const holder = new DatabaseSync(file);
    holder.exec('begin immediate');
    const store = await openStore({ file, clock: testClock });
    const adding = store.stations.add(newStation());
    await setTimeout(200);
    holder.exec('rollback');
    expect(await adding).toMatchObject({ slug: 'vert' });
    holder.close();
    await store.close();
  });

  test('DB-18: processes that write at once all succeed', { timeout: 60_000 }, async () => {
    const store = await openStore({ file, migrate: true, clock: testClock });
    const station = await store.stations.add(newStation());
    const runs = ['run-1', 'run-2', 'run-3'];
    const outcomes = await Promise.all(runs.map((run) => ended(writer(station.id, run, 100))));
    expect(outcomes).toEqual(runs.map(() => ({ status: 0, said: '' })));
    expect(await store.log.list({ stationId: station.id })).toHaveLength(300);
    await store.close();
  });

  test('DB-11: what a killed process had written stays, and the file is whole', { timeout: 60_000 }, async () => {
    const store = await openStore({ file, migrate: true, clock: testClock });
    const station = await store.stations.add(newStation());
    const child = writer(station.id, 'run-1', 100_000);
    let said = '';
    await new Promise<void>((resolve) => {
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.split('\n').length > 50) resolve();
      });
    });
    child.kill('SIGKILL');
    await once(child, 'close');
    const written = (await store.log.list({ stationId: station.id })).map(({ journal }) => journal?.seq);
    const lastSaid = Number(said.trim().split('\n').at(-1));
    expect(written.length).toBeGreaterThanOrEqual(lastSaid);
    expect(written).toEqual(written.map((_, index) => index + 1));
    const checker = new DatabaseSync(file);
    expect(checker.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
    checker.close();
    await store.close();
  });
});

function writer(station: number, run: string, count: number): ChildProcess {
  const script = join(import.meta.dirname, 'testing', 'writer-process.ts');
  return spawn(process.execPath, [script, file, String(station), run, String(count)], { stdio: 'pipe' });
}

async function ended(child: ChildProcess): Promise<{ status: number | null; said: string }> {
  let said = '';
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, said };
}
