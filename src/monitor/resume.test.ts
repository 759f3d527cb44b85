import { expect, test } from 'vitest';
import { cueFile, filesFrom } from './files-from.ts';
import { RESUME_LEAD_MS } from './resume.ts';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_TWO, runId } from './testing/journal-script.ts';
import { at, atMs, ids, plainStation, type StationBuilder } from './testing/station-builder.ts';

/** Diffusion 7 of three sounds of ten, five and ten minutes, in the slot from 60 s to an hour, or in another one. */
function station(slot = { from: 60, to: 3600 }): StationBuilder {
  return plainStation()
    .sound({ id: 52, episodeId: ids.episode(5), position: 1, durationSeconds: 300 })
    .sound({ id: 53, episodeId: ids.episode(5), position: 2, durationSeconds: 600 })
    .diffusion({ id: 7, episode: 5, ...slot });
}

/** The engine died at 90 s under diffusion 7, which had begun at 60.5 s, and is up again since `upAt`. */
function diedUnder(builder: StationBuilder, upAt = 95): { driver: Driver; next: JournalScript } {
  const driver = new Driver(builder.build(), new JournalScript().up(0));
  driver.script.cue(60.5, '7#0', 'started').on(60.5, 'dealer', 51, { cue: '7#0' });
  driver.pass(61);
  const next = new JournalScript(RUN_TWO).up(upAt);
  return { driver, next };
}

function engine(script: JournalScript, given: object = {}) {
  return { journal: script.take(), engine: { run: script.run, seq: script.seq, ...given } };
}

function keys(driver: Driver): readonly string[] {
  return driver.last?.cueSheet.cues.map((cue) => `${cue.diffusionId}#${cue.attempt}`) ?? [];
}

test('MO-26: a cut diffusion is taken up again, hard, where a listener would be', () => {
  const { driver, next } = diedUnder(station());
  const output = driver.pass(96, engine(next));
  expect(output.cueSheet.cues).toEqual([
    {
      diffusionId: 7,
      attempt: 1,
      startMs: atMs(96) + RESUME_LEAD_MS,
      mode: 'hard',
      fadeSeconds: 1.5,
      latestStartMs: atMs(3600),
      late: null,
      untilMs: null,
      files: [
        { soundId: 51, path: '/sounds/51.ogg', fromSeconds: 37, durationSeconds: 600 },
        { soundId: 52, path: '/sounds/52.ogg', fromSeconds: 0, durationSeconds: 300 },
        { soundId: 53, path: '/sounds/53.ogg', fromSeconds: 0, durationSeconds: 600 },
      ],
      reason: 'cut by the end of the engine, and taken up again: resume is live (MO-26)',
    },
  ]);
  expect(output.commands).toMatchObject([
    { command: { kind: 'reload_cues' }, reason: expect.stringContaining('taken up again') },
  ]);
});

test('MO-26: the walk goes through the sounds', () => {
  const sounds = [...station().build().sounds.values()].filter((sound) => sound.episodeId === 5);
  const walk = (seconds: number) =>
    filesFrom(sounds.map(cueFile), seconds).map((file) => [file.soundId, file.fromSeconds]);
  expect(walk(0)).toEqual([
    [51, 0],
    [52, 0],
    [53, 0],
  ]);
  expect(walk(599)).toEqual([
    [51, 599],
    [52, 0],
    [53, 0],
  ]);
  expect(walk(599.01)).toEqual([
    [52, 0],
    [53, 0],
  ]);
  expect(walk(612.3456)).toEqual([
    [52, 12.346],
    [53, 0],
  ]);
  expect(walk(1000)).toEqual([[53, 100]]);
  expect(walk(1499.5)).toEqual([]);
});

test('MO-26: past the end of all its sounds there is no cue, nor at the end of the slot', () => {
  const late = diedUnder(station());
  late.driver.pass(1700, engine(late.next));
  expect(keys(late.driver)).toEqual([]);
  const long = station().sound({ id: 51, episodeId: ids.episode(5), durationSeconds: 10_000 });
  const end = diedUnder(long, 3590);
  end.driver.pass(3598.6, engine(end.next));
  expect(keys(end.driver)).toEqual([]);
});

test('MO-26: until the engine answers and its journal has been read, nothing is taken up again', () => {
  const { driver, next } = diedUnder(station());
  const journal = next.take();
  driver.pass(96, { journal, engine: null });
  expect(keys(driver)).toEqual([]);
  driver.pass(97, { engine: { run: RUN_TWO, seq: 5 } });
  expect(keys(driver)).toEqual([]);
  driver.pass(98, { engine: { run: RUN_TWO, seq: 1 } });
  expect(keys(driver)).toEqual(['7#1']);
});

test('MO-26: a second death is a second cue, counted from the one start', () => {
  const { driver, next } = diedUnder(station());
  driver.pass(96, engine(next));
  next.cue(97.5, '7#1', 'started').on(97.5, 'dealer', 51, { cue: '7#1', position: 37 });
  driver.pass(98, engine(next));
  const third = new JournalScript(runId('000003-cccc')).up(200);
  driver.pass(201, engine(third));
  expect(driver.last?.cueSheet.cues).toMatchObject([
    { attempt: 2, startMs: atMs(202.5), files: [{ soundId: 51, fromSeconds: 142 }, {}, {}] },
  ]);
  expect(driver.log.ofType('start')).toHaveLength(1);
});

test('MO-26: a diffusion that had not started when the engine died begins late, from its beginning', () => {
  const driver = new Driver(station().build(), new JournalScript().up(0));
  driver.pass(30);
  const next = new JournalScript(RUN_TWO).up(95);
  expect(driver.pass(96, engine(next)).cueSheet.cues).toMatchObject([
    { attempt: 0, startMs: atMs(60), latestStartMs: atMs(1260), files: [{ fromSeconds: 0 }, {}, {}] },
  ]);
});

