import { expect, test } from 'vitest';
import type { LogBatch } from '../ports/store.ts';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_TWO } from './testing/journal-script.ts';
import { at, atMs, ids, plainStation, type StationBuilder } from './testing/station-builder.ts';

const latest = 60 + 1200;

/** Diffusion 7 has the slot from 60 s to an hour; it can start until 1260 s. */
function station(): StationBuilder {
  return plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 3600 });
}

/** A driver whose engine is up and holds what is wanted. */
function driver(builder: StationBuilder = station()): Driver {
  const run = new Driver(builder.build(), new JournalScript().up(0));
  run.pass(1);
  run.pass(2);
  return run;
}

function reasonFor(run: Driver): string | undefined {
  run.pass(latest + 2.001);
  return run.log.ofType('cancel')[0]?.reason;
}

test('MO-30: not started by its latest start, it is cancelled, with an entry of that date', () => {
  const run = driver();
  const { batch } = run.pass(latest + 2.001);
  expect(batch).toEqual<LogBatch>({
    entries: [
      {
        type: 'cancel',
        date: at(latest),
        end: null,
        source: 'dealer',
        soundId: null,
        positionSeconds: null,
        trackId: null,
        diffusionId: ids.diffusion(7),
        comment: 'not started by its latest start, 14:21:00',
        reason: 'the engine did not begin it',
        journal: null,
      },
    ],
    ends: [],
    cancelled: [{ id: ids.diffusion(7), start: at(60), end: at(3600) }],
    cursor: { run: run.script.run, seq: 1 },
  });
});

test('MO-30: a short one by its end', () => {
  const run = driver(plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 90.5 }));
  expect(run.pass(92.5).batch).toBeNull();
  run.pass(92.6);
  expect(run.log.ofType('cancel')).toMatchObject([
    { date: at(90.5), comment: expect.stringContaining('14:01:30.500') },
  ]);
});

test('MO-30: one that started is not', () => {
  const run = driver();
  run.script.cue(latest - 0.001, '7#0', 'started');
  run.pass(latest + 10);
  run.restart();
  run.pass(latest + 11);
  run.pass(latest + 12);
  expect(run.log.ofType('cancel')).toEqual([]);
});

test('MO-30: why: no length', () => {
  const run = driver(plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 60 }));
  expect(reasonFor(run)).toBe('it has no length');
  expect(run.log.ofType('cancel')[0]?.date).toEqual(at(60));
});

test('MO-30: why: files missing, sounds removed', () => {
  const missing = driver();
  missing.missing = new Set(['/sounds/51.ogg']);
  missing.pass(3);
  expect(reasonFor(missing)).toBe('its file is missing: /sounds/51.ogg');
  const two = driver(station().sound({ id: 52, episodeId: ids.episode(5) }));
  two.missing = new Set(['/sounds/51.ogg', '/sounds/52.ogg']);
  two.pass(3);
  expect(reasonFor(two)).toBe('its 2 files are missing: /sounds/51.ogg, …');
  const removed = driver(station().sound({ id: 51, episodeId: ids.episode(5), type: 'removed' }));
  expect(reasonFor(removed)).toBe('its sounds were removed');
});

test('MO-30: why: refused or let go by the engine', () => {
  const refused = driver();
  refused.script.cue(60, '7#0', 'refused', 'no decoder');
  expect(reasonFor(refused)).toBe('the engine refused it: no decoder');
  const expired = driver();
  expired.script.cue(latest, '7#0', 'expired', 'its deck was not free');
  expect(reasonFor(expired)).toBe('the engine let it expire: its deck was not free');
});

test('MO-30: why: not that it expired before it was moved', () => {
  const run = driver();
  run.script.cue(10, '7#0', 'expired', 'long ago').cue(20, '7#0', 'accepted');
  expect(reasonFor(run)).toBe('the engine did not begin it');
});

