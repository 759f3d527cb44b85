import { pass } from '../monitor/pass.ts';
import { indexSnapshot } from '../monitor/snapshot-index.ts';
import { initialState, type MonitorState } from '../monitor/state.ts';
import type { MonitorOutput } from '../monitor/types.ts';
import { sheetHour } from '../monitor/wanted-cues.ts';
import { parseCueKey } from '../ports/cue-sheet.ts';
import type { JournalBatch, JournalCursor } from '../ports/journal.ts';
import type { NewLogEntry, StationSnapshot } from '../ports/store.ts';
import { assert } from '../values/errors.ts';
import type { DiffusionId, EngineRunId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Disk } from './disk.ts';
import { Ears, type Stretch } from './ears.ts';
import { JournalReading } from './journal-reading.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimEngine } from './sim-engine.ts';
import { VirtualTime } from './virtual-time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A diffusion lasts a day at most: what began before a rehearsal and lasts into it is heard from its beginning. */
const LEAD_MS = 25 * HOUR_MS;
/** So long at most it is listened on for the end of what began in time. */
const LISTEN_ON_MS = 25 * HOUR_MS;
/** The cue sheet reaches 26 hours ahead; a day's part of the timetable is used for a day. */
const AHEAD_MS = DAY_MS + 27 * HOUR_MS;
const BEHIND_MS = 25 * HOUR_MS;
/** The monitor cancels two seconds after the latest start. */
const CANCELLED_AFTER_MS = 2001;
/** More steps at one instant than anything needs: it would never end. */
const MOST_STEPS_AT_ONCE = 100_000;

const SEED = 'rehearsal';
const NO_LINES: JournalBatch = { lines: [], cursor: null };

export interface RehearsalInput {
  /** With every diffusion that overlaps {@link timetableSpan}. */
  readonly snapshot: StationSnapshot;
  /** Paths of its sounds at which there is no file. */
  readonly missing: ReadonlySet<string>;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What came of a run: what was heard, and what the monitor wrote down of it. */
export interface RehearsalRecord {
  /** In order. */
  readonly stretches: readonly Stretch[];
  readonly entries: readonly NewLogEntry[];
}

/** The part of the timetable that a rehearsal looks at. */
export function timetableSpan(fromMs: number, toMs: number): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: fromMs - LEAD_MS, toMs: toMs + LISTEN_ON_MS + AHEAD_MS };
}

/** Has the monitor and a simulated engine live through a period, from one instant at which something happens to the next. */
export function runRehearsal(input: RehearsalInput, disk: Disk): RehearsalRecord {
  return new RehearsalRun(input, disk).run();
}

class RehearsalRun {
  readonly #input: RehearsalInput;
  readonly #disk: Disk;
  readonly #time: VirtualTime;
  readonly #ears: Ears;
  readonly #journal: JournalReading;
  readonly #engine: SimEngine;
  readonly #entries: NewLogEntry[] = [];
  /** Instants at which the monitor has something to do that no line of the journal tells it, in order. */
  readonly #deadlinesMs: readonly number[];
  readonly #starts: ReadonlyMap<DiffusionId, number>;
  #nextDeadline = 0;
  #state: MonitorState = initialState({ cursor: null, open: [], started: new Map() });
  #cursor: JournalCursor | null = null;
  #snapshot: StationSnapshot;
  #dayMs = Number.NaN;
  #hasGrown = false;