test('MO-26: after a restart of Airkeeper the log is enough', () => {
  const { driver, next } = diedUnder(station());
  driver.pass(96, { journal: next.take(), engine: null });
  driver.restart();
  driver.pass(100, engine(next));
  expect(driver.last?.cueSheet.cues).toMatchObject([{ attempt: 1, files: [{ soundId: 51, fromSeconds: 41 }, {}, {}] }]);
});

test('MO-26: of the files that are there', () => {
  const { driver, next } = diedUnder(station());
  driver.missing = new Set(['/sounds/51.ogg']);
  driver.pass(96, engine(next));
  expect(driver.last?.cueSheet.cues[0]?.files.map((file) => [file.soundId, file.fromSeconds])).toEqual([
    [52, 37],
    [53, 0],
  ]);
});

test('MO-26: one that was moved to a later slot before its start was known goes on at once', () => {
  const { driver, next } = diedUnder(station());
  driver.snapshot = station({ from: 900, to: 4440 }).build();
  expect(driver.pass(96, engine(next)).cueSheet.cues).toMatchObject([
    { attempt: 1, startMs: atMs(97.5), latestStartMs: atMs(4440), files: [{ soundId: 51, fromSeconds: 37 }, {}, {}] },
  ]);
});

test.each(['ended', 'refused'] as const)(
  'MO-26: a cue that is known to have %s is not made again after a restart',
  (state) => {
    const { driver, next } = diedUnder(station());
    driver.pass(96, { journal: next.take(), engine: null });
    driver.restart();
    next.cue(97, '7#1', state);
    driver.pass(100, engine(next));
    expect(keys(driver)).toEqual([]);
  },
);

test('MO-27: a sound of unknown duration is taken to go on', () => {
  const builder = station().sound({ id: 51, episodeId: ids.episode(5), durationSeconds: null });
  const { driver, next } = diedUnder(builder, 1990);
  driver.pass(1999, engine(next));
  expect(driver.last?.cueSheet.cues[0]?.files.map((file) => [file.soundId, file.fromSeconds])).toEqual([
    [51, 1940],
    [52, 0],
    [53, 0],
  ]);
});

test('MO-28: the instant stays as it was made, begun or not', () => {
  const { driver, next } = diedUnder(station());
  const { cueSheet } = driver.pass(96, engine(next));
  expect(driver.pass(97, engine(next)).cueSheet).toBe(cueSheet);
  next.cue(97.5, '7#1', 'started').on(97.5, 'dealer', 51, { cue: '7#1', position: 37 });
  expect(driver.pass(98, engine(next)).cueSheet).toBe(cueSheet);
  expect(driver.pass(700, engine(next)).cueSheet).toBe(cueSheet);
  next.off(700, 3, { why: 'skipped' }).cue(700, '7#1', 'ended');
  driver.pass(701, engine(next));
  expect(driver.pass(710, engine(next)).cueSheet).toBe(cueSheet);
});

test('MO-28: an engine that holds the cue and does not begin it has its reasons', () => {
  const { driver, next } = diedUnder(station());
  const { cueSheet } = driver.pass(96, engine(next));
  for (const seconds of [102, 103, 110, 500]) expect(driver.pass(seconds, engine(next)).cueSheet).toBe(cueSheet);
});

test('MO-28: made anew 5 seconds after its instant when the engine did not hold it, or came up again', () => {
  const { driver, next } = diedUnder(station());
  driver.pass(96, engine(next));
  driver.pass(102.4, engine(next, { cueSheetVersion: 'old' }));
  expect(driver.last?.cueSheet.cues[0]?.startMs).toBe(atMs(97.5));
  driver.pass(102.6, engine(next, { cueSheetVersion: 'old' }));
  expect(driver.last?.cueSheet.cues[0]).toMatchObject({ attempt: 1, startMs: atMs(104.1) });
  const third = new JournalScript(runId('000003-cccc')).up(200);
  driver.pass(201, engine(third));
  expect(driver.last?.cueSheet.cues[0]).toMatchObject({ attempt: 1, startMs: atMs(202.5) });
});

test('MO-28: not while a deck has it, nor once it has begun or was refused', () => {
  const { driver, next } = diedUnder(station());
  const { cueSheet } = driver.pass(96, engine(next));
  const decks = [{ name: 'a', state: 'loading', cue: '7#1' }];
  expect(driver.pass(103, engine(next, { decks, cueSheetVersion: 'old' })).cueSheet).toBe(cueSheet);
  next.cue(103, '7#1', 'refused', 'no file');
  expect(driver.pass(120, engine(next, { cueSheetVersion: 'old' })).cueSheet).toBe(cueSheet);
});

test('MO-29: not after more than five deaths', () => {
  const { driver } = diedUnder(station());
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const seconds = 60 + attempt * 30;
    const script = new JournalScript(runId(`00001${attempt}-dddd`)).up(seconds);
    driver.pass(seconds + 1, engine(script));
    expect(keys(driver)).toEqual(attempt <= 5 ? [`7#${attempt}`] : []);
    script.cue(seconds + 3, `7#${attempt}`, 'started');
    script.on(seconds + 3, 'dealer', 51, { cue: `7#${attempt}`, position: seconds - 58 });
    if (attempt <= 5) driver.pass(seconds + 4, engine(script));
  }
  expect(driver.log.ofType('stop')).toHaveLength(6);
  expect(driver.log.ofType('start')).toMatchObject([{ date: at(60.5) }]);
});
