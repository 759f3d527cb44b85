import { expect, test } from 'vitest';
import type { Engine } from '../../ports/engine.ts';
import type { JournalLine } from '../../ports/journal.ts';
import type { StationSnapshot } from '../../ports/store.ts';
import { alarmsInMemory } from '../../ports/testing/alarms-in-memory.ts';
import { newProgram, newSound, newStation } from '../../ports/testing/store-fixtures.ts';
import { ManualClock } from '../../streamer/testing/manual-clock.ts';
import { DIFFUSION_DEFAULTS } from '../../values/defaults.ts';
import { PassingError } from '../../values/errors.ts';
import type {
  DiffusionId,
  EngineRunId,
  EpisodeId,
  PortId,
  ProgramId,
  Slug,
  SoundId,
  StationId,
} from '../../values/ids.ts';
import { plusSeconds } from '../../values/instant.ts';
import type { Diffusion, Port, Sound, Station } from '../../values/model.ts';
import { StationWatch } from './station-watch.ts';

const station: Station = { ...newStation(), id: 1 as StationId };
const MORNING = { ...newProgram(station, 'morning'), id: 1 as ProgramId };
const NIGHT = { ...newProgram(station, 'night', 'streamed'), id: 2 as ProgramId };
const RUNS = ['000001-aaaa', '000002-bbbb'] as readonly string[] as readonly EngineRunId[];
const ICECAST: Port = {
  id: 7 as PortId,
  stationId: station.id,
  direction: 'output',
  kind: 'icecast',
  settings: { host: 'cast.example', port: 8000, mount: '/vert', password: 'hush' },
};

type Said<Line> = Line extends JournalLine ? Omit<Line, 'run' | 'seq' | 'atMs'> : never;

/** A station with one diffusion of half an hour, in half an hour, and everything that it needs. */
function world() {
  const clock = new ManualClock();
  const alarms = alarmsInMemory();
  const start = plusSeconds(clock.now(), 1800);
  const diffusion: Diffusion = {
    id: 5 as DiffusionId,
    stationId: station.id,
    programId: MORNING.id,
    episodeId: 3 as EpisodeId,
    ...DIFFUSION_DEFAULTS,
    start,
    end: plusSeconds(start, 1800),
    startMode: 'hard',
  };
  const archive = (id: number, more: Partial<Sound> = {}): Sound => ({
    ...newSound(station, `/s/${id}.ogg`, { episodeId: diffusion.episodeId, type: 'archive', durationSeconds: 900 }),
    ...more,
    id: id as SoundId,
  });
  const state = {
    diffusion,
    sounds: [archive(1), archive(2), archive(9, { episodeId: null, programId: NIGHT.id })],
    missing: new Set<string>(),
    ports: [ICECAST] as readonly Port[],
    isAway: false,
    atRiskSeconds: null as number | null,
    hasData: true,
  };
  const snapshot = (): StationSnapshot => ({
    station,
    programs: new Map([MORNING, NIGHT].map((program) => [program.id, program])),
    streams: [],
    episodes: new Map([
      [diffusion.episodeId, { id: diffusion.episodeId, programId: MORNING.id, slug: 'e' as Slug, title: '' }],
    ]),
    diffusions: [state.diffusion],
    sounds: new Map(state.sounds.map((sound) => [sound.id, sound])),
    timedTracks: new Map(),
  });
  const watch = () =>
    new StationWatch({
      station,
      alarms,
      clock,
      ports: {
        list: async () => {
          if (state.isAway) throw new PassingError('database_unavailable', 'away');
          return state.ports;
        },
      },
      data: () => (state.hasData ? { snapshot: snapshot(), missing: state.missing } : null),
      settings: () => ({ webhook: null, onAlarm: null, atRiskSeconds: state.atRiskSeconds, diskFreeBytes: null }),
    });
  let seq = 0;
  const line = (said: Said<JournalLine>, run = 0, agoMs = 0): JournalLine => {
    seq += 1;
    return { run: RUNS[run] ?? RUNS[0], seq, atMs: clock.now().epochMilliseconds - agoMs, ...said } as JournalLine;
  };
  return { clock, alarms, state, archive, watch, line };
}

