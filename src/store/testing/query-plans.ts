import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../ports/store.ts';
import { at, line, NEXT_RUN, newBatch, newEntry } from '../../ports/testing/store-fixtures.ts';
import type { DiffusionId, LogEntryId, SoundId, StationId, TrackId } from '../../values/ids.ts';
import type { Plan, TestDatabase } from './test-database.ts';

const STATION = 7 as StationId;
const DIFFUSION = 7 as DiffusionId;
/** Of the station, later than any that has started. */
const DIFFUSION_TO_COME = 5986 as DiffusionId;

interface Question {
  readonly name: string;
  readonly ask: (store: Store) => Promise<unknown>;
  /** Indices of which each is used by one of the statements. */
  readonly uses: readonly string[];
  /** Whether what is found has to be put in order: not where one row of a long table is asked for. */
  readonly maySort: boolean;
  /** Tables that may be read from end to end: all of one station is asked for, which may be all there is. */
  readonly whole?: readonly string[];
}

const ENTRY = newEntry({
  date: at(1),
  soundId: 1 as SoundId,
  trackId: 1 as TrackId,
  diffusionId: DIFFUSION,
  journal: line(1, NEXT_RUN),
});
const BATCH = newBatch({
  entries: [
    ENTRY,
    { ...ENTRY, journal: null },
    { ...ENTRY, type: 'start', journal: line(2, NEXT_RUN) },
    { ...ENTRY, type: 'cancel', diffusionId: 8 as DiffusionId, journal: line(3, NEXT_RUN) },
  ],
  ends: [{ ...line(1, NEXT_RUN), end: at(2) }],
  cancelled: [{ id: 8 as DiffusionId, start: at(0), end: at(1) }],
  cursor: line(3, NEXT_RUN),
});

const QUESTIONS: readonly Question[] = [
  {
    name: 'memory',
    ask: (store) => store.monitor.memory(STATION, at(0)),
    uses: ['log_entry_open', 'log_entry_traced', 'diffusion_start', 'log_entry_diffusion'],
    maySort: true,
  },
  {
    name: 'snapshot',
    ask: (store) => store.monitor.snapshot(STATION, at(0), at(86_400)),
    uses: ['diffusion_start', 'program_slug_unique'],
    maySort: true,
    whole: ['track'],
  },
  {
    name: 'commit',
    ask: (store) => store.monitor.commit(STATION, BATCH),
    uses: ['log_entry_journal_unique', 'log_entry_date'],
    maySort: false,
  },
  { name: 'last entry', ask: (store) => store.log.last(STATION), uses: ['log_entry_date'], maySort: false },
  {
    name: 'last diffusion start',
    ask: (store) => store.log.lastDiffusionStart(STATION),
    uses: ['log_entry_type'],
    maySort: false,
  },
  {
    name: 'last sound by source',
    ask: (store) => store.log.lastSoundBySource(STATION),
    uses: ['log_entry_source'],
    // Of the sources, by name.
    maySort: true,
    // The sources themselves.
    whole: ['source_name'],
  },
  {
    name: 'newest entries',
    ask: (store) => store.log.list({ stationId: STATION, limit: 50 }),
    uses: ['log_entry_date'],
    maySort: false,
  },
  {
    name: 'entries of a span',
    ask: (store) => store.log.list({ stationId: STATION, from: at(0), to: at(3600) }),
    uses: ['log_entry_date'],
    maySort: true,
  },
  {
    name: 'newest entries of a rare type',
    ask: (store) => store.log.list({ stationId: STATION, type: 'stop', limit: 50 }),
    uses: ['log_entry_type'],
    maySort: false,
  },
  {
    name: 'entries that follow',
    ask: (store) => store.log.list({ stationId: STATION, afterId: 39_990 as LogEntryId }),
    uses: ['log_entry_order'],
    maySort: true,
  },
  {
    name: 'coming diffusions',
    ask: (store) => store.diffusions.list(STATION, at(0), null),
    uses: ['diffusion_start'],
    maySort: true,
  },
  {
    name: 'what is on at an instant',
    ask: (store) => store.diffusions.list(STATION, at(0), at(0.001)),
    uses: ['diffusion_start'],
    maySort: true,
  },
  {
    name: 'conflicts of a span',
    ask: (store) => store.timetable.conflicts(STATION, at(0), at(86_400)),
    uses: ['diffusion_start'],
    maySort: true,
    whole: ['found'],
  },
  {
    name: 'a change of a diffusion',
    ask: (store) => store.diffusions.change(DIFFUSION_TO_COME, { layer: 1 }),
    uses: ['diffusion_start'],
    maySort: false,
    whole: ['json_each'],
  },
  {
    name: 'the history of a diffusion',
    ask: (store) => store.timetable.history.list({ stationId: STATION, diffusionId: DIFFUSION, limit: 50 }),
    uses: [],
    maySort: true,
  },
  { name: 'sounds at a path', ask: (store) => store.sounds.list({ path: '/7' }), uses: ['sound_path'], maySort: true },
];

