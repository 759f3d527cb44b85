import { assert } from '../../values/errors.ts';
import type { DiffusionId, Slug, SoundId } from '../../values/ids.ts';
import type { Cue, CueFile, CueKey } from '../cue-sheet.ts';
import type { Engine, EngineCommand, EngineState } from '../engine.ts';
import type { JournalCursor, JournalLine } from '../journal.ts';
import type { StreamPlan } from '../stream-plan.ts';

/** An engine whose process a test starts and kills, on a clock that a test lets run. */
export interface OpenedEngine {
  readonly engine: Engine;
  /** Of the engine's clock. */
  nowMs(): number;
  /** Lets time pass. */
  pass(spanMs: number): Promise<void>;
  /** Starts the process; done when it runs, not when it answers. */
  start(): Promise<void>;
  /** Ends it by force. */
  kill(): Promise<void>;
  /** A path at which there is a sound of so many seconds. */
  sound(name: string, seconds: number): Promise<string>;
  close(): Promise<void>;
}

/** Opens an engine with an empty folder; its process does not run yet. */
export type OpenEngine = () => Promise<OpenedEngine>;

export type LineOf<Kind extends JournalLine['kind']> = Extract<JournalLine, { readonly kind: Kind }>;

const LOOK_EVERY_MS = 100;
const START_WITHIN_MS = 60_000;
const SOON_MS = 15_000;

/** A test at work on an engine: what it was given, and all that its journal said so far. */
export class EngineTrial {
  readonly opened: OpenedEngine;
  readonly lines: JournalLine[] = [];
  #cursor: JournalCursor | null = null;
  #versions = 0;

  constructor(opened: OpenedEngine) {
    this.opened = opened;
  }

  get engine(): Engine {
    return this.opened.engine;
  }

  /** Starts the process and waits until it answers and has read what is on its disk. */
  async start(): Promise<void> {
    await this.opened.start();
    await this.eventually('the engine answers', START_WITHIN_MS, async () => {
      const state = await this.engine.observe();
      return state.ok && state.value.cueSheetVersion !== '' && state.value.streamPlansVersion !== '' ? true : null;
    });
  }

  async state(): Promise<EngineState> {
    const state = await this.engine.observe();
    assert(state.ok, 'the engine answers');
    return state.value;
  }

  /** Carries out a command. Gives null, or how it failed. */
  async command(command: EngineCommand): Promise<string | null> {
    const reply = await this.engine.command(command);
    return reply.ok ? null : reply.error.code;
  }

  async put(cues: readonly Cue[], streams: readonly StreamPlan[], stop: readonly CueKey[] = []): Promise<void> {
    this.#versions += 1;
    const version = `version-${this.#versions}`;
    await this.engine.putCueSheet({ version, cues, stop });
    await this.engine.putStreamPlans({ version, streams });
  }

  /** Puts another sheet and has it read. */
  async reload(cues: readonly Cue[], streams: readonly StreamPlan[], stop: readonly CueKey[] = []): Promise<void> {
    await this.put(cues, streams, stop);
    const version = `version-${this.#versions}`;
    await this.command({ kind: 'reload_cues' });
    await this.command({ kind: 'reload_streams' });
    await this.eventually('sheet and streams are read', SOON_MS, async () => {
      const state = await this.state();
      return state.cueSheetVersion === version && state.streamPlansVersion === version ? true : null;
    });
  }

  async line<Kind extends JournalLine['kind']>(
    kind: Kind,
    fits: (line: LineOf<Kind>) => boolean = () => true,
  ): Promise<LineOf<Kind>> {
    return this.eventually(`a line of kind ${kind}`, SOON_MS, async () => {
      await this.read();
      return this.of(kind).find(fits) ?? null;
    });
  }

  /** The line of a cue's state, waited for. */
  cueLine(key: CueKey, state: LineOf<'cue'>['state']): Promise<LineOf<'cue'>> {
    return this.line('cue', (line) => line.cue === key && line.state === state);
  }

  of<Kind extends JournalLine['kind']>(kind: Kind): readonly LineOf<Kind>[] {
    return this.lines.filter((line) => isKind(line, kind));
  }

  async read(): Promise<void> {
    const { lines, cursor } = await this.engine.readJournal(this.#cursor);
    this.lines.push(...lines);
    this.#cursor = cursor;
  }

  async eventually<Value>(what: string, withinMs: number, look: () => Promise<Value | null>): Promise<Value> {
    for (let passedMs = 0; ; passedMs += LOOK_EVERY_MS) {
      const found = await look();
      if (found !== null) return found;
      const story = () => this.lines.map((line) => JSON.stringify(line)).join('\n');
      if (passedMs > withinMs) throw new Error(`not within ${withinMs} ms: ${what}\n${story()}`);
      await this.opened.pass(LOOK_EVERY_MS);
    }
  }
}

function isKind<Kind extends JournalLine['kind']>(line: JournalLine, kind: Kind): line is LineOf<Kind> {
  return line.kind === kind;
}

export function cueFile(soundId: number, path: string, durationSeconds: number): CueFile {
  return { soundId: soundId as SoundId, path, fromSeconds: 0, durationSeconds };
}

/** Hard, at an instant, with ten minutes to begin in. */
export function hardCue(diffusion: number, startMs: number, files: readonly CueFile[], more: Partial<Cue> = {}): Cue {
  return {
    diffusionId: diffusion as DiffusionId,
    attempt: 0,
    startMs,
    mode: 'hard',
    fadeSeconds: 0,
    latestStartMs: startMs + 600_000,
    late: null,
    untilMs: null,
    files,
    ...more,
  };
}

export function stream(name: string, sounds: readonly (readonly [id: number, path: string])[]): StreamPlan {
  const playlist = sounds.map(([id, path]) => ({ soundId: id as SoundId, path }));
  return { name: name as Slug, weight: 1, minDelaySeconds: 0, windows: null, playlist };
}
