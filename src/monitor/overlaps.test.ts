import { expect, test } from 'vitest';
import type { Cue } from '../ports/cue-sheet.ts';
import type { ResumeMode } from '../values/model.ts';
import { Driver } from './testing/driver.ts';
import { JournalScript, RUN_TWO } from './testing/journal-script.ts';
import { at, atMs, ids, plainStation, type StationBuilder } from './testing/station-builder.ts';

/**
 * Program `base` (3) with episode 6, sounds 61 and 62 of 600 s each, and `special` (4) with episode 8, sound 81 of 300 s.
 */
function station(resume: ResumeMode = 'live', priority = 0): StationBuilder {
  return plainStation()
    .program('base', { id: 3, resume })
    .episode(6, 3)
    .sound({ id: 61, episodeId: ids.episode(6), position: 1, durationSeconds: 600 })
    .sound({ id: 62, episodeId: ids.episode(6), position: 2, durationSeconds: 600 })
    .program('special', { id: 4, priority })
    .episode(8, 4)
    .sound({ id: 81, episodeId: ids.episode(8), durationSeconds: 300 });
}

/** The base from 0 to 1200 s, and a special of one layer more from 300 to 600 s. */
function special(resume: ResumeMode = 'live', mode: 'hard' | 'soft' = 'hard'): StationBuilder {
  return station(resume)
    .diffusion({ id: 7, episode: 6, from: 0, to: 1200 })
    .diffusion({ id: 9, episode: 8, from: 300, to: 600, layer: 1, mode });
}

function cuesAt(builder: StationBuilder, seconds = -60): readonly Cue[] {
  return new Driver(builder.build(), new JournalScript()).pass(seconds).cueSheet.cues;
}

/** Key, start, mode, latest start, end, and each sound with its second; instants in seconds. */
function lines(cues: readonly Cue[]): readonly string[] {
  const inSeconds = (ms: number) => (ms - atMs(0)) / 1000;
  return cues.map(({ diffusionId, attempt, startMs, mode, latestStartMs, untilMs, files }) => {
    const sounds = files.map(({ soundId, fromSeconds }) => `${soundId}@${fromSeconds}`).join(' ');
    const until = untilMs === null ? '-' : inSeconds(untilMs);
    return `${diffusionId}#${attempt} ${mode} ${inSeconds(startMs)}..${inSeconds(latestStartMs)} until ${until}: ${sounds}`;
  });
}

test('MO-47: a special lies over its base, which goes on by itself at the second where a listener would be', () => {
  expect(lines(cuesAt(special()))).toEqual([
    '7#0 hard 0..300 until -: 61@0 62@0',
    '9#0 hard 300..600 until -: 81@0',
    '7#6000 hard 600..1200 until -: 62@0',
  ]);
});

test('MO-52: each cue says why it is there', () => {
  expect(cuesAt(special()).map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^on the timetable at .*, hard \(MO-18\)$/),
    expect.stringMatching(/^on the timetable at .*, hard \(MO-18\)$/),
    expect.stringMatching(/^goes on after diffusion 9, which has the air until then: .*layer.* \(MO-47\)$/),
  ]);
});

test('MO-47: what is stronger and soft takes the air because the weaker one ends for it', () => {
  expect(lines(cuesAt(special('live', 'soft')))).toEqual([
    '7#0 hard 0..300 until 300: 61@0 62@0',
    '9#0 soft 300..600 until -: 81@0',
    '7#6000 hard 600..1200 until -: 62@0',
  ]);
});

test.each([
  ['continue', '7#6000 hard 600..1200 until -: 61@300 62@0'],
  ['restart', '7#6000 hard 600..1200 until -: 61@0 62@0'],
  ['skip', undefined],
] as const)('MO-47: after it, one of resume %s goes on by that', (resume, expected) => {
  expect(lines(cuesAt(special(resume)))[2]).toBe(expected);
});

test('MO-47: a layer as high or lower takes nothing away; the same content has the same version as without it', () => {
  const alone = station().diffusion({ id: 9, episode: 8, from: 300, to: 600, mode: 'soft' });
  const below = station()
    .diffusion({ id: 7, episode: 6, from: 300, to: 600, layer: -1 })
    .diffusion({ id: 9, episode: 8, from: 300, to: 600, mode: 'soft' });
  expect(cuesAt(below)).toEqual(cuesAt(alone));
});

