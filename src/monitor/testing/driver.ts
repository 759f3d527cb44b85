import type { EngineOnAir, EngineState } from '../../ports/engine.ts';
import type { JournalBatch, JournalRequest } from '../../ports/journal.ts';
import type { StationSnapshot } from '../../ports/store.ts';
import { pass } from '../pass.ts';
import { initialState, type MonitorState } from '../state.ts';
import type { MonitorOutput } from '../types.ts';
import type { JournalScript } from './journal-script.ts';
import { LogModel } from './log-model.ts';
import { at, atMs } from './station-builder.ts';

const NO_FILES: ReadonlySet<string> = new Set();

interface EngineGiven extends Partial<Omit<EngineState, 'onAir'>> {
  readonly onAir?: OnAirGiven | null;
}

interface OnAirGiven {
  readonly seq: number;
  readonly source?: string;
  readonly since?: number;
  readonly position?: number;
  readonly request?: Partial<JournalRequest>;
}

interface PassGiven {
  /** By default what the script has gathered since the pass before. */
  readonly journal?: JournalBatch;
  /** What the engine says otherwise than an engine that holds all that is wanted; null: it does not answer. */
  readonly engine?: EngineGiven | null;
}

/** A monitor with its log, driven pass by pass. */
export class Driver {
  readonly log = new LogModel();
  readonly script: JournalScript;
  snapshot: StationSnapshot;
  missing: ReadonlySet<string> = NO_FILES;
  state: MonitorState;
  last: MonitorOutput<MonitorState> | null = null;

  constructor(snapshot: StationSnapshot, script: JournalScript) {
    this.snapshot = snapshot;
    this.script = script;
    this.state = initialState(this.log.memory());
  }

  /** One pass at an instant, in seconds from noon; its batch is committed. */
  pass(seconds: number, { journal = this.script.take(), engine = {} }: PassGiven = {}): MonitorOutput<MonitorState> {
    const output = pass(this.state, {
      now: at(seconds),
      snapshot: this.snapshot,
      missing: this.missing,
      engine: engine === null ? null : this.#engine(seconds, engine),
      journal,
    });
    if (output.batch !== null) this.log.commit(output.batch);
    this.state = output.state;
    this.last = output;
    return output;
  }

  /** Airkeeper dies and starts again: it knows what the log knows. */
  restart(): void {
    this.state = initialState(this.log.memory());
    this.last = null;
  }

  #engine(seconds: number, { onAir = null, ...given }: EngineGiven): EngineState {
    return {
      run: this.script.run,
      pid: 7,
      engineVersion: '2.1.3',
      script: 'abc',
      atMs: atMs(seconds),
      seq: this.script.seq,
      lostLines: 0,
      cueSheetVersion: this.last?.cueSheet.version ?? '',
      streamPlansVersion: this.last?.streamPlans.version ?? '',
      decks: [],
      sources: [],
      ...given,
      onAir: onAir === null ? null : engineOnAir(seconds, onAir),
    };
  }
}

function engineOnAir(seconds: number, given: OnAirGiven): EngineOnAir {
  return {
    source: given.source ?? 'dealer',
    seq: given.seq,
    sinceMs: atMs(given.since ?? seconds),
    positionSeconds: given.position ?? 0,
    remainingSeconds: null,
    request: {
      rid: '3',
      uri: '/sounds/11.ogg',
      soundId: null,
      cue: null,
      pushed: false,
      title: null,
      artist: null,
      ...given.request,
    },
  };
}
