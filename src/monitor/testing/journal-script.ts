import type { CueState, JournalBatch, JournalLine, JournalRequest, OffReason } from '../../ports/journal.ts';
import type { EngineRunId } from '../../values/ids.ts';
import { atMs } from './station-builder.ts';

export function runId(id: string): EngineRunId {
  return id as EngineRunId;
}

export const RUN_ONE = runId('000001-aaaa');
export const RUN_TWO = runId('000002-bbbb');

interface OnGiven {
  readonly cue?: string;
  readonly position?: number;
  readonly pushed?: boolean;
  /** The file as the engine opened it; `/sounds/<id>.ogg` by default. */
  readonly uri?: string;
}

interface OffGiven {
  readonly position?: number;
  readonly why?: OffReason;
  readonly by?: string;
}

type LineOf<Line> = Line extends JournalLine ? Omit<Line, 'run' | 'seq' | 'atMs'> : never;

/** The journal of one run of an engine, line by line; instants are in seconds from noon. */
export class JournalScript {
  readonly run: EngineRunId;
  readonly lines: JournalLine[] = [];
  #seq = 0;

  constructor(run: EngineRunId = RUN_ONE) {
    this.run = run;
  }

  get seq(): number {
    return this.#seq;
  }

  /** The lines since the last time, as the monitor is given them. */
  take(): JournalBatch {
    const lines = this.lines.splice(0);
    return { lines, cursor: this.#seq === 0 ? null : { run: this.run, seq: this.#seq } };
  }

  /** Lines that the engine made and that never reached the disk. */
  lose(count: number): this {
    this.#seq += count;
    return this;
  }

  /** @param aliveSeconds when the run before last said that it was alive */
  up(seconds: number, aliveSeconds: number | null = null): this {
    const previousAliveMs = aliveSeconds === null ? null : atMs(aliveSeconds);
    return this.line(seconds, { kind: 'up', engineVersion: '2.1.3', script: 'abc', pid: 7, previousAliveMs });
  }

  down(seconds: number): this {
    return this.line(seconds, { kind: 'down' });
  }

  /** @param soundId null: not annotated */
  on(seconds: number, source: string, soundId: number | null, given: OnGiven = {}): this {
    const uri = given.uri ?? `/sounds/${soundId}.ogg`;
    return this.line(seconds, {
      kind: 'on',
      source,
      positionSeconds: given.position ?? 0,
      request: request(uri, soundId, given),
    });
  }

  off(seconds: number, on: number, given: OffGiven = {}): this {
    return this.line(seconds, {
      kind: 'off',
      on,
      positionSeconds: given.position ?? 0,
      why: given.why ?? 'end',
      by: given.by ?? '',
    });
  }

  cue(seconds: number, cue: string, state: CueState, why = ''): this {
    return this.line(seconds, { kind: 'cue', cue, state, why, joinedSeconds: 0 });
  }

  refused(seconds: number, source: string, soundId: number | null, given: OnGiven & { readonly why?: string } = {}) {
    const uri = given.uri ?? `/sounds/${soundId}.ogg`;
    return this.line(seconds, {
      kind: 'refused',
      source,
      request: request(uri, soundId, given),
      why: given.why ?? 'not audio',
    });
  }

  line(seconds: number, line: LineOf<JournalLine>): this {
    this.#seq += 1;
    this.lines.push({ run: this.run, seq: this.#seq, atMs: atMs(seconds), ...line });
    return this;
  }
}

function request(uri: string, soundId: number | null, given: OnGiven): JournalRequest {
  return {
    rid: '3',
    uri,
    soundId,
    cue: given.cue ?? null,
    pushed: given.pushed ?? false,
    title: null,
    artist: null,
  };
}