test('MO-47: one whose start is covered in its layer begins at the first instant that it has, by its latest start', () => {
  const builder = station()
    .diffusion({ id: 7, episode: 6, from: 0, to: 600 })
    .diffusion({ id: 9, episode: 8, from: 500, to: 1800, mode: 'soft' });
  expect(lines(cuesAt(builder))).toEqual(['7#0 hard 0..600 until -: 61@0 62@0', '9#0 soft 600..1700 until -: 81@0']);
  const longer = station()
    .station({ cancelTimeoutSeconds: 90 })
    .diffusion({ id: 7, episode: 6, from: 0, to: 600 })
    .diffusion({ id: 9, episode: 8, from: 500, to: 1800, mode: 'soft' });
  expect(lines(cuesAt(longer))).toEqual(['7#0 hard 0..90 until -: 61@0 62@0']);
});

test('TT-40, MO-30: one that waited too long is cancelled because of the stronger one, by the rule that decided', () => {
  const snapshot = station('live', 5)
    .station({ cancelTimeoutSeconds: 60 })
    .diffusion({ id: 7, episode: 6, from: 100, to: 600 })
    .diffusion({ id: 9, episode: 8, from: 0, to: 300 })
    .build();
  const driver = new Driver(snapshot, new JournalScript().up(-10));
  driver.pass(-5);
  driver.script.cue(0, '9#0', 'started').on(0, 'dealer', 81, { cue: '9#0' });
  driver.pass(161);
  expect(driver.log.ofType('cancel')).toEqual([]);
  driver.pass(162.1);
  expect(driver.log.ofType('cancel')).toMatchObject([
    {
      date: at(160),
      diffusionId: 7,
      reason: 'diffusion 9 had the air: its program has the higher priority, 5 over 0 (TT-40)',
    },
  ]);
});

test.each([
  ['live', '7#3000 hard 300..600 until -: 61@300 62@0'],
  ['continue', '7#0 soft 300..600 until -: 61@0 62@0'],
  ['restart', '7#0 soft 300..600 until -: 61@0 62@0'],
] as const)(
  'MO-47: beneath a higher layer it may begin until the end of its slot, by resume %s',
  (resume, expected) => {
    const builder = station(resume)
      .station({ cancelTimeoutSeconds: 60 })
      .diffusion({ id: 7, episode: 6, from: 0, to: 600, mode: 'soft' })
      .diffusion({ id: 9, episode: 8, from: 0, to: 300, layer: 2 });
    expect(lines(cuesAt(builder))).toEqual(['9#0 hard 0..60 until -: 81@0', expected]);
    const driver = new Driver(builder.build(), new JournalScript().up(-10));
    driver.pass(-5);
    driver.script.cue(0, '9#0', 'started').on(0, 'dealer', 81, { cue: '9#0' });
    driver.pass(602);
    expect(driver.log.ofType('cancel')).toEqual([]);
    driver.pass(602.1);
    expect(driver.log.ofType('cancel')).toMatchObject([{ date: at(600), reason: 'the engine did not begin it' }]);
  },
);

test('MO-47: one of resume skip that lies beneath a higher layer at its start is cancelled', () => {
  const builder = station('skip')
    .diffusion({ id: 7, episode: 6, from: 10, to: 600, mode: 'soft' })
    .diffusion({ id: 9, episode: 8, from: 0, to: 300, layer: 2 });
  expect(lines(cuesAt(builder))).toEqual(['9#0 hard 0..300 until -: 81@0']);
  const driver = new Driver(builder.build(), new JournalScript().up(-10));
  driver.pass(0);
  driver.script.cue(0, '9#0', 'started').on(0, 'dealer', 81, { cue: '9#0' });
  driver.pass(13);
  expect(driver.log.ofType('cancel')).toMatchObject([
    { date: at(10), reason: 'diffusion 9 had the air: it lies in the higher layer, 2 over 0 (TT-40)' },
  ]);
});

test('MO-48: for less than half a minute it does not go on', () => {
  const rest = (seconds: number) =>
    station()
      .diffusion({ id: 7, episode: 6, from: 0, to: 600 + seconds })
      .diffusion({ id: 9, episode: 8, from: 300, to: 600, layer: 1 });
  expect(cuesAt(rest(29.999)).map(({ attempt }) => attempt)).toEqual([0, 0]);
  expect(cuesAt(rest(30)).map(({ attempt }) => attempt)).toEqual([0, 0, 6000]);
});

test('MO-46: what has no file, no sound, or is not on_air takes nobody the air', () => {
  const alone = cuesAt(station().diffusion({ id: 7, episode: 6, from: 0, to: 1200 }));
  const builder = station()
    .episode(10, 4)
    .diffusion({ id: 7, episode: 6, from: 0, to: 1200 })
    .diffusion({ id: 8, episode: 10, from: 100, to: 200, layer: 1 })
    .diffusion({ id: 9, episode: 8, from: 300, to: 600, layer: 1 })
    .diffusion({ id: 10, episode: 8, from: 300, to: 600, layer: 1, type: 'unconfirmed' });
  const driver = new Driver(builder.build(), new JournalScript());
  driver.missing = new Set(['/sounds/81.ogg']);
  expect(driver.pass(-60).cueSheet.cues).toEqual(alone);
});

