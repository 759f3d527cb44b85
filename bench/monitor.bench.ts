/**
 * What a pass of the monitor costs, with a large station: 300 diffusions in two days, 5,000 sounds, 40 streams. Run with
 * `node bench/monitor.bench.ts`.
 */
import { pass } from '../src/monitor/pass.ts';
import { initialState } from '../src/monitor/state.ts';
import { JournalScript } from '../src/monitor/testing/journal-script.ts';
import { at, atMs, ids, StationBuilder } from '../src/monitor/testing/station-builder.ts';
import type { EngineState } from '../src/ports/engine.ts';
import type { JournalBatch } from '../src/ports/journal.ts';
import type { StationSnapshot } from '../src/ports/store.ts';
import { figuresOf, table } from './figures.ts';

const DIFFUSIONS = 300;
const SOUNDS = 5000;
const STREAMS = 40;
const PASSES = 20_000;
const NO_FILES: ReadonlySet<string> = new Set();
const NOTHING: JournalBatch = { lines: [], cursor: null };

function largeStation(): StationSnapshot {
  const builder = new StationBuilder().program('show', { id: 1 });
  for (let stream = 0; stream < STREAMS; stream += 1) {
    builder.program(`stream-${stream}`, { id: 2 + stream, kind: 'streamed' });
    if (stream % 4 === 0) builder.stream(2 + stream, { window: { from: '22:00', to: '06:00' } });
  }
  for (let index = 0; index < DIFFUSIONS; index += 1) {
    builder.episode(index + 1, 1);
    const from = -25 * 3600 + index * 600;
    builder.diffusion({ id: index + 1, episode: index + 1, from, to: from + 600 });
  }
  for (let index = 1; index <= SOUNDS; index += 1) {
    const path = `/srv/radio/music/an artist of the evening/an album with a long name/${index} - a title.flac`;
    if (index <= DIFFUSIONS) builder.sound({ id: index, episodeId: ids.episode(index), path, durationSeconds: 590 });
    else builder.sound({ id: index, programId: ids.program(2 + (index % STREAMS)), path, durationSeconds: 240 });
    if (index % 10 === 0)
      for (let track = 0; track < 8; track += 1) builder.track(index * 8 + track, index, track * 30);
  }
  return builder.build();
}

function microseconds(work: () => void): number {
  const before = performance.now();
  work();
  return (performance.now() - before) * 1000;
}

const snapshot = largeStation();
const script = new JournalScript().up(0).on(1, 'stream-3', 1000);
let state = initialState({ cursor: null, open: [], started: new Map() });
let seconds = 2;
let versions = { cueSheetVersion: '', streamPlansVersion: '' };

function engineState(): EngineState {
  return {
    run: script.run,
    pid: 1,
    engineVersion: '2.3.2',
    script: 'abc',
    atMs: atMs(seconds),
    seq: script.seq,
    lostLines: 0,
    ...versions,
    onAir: {
      source: 'stream-3',
      seq: script.seq,
      sinceMs: atMs(1),
      positionSeconds: seconds - 1,
      remainingSeconds: null,
      request: { rid: '1', uri: '/x', soundId: 1000, cue: null, pushed: false, title: null, artist: null },
    },
    decks: [],
    sources: [],
  };
}

function once(timetable: StationSnapshot, journal: JournalBatch): number {
  const input = { now: at(seconds), snapshot: timetable, missing: NO_FILES, engine: engineState(), journal };
  return microseconds(() => {
    const output = pass(state, input);
    state = output.state;
    versions = {
      cueSheetVersion: output.cueSheet.version,
      streamPlansVersion: output.streamPlans.version,
    };
  });
}

const first = once(snapshot, script.take());
const quiet: number[] = [];
const growing: number[] = [];
const read: number[] = [];
for (let index = 0; index < PASSES; index += 1) {
  seconds += 1;
  quiet.push(once(snapshot, NOTHING));
}
for (let index = 0; index < 1000; index += 1) {
  seconds += 1;
  const on = script.seq;
  script.off(seconds, on, { position: 1 }).on(seconds, 'stream-3', 1000 + index);
  growing.push(once(snapshot, script.take()));
}
for (let index = 0; index < 100; index += 1) {
  seconds += 1;
  read.push(once({ ...snapshot }, NOTHING));
}

const rows = Object.entries({
  'a quiet pass': quiet,
  'a piece ends, another begins': growing,
  'timetable read anew': read,
});
console.log(`${DIFFUSIONS} diffusions, ${SOUNDS} sounds, ${STREAMS} streams; microseconds a pass`);
console.log(
  table(
    rows.map(([what, values]) => {
      const { count, median, p90, p99Distance, most } = figuresOf(values);
      return { what, passes: count, median, p90, p99: p99Distance, most };
    }),
  ),
);
console.log(`the first pass of all: ${Math.round(first)} microseconds`);
