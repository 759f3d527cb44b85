import type { Clock } from '../ports/clock.ts';
import type { Engine, EngineCommand, EngineFailure, EngineState } from '../ports/engine.ts';
import { PassingError, unreachable } from '../values/errors.ts';
import { failed, ok, type Result } from '../values/result.ts';
import type { Disk } from './disk.ts';
import { JournalReading } from './journal-reading.ts';
import { Line } from './line.ts';
import type { Machine } from './machine.ts';
import type { ProcessLife } from './process-life.ts';
import type { SimEngine } from './sim-engine.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What befalls the next question or command on its way to the engine, or the answer on its way back. */
export type ReplyFault =
  /** Never arrives. */
  | 'not_received'
  /** Arrives, is carried out, and the answer never comes. */
  | 'lost'
  | 'late'
  /** Only the beginning of the answer comes. */
  | 'torn'
  | 'hung_up_before'
  | 'hung_up_after';

export interface ReplyFaults {
  /** The fault of the next one, which is used up by that. */
  take(what: 'state' | 'command'): ReplyFault | null;
}

const OBSERVE_TIMEOUT_MS = 2000;
const COMMAND_TIMEOUT_MS = 5000;
const LATE_MS = 1400;

export interface EnginePortOptions {
  readonly life: ProcessLife;
  readonly clock: Clock;
  readonly time: VirtualTime;
  readonly machine: Machine;
  readonly disk: Disk;
  readonly faults: ReplyFaults;
  readonly onGrowth: Set<() => void>;
  /** Told of each command and each look at the state: what was asked, and how it ended. */
  readonly onTalk: (what: EngineCommand['kind'] | 'state', when: 'asked' | 'answered' | 'unknown') => void;
}

/** The engine as Airkeeper talks to it: one question at a time, each settled in its time, over a line that may fail. */
export class EnginePort implements Engine {
  readonly #options: EnginePortOptions;
  readonly #journal: JournalReading;
  readonly #line: Line;

  constructor(options: EnginePortOptions) {
    this.#options = options;
    this.#journal = new JournalReading(options.disk, options.clock);
    this.#line = new Line(options.time, options.life);
  }

  observe(): Promise<Result<EngineState, EngineFailure>> {
    return this.#options.life.ask(() => this.#talk('state', OBSERVE_TIMEOUT_MS, (engine) => ok(engine.state())));
  }

  command(command: EngineCommand): Promise<Result<Readonly<Record<string, unknown>>, EngineFailure>> {
    return this.#options.life.effect(command.kind, () =>
      this.#talk(command.kind, COMMAND_TIMEOUT_MS, (engine) => {
        const refusal = this.#carryOut(engine, command);
        return refusal === null
          ? ok<Readonly<Record<string, unknown>>>({ rid: '1', status: 'ready' })
          : failed({ code: 'refused', message: refusal });
      }),
    );
  }

  async putCueSheet(sheet: Parameters<Engine['putCueSheet']>[0]): Promise<void> {
    const { life, disk } = this.#options;
    // a file that holds it already is not touched
    if (await life.ask(() => disk.cueSheet?.version === sheet.version)) return;
    await life.effect('write cue sheet', () => this.#refuseFull());
    await life.effect('rename cue sheet', () => {
      disk.cueSheet = sheet;
    });
  }

  async putStreamPlans(plans: Parameters<Engine['putStreamPlans']>[0]): Promise<void> {
    const { life, disk } = this.#options;
    if (await life.ask(() => disk.streamPlans?.version === plans.version)) return;
    await life.effect('write playlists', () => this.#refuseFull());
    await life.effect('rename streams', () => {
      disk.streamPlans = plans;
    });
  }

  readJournal(after: Parameters<Engine['readJournal']>[0]): ReturnType<Engine['readJournal']> {
    return this.#options.life.ask(() => this.#journal.read(after));
  }

  onJournalGrowth(callback: () => void): () => void {
    this.#options.onGrowth.add(callback);
    return () => this.#options.onGrowth.delete(callback);
  }

  #refuseFull(): void {
    if (this.#options.disk.full) throw new PassingError('disk_failed', 'no space left on device');
  }

  #talk<Value>(
    what: EngineCommand['kind'] | 'state',
    timeoutMs: number,
    carryOut: (engine: SimEngine) => Result<Value, EngineFailure>,
  ): Promise<Result<Value, EngineFailure>> {
    const { onTalk } = this.#options;
    return this.#line.talk(timeoutMs, async (leftMs) => {
      onTalk(what, 'asked');
      const result = await this.#exchange(what, leftMs, carryOut);
      const isKnown = result.ok || result.error.code === 'refused' || result.error.code === 'not_connected';
      onTalk(what, isKnown ? 'answered' : 'unknown');
      return result;
    });
  }

  async #exchange<Value>(
    what: EngineCommand['kind'] | 'state',
    timeoutMs: number,
    carryOut: (engine: SimEngine) => Result<Value, EngineFailure>,
  ): Promise<Result<Value, EngineFailure>> {
    const { machine, faults } = this.#options;
    const { engine } = machine;
    if (engine === null) return failed({ code: 'not_connected', message: 'nothing listens there' });
    const fault = faults.take(what === 'state' ? 'state' : 'command');
    if (fault === 'hung_up_before') return failed({ code: 'hung_up', message: 'hung up' });
    if (engine.isFrozen || fault === 'not_received') return this.#timeOut(timeoutMs);
    const reply = carryOut(engine);
    if (engine.mute || fault === 'lost') return this.#timeOut(timeoutMs);
    if (fault === 'hung_up_after') return failed({ code: 'hung_up', message: 'hung up' });
    if (fault === 'torn') return failed({ code: 'bad_reply', message: 'the engine answered: {"ok":tr' });
    if (fault === 'late') {
      if (timeoutMs < LATE_MS) return this.#timeOut(timeoutMs);
      await this.#pause(LATE_MS);
    }
    return reply;
  }

  async #timeOut(timeoutMs: number): Promise<Result<never, EngineFailure>> {
    await this.#pause(timeoutMs);
    return failed({ code: 'timed_out', message: `no answer within ${timeoutMs} ms` });
  }

  #pause(spanMs: number): Promise<void> {
    const { time, life } = this.#options;
    return time.pause(spanMs, life);
  }

  #carryOut(engine: SimEngine, command: EngineCommand): string | null {
    const refusal = carryOut(engine, this.#options.machine, command);
    if (this.#options.machine.engine === engine) engine.act();
    return refusal;
  }
}

function carryOut(engine: SimEngine, machine: Machine, command: EngineCommand): string | null {
  switch (command.kind) {
    case 'reload_cues':
      engine.readCues();
      return null;
    case 'reload_streams':
      engine.readStreams();
      return null;
    case 'skip':
      return engine.skip(command.source);
    case 'seek':
      return engine.seek(command.source, Math.round(command.positionSeconds * 1000));
    case 'push':
      return engine.push(command.source, command);
    case 'shutdown':
      machine.shutDown();
      return null;
    default:
      return unreachable(command);
  }
}