const UP: Said<JournalLine> = { kind: 'up', engineVersion: '2.3.2', script: '', pid: 1, previousAliveMs: null };
const DOWN: Said<JournalLine> = { kind: 'output', port: 7, state: 'down', why: 'refused' };

test('AL-35: a diffusion is at risk from half an hour before its start, or from when it was set', async () => {
  const { clock, alarms, state, watch } = world();
  state.sounds = [];
  const watcher = watch();
  clock.advance(-1);
  await watcher.look();
  expect(alarms.messages).toEqual([]);
  clock.advance(1);
  await watcher.look();
  expect(alarms.messages).toEqual([
    'The diffusion 5 (morning, 2027-01-15 09:30:00) is at risk: its episode has no sound',
  ]);
  state.atRiskSeconds = 60;
  await watcher.look();
  expect(alarms.history).toEqual(['raised diffusion_at_risk vert "5"', 'cleared diffusion_at_risk vert "5"']);
  clock.advance(1_740_000);
  await watcher.look();
  expect(alarms.history).toHaveLength(3);
  clock.advance(60_000);
  await watcher.look();
  expect(alarms.history.at(-1)).toBe('cleared diffusion_at_risk vert "5"');
});

test('AL-35: no sound, removed ones, missing files and too little are risks; an end a little early is none', async () => {
  const { alarms, state, archive, watch } = world();
  const watcher = watch();
  const why = async (sounds: readonly Sound[], missing: readonly string[] = []) => {
    state.sounds = [...sounds];
    state.missing = new Set(missing);
    alarms.clear('diffusion_at_risk', station, '5');
    await watcher.look();
    return alarms.messages.find((message) => message.includes('at risk'))?.split('at risk: ')[1] ?? null;
  };
  expect(await why([archive(1), archive(2)])).toBeNull();
  expect(await why([archive(1, { type: 'excerpt' })])).toBe('its episode has no sound');
  expect(await why([archive(1, { type: 'removed' })])).toBe('the sounds of its episode were removed');
  expect(await why([archive(1), archive(2)], ['/s/1.ogg'])).toBe('1 of its 2 files cannot be read');
  expect(await why([archive(1), archive(2)], ['/s/1.ogg', '/s/2.ogg'])).toBe('none of its files can be read');
  expect(await why([archive(1), archive(2, { durationSeconds: 719 })])).toBe('its sounds last 26:59, its slot 30:00');
  expect(await why([archive(1), archive(2, { durationSeconds: 720 })])).toBeNull();
  expect(await why([archive(1, { durationSeconds: null })])).toBeNull();
  state.diffusion = { ...state.diffusion, type: 'cancelled' };
  expect(await why([])).toBeNull();
});

test('AL-36: files that are missing are one alarm for each program that needs them', async () => {
  const { alarms, clock, state, watch } = world();
  const watcher = watch();
  state.missing = new Set(['/s/2.ogg', '/s/1.ogg', '/s/9.ogg', '/elsewhere']);
  await watcher.look();
  state.missing.delete('/s/1.ogg');
  await watcher.look();
  expect(alarms.messages.filter((message) => message.includes('cannot be read, such as'))).toEqual([
    '2 of the files of the coming diffusions of morning cannot be read, such as /s/1.ogg',
    '1 of the files of the stream night cannot be read, such as /s/9.ogg',
  ]);
  clock.advance(3_600_000);
  await watcher.look();
  expect(alarms.open('file_missing', station)).toEqual(['program 2']);
  state.missing.clear();
  await watcher.look();
  expect(alarms.open('file_missing', station)).toEqual([]);
});