/** A driver whose engine was not running at the start of diffusion 7, and is up since 14:21:20. */
function missed(builder: StationBuilder): Driver {
  const run = driver(builder);
  run.pass(latest + 20, { journal: new JournalScript(RUN_TWO).up(latest + 20).take(), engine: null });
  return run;
}

test('MO-43: missed by an engine that was not running, it may start until the end of its slot', () => {
  for (const resume of ['live', 'continue', 'restart'] as const) {
    const run = missed(station().program('morning', { id: 2, resume }));
    run.pass(latest + 31, { engine: { run: RUN_TWO, seq: 1 } });
    run.pass(3602, { engine: { run: RUN_TWO, seq: 1 } });
    expect(run.log.ofType('cancel')).toEqual([]);
    run.pass(3602.001, { engine: { run: RUN_TWO, seq: 1 } });
    expect(run.log.ofType('cancel')).toMatchObject([
      { date: at(3600), reason: 'the engine was not running: it is up since 14:21:20' },
    ]);
  }
});

test('MO-43: of a program whose setting is skip, what was missed is cancelled at once', () => {
  const run = missed(station().program('morning', { id: 2, resume: 'skip' }));
  run.pass(latest + 31, { engine: { run: RUN_TWO, seq: 1 } });
  expect(run.log.ofType('cancel')).toMatchObject([
    { date: at(60), reason: expect.stringContaining('what it missed of this program is skipped') },
  ]);
});

test('MO-43: after a restart of Airkeeper the engine says since when it is up', () => {
  const run = missed(station());
  run.restart();
  run.pass(latest + 31, { engine: { run: RUN_TWO, seq: 1, upMs: atMs(latest + 20) } });
  run.pass(latest + 32, { engine: { run: RUN_TWO, seq: 1, upMs: atMs(latest + 20) } });
  expect(run.log.ofType('cancel')).toEqual([]);
});

test('MO-30: why: the dealer was busy', () => {
  const cue = driver();
  cue.pass(latest + 3, { engine: { decks: [{ name: 'a', state: 'on_air', cue: '6#0' }] } });
  expect(cue.log.ofType('cancel')).toMatchObject([{ reason: 'the dealer was busy with diffusion 6' }]);
  const pushed = driver();
  pushed.pass(latest + 3, { engine: { onAir: { seq: 5, request: { uri: '/long.ogg', pushed: true } } } });
  expect(pushed.log.ofType('cancel')).toMatchObject([{ reason: 'the dealer was busy with /long.ogg' }]);
});

test('MO-31: not within 2 seconds of the latest start, by the clock of the engine', () => {
  const run = driver();
  expect(run.pass(latest + 2).batch).toBeNull();
  expect(run.pass(latest + 60, { engine: { atMs: at(latest + 2).epochMilliseconds } }).batch).toBeNull();
  expect(run.pass(latest + 61).batch?.cancelled).toMatchObject([{ id: 7 }]);
});

test('MO-31: not while the engine does not answer', () => {
  const run = driver();
  expect(run.pass(latest + 3, { engine: null }).batch).toBeNull();
  expect(run.pass(latest + 4).batch?.cancelled).toMatchObject([{ id: 7 }]);
});

test('MO-31: not before the journal has been read as far as the state reaches, in the same run', () => {
  const run = driver();
  const seq = run.script.seq + 1;
  expect(run.pass(latest + 3, { engine: { seq } }).batch).toBeNull();
  expect(run.pass(latest + 3, { engine: { run: RUN_TWO, seq: 1 } }).batch).toBeNull();
  run.script.cue(latest - 1, '7#0', 'started');
  run.pass(latest + 4, { engine: { seq } });
  run.pass(latest + 5);
  expect(run.log.ofType('cancel')).toEqual([]);
  expect(run.log.ofType('start')).toHaveLength(1);
});