/** The base has begun at 0 s, and the special has taken the air from it at 300 s. */
function interrupted(builder = special()): Driver {
  const driver = new Driver(builder.build(), new JournalScript().up(-10));
  driver.pass(-5);
  driver.script.cue(0, '7#0', 'started').on(0, 'dealer', 61, { cue: '7#0' });
  driver.pass(1);
  driver.script.off(300, 3, { position: 300, why: 'interrupted', by: '9#0' }).cue(300, '7#0', 'ended');
  driver.script.cue(300, '9#0', 'started').on(300, 'dealer', 81, { cue: '9#0' });
  driver.pass(301);
  return driver;
}

test('MO-49: that it gives way is one entry with the stronger one and the rule, and so is why it goes on', () => {
  const driver = interrupted();
  expect(driver.log.ofType('other').slice(1)).toMatchObject([
    {
      date: at(300),
      source: 'dealer',
      soundId: 61,
      diffusionId: 7,
      comment: 'interrupted at second 300 of /sounds/61.ogg',
      reason: 'gives way to diffusion 9: it lies in the higher layer, 1 over 0 (TT-40)',
    },
  ]);
  driver.script.off(600, 8, { position: 300 }).cue(600, '9#0', 'ended');
  driver.script.cue(600, '7#6000', 'started').on(600, 'dealer', 62, { cue: '7#6000' });
  driver.pass(601);
  expect(driver.log.ofType('start').map(({ diffusionId }) => diffusionId)).toEqual([7, 9]);
  expect(driver.log.ofType('stop')).toEqual([]);
  expect(driver.log.ofType('on_air').at(-1)).toMatchObject({
    diffusionId: 7,
    reason: 'cue 7#6000, after diffusion 9: it lies in the higher layer, 1 over 0 (TT-40)',
  });
});

test('MO-47: where it goes on follows from when it began', () => {
  const driver = new Driver(special().build(), new JournalScript().up(-10));
  driver.pass(-5);
  driver.script.cue(20, '7#0', 'started').on(20, 'dealer', 61, { cue: '7#0' });
  expect(lines(driver.pass(21).cueSheet.cues)[2]).toBe('7#6000 hard 600..1200 until -: 61@580 62@0');
});

test('MO-50: one that is continued goes on where it was cut, once that is in the log', () => {
  const driver = new Driver(special('continue').build(), new JournalScript().up(-10));
  driver.pass(-5);
  driver.script.cue(0, '7#0', 'started').on(0, 'dealer', 61, { cue: '7#0' });
  driver.script.off(100, 3, { position: 100, why: 'seek', by: 'operator' }).on(100, 'dealer', 61, { cue: '7#0' });
  driver.pass(101);
  driver.script.off(300, 5, { position: 200, why: 'interrupted', by: '9#0' }).cue(300, '7#0', 'ended');
  driver.script.cue(300, '9#0', 'started').on(300, 'dealer', 81, { cue: '9#0' });
  expect(lines(driver.pass(301).cueSheet.cues)[2]).toBe('7#6000 hard 600..1200 until -: 61@200 62@0');
});

test('MO-51: the turn begins earlier when the stronger one is shortened, and at once when it is cancelled', () => {
  const driver = interrupted();
  const shorter = station()
    .diffusion({ id: 7, episode: 6, from: 0, to: 1200 })
    .diffusion({ id: 9, episode: 8, from: 300, to: 500, layer: 1 });
  driver.snapshot = shorter.build();
  expect(lines(driver.pass(310).cueSheet.cues)[2]).toBe('7#5000 hard 500..1200 until -: 61@500 62@0');
  const gone = station()
    .diffusion({ id: 7, episode: 6, from: 0, to: 1200 })
    .diffusion({ id: 9, episode: 8, from: 300, to: 500, layer: 1, type: 'cancelled' });
  driver.snapshot = gone.build();
  const { cues, stop } = driver.pass(400).cueSheet;
  expect(stop).toEqual(['9#0']);
  expect(lines(cues)).toEqual(['7#4010 hard 401.5..1200 until -: 61@401.5 62@0']);
  driver.script.off(401.5, 8, { position: 101.5, why: 'interrupted', by: '7#4010' }).cue(401.5, '9#0', 'ended');
  driver.script.cue(401.5, '7#4010', 'started').on(401.5, 'dealer', 61, { cue: '7#4010', position: 401.5 });
  expect(lines(driver.pass(402).cueSheet.cues)).toEqual(['7#4010 hard 401.5..1200 until -: 61@401.5 62@0']);
  expect(driver.pass(500).cueSheet.stop).toEqual([]);
});