  constructor(input: RehearsalInput, disk: Disk) {
    const startMs = input.fromMs - LEAD_MS;
    this.#input = input;
    this.#disk = disk;
    this.#time = new VirtualTime(startMs);
    this.#ears = new Ears(startMs);
    this.#journal = new JournalReading(disk, this.#time.clockOf(this));
    this.#deadlinesMs = deadlines(input, startMs);
    this.#starts = new Map(input.snapshot.diffusions.map(({ id, start }) => [id, start.epochMilliseconds]));
    this.#snapshot = input.snapshot;
    // what an engine is to begin with lies on its disk before it is started
    this.#deliver(this.#pass(null, NO_LINES));
    this.#engine = new SimEngine({
      run: '000001-0000' as EngineRunId,
      pid: 1,
      script: SEED,
      time: this.#time,
      disk,
      ears: this.#ears,
      random: new SeededRandom(SEED, 'engine'),
      onGrowth: () => {
        this.#hasGrown = true;
      },
    });
    this.#engine.act();
  }

  run(): RehearsalRecord {
    let steps = 0;
    for (let beforeMs = this.#time.trueMs; this.#isGoingOn(); beforeMs = this.#time.trueMs) {
      this.#step();
      steps = this.#time.trueMs === beforeMs ? steps + 1 : 0;
      assert(steps < MOST_STEPS_AT_ONCE, `a rehearsal stands still at ${this.#time.trueMs}`);
    }
    return { stretches: this.#ears.stretches, entries: this.#entries };
  }

  /** Until the end, and until what began before the end is over. */
  #isGoingOn(): boolean {
    const { fromMs, toMs } = this.#input;
    const { trueMs } = this.#time;
    if (trueMs < toMs) return true;
    if (trueMs >= Math.max(toMs, fromMs) + LISTEN_ON_MS) return false;
    if (this.#isUndecided()) return true;
    const now = this.#ears.now;
    if (now === null) return false;
    const cue = parseCueKey(now.request.cue ?? '');
    return now.fromMs < toMs || (cue !== null && (this.#starts.get(cue.diffusionId) ?? toMs) < toMs);
  }

  /** Whether a diffusion of the period may still begin, or be cancelled. */
  #isUndecided(): boolean {
    const { trueMs } = this.#time;
    return (this.#state.index?.planned ?? []).some(
      ({ startMs, latestStartMs }) => startMs < this.#input.toMs && latestStartMs + CANCELLED_AFTER_MS >= trueMs,
    );
  }

  #step(): void {
    const engineMs = this.#engine.nextDueMs;
    const deadlineMs = this.#deadlinesMs[this.#nextDeadline] ?? Number.POSITIVE_INFINITY;
    const lineMs = this.#time.nextMs;
    const endMs = this.#input.toMs + LISTEN_ON_MS;
    const nextMs = Math.min(engineMs, deadlineMs, lineMs, endMs);
    this.#time.advance(nextMs);
    if (lineMs > nextMs && engineMs <= nextMs) this.#engine.act();
    if (deadlineMs <= nextMs) this.#nextDeadline += 1;
    if (deadlineMs <= nextMs || this.#isAllRead()) this.#makePasses();
  }

  /** Lines of one moment come one after the other: the monitor looks when the last of them is there. */
  #isAllRead(): boolean {
    return this.#hasGrown && this.#time.nextMs === Number.POSITIVE_INFINITY;
  }

  /** A pass, and another one when the engine was told something: what it holds then is what is wanted. */
  #makePasses(): void {
    this.#hasGrown = false;
    const told = this.#deliver(this.#pass(this.#engine, this.#journal.read(this.#cursor)));
    if (told) this.#deliver(this.#pass(this.#engine, this.#journal.read(this.#cursor)));
  }

  #pass(engine: SimEngine | null, journal: JournalBatch): MonitorOutput<MonitorState> {
    const output = pass(this.#state, {
      now: instantFromMs(this.#time.trueMs),
      snapshot: this.#snapshotNow(),
      missing: this.#input.missing,
      engine: engine?.state() ?? null,
      journal,
    });
    this.#state = output.state;
    this.#cursor = journal.cursor;
    this.#entries.push(...(output.batch?.entries ?? []));
    return output;
  }

  /** Whether the engine was told something. */
  #deliver({ cueSheet, streamPlans, commands }: MonitorOutput<MonitorState>): boolean {
    this.#disk.cueSheet = cueSheet;
    this.#disk.streamPlans = streamPlans;
    for (const { command } of commands) {
      if (command.kind === 'reload_cues') this.#engine.readCues();
      if (command.kind === 'reload_streams') this.#engine.readStreams();
    }
    if (commands.length > 0) this.#engine.act();
    return commands.length > 0;
  }

  /**
   * The timetable of these days: the same object for a day, since the monitor plans anew for another one. The library does
   * not change in a rehearsal, so that its playlists are made once a day and no oftener.
   */
  #snapshotNow(): StationSnapshot {
    const dayMs = Math.floor(this.#time.trueMs / DAY_MS) * DAY_MS;
    if (dayMs === this.#dayMs) return this.#snapshot;
    this.#dayMs = dayMs;
    const { snapshot, fromMs } = this.#input;
    const firstMs = Math.max(fromMs - LEAD_MS, dayMs - BEHIND_MS);
    this.#snapshot = {
      ...snapshot,
      station: { ...snapshot.station, syncTimeoutSeconds: DAY_MS / 1000 },
      diffusions: snapshot.diffusions.filter(
        ({ start, end }) =>
          start.epochMilliseconds >= fromMs - LEAD_MS &&
          end.epochMilliseconds > firstMs &&
          start.epochMilliseconds < dayMs + AHEAD_MS,
      ),
    };
    return this.#snapshot;
  }
}

/** Where the sheet of another hour is made, and where it shows that something did not begin. */
function deadlines({ snapshot, toMs }: RehearsalInput, startMs: number): readonly number[] {
  const endMs = toMs + LISTEN_ON_MS;
  const instants = new Set<number>();
  for (let hourMs = sheetHour(startMs) + HOUR_MS; hourMs < endMs; hourMs += HOUR_MS) instants.add(hourMs);
  for (const { latestStartMs } of indexSnapshot(snapshot).planned) {
    const ms = latestStartMs + CANCELLED_AFTER_MS;
    if (ms > startMs && ms < endMs) instants.add(ms);
  }
  return [...instants].sort((a, b) => a - b);
}
