import type { Logger } from 'pino';
import { pass } from '../monitor/pass.ts';
import { initialState, type MonitorState } from '../monitor/state.ts';
import type { MonitorOutput, ReasonedCommand } from '../monitor/types.ts';
import type { Clock } from '../ports/clock.ts';
import type { CueSheet } from '../ports/cue-sheet.ts';
import type { Engine, EngineCommand, EngineFailure, EngineState } from '../ports/engine.ts';
import type { JournalCursor } from '../ports/journal.ts';
import type { MonitorStore } from '../ports/store.ts';
import type { StreamPlans } from '../ports/stream-plan.ts';
import { PassingError } from '../values/errors.ts';
import type { EngineRunId, StationId } from '../values/ids.ts';
import { plusSeconds } from '../values/instant.ts';
import type { DataWatcher } from './data-watcher.ts';
import type { LogWriter } from './log-writer.ts';
import type { Observer } from './observer.ts';
import type { Service } from './service.ts';
import { WakeUp } from './wake-up.ts';

const EVERY_MS = 1000;
/** The engine's disk is looked at this often although nothing else is wanted: what lies there may have been damaged. */
const PUT_AGAIN_MS = 30_000;
/** A started diffusion is of interest until it ends; none lasts longer than a day. */
const STARTED_SINCE_SECONDS = -25 * 3600;

export interface MonitorLoopOptions {
  readonly stationId: StationId;
  readonly slug: string;
  readonly store: MonitorStore;
  readonly data: DataWatcher;
  readonly observer: Observer;
  readonly writer: LogWriter;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The engine's disk holds the present sheet and plans, or takes none: an engine that is started now begins as well as it can. */
  readonly onPrepared: () => void;
}

/** Makes a pass when the journal grows or something changed, and at least once a second; carries out what it says. */
export class MonitorLoop implements Service {
  readonly id: string;
  readonly #options: MonitorLoopOptions;
  readonly #wakeUp: WakeUp;
  #state: MonitorState | null = null;
  #cursor: JournalCursor | null = null;
  #cueSheet: CueSheet | null = null;
  #streamPlans: StreamPlans | null = null;
  #putMs = Number.NEGATIVE_INFINITY;
  #diskTrouble = '';
  /** What was known of the engine when the outcome of a command was lost: it is worth nothing since (SPEC SI-7). */
  #outdated: EngineState | null = null;

  constructor(options: MonitorLoopOptions) {
    this.id = `monitor ${options.slug}`;
    this.#options = options;
    this.#wakeUp = new WakeUp(options.clock);
  }

  /** The sheet of the last pass; null before the first. */
  get cueSheet(): CueSheet | null {
    return this.#cueSheet;
  }

  /** The last run that the journal or the log knows. */
  get lastRun(): EngineRunId | null {
    return this.#cursor?.run ?? null;
  }

  /** Something that a pass looks at changed. */
  wake(): void {
    this.#wakeUp.call();
  }

  async run(signal: AbortSignal): Promise<void> {
    const unsubscribe = this.#options.engine.onJournalGrowth(() => this.wake());
    try {
      while (!signal.aborted) {
        await this.pass();
        await this.#wakeUp.wait(EVERY_MS, signal);
      }
    } finally {
      unsubscribe();
    }
  }

  async pass(): Promise<void> {
    const { data, observer, writer, engine, clock } = this.#options;
    const state = this.#state ?? (await this.#remember());
    const known = data.data;
    if (known === null) return;
    const journal = await engine.readJournal(this.#cursor);
    const output = pass(state, {
      now: clock.now(),
      snapshot: known.snapshot,
      missing: known.missing,
      engine: observer.state === this.#outdated ? null : observer.state,
      journal,
    });
    this.#state = output.state;
    this.#cursor = journal.cursor;
    if (output.batch !== null) writer.add(output.batch);
    const isOnDisk = await this.#deliver(output);
    for (const command of output.commands) if (isOnDisk || !isReload(command)) void this.#send(command);
  }

  async #remember(): Promise<MonitorState> {
    const { store, stationId, clock } = this.#options;
    const memory = await store.memory(stationId, plusSeconds(clock.now(), STARTED_SINCE_SECONDS));
    this.#state = initialState(memory);
    this.#cursor = memory.cursor;
    return this.#state;
  }

  /**
   * Puts on the engine's disk what should be there. A disk that takes nothing, because it is full, is tried again by the next
   * pass; all else goes on meanwhile, and an engine that died is started with what the disk holds (SPEC RU-2).
   *
   * @returns whether the disk has it
   */
  async #deliver(output: MonitorOutput<MonitorState>): Promise<boolean> {
    const { logger, onPrepared } = this.#options;
    try {
      await this.#put(output);
      if (this.#diskTrouble !== '') logger.info('the cue sheet and the streams are on the engine’s disk again');
      this.#diskTrouble = '';
      return true;
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      if (error.message !== this.#diskTrouble)
        logger.error({ code: error.code }, `the engine goes by what its disk holds: ${error.message}`);
      this.#diskTrouble = error.message;
      return false;
    } finally {
      onPrepared();
    }
  }

  /**
   * When it is another than before, when the engine is to read it, for it may not have been able to, and now and then (SPEC
   * RU-23). Files that hold it already are not touched.
   */
  async #put({ cueSheet, streamPlans, commands }: MonitorOutput<MonitorState>): Promise<void> {
    const { engine, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const again = nowMs - this.#putMs >= PUT_AGAIN_MS;
    const isToRead = (kind: EngineCommand['kind']) => commands.some(({ command }) => command.kind === kind);
    if (again || cueSheet !== this.#cueSheet || isToRead('reload_cues')) {
      await engine.putCueSheet(cueSheet);
      this.#cueSheet = cueSheet;
    }
    if (again || streamPlans !== this.#streamPlans || isToRead('reload_streams')) {
      await engine.putStreamPlans(streamPlans);
      this.#streamPlans = streamPlans;
    }
    if (again) this.#putMs = nowMs;
  }

  async #send({ command, reason }: ReasonedCommand): Promise<void> {
    const { engine, observer, logger } = this.#options;
    const answer = await engine.command(command);
    if (!answer.ok && isUnknown(answer.error)) this.#outdated = observer.state;
    if (answer.ok) logger.debug({ command, reason }, `${command.kind}: ${reason}`);
    else logger.warn({ command, reason, failure: answer.error }, `${command.kind} failed: ${answer.error.message}`);
  }
}

/** Whether the command may have been carried out. */
function isUnknown({ code }: EngineFailure): boolean {
  return code !== 'refused' && code !== 'not_connected';
}

function isReload({ command }: ReasonedCommand): boolean {
  return command.kind === 'reload_cues' || command.kind === 'reload_streams';
}
