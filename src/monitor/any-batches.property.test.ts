import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { EngineState } from '../ports/engine.ts';
import type { JournalLine } from '../ports/journal.ts';
import type { NewLogEntry } from '../ports/store.ts';
import { must } from '../values/errors.ts';
import { instantFromMs } from '../values/instant.ts';
import { pass } from './pass.ts';
import { initialState } from './state.ts';
import { busyStation, journalOf, steps } from './testing/journal-arbitrary.ts';
import { LogModel } from './testing/log-model.ts';

vi.setConfig({ testTimeout: 60_000 });

const NO_FILES: ReadonlySet<string> = new Set();
const timetable = busyStation();

/** How the lines reach the monitor: how many in a pass, whether the engine answers then, and whether Airkeeper dies after. */
interface Delivery {
  readonly lines: number;
  readonly engine: boolean;
  readonly dies: boolean;
}

const deliveries = fc.array(
  fc.record({ lines: fc.integer({ min: 0, max: 4 }), engine: fc.boolean(), dies: fc.boolean() }),
  { minLength: 1, maxLength: 60 },
);

/** The log that comes of lines delivered in a certain way; what is left comes in one last pass, and one to cancel. */
function logOf(lines: readonly JournalLine[], list: readonly Delivery[]): LogModel {
  const log = new LogModel();
  let state = initialState(log.memory());
  let taken = 0;
  let sheet = '';
  let snapshot = timetable;
  const go = (count: number, withEngine: boolean, afterMs: number): void => {
    const batch = lines.slice(taken, taken + count);
    taken += batch.length;
    const last = must(lines[Math.max(0, taken - 1)], 'a line');
    const nowMs = last.atMs + afterMs;
    const output = pass(state, {
      now: instantFromMs(nowMs),
      snapshot,
      missing: NO_FILES,
      engine: withEngine && taken > 0 ? engineAfter(lines.slice(0, taken), nowMs, sheet) : null,
      journal: { lines: batch, cursor: taken === 0 ? null : { run: last.run, seq: last.seq } },
    });
    if (output.batch !== null) log.commit(output.batch);
    state = output.state;
    sheet = output.cueSheet.version;
  };
  for (const { lines: count, engine, dies } of list) {
    go(count, engine, 0);
    if (!dies) continue;
    state = initialState(log.memory());
    snapshot = log.applyTo(timetable);
  }
  go(lines.length, true, 0);
  for (const afterMs of [10_000_000, 10_001_000]) go(0, true, afterMs);
  return log;
}

/** What the engine that wrote the lines says of itself. */
function engineAfter(lines: readonly JournalLine[], atMs: number, cueSheetVersion: string): EngineState {
  const last = must(lines.at(-1), 'a line');
  const run = lines.filter((line) => line.run === last.run);
  const on = run.findLast((line) => line.kind === 'on');
  const off = run.some((line) => line.kind === 'off' && line.on === on?.seq);
  return {
    run: last.run,
    pid: null,
    upMs: run.find((line) => line.kind === 'up')?.atMs,
    engineVersion: '',
    script: '',
    atMs,
    seq: last.seq,
    lostLines: 0,
    cueSheetVersion,
    streamPlansVersion: '',
    onAir:
      on?.kind !== 'on' || off
        ? null
        : {
            source: on.source,
            seq: on.seq,
            sinceMs: on.atMs,
            positionSeconds: on.positionSeconds + (atMs - on.atMs) / 1000,
            remainingSeconds: null,
            request: on.request,
          },
    decks: [],
    sources: [],
  };
}

/**
 * The log as far as it hangs on the journal alone. When an engine died, how long its last sound was on the air hangs on
 * when somebody last looked: of that sound the end, the tracks and the place of the cut are left out here.
 */
function settled(log: LogModel, cut: ReadonlySet<string>): readonly string[] {
  const cutPlays = log.entries.filter((entry) => cut.has(`${entry.journal?.run}/${entry.journal?.seq}`));
  const isTrackOfCut = (entry: NewLogEntry) =>
    entry.trackId !== null && playOf(log, entry) !== null && cutPlays.includes(must(playOf(log, entry), 'a play'));
  return log.entries
    .filter((entry) => !isTrackOfCut(entry))
    .map((entry) => {
      if (cutPlays.includes(entry)) return { ...entry, end: null };
      if (entry.type === 'stop') return { ...entry, date: null, comment: '' };
      // what an engine said before Airkeeper died is not in the log, nor who looked while it was up: the reason suffers, and
      // whether it was missed by that engine or by the next
      return entry.type === 'cancel' ? { ...entry, date: null, comment: '', reason: '' } : entry;
    })
    .map((entry) => JSON.stringify(entry))
    .sort();
}

