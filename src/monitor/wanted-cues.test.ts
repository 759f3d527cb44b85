import { expect, test } from 'vitest';
import type { Cue } from '../ports/cue-sheet.ts';
import type { SoundType } from '../values/model.ts';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_ONE } from './testing/journal-script.ts';
import { atMs, ids, plainStation, type StationBuilder } from './testing/station-builder.ts';

const hour = 3600;

function cuesAt(builder: StationBuilder, seconds = 0, missing: readonly string[] = []): readonly Cue[] {
  const driver = new Driver(builder.build(), new JournalScript());
  driver.missing = new Set(missing);
  return driver.pass(seconds).cueSheet.cues;
}

function keys(cues: readonly Cue[]): readonly string[] {
  return cues.map((cue) => `${cue.diffusionId}#${cue.attempt}`);
}

test('MO-18: a cue has the mode of the diffusion and the fade of its program', () => {
  const builder = plainStation()
    .program('evening', { id: 3, hardFadeSeconds: 0.25 })
    .episode(6, 3)
    .sound({ id: 61, episodeId: ids.episode(6) })
    .diffusion({ id: 7, episode: 6, from: 60, to: 2 * hour, mode: 'soft' });
  expect(cuesAt(builder)).toEqual([
    {
      diffusionId: 7,
      attempt: 0,
      startMs: atMs(60),
      mode: 'soft',
      fadeSeconds: 0.25,
      latestStartMs: atMs(60 + 1200),
      late: { joins: true, latestIfMissedMs: atMs(2 * hour) },
      untilMs: null,
      files: [{ soundId: 61, path: '/sounds/61.ogg', fromSeconds: 0, durationSeconds: 60 }],
      reason: expect.stringMatching(/^on the timetable at .*, soft \(MO-18\)$/),
    },
  ]);
});

test('MO-18: its files are the archives of its episode whose file is there, in order of position, then path', () => {
  const builder = plainStation().episode(6, 2);
  const types: SoundType[] = ['archive', 'excerpt', 'removed', 'other'];
  for (const [index, type] of types.entries()) {
    builder.sound({ id: 60 + index, episodeId: ids.episode(6), type, position: 3 });
  }
  builder.sound({ id: 70, episodeId: ids.episode(6), position: 1, path: '/z' });
  builder.sound({ id: 71, episodeId: ids.episode(6), position: 3, path: '/B' });
  builder.sound({ id: 72, episodeId: ids.episode(6), position: 2, path: '/gone' });
  builder.diffusion({ id: 7, episode: 6, from: 60, to: hour });
  expect(cuesAt(builder, 0, ['/gone'])[0]?.files.map((file) => file.soundId)).toEqual([70, 71, 60]);
});

test('MO-18: no cue without a file, for a live diffusion, of another type, or of no length', () => {
  const builder = plainStation()
    .episode(6, 2)
    .episode(8, 2)
    .sound({ id: 81, episodeId: ids.episode(8), path: '/gone' })
    .diffusion({ id: 1, episode: 6, from: 60, to: hour })
    .diffusion({ id: 2, episode: 8, from: 60, to: hour })
    .diffusion({ id: 3, episode: 5, from: 60, to: hour, type: 'cancelled' })
    .diffusion({ id: 4, episode: 5, from: 60, to: hour, type: 'unconfirmed' })
    .diffusion({ id: 5, episode: 5, from: 60, to: 60 })
    .diffusion({ id: 6, episode: 5, from: 60, to: 59 })
    .diffusion({ id: 7, episode: 5, from: 60, to: hour });
  expect(keys(cuesAt(builder, 0, ['/gone']))).toEqual(['7#0']);
});

test('MO-19: the latest start is the cancel timeout, or the end where that is earlier', () => {
  const builder = plainStation()
    .station({ cancelTimeoutSeconds: 600 })
    .diffusion({ id: 1, episode: 5, from: 0, to: hour })
    .diffusion({ id: 2, episode: 5, from: hour, to: hour + 90 });
  expect(cuesAt(builder).map((cue) => cue.latestStartMs)).toEqual([atMs(600), atMs(hour + 90)]);
});

test('MO-19: a cue ends at the end of the slot only when its program says so', () => {
  const builder = plainStation()
    .program('strict', { id: 3, cutAtEnd: true })
    .episode(6, 3)
    .sound({ id: 61, episodeId: ids.episode(6) })
    .diffusion({ id: 1, episode: 5, from: 0, to: hour })
    .diffusion({ id: 2, episode: 6, from: hour, to: 2 * hour });
  expect(cuesAt(builder).map((cue) => cue.untilMs)).toEqual([null, atMs(2 * hour)]);
});

test('MO-20: the sheet reaches 25 hours ahead at least, and 26 at most', () => {
  const builder = plainStation();
  for (let index = 0; index < 4 * 27; index += 1) {
    builder.diffusion({ id: index + 1, episode: 5, from: index * 900, to: index * 900 + 900 });
  }
  for (const minutes of [0, 12, 12.49, 12.5, 13, 40, 59.9]) {
    const cues = cuesAt(builder, minutes * 60);
    const last = cues.at(-1)?.startMs ?? 0;
    expect(last).toBeGreaterThanOrEqual(atMs(minutes * 60 + 25 * hour - 900));
    expect(last).toBeLessThan(atMs(minutes * 60 + 26 * hour));
  }
});

