/**
 * What keeping a timetable costs, on SQLite and on PostgreSQL: 1,000 weekly schedules with one rerun each, one year; then ten years
 * of half-hour programmes, of which an instant and a week are asked for. Run with `node bench/generation.bench.ts`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../src/ports/store.ts';
import { newProgram, newStation } from '../src/ports/testing/store-fixtures.ts';
import { generateTimetable } from '../src/service/timetable/generate.ts';
import { openStore } from '../src/store/open-store.ts';
import { localOf } from '../src/timetable/recurrence-local.ts';
import { claimOf, onAirAt, resolve } from '../src/timetable/resolve.ts';
import { SCHEDULE_DEFAULTS } from '../src/values/defaults.ts';
import type { Station } from '../src/values/model.ts';
import { PostgresServer } from '../tests/postgres/server.ts';
import { figuresOf, table } from './figures.ts';

const SCHEDULES = 1000;
const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
const MONDAY_MS = Date.UTC(2026, 11, 7);
const NOW = Temporal.Instant.fromEpochMilliseconds(MONDAY_MS - 3_600_000);
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

interface Opened {
  readonly store: Store;
  readonly queries: () => number;
  close(): Promise<void>;
}

/** Weekly schedules, one after the other through the week, each of a program of its own. */
async function fill(store: Store, count: number, minutes: number, reruns: boolean): Promise<Station> {
  return store.transaction(async (inside) => {
    const station = await inside.stations.add(newStation());
    for (let index = 0; index < count; index += 1) {
      const program = await inside.programs.add(newProgram(station, `show-${index}`));
      const weekly = {
        ...SCHEDULE_DEFAULTS,
        programId: program.id,
        rule: 'FREQ=WEEKLY',
        firstLocal: localOf(MONDAY_MS + index * minutes * MINUTE_MS),
        timeZone: 'Europe/Brussels',
        durationSeconds: minutes * 60,
      };
      const initial = await inside.timetable.schedules.add(weekly);
      if (!reruns) continue;
      // the other half of the week
      const offset = { afterDays: 3, atTime: null, afterMs: 12 * 60 * MINUTE_MS };
      await inside.timetable.schedules.add({ ...weekly, rule: '', initialId: initial.id, offset });
    }
    return station;
  });
}

async function measured(opened: Opened, what: string, work: () => Promise<unknown>) {
  const queries = opened.queries();
  const before = performance.now();
  await work();
  return { what, seconds: round((performance.now() - before) / 1000), queries: opened.queries() - queries };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

async function generation(open: () => Promise<Opened>) {
  const opened = await open();
  const { store } = opened;
  try {
    const station = await fill(store, SCHEDULES, 5, true);
    const until = NOW.add({ milliseconds: YEAR_MS });
    const generate = (more = {}) => generateTimetable(store, station.id, { now: NOW, until, ...more });
    const rows = [await measured(opened, 'first', () => generate())];
    const made = (await store.diffusions.list(station.id, null, null)).length;
    rows.push(await measured(opened, 'nothing changed', () => generate()));
    rows.push(await measured(opened, 'nothing changed, looked at anew', () => generate({ thorough: true })));
    const [first] = await store.timetable.schedules.list(station.id);
    if (first !== undefined) await store.timetable.schedules.change(first.schedule.id, { startMode: 'hard' });
    rows.push(await measured(opened, 'one schedule changed', () => generate()));
    rows.push(await measured(opened, 'a day later', () => generate({ until: until.add({ hours: 24 }) })));
    return rows.map((row) => ({ ...row, diffusions: made, 'diffusions a query': Math.round(made / row.queries) }));
  } finally {
    await opened.close();
  }
}

async function questions(open: () => Promise<Opened>) {
  const opened = await open();
  const { store } = opened;
  try {
    const station = await fill(store, 336, 30, false);
    const until = NOW.add({ milliseconds: 10 * YEAR_MS });
    await generateTimetable(store, station.id, { now: NOW, until });
    const priorities = new Map((await store.programs.list(station.id)).map(({ id, priority }) => [id, { priority }]));
    const claims = async (fromMs: number, toMs: number) => {
      const [from, to] = [fromMs, toMs].map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));
      const found = await store.diffusions.list(station.id, from ?? null, to ?? null);
      return found.map((diffusion) => claimOf(diffusion, priorities.get(diffusion.programId) ?? { priority: 0 }));
    };
    const at = (index: number) => MONDAY_MS + ((index * 7919) % 520) * WEEK_MS + index * MINUTE_MS;
    const onAir = async (index: number) => onAirAt(await claims(at(index), at(index) + 1), at(index));
    const week = async (index: number) => resolve(await claims(at(index), at(index) + WEEK_MS));
    const rows = [];
    for (const [what, ask] of Object.entries({ 'what is on at an instant': onAir, 'a week': week })) {
      const times: number[] = [];
      for (let index = 0; index < 300; index += 1) {
        const before = performance.now();
        await ask(index);
        times.push(performance.now() - before);
      }
      const { median, p90, most } = figuresOf(times);
      rows.push({ what, 'median ms': median, 'p90 ms': p90, 'most ms': most });
    }
    return rows;
  } finally {
    await opened.close();
  }
}

async function sqlite(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-bench-'));
  let queries = 0;
  const store = await openStore({ file: join(folder, 'airkeeper.db'), migrate: true, onQuery: () => (queries += 1) });
  return {
    store,
    queries: () => queries,
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function postgres(server: PostgresServer): Promise<Opened> {
  const url = await server.createDatabase();
  let queries = 0;
  const store = await openStore({ url, migrate: true, onQuery: () => (queries += 1) });
  return {
    store,
    queries: () => queries,
    close: async () => {
      await store.close();
      await server.dropDatabase(url);
    },
  };
}

const server = await PostgresServer.start();
try {
  for (const [name, open] of Object.entries({ SQLite: sqlite, PostgreSQL: () => postgres(server) })) {
    console.log(`${name}: ${SCHEDULES} weekly schedules with one rerun each, one year`);
    console.log(table(await generation(open)));
    console.log(`\n${name}: ten years of half-hour programmes, milliseconds a question`);
    console.log(`${table(await questions(open))}\n`);
  }
} finally {
  await server.stop();
}