test('MO-26, MO-47: the engine dies in a later turn: it is taken up again in that', () => {
  const driver = interrupted();
  driver.script.off(600, 8, { position: 300 }).cue(600, '9#0', 'ended');
  driver.script.cue(600, '7#6000', 'started').on(600, 'dealer', 62, { cue: '7#6000' });
  driver.pass(601);
  const next = new JournalScript(RUN_TWO).up(700, 695);
  const engine = { journal: next.take(), engine: { run: RUN_TWO, seq: 1, upMs: atMs(700) } };
  const expected = ['9#0 hard 300..600 until -: 81@0', '7#6001 hard 702.5..1200 until -: 62@102.5'];
  expect(lines(driver.pass(701, engine).cueSheet.cues)).toEqual(expected);
  driver.restart();
  const after = driver.pass(701, { engine: { run: RUN_TWO, seq: 1, upMs: atMs(700) } });
  expect(lines(after.cueSheet.cues)).toEqual(expected);
});

test('MO-26, MO-47: the engine dies in the first turn: the later one is what it was', () => {
  const driver = new Driver(special().build(), new JournalScript().up(-10));
  driver.pass(-5);
  driver.script.cue(0, '7#0', 'started').on(0, 'dealer', 61, { cue: '7#0' });
  driver.pass(1);
  const next = new JournalScript(RUN_TWO).up(100, 95);
  const state = { run: RUN_TWO, seq: 1, upMs: atMs(100) };
  expect(lines(driver.pass(101, { journal: next.take(), engine: state }).cueSheet.cues)).toEqual([
    '7#1 hard 102.5..300 until -: 61@102.5 62@0',
    '9#0 hard 300..600 until -: 81@0',
    '7#6000 hard 600..1200 until -: 62@0',
  ]);
  driver.restart();
  expect(lines(driver.pass(650, { engine: state }).cueSheet.cues).at(-1)).toBe('7#6000 hard 600..1200 until -: 62@0');
});

test('MO-17: what begins in a later turn has started where its on line says', () => {
  const driver = new Driver(special().build(), new JournalScript().up(500));
  driver.pass(510);
  driver.script.cue(600, '7#6000', 'started').on(600, 'dealer', 62, { cue: '7#6000' });
  driver.pass(601);
  expect(driver.log.ofType('start')).toMatchObject([{ diffusionId: 7, date: at(600), positionSeconds: 600 }]);
});

test('MO-51: over one that is on the air a stronger one is put, soft and due already: it ends at once for it', () => {
  const driver = new Driver(
    station().diffusion({ id: 7, episode: 6, from: 0, to: 1200 }).build(),
    new JournalScript().up(-10),
  );
  driver.pass(-5);
  driver.script.cue(0, '7#0', 'started').on(0, 'dealer', 61, { cue: '7#0' });
  driver.pass(1);
  const put = (from: number) => {
    driver.snapshot = station()
      .diffusion({ id: 7, episode: 6, from: 0, to: 1200 })
      .diffusion({ id: 9, episode: 8, from, to: 600, layer: 1, mode: 'soft' })
      .build();
  };
  put(80);
  expect(lines(driver.pass(100).cueSheet.cues)[0]).toBe('7#0 hard 0..80 until 80: 61@0 62@0');
  put(-50);
  expect(lines(driver.pass(101).cueSheet.cues)).toEqual([
    '9#0 soft -50..600 until -: 81@0',
    '7#0 hard 0..0 until 0: 61@0 62@0',
    '7#6000 hard 600..1200 until -: 62@0',
  ]);
  driver.restart();
  const onAir = { seq: 3, since: 0, position: 102, request: { cue: '7#0', soundId: ids.sound(61) } };
  expect(lines(driver.pass(102, { engine: { onAir } }).cueSheet.cues)[1]).toBe('7#0 hard 0..0 until 0: 61@0 62@0');
});

test('MO-25, MO-49: one that gave way is not cut, though the engine dies before it says that its cue has ended', () => {
  const driver = new Driver(special().build(), new JournalScript().up(-10));
  driver.pass(-5);
  driver.script.cue(0, '7#0', 'started').on(0, 'dealer', 61, { cue: '7#0' });
  driver.pass(1);
  driver.script.off(300, 3, { position: 300, why: 'interrupted', by: '9#0' });
  driver.pass(301);
  const next = new JournalScript(RUN_TWO).up(304, 300);
  driver.pass(305, { journal: next.take(), engine: { run: RUN_TWO, seq: 1, upMs: atMs(304) } });
  expect(driver.log.ofType('stop')).toEqual([]);
});