test('MO-31: not while the engine holds another cue sheet, by which it might begin it', () => {
  const run = driver();
  expect(run.pass(latest + 3, { engine: { cueSheetVersion: 'old' } }).batch).toBeNull();
  run.snapshot = station().diffusion({ id: 9, episode: 5, from: 7200, to: 7300 }).build();
  expect(run.pass(latest + 4).batch).toBeNull();
  expect(run.pass(latest + 5).batch?.cancelled).toMatchObject([{ id: 7 }]);
});

test('MO-32: a live diffusion is never cancelled', () => {
  const builder = plainStation()
    .episode(6, 2)
    .sound({ id: 61, episodeId: ids.episode(6), type: 'excerpt' })
    .diffusion({ id: 7, episode: 6, from: 60, to: 3600 });
  const run = driver(builder);
  expect(run.pass(7200).batch).toBeNull();
});

test('MO-32: nor is one of another type', () => {
  const builder = plainStation()
    .diffusion({ id: 7, episode: 5, from: 60, to: 3600, type: 'unconfirmed' })
    .diffusion({ id: 8, episode: 5, from: 60, to: 3600, type: 'cancelled' });
  expect(driver(builder).pass(7200).batch).toBeNull();
});

test('MO-33: not while the engine has its cue on the air', () => {
  const run = driver();
  const deck = { decks: [{ name: 'a', state: 'on_air', cue: '7#0' }] } as const;
  expect(run.pass(latest + 3, { engine: deck }).batch).toBeNull();
  const onAir = { onAir: { seq: 9, request: { cue: '7#1' } } };
  expect(run.pass(latest + 4, { engine: onAir }).batch).toBeNull();
});

test('MO-34: what went by while all was down is cancelled when the engine answers again', () => {
  const builder = plainStation();
  for (let index = 0; index < 20; index += 1) {
    builder.diffusion({ id: index + 1, episode: 5, from: 60 + index * 3600, to: 660 + index * 3600 });
  }
  const run = new Driver(builder.build(), new JournalScript().up(72_000));
  run.pass(72_001);
  const { batch } = run.pass(72_002);
  expect(batch?.cancelled).toHaveLength(20);
  expect(batch?.entries.map((entry) => entry.diffusionId)).toEqual(batch?.cancelled.map(({ id }) => id));
  expect(batch?.entries[0]).toMatchObject({ date: at(660), reason: expect.stringContaining('was not running') });
});

test('MO-35: once, and its cue leaves the sheet in the same pass', () => {
  const run = driver();
  const { cueSheet, commands } = run.pass(latest + 3);
  expect(cueSheet.cues).toEqual([]);
  expect(commands).toMatchObject([
    { command: { kind: 'reload_cues' }, reason: expect.stringContaining('a diffusion was cancelled') },
  ]);
  expect(run.pass(latest + 4).batch).toBeNull();
  run.snapshot = station().build();
  run.pass(latest + 5);
  expect(run.pass(latest + 6).batch).toBeNull();
  expect(run.log.ofType('cancel')).toHaveLength(1);
});

test('MO-35: put back at another time, it has its cue again, and can be cancelled again', () => {
  const run = driver();
  run.pass(latest + 3);
  run.snapshot = plainStation().diffusion({ id: 7, episode: 5, from: 4000, to: 4100 }).build();
  expect(run.pass(latest + 4).cueSheet.cues).toMatchObject([{ diffusionId: 7, attempt: 0 }]);
  run.pass(4101);
  expect(run.pass(4103).batch?.cancelled).toMatchObject([{ id: 7 }]);
});

test('MO-35: moved in the moment in which it was cancelled, it is judged by its new slot, also where only its end is another', () => {
  const longer = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 5000 }).build();
  const run = driver();
  expect(run.pass(latest + 3).batch?.cancelled).toMatchObject([{ end: at(3600) }]);
  run.snapshot = longer;
  // its cue is back in the sheet: the engine has to know that before anything is said of it
  run.pass(latest + 4);
  expect(run.pass(latest + 5).batch?.cancelled).toMatchObject([{ id: 7, start: at(60), end: at(5000) }]);
  expect(run.pass(latest + 6).batch).toBeNull();
});
