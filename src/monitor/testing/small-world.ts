import fc from 'fast-check';
import type { LogBatch, StationSnapshot } from '../../ports/store.ts';
import { instantFromMs } from '../../values/instant.ts';
import type { Diffusion } from '../../values/model.ts';
import { pass } from '../pass.ts';
import { initialState, type MonitorState } from '../state.ts';
import { LogModel } from './log-model.ts';
import { SmallEngine } from './small-engine.ts';
import { atMs, ids, StationBuilder } from './station-builder.ts';

const SETTLE_SECONDS = 40;

/** What befalls the station, at a second from noon, for so many seconds. */
export interface Blow {
  readonly at: number;
  readonly kind: 'engine_dies' | 'engine_shut_down' | 'airkeeper_dies' | 'engine_hangs' | 'database_down' | 'file_gone';
  readonly seconds: number;
}

/** A person changes a diffusion that has not started. */
export interface Change {
  readonly at: number;
  readonly diffusion: number;
  readonly to: 'cancelled' | number;
}

export interface Story {
  readonly slots: readonly {
    readonly gap: number;
    readonly length: number;
    readonly sounds: number;
    readonly soft: boolean;
    readonly layer: number;
  }[];
  readonly blows: readonly Blow[];
  readonly changes: readonly Change[];
}

const within = fc.integer({ min: 0, max: 1500 });