test('MO-20: the passing of time alone gives another sheet once an hour, at 12 min 30 s past', () => {
  const builder = plainStation();
  for (let index = 0; index < 12 * 30; index += 1) {
    builder.diffusion({ id: index + 1, episode: 5, from: index * 300 - 7200, to: index * 300 - 6900 });
  }
  const driver = new Driver(builder.build(), new JournalScript());
  const changes: number[] = [];
  let version = driver.pass(0, { engine: null }).cueSheet.version;
  for (let seconds = 1; seconds < 2 * hour; seconds += 1) {
    const sheet = driver.pass(seconds, { engine: null }).cueSheet;
    if (sheet.version !== version) changes.push(seconds);
    version = sheet.version;
  }
  expect(changes).toEqual([750, 750 + hour]);
});

test('MO-20: ended diffusions leave the sheet within the hour', () => {
  const builder = plainStation().diffusion({ id: 1, episode: 5, from: 0, to: 600 });
  expect(keys(cuesAt(builder, 749))).toEqual(['1#0']);
  expect(keys(cuesAt(builder, 750))).toEqual([]);
});

test('MO-21: cues are in order of start, then id; the same content is the same version', () => {
  const builder = plainStation()
    .diffusion({ id: 9, episode: 5, from: 180, to: 240 })
    .diffusion({ id: 4, episode: 5, from: 60, to: 180 })
    .diffusion({ id: 8, episode: 5, from: 30, to: 60 });
  const one = new Driver(builder.build(), new JournalScript()).pass(0).cueSheet;
  const two = new Driver(builder.build(), new JournalScript()).pass(5).cueSheet;
  expect(keys(one.cues)).toEqual(['8#0', '4#0', '9#0']);
  expect(two.version).toBe(one.version);
  const other = new Driver(builder.diffusion({ id: 10, episode: 5, from: 290, to: 291 }).build(), new JournalScript());
  expect(other.pass(0).cueSheet.version).not.toBe(one.version);
});

test('MO-21: a timetable that was read anew and says the same gives the same sheet object', () => {
  const builder = plainStation().diffusion({ id: 1, episode: 5, from: 60, to: 120 });
  const driver = new Driver(builder.build(), new JournalScript());
  const first = driver.pass(0);
  driver.snapshot = builder.build();
  driver.missing = new Set(['/nothing of ours']);
  expect(driver.pass(1).cueSheet).toBe(first.cueSheet);
});

test('MO-22: a diffusion that has started keeps its cue unchanged, though its file vanishes', () => {
  const driver = new Driver(
    plainStation().diffusion({ id: 7, episode: 5, from: 60, to: hour }).build(),
    new JournalScript().up(0),
  );
  const sheet = driver.pass(1).cueSheet;
  driver.script.cue(60, '7#0', 'started').on(60, 'dealer', 51, { cue: '7#0' });
  expect(driver.pass(61).cueSheet).toBe(sheet);
  driver.missing = new Set(['/sounds/51.ogg']);
  expect(driver.pass(62).cueSheet).toBe(sheet);
  driver.restart();
  expect(driver.pass(63).cueSheet).toEqual(sheet);
});

test('MO-23: a diffusion cancelled while its cue is on the air, by the journal, is stopped until it is off', () => {
  const builder = plainStation();
  const driver = new Driver(
    builder.diffusion({ id: 7, episode: 5, from: 60, to: hour }).build(),
    new JournalScript().up(0),
  );
  driver.script.cue(60, '7#0', 'started').on(60, 'dealer', 51, { cue: '7#0' });
  expect(driver.pass(61).cueSheet.stop).toEqual([]);
  driver.snapshot = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: hour, type: 'cancelled' }).build();
  const output = driver.pass(62);
  expect(output.cueSheet).toMatchObject({ cues: [], stop: ['7#0'] });
  expect(driver.pass(63, { engine: null }).cueSheet).toBe(output.cueSheet);
  driver.script.off(64, 3, { why: 'stopped' }).cue(64, '7#0', 'ended');
  expect(driver.pass(65).cueSheet.stop).toEqual([]);
});

test.each(['loading', 'opened', 'on_air'] as const)('MO-23: the same for a cue that the engine has %s', (state) => {
  const snapshot = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: hour, type: 'cancelled' }).build();
  const driver = new Driver(snapshot, new JournalScript().up(0));
  const decks = [{ name: 'b', state, cue: '7#0' }] as const;
  expect(driver.pass(10, { engine: { decks } }).cueSheet.stop).toEqual(['7#0']);
  expect(driver.pass(11, { engine: null }).cueSheet.stop).toEqual(['7#0']);
  expect(driver.pass(12, { engine: { decks: [] } }).cueSheet.stop).toEqual([]);
});

test('MO-23: a cue whose diffusion nobody knows plays on', () => {
  const driver = new Driver(plainStation().build(), new JournalScript().up(0));
  driver.script.cue(60, '4711#0', 'started');
  const decks = [{ name: 'a', state: 'on_air', cue: '4711#0' }] as const;
  expect(driver.pass(61, { engine: { decks } }).cueSheet.stop).toEqual([]);
  expect(driver.state.cursor).toEqual({ run: RUN_ONE, seq: 2 });
});