test('AL-32: an output is down when it has been for ten seconds, and up when the engine says so', async () => {
  const { clock, alarms, watch, line } = world();
  const watcher = watch();
  for (const each of [line(UP), line(DOWN)]) watcher.saw(each);
  clock.advance(9_999);
  await watcher.look();
  expect(alarms.messages).toEqual([]);
  clock.advance(1);
  watcher.saw(line(DOWN));
  await watcher.look();
  expect(alarms.messages).toEqual(['The output 7 (icecast cast.example:8000 /vert) is down: refused']);
  watcher.saw(line({ kind: 'output', port: 7, state: 'up', why: '' }));
  await watcher.look();
  expect(alarms.history).toEqual(['raised output_down vert "7"', 'cleared output_down vert "7"']);
});

test('AL-32: after a restart of Airkeeper an output stays down until something else is known of it', async () => {
  const { clock, alarms, state, watch, line } = world();
  alarms.raise('output_down', station, '7', { port: 7, what: 'icecast', why: 'refused' });
  const watcher = watch();
  await watcher.look();
  watcher.saw(line({ kind: 'switch', from: '', to: 'night' }));
  clock.advance(600_000);
  await watcher.look();
  expect(alarms.open('output_down', station)).toEqual(['7']);
  state.isAway = true;
  clock.advance(600_000);
  await watcher.look();
  expect(alarms.open('output_down', station)).toEqual(['7']);
  state.isAway = false;
  state.ports = [];
  await watcher.look();
  expect(alarms.open('output_down', station)).toEqual([]);
});

test('AL-32: an engine that was started again has a minute to find out what is down', async () => {
  const { clock, alarms, watch, line } = world();
  const watcher = watch();
  watcher.saw(line(DOWN, 0, 60_000));
  await watcher.look();
  watcher.saw(line(UP, 1));
  watcher.saw(line({ kind: 'output', port: 7, state: 'down', why: 'of the run before' }, 0));
  clock.advance(59_000);
  await watcher.look();
  expect(alarms.open('output_down', station)).toEqual(['7']);
  clock.advance(2_000);
  await watcher.look();
  expect(alarms.open('output_down', station)).toEqual([]);
});

test('AL-35: a diffusion whose cue the engine refused is at risk until it can be played or is over', async () => {
  const { clock, alarms, watch, line } = world();
  const watcher = watch();
  const cue = (state: 'refused' | 'opened' | 'expired'): Said<JournalLine> => ({
    kind: 'cue',
    cue: '5#0',
    state,
    why: 'no such file',
    joinedSeconds: 0,
  });
  watcher.saw(line(cue('refused')));
  await watcher.look();
  expect(alarms.messages).toEqual([expect.stringContaining('is at risk: the engine cannot play it: no such file')]);
  watcher.saw(line(cue('opened')));
  await watcher.look();
  expect(alarms.messages).toEqual([]);
  watcher.saw(line(cue('refused')));
  await watcher.look();
  const restarted = watch();
  restarted.saw(line(cue('expired')));
  await restarted.look();
  expect(alarms.open('diffusion_at_risk', station)).toEqual(['cue 5']);
  clock.advance(3_600_000);
  await restarted.look();
  expect(alarms.open('diffusion_at_risk', station)).toEqual([]);
});

test('AL-31: while the timetable is not known nothing is said of it', async () => {
  const { alarms, state, watch } = world();
  alarms.raise('file_missing', station, 'program 2', { of: 'the stream night', count: 1, example: '/s/9.ogg' });
  state.hasData = false;
  await watch().look();
  expect(alarms.open('file_missing', station)).toEqual(['program 2']);
});

test('AL-32: what the monitor reads of the journal is seen, and is the same', async () => {
  const { alarms, watch, line } = world();
  const watcher = watch();
  const batch = { lines: [line(UP, 0, 20_000), line(DOWN, 0, 10_000)], cursor: null };
  const engine: Engine = {
    observe: () => Promise.reject(new Error('not asked for')),
    command: () => Promise.reject(new Error('not asked for')),
    putCueSheet: async () => {},
    putStreamPlans: async () => {},
    readJournal: async () => batch,
    onJournalGrowth: () => () => {},
  };
  expect(await watcher.watched(engine).readJournal(null)).toBe(batch);
  await watcher.look();
  expect(alarms.open('output_down', station)).toEqual(['7']);
});
