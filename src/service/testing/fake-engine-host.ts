import type { EngineState } from '../../ports/engine.ts';
import { type PassingError, RefusedError } from '../../values/errors.ts';
import type { EngineRunId } from '../../values/ids.ts';
import type { EngineHost } from '../engine-host.ts';
import type { EngineEnd } from '../engine-keeper-budget.ts';
import type { KeeperReport, RestartOrder } from '../engine-keeper-files.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly run: EngineRunId | null;
  readonly script: string;
  /** Whether its heartbeat goes on. */
  lives: boolean;
  answers: boolean;
}

/** A machine on which engines are only numbers: what the keeper did with them is written down. */
export class FakeEngineHost implements EngineHost {
  readonly did: string[] = [];
  engine: FakeProcess | null = null;
  emergencyPid: number | null = null;
  /** Whether the emergency source's heartbeat goes on. */
  emergencyLives = true;
  /** Runs that were remembered; with an error, none is. */
  readonly remembered: EngineRunId[] = [];
  refuseWriting: PassingError | null = null;
  /** The version that `prepare` makes; an error refuses it. */
  script: string | RefusedError = 'new';
  /** What is on the disk. */
  onDisk: string | null = null;
  refuseStart: RefusedError | null = null;
  refuseCheck: RefusedError | null = null;
  isHeard = false;
  restart: RestartOrder | null = null;
  lastReport: KeeperReport | null = null;
  onAir: EngineState['onAir'] = null;
  decks: EngineState['decks'] = [];
  /** Called for each start, with the new process: to have it die. */
  onStart: (process: FakeProcess) => void = () => {};
  /** The engines' clock, which stands still in one that hangs. */
  nowMs: () => number = () => 0;
  #count = 0;
  #beats = 0;
  #atMs = 0;
  #endings = new Map<number, (end: EngineEnd) => void>();

  run(script: string, run: string | null = this.#nextRun()): FakeProcess {
    this.#count += 1;
    this.engine = { pid: 100 + this.#count, run: run as EngineRunId | null, script, lives: true, answers: true };
    return this.engine;
  }

  die(end: EngineEnd): void {
    const pid = this.engine?.pid ?? -1;
    this.engine = null;
    this.#endings.get(pid)?.(end);
  }

  get state(): EngineState | null {
    if (this.engine === null || !this.engine.answers || this.engine.run === null) return null;
    const { run, pid, script } = this.engine;
    if (this.engine.lives) this.#atMs = this.nowMs();
    const rest = { engineVersion: '2.1.3', seq: 1, lostLines: 0, cueSheetVersion: '', streamPlansVersion: '' };
    return { ...rest, run, pid, script, atMs: this.#atMs, onAir: this.onAir, decks: this.decks, sources: [] };
  }

  find = async () => this.engine?.pid ?? null;
  runOf = async () => this.engine?.run ?? null;
  ended = (_: unknown, pid: number) =>
    new Promise<EngineEnd>((resolve) => {
      this.#endings.set(pid, resolve);
    });
  signs = async () => {
    if (this.engine?.lives === true || (this.emergencyPid !== null && this.emergencyLives)) this.#beats += 1;
    return { heartbeat: `${this.#beats}`, journal: '', began: true };
  };
  sounds = async () => this.isHeard;
  check = async () => {
    if (this.refuseCheck !== null) throw this.refuseCheck;
  };
  prepare = async () => {
    if (this.script instanceof RefusedError) throw this.script;
    this.onDisk = this.script;
    return this.script;
  };
  recheck = async () => {
    this.did.push('recheck');
    if (this.onDisk === null) throw new RefusedError('no_script', 'there is no script');
  };
  start = async () => {
    if (this.refuseStart !== null) throw this.refuseStart;
    if (this.onDisk === null) throw new RefusedError('no_script', 'there is no script');
    if (this.emergencyPid !== null) throw new Error('both at once');
    this.did.push(`start ${this.onDisk}`);
    const process = this.run(this.onDisk);
    this.onStart(process);
    return process.pid;
  };
  remember = async (_: unknown, run: EngineRunId) => {
    if (this.refuseWriting !== null) throw this.refuseWriting;
    this.remembered.push(run);
  };
  prune = async () => {};
  prepared: EngineHost['prepared'] = async () => [];
  lastWords = async () => '';
  stop = async () => {
    this.did.push('stop');
    const pid = this.engine?.pid ?? null;
    this.die('by_itself');
    return pid;
  };
  forget = async () => {};
  kill = async () => {
    this.did.push('kill');
    this.die('by_signal');
  };
  emergency = {
    find: async () => this.emergencyPid,
    runOf: async () => '000900-aaaa' as EngineRunId,
    start: async () => {
      if (this.engine !== null) throw new Error('both at once');
      this.did.push('start emergency');
      this.emergencyPid = 900;
      return 900;
    },
    stop: async () => {
      this.did.push('stop emergency');
      this.emergencyPid = null;
    },
    kill: async () => {
      this.did.push('kill emergency');
      this.emergencyPid = null;
    },
  };
  order = async () => this.restart;
  forgetOrder = async () => {
    this.restart = null;
  };
  report = async (_: unknown, report: KeeperReport) => {
    if (this.refuseWriting !== null) throw this.refuseWriting;
    this.lastReport = report;
  };

  #nextRun(): string {
    return `${String(this.#count + 1).padStart(6, '0')}-aaaa`;
  }
}