/**
 * A plan is only worth something on tables of some length.
 *
 * @param analyzed whether the database has counted what is in its tables
 */
export function testQueryPlans(open: () => Promise<TestDatabase>, analyzed: boolean): void {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
    for (const statement of FILLING) await database.run(statement);
    if (analyzed) await database.run('analyze');
  });

  afterAll(() => database?.close());

  test.each(QUESTIONS)('DB-20: $name: every statement uses an index', async ({ ask, uses, maySort, whole = [] }) => {
    const { store, statements } = database;
    statements.length = 0;
    await ask(store);
    const asked = statements.filter((statement) => /^\s*(select|with|update)/.test(statement));
    expect(asked.length).toBeGreaterThan(0);
    const plans: Plan[] = [];
    for (const statement of asked) plans.push(await database.plan(statement));
    for (const plan of plans) {
      const endToEnd = plan.scans.filter(({ table, index }) => index === null && !whole.includes(table));
      expect(endToEnd, plan.text).toEqual([]);
      if (!maySort) expect(plan.sorts, plan.text).toBe(false);
    }
    const used = plans.flatMap(({ scans }) => scans.map(({ index }) => index));
    for (const index of uses) expect(used).toContain(index);
  });
}

/** Twenty stations: 40,000 log entries, 6,000 diffusions with 5,000 conflicts and 2,000 changes, 5,000 sounds with a track each. */
const FILLING = [
  numbered(
    20,
    "insert into station (slug, name, time_zone, cancel_timeout_seconds, sync_timeout_seconds) select 's' || i, '', 'UTC', 1, 1",
  ),
  numbered(
    200,
    "insert into program (station_id, slug, name, kind, hard_fade_seconds, cut_at_end) select 1 + i % 20, 'p' || i, '', 'streamed', 0, 0",
  ),
  numbered(
    100,
    'insert into stream (program_id, window_from, window_to, min_delay_seconds, weight) select i, null, null, 0, 1',
  ),
  numbered(2000, "insert into episode (program_id, slug, title) select 1 + i % 200, 'e' || i, ''"),
  numbered(
    6000,
    `insert into diffusion (station_id, program_id, episode_id, type, start_ms, end_ms, start_mode)
      select 1 + i % 20, 1 + i % 200, 1 + i % 2000, 'on_air', ${at(0).epochMilliseconds} + (i - 5000) * 3600000, ${at(1).epochMilliseconds} + (i - 5000) * 3600000, 'soft'`,
  ),
  numbered(5000, 'insert into conflict (station_id, a_id, b_id) select 1 + i % 20, i, i + 20'),
  numbered(2000, "insert into change (station_id, at_ms, who, what, items) select 1 + i % 20, i, '', '', '[]'"),
  numbered(2000, "insert into change_subject (change_id, kind, subject_id) select i, 'diffusion', i % 500"),
  numbered(
    5000,
    "insert into sound (station_id, program_id, type, path, title, position, duration_seconds) select 1 + i % 20, 1 + i % 200, 'archive', '/' || i, '', 0, 1",
  ),
  numbered(5000, "insert into track (sound_id, position, at_seconds, artist, title) select i, 0, 1, '', ''"),
  numbered(
    40_000,
    `insert into log_entry (station_id, type, date_ms, end_ms, source, sound_id, diffusion_id, comment, reason, run, seq)
      select 1 + i % 20, case when i <= 2000 then 'start' else 'on_air' end, ${at(0).epochMilliseconds} + (i - 40000) * 60000,
        case when i > 39980 then null else ${at(3600).epochMilliseconds} end, 'source ' || (i % 7), 1 + i % 5000,
        case when i <= 2000 then i else null end, '', '', '000001-aaaa', i`,
  ),
  numbered(
    2000,
    `insert into log_entry (station_id, type, date_ms, source, sound_id, track_id, comment, reason)
      select 1 + i % 20, 'on_air', ${at(0).epochMilliseconds} + (i - 2000) * 60000, 'source', i, i, '', ''`,
  ),
  ...Array.from(
    { length: 20 },
    (_, index) => `insert into journal_cursor (station_id, run, seq) values (${index + 1}, '000001-aaaa', 1)`,
  ),
];

/** Does an insertion for each i from 1 to the count. */
function numbered(count: number, insertion: string): string {
  const [head, select] = insertion.split(/ (?=select)/);
  return `${head} with recursive numbers(i) as (select cast(1 as bigint) union all select i + 1 from numbers where i < ${count}) ${select} from numbers`;
}