/** The play that a track entry belongs to: the last of its sound that began before it. */
function playOf(log: LogModel, track: NewLogEntry): NewLogEntry | null {
  const plays = log.entries.filter(
    (entry) =>
      entry.type === 'on_air' &&
      entry.trackId === null &&
      entry.soundId === track.soundId &&
      Temporal.Instant.compare(entry.date, track.date) <= 0,
  );
  plays.sort((a, b) => Temporal.Instant.compare(a.date, b.date));
  return plays.at(-1) ?? null;
}

function settings(seed: number) {
  return { numRuns: 250, seed };
}

test('MO-2, MO-6, MO-9, MO-12, MO-16, MO-25: whatever the batches, and whenever Airkeeper dies, the log is the same', () => {
  fc.assert(
    fc.property(steps, deliveries, (list, how) => {
      const { lines, cut } = journalOf(list);
      expect(settled(logOf(lines, how), cut)).toEqual(settled(logOf(lines, []), cut));
    }),
    settings(20260803),
  );
});

test('MO-6, MO-9: each on line has one entry, with the end of its off line', () => {
  fc.assert(
    fc.property(steps, deliveries, (list, how) => {
      const { lines, cut } = journalOf(list);
      const log = logOf(lines, how);
      for (const line of lines) {
        if (line.kind !== 'on') continue;
        const entries = log.entries.filter(({ journal }) => journal?.run === line.run && journal.seq === line.seq);
        expect(entries).toMatchObject([
          { type: 'on_air', date: instantFromMs(line.atMs), soundId: line.request.soundId },
        ]);
        const off = lines.find((other) => other.kind === 'off' && other.run === line.run && other.on === line.seq);
        if (off !== undefined) expect(entries[0]?.end).toEqual(instantFromMs(off.atMs));
        else expect(cut).toContain(`${line.run}/${line.seq}`);
      }
    }),
    settings(20260804),
  );
});

test('MO-24: the end of a cut sound lies between its beginning and the next run', () => {
  fc.assert(
    fc.property(steps, deliveries, (list, how) => {
      const { lines, cut } = journalOf(list);
      for (const { journal, date, end } of logOf(lines, how).entries) {
        if (journal === null || !cut.has(`${journal.run}/${journal.seq}`)) continue;
        const next = lines.find((line) => line.run > journal.run);
        if (next === undefined) expect(end).toBeNull();
        else {
          expect(end?.epochMilliseconds).toBeGreaterThanOrEqual(date.epochMilliseconds);
          expect(end?.epochMilliseconds).toBeLessThanOrEqual(next.atMs);
        }
      }
    }),
    settings(20260805),
  );
});

test('MO-16, MO-31: a diffusion is started once at most, and never both started and cancelled; in the end it is one of both', () => {
  fc.assert(
    fc.property(steps, deliveries, (list, how) => {
      const { lines } = journalOf(list);
      const log = logOf(lines, how);
      for (const { id } of timetable.diffusions) {
        const of = (type: NewLogEntry['type']) => log.ofType(type).filter((entry) => entry.diffusionId === id).length;
        expect([of('start') + of('cancel'), log.cancelled.has(id)]).toEqual([1, of('cancel') === 1]);
      }
    }),
    settings(20260806),
  );
});

test('MO-11, MO-12, MO-13: a track is entered once for a play, at its true moment, before the end', () => {
  fc.assert(
    fc.property(steps, deliveries, (list, how) => {
      const { lines } = journalOf(list);
      const log = logOf(lines, how);
      const seen = new Set<string>();
      for (const entry of log.entries) {
        if (entry.trackId === null) continue;
        const play = must(playOf(log, entry), 'the play of a track');
        const key = `${play.journal?.run}/${play.journal?.seq}/${entry.trackId}`;
        expect(seen).not.toContain(key);
        seen.add(key);
        if (play.end !== null) expect(entry.date.epochMilliseconds).toBeLessThan(play.end.epochMilliseconds);
        expect(entry.date.epochMilliseconds).toBe(momentOf(entry, play, lines));
      }
    }),
    settings(20260807),
  );
});

function momentOf(entry: NewLogEntry, play: NewLogEntry, lines: readonly JournalLine[]): number {
  const on = lines.find((line) => line.run === play.journal?.run && line.seq === play.journal?.seq);
  const tracks = entry.soundId === null ? undefined : timetable.timedTracks.get(entry.soundId);
  const second = tracks?.find((track) => track.id === entry.trackId)?.atSeconds ?? Number.NaN;
  return play.date.epochMilliseconds + Math.round((second - (on?.kind === 'on' ? on.positionSeconds : 0)) * 1000);
}

test('the journals made up here have everything in them', () => {
  const all = fc.sample(steps, { numRuns: 300, seed: 1 }).map((list) => logOf(journalOf(list).lines, []));
  const count = (type: NewLogEntry['type']) => all.reduce((sum, log) => sum + log.ofType(type).length, 0);
  for (const type of ['start', 'on_air', 'cancel', 'stop', 'other'] as const) expect(count(type)).toBeGreaterThan(50);
  expect(all.flatMap((log) => log.entries).filter((entry) => entry.trackId !== null).length).toBeGreaterThan(1000);
});