export const stories: fc.Arbitrary<Story> = fc.record({
  slots: fc.array(
    fc.record({
      gap: fc.oneof(fc.integer({ min: -60, max: 200 }), fc.integer({ min: -400, max: 0 })),
      length: fc.integer({ min: 20, max: 500 }),
      sounds: fc.integer({ min: 1, max: 3 }),
      soft: fc.boolean(),
      layer: fc.constantFrom(0, 0, 0, 1, -1),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  blows: fc.array(
    fc.record({
      at: within,
      kind: fc.constantFrom(
        'engine_dies' as const,
        'engine_dies' as const,
        'engine_shut_down' as const,
        'airkeeper_dies' as const,
        'engine_hangs' as const,
        'database_down' as const,
        'file_gone' as const,
      ),
      seconds: fc.integer({ min: 1, max: 120 }),
    }),
    { maxLength: 6 },
  ),
  changes: fc.array(
    fc.record({
      at: within,
      diffusion: fc.integer({ min: 0, max: 5 }),
      to: fc.oneof(fc.constant('cancelled' as const), fc.integer({ min: -300, max: 300 })),
    }),
    { maxLength: 3 },
  ),
});

/** A station on which a story happens, second by second: engine, monitor, log, and the people who change the timetable. */
export class SmallWorld {
  readonly engine: SmallEngine;
  readonly log = new LogModel();
  readonly endSeconds: number;
  readonly #story: Story;
  #diffusions: readonly Diffusion[];
  #snapshot: StationSnapshot;
  #stale = false;
  #state: MonitorState | null;
  #queue: LogBatch[] = [];
  readonly #backAt = new Map<Blow['kind'], number>();

  constructor(story: Story) {
    this.#story = story;
    this.#snapshot = stationOf(story);
    this.#diffusions = this.#snapshot.diffusions;
    this.engine = new SmallEngine(this.#snapshot);
    this.#state = initialState(this.log.memory());
    const last = this.#diffusions.reduce((most, one) => Math.max(most, one.end.epochMilliseconds), atMs(1500));
    this.endSeconds = (last - atMs(0)) / 1000 + 400;
    this.engine.start(atMs(0));
  }

  get diffusions(): readonly Diffusion[] {
    return this.log.applyTo({ ...this.#snapshot, diffusions: this.#diffusions }).diffusions;
  }

  get snapshot(): StationSnapshot {
    return this.#snapshot;
  }

  run(): this {
    for (let second = 0; second <= this.endSeconds + SETTLE_SECONDS; second += 1) this.#second(second);
    return this;
  }

  #second(second: number): void {
    const isOver = second > this.endSeconds;
    for (const blow of this.#story.blows) if (blow.at === second) this.#befall(blow, second);
    for (const change of this.#story.changes) if (change.at === second) this.#change(change);
    if (isOver || !this.#isAway('engine_hangs', second)) this.engine.hangs = false;
    if (isOver || !(this.#isAway('engine_dies', second) || this.#isAway('engine_shut_down', second))) {
      this.engine.start(atMs(second));
    }
    this.engine.tick(atMs(second));
    if (this.#state === null && (isOver || !this.#isAway('airkeeper_dies', second))) this.#airkeeperStarts(second);
    if (this.#state !== null) this.#pass(this.#state, second);
  }

  #befall({ kind, seconds }: Blow, second: number): void {
    this.#backAt.set(kind, Math.max(this.#backAt.get(kind) ?? 0, second + seconds));
    if (kind === 'engine_dies') this.engine.die();
    if (kind === 'engine_shut_down') this.engine.shutDown(atMs(second));
    if (kind === 'engine_hangs' && this.engine.isRunning) this.engine.hangs = true;
    if (kind === 'airkeeper_dies') {
      this.#state = null;
      this.#queue = [];
    }
  }

  #isAway(kind: Blow['kind'], second: number): boolean {
    return second < (this.#backAt.get(kind) ?? 0);
  }

  /** As the store does: what has a start is not changed any more. */
  #change({ diffusion, to }: Change): void {
    this.#diffusions = this.#diffusions.map((one, index) => {
      if (index !== diffusion || this.log.hasStart(one.id) || this.log.cancelled.has(one.id)) return one;
      if (to === 'cancelled') return { ...one, type: 'cancelled' as const };
      const span = { milliseconds: to * 1000 };
      return { ...one, start: one.start.add(span), end: one.end.add(span) };
    });
    this.#stale = true;
  }

  /** It needs its database: it waits until that is there. */
  #airkeeperStarts(second: number): void {
    if (this.#isAway('database_down', second) && second <= this.endSeconds) return;
    this.#state = initialState(this.log.memory());
    this.#readTimetable();
  }

  #readTimetable(): void {
    const diffusions = this.#diffusions.toSorted((a, b) => Temporal.Instant.compare(a.start, b.start) || a.id - b.id);
    this.#snapshot = this.log.applyTo({ ...this.#snapshot, diffusions });
    this.#stale = false;
  }

  #pass(state: MonitorState, second: number): void {
    const isDatabaseUp = second > this.endSeconds || !this.#isAway('database_down', second);
    if (this.#stale && isDatabaseUp) this.#readTimetable();
    const isGone = second <= this.endSeconds && this.#isAway('file_gone', second);
    const output = pass(state, {
      now: instantFromMs(atMs(second)),
      snapshot: this.#snapshot,
      missing: isGone ? GONE : NONE_GONE,
      engine: this.engine.state(atMs(second)),
      journal: this.engine.read(state.cursor),
    });
    this.#state = output.state;
    if (output.batch !== null) this.#queue.push(output.batch);
    if (isDatabaseUp) {
      for (const batch of this.#queue.splice(0)) {
        this.log.commit(batch, ({ id, start, end }) =>
          this.diffusions.some(
            (one) => one.id === id && one.type === 'on_air' && one.start.equals(start) && one.end.equals(end),
          ),
        );
        if (batch.cancelled.length > 0) this.#stale = true;
      }
    }
    this.engine.put(output.cueSheet, output.streamPlans);
    for (const { command } of output.commands) this.engine.command(command);
  }
}

const GONE: ReadonlySet<string> = new Set(['/sounds/211.ogg', '/sounds/11.ogg']);
const NONE_GONE: ReadonlySet<string> = new Set();

/** Diffusions one after the other, a gap (or an overlap) between each; each of one to three sounds. */
function stationOf({ slots }: Story): StationSnapshot {
  const builder = new StationBuilder()
    .station({ cancelTimeoutSeconds: 120 })
    .program('night', { id: 1, kind: 'streamed' })
    .program('morning', { id: 2, cutAtEnd: true })
    .program('evening', { id: 3, priority: 1 });
  for (const sound of [11, 12]) {
    builder.sound({ id: sound, programId: ids.program(1), durationSeconds: 170 });
    for (let index = 0; index < 8; index += 1) builder.track(sound * 100 + index, sound, index * 20);
  }
  let from = 50;
  for (const [index, slot] of slots.entries()) {
    const id = 21 + index;
    builder.episode(id, 2 + (index % 2));
    for (let position = 1; position <= slot.sounds; position += 1) {
      builder.sound({ id: id * 10 + position, episodeId: ids.episode(id), position, durationSeconds: 97.5 });
    }
    from = Math.max(20, from + slot.gap);
    const mode = slot.soft ? 'soft' : 'hard';
    builder.diffusion({ id, episode: id, from, to: from + slot.length, mode, layer: slot.layer });
    from += slot.length;
  }
  return builder.build();
}
