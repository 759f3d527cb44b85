import { expect, test } from 'vitest';
import {
  addShow,
  at,
  line,
  logOf,
  newBatch,
  newDiffusion,
  newEntry,
  newSound,
  newStation,
  newTrack,
} from '../../ports/testing/store-fixtures.ts';
import type { TestDatabase } from './test-database.ts';

const TABLES = [
  'station',
  'port',
  'program',
  'stream',
  'schedule',
  'episode',
  'diffusion',
  'sound',
  'track',
  'log_entry',
  'journal_cursor',
];

/** What is tried on a log whose first entry has an end, and whose second has none. */
const FORBIDDEN = [
  'delete from log_entry',
  'delete from log_entry where id = 2',
  'update log_entry set end_ms = end_ms + 1 where id = 1',
  'update log_entry set end_ms = null where id = 1',
  'update log_entry set end_ms = date_ms where id = 1',
  ...[
    'id = 77',
    'station_id = 77',
    "type = 'other'",
    'date_ms = 77',
    "source = 'x'",
    'sound_id = null',
    'track_id = null',
    'diffusion_id = 1',
    "comment = 'x'",
    "reason = 'x'",
    "run = 'x'",
    'seq = 77',
  ].flatMap((change) => [
    `update log_entry set ${change} where id = 2`,
    `update log_entry set ${change}, end_ms = 9999999999999 where id = 2`,
  ]),
  'delete from sound',
  'delete from track',
  'delete from diffusion',
  'delete from episode',
  'delete from program',
  'delete from station',
  'update sound set id = 77',
];

const INSERT = 'into log_entry (station_id, type, date_ms, source, comment, reason, diffusion_id, run, seq)';
const DUPLICATES = [
  `insert ${INSERT} values (1, 'on_air', 0, '', '', '', null, '000001-aaaa', 1)`,
  `insert ${INSERT} values (1, 'start', 0, '', '', '', 1, null, null)`,
];

const UNLAWFUL_ROWS = [
  `insert ${INSERT} values (1, 'on air', 0, '', '', '', null, null, null)`,
  `insert ${INSERT} values (1, 'on_air', 0, '', '', '', null, '000001-aaaa', null)`,
  `insert ${INSERT} values (99, 'on_air', 0, '', '', '', null, null, null)`,
  "update diffusion set type = 'lost'",
  "update diffusion set start_mode = 'slow'",
  'update diffusion set end_ms = start_ms',
  "update sound set type = 'file'",
  "update program set kind = 'both'",
  'update program set cut_at_end = 2',
  "update program set slug = 'A b'",
  'update station set sync_timeout_seconds = 0',
  "insert into port (station_id, direction, kind, settings) values (1, 'sideways', 'harbor', '{}')",
  "insert into stream (program_id, window_from, window_to, min_delay_seconds, weight) values (1, '10:00', null, 0, 1)",
  "insert into schedule (program_id, rule, first_local, time_zone, duration_seconds, start_mode) values (1, '', '', '', 0, 'soft')",
];

/** What the database itself holds to, whoever writes. `forbidden`: more that is tried, in the words of one database. */
export function testAppendOnly(open: () => Promise<TestDatabase>, forbidden: readonly string[]): void {
  test('DB-1: every word has its table', async () => {
    await withLog(open, async ({ run }) => {
      for (const table of TABLES) expect(await run(`select count(*) as n from ${table}`), table).toHaveLength(1);
    });
  });

  test('DB-9: the log is append-only, whoever writes', async () => {
    await withLog(open, async ({ store, run }, check) => {
      for (const statement of [...FORBIDDEN, ...forbidden]) {
        await expect(run(statement), statement).rejects.toThrow();
        await check();
      }
      await run('update log_entry set end_ms = date_ms + 500 where id = 2');
      const [station] = await store.stations.list();
      if (station === undefined) throw new Error('there is a station');
      expect((await logOf(store, station)).map(({ end }) => end)).toEqual([at(2), at(3.5), null]);
    });
  });

  test('DB-10: the database refuses a second entry for a journal line, and a second start of a diffusion', async () => {
    await withLog(open, async ({ run }, check) => {
      for (const statement of DUPLICATES) {
        await expect(run(statement), statement).rejects.toThrow();
        await check();
      }
    });
  });

  test.each(UNLAWFUL_ROWS)('DB-6: the database refuses %s', async (statement) => {
    await withLog(open, async ({ run }, check) => {
      await expect(run(statement)).rejects.toThrow();
      await check();
    });
  });
}

/** @param work is given a function that checks that nothing has changed */
async function withLog(
  open: () => Promise<TestDatabase>,
  work: (database: TestDatabase, check: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const database = await open();
  try {
    const { store } = database;
    const station = await store.stations.add(newStation());
    const show = await addShow(store, station, 'morning');
    const diffusion = await store.diffusions.add(newDiffusion(show, 0, 60));
    const sound = await store.sounds.add(newSound(station, '/a', { programId: show.program.id }));
    const track = await store.tracks.add(newTrack(sound, 1));
    const entries = [
      newEntry({ date: at(1), end: at(2), soundId: sound.id, journal: line(1) }),
      newEntry({ date: at(3), soundId: sound.id, trackId: track.id, journal: line(2) }),
      newEntry({ type: 'start', date: at(4), diffusionId: diffusion.id }),
    ];
    await store.monitor.commit(station.id, newBatch({ entries }));
    await work(database, async () => {
      expect(await logOf(store, station)).toEqual(entries);
      expect(await store.diffusions.list(station.id, null, null)).toEqual([diffusion]);
      expect(await store.sounds.list({})).toEqual([sound]);
      expect(await store.programs.list(station.id)).toEqual([show.program]);
    });
  } finally {
    await database.close();
  }
}
