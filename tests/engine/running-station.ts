import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cue, CueKey, CueSheet } from '../../src/ports/cue-sheet.ts';
import type { EngineCommand, EngineState } from '../../src/ports/engine.ts';
import type { JournalCursor, JournalLine } from '../../src/ports/journal.ts';
import type { StreamPlan } from '../../src/ports/stream-plan.ts';
import { createLiquidsoapEngine, type LiquidsoapEngine } from '../../src/streamer/liquidsoap-engine.ts';
import { renderScript } from '../../src/streamer/script/render-script.ts';
import { type StartedEngine, startEngine } from '../../src/streamer/start-engine.ts';
import { type StationFolder, stationFolder } from '../../src/streamer/station-folder.ts';
import { stopEngine } from '../../src/streamer/stop-engine.ts';
import { realClock } from '../../src/streamer/testing/real-clock.ts';
import { assert } from '../../src/values/errors.ts';
import type { DiffusionId, PortId, Slug, SoundId, StationId } from '../../src/values/ids.ts';
import type { Port } from '../../src/values/model.ts';
import { type SineOptions, writeSine } from './sounds.ts';

export interface StationOptions {
  readonly name?: string;
  readonly ports?: readonly PortOptions[];
  readonly cues?: readonly Cue[];
  readonly streams?: readonly StreamPlan[];
  readonly silenceLimitSeconds?: number;
  /** Without a cue sheet and streams on its disk. */
  readonly bare?: boolean;
  /** Of the folder that holds all of it, for one that is there already; else one is made. */
  readonly data?: string;
}

export interface PortOptions {
  readonly kind: string;
  readonly settings: Port['settings'];
}

export type LineOf<Kind extends JournalLine['kind']> = Extract<JournalLine, { readonly kind: Kind }>;

/** A start takes 4 seconds of one processor that has nothing else to do. */
const READY_WITHIN_MS = 60_000;

/** A station with a real engine in a temporary folder, and all that its journal said so far. */
export class RunningStation {
  readonly folder: StationFolder;
  readonly engine: LiquidsoapEngine;
  readonly #data: string;
  #started: StartedEngine | null = null;
  #lines: JournalLine[] = [];
  #cursor: JournalCursor | null = null;
  #version = 0;

  private constructor(data: string) {
    this.#data = data;
    this.folder = stationFolder(data, 'vert');
    this.engine = createLiquidsoapEngine({ folder: this.folder, clock: realClock });
  }

  /** A folder with its script and files; the engine does not run yet. */
  static async make(options: StationOptions = {}): Promise<RunningStation> {
    const station = new RunningStation(options.data ?? (await mkdtemp(join(tmpdir(), 'airkeeper-engine-'))));
    await mkdir(station.folder.root, { recursive: true });
    await mkdir(station.sounds);
    await station.writeScript(options);
    if (options.bare) return station;
    await station.putCues(options.cues ?? []);
    await station.putStreams(options.streams ?? []);
    return station;
  }

  static async start(options: StationOptions = {}): Promise<RunningStation> {
    const station = await RunningStation.make(options);
    await station.start();
    return station;
  }

  async writeScript({ name = 'Radio Vert', ports = [], silenceLimitSeconds = 10 }: StationOptions): Promise<void> {
    const { text } = renderScript(
      {
        id: 1 as StationId,
        slug: 'vert' as Slug,
        name,
        timeZone: 'Europe/Brussels',
        cancelTimeoutSeconds: 1200,
        syncTimeoutSeconds: 300,
        silenceLimitSeconds,
        silenceThresholdDb: -40,
        language: 'en',
        daysAhead: 60,
        enabled: true,
      },
      ports.map((port, index) => ({
        id: (index + 1) as PortId,
        stationId: 1 as StationId,
        direction: 'output',
        ...port,
      })),
      this.folder.socket,
    );
    await writeFile(this.folder.script, text);
  }

  get sounds(): string {
    return join(this.folder.root, 'sounds');
  }

  get lines(): readonly JournalLine[] {
    return this.#lines;
  }

  get pid(): number {
    assert(this.#started !== null, 'the engine was started');
    return this.#started.pid;
  }

  get run(): string {
    assert(this.#started !== null, 'the engine was started');
    return this.#started.run;
  }

  /** Starts the engine and waits until it answers and has read its cue sheet and streams. */
  async start(): Promise<void> {
    this.#started = await startEngine(this.folder, { timeZone: 'Europe/Brussels', lastRun: null });
    let ended = '';
    void this.#started.ended.then((how) => {
      ended = how;
    });
    await this.eventually('the engine is ready', READY_WITHIN_MS, async () => {
      assert(ended === '', `the engine ended: ${ended}; see ${this.folder.log}`);
      const state = await this.engine.observe();
      return state.ok && state.value.cueSheetVersion !== '' && state.value.streamPlansVersion !== '' ? true : null;
    });
  }

  /** Starts the engine; done when its process runs. */
  async launch(): Promise<void> {
    this.#started = await startEngine(this.folder, { timeZone: 'Europe/Brussels', lastRun: null });
  }

  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await this.#started?.ended;
  }

  /** Waits until the process is gone, of whatever it died. */
  async ended(): Promise<void> {
    await this.#started?.ended;
  }

  async stop(): Promise<void> {
    await stopEngine(this.folder, realClock);
    await this.read();
  }

  /** Ends the engine, if it lives, and removes everything. */
  async close(): Promise<void> {
    await stopEngine(this.folder, realClock);
    await this.engine.close();
    await rm(this.#data, { recursive: true, force: true });
  }

  async state(): Promise<EngineState> {
    const state = await this.engine.observe();
    assert(state.ok, 'the engine answers');
    return state.value;
  }

  async command(command: EngineCommand): Promise<Readonly<Record<string, unknown>>> {
    const reply = await this.engine.command(command);
    if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
    return reply.value;
  }

  async putCues(cues: readonly Cue[], stop: readonly CueKey[] = []): Promise<string> {
    const sheet: CueSheet = { version: this.#nextVersion('cues'), cues, stop };
    await this.engine.putCueSheet(sheet);
    return sheet.version;
  }

  /** Puts a cue sheet, has it read, and waits until it was. */
  async setCues(cues: readonly Cue[], stop: readonly CueKey[] = []): Promise<void> {
    const version = await this.putCues(cues, stop);
    await this.command({ kind: 'reload_cues' });
    await this.eventually('the cue sheet is read', 10_000, async () =>
      (await this.state()).cueSheetVersion === version ? true : null,
    );
  }

  async putStreams(streams: readonly StreamPlan[]): Promise<string> {
    const version = this.#nextVersion('streams');
    await this.engine.putStreamPlans({ version, streams });
    return version;
  }

  async setStreams(streams: readonly StreamPlan[]): Promise<void> {
    const version = await this.putStreams(streams);
    await this.command({ kind: 'reload_streams' });
    await this.eventually('the streams are read', 10_000, async () =>
      (await this.state()).streamPlansVersion === version ? true : null,
    );
  }

  async sine(name: string, seconds: number, options: SineOptions = {}): Promise<string> {
    return await writeSine(join(this.sounds, name), seconds, options);
  }

  async read(): Promise<readonly JournalLine[]> {
    const { lines, cursor } = await this.engine.readJournal(this.#cursor);
    this.#lines.push(...lines);
    this.#cursor = cursor;
    return this.#lines;
  }

  /** The first line of the kind that fits, waited for. */
  async line<Kind extends JournalLine['kind']>(
    kind: Kind,
    fits: (line: LineOf<Kind>) => boolean = () => true,
    withinMs = 10_000,
  ): Promise<LineOf<Kind>> {
    return await this.eventually(`a line of kind ${kind}`, withinMs, async () => {
      const found = (await this.read()).find((line) => isKind(line, kind) && fits(line));
      return found !== undefined && isKind(found, kind) ? found : null;
    });
  }

  of<Kind extends JournalLine['kind']>(kind: Kind, fits: (line: LineOf<Kind>) => boolean = () => true): LineOf<Kind>[] {
    return this.#lines.filter((line) => isKind(line, kind)).filter(fits);
  }

  async cueLine(diffusion: number, state: LineOf<'cue'>['state'], withinMs = 10_000): Promise<LineOf<'cue'>> {
    return await this.line('cue', (line) => line.cue === `${diffusion}#0` && line.state === state, withinMs);
  }

  /** The `on` line of a sound, waited for. */
  async on(sound: number, withinMs = 10_000): Promise<LineOf<'on'>> {
    return await this.line('on', (line) => line.request.soundId === sound, withinMs);
  }

  async off(on: LineOf<'on'>, withinMs = 10_000): Promise<LineOf<'off'>> {
    return await this.line('off', (line) => line.run === on.run && line.on === on.seq, withinMs);
  }

  async eventually<Value>(what: string, withinMs: number, look: () => Promise<Value | null>): Promise<Value> {
    const until = performance.now() + withinMs;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${what}\n${this.story()}`);
      await wait(40);
    }
  }

  /** The journal as a person would tell it, for a test that failed. */
  story(): string {
    return this.#lines.map((line) => JSON.stringify(line)).join('\n');
  }

  #nextVersion(what: string): string {
    this.#version += 1;
    return `${what}-${this.#version}`;
  }
}

function isKind<Kind extends JournalLine['kind']>(line: JournalLine, kind: Kind): line is LineOf<Kind> {
  return line.kind === kind;
}

export function wait(ms: number): Promise<void> {
  return realClock.sleep(ms, new AbortController().signal);
}

/** A cue of the test's dealer: soft, now, with as long to begin as it wants, unless told otherwise. */
export function cue(diffusion: number, files: Cue['files'], more: Partial<Cue> = {}): Cue {
  const startMs = more.startMs ?? Date.now();
  return {
    diffusionId: diffusion as DiffusionId,
    attempt: 0,
    mode: 'soft',
    fadeSeconds: 0.3,
    untilMs: null,
    late: null,
    ...more,
    startMs,
    latestStartMs: more.latestStartMs ?? startMs + 600_000,
    files,
  };
}

export function file(
  sound: number,
  path: string,
  fromSeconds = 0,
  durationSeconds: number | null = null,
): Cue['files'][number] {
  return { soundId: sound as SoundId, path, fromSeconds, durationSeconds };
}

/** A stream that may always play. */
export function stream(name: string, files: readonly [number, string][], more: Partial<StreamPlan> = {}): StreamPlan {
  return {
    name: name as Slug,
    weight: 1,
    minDelaySeconds: 0,
    windows: null,
    playlist: files.map(([sound, path]) => ({ soundId: sound as SoundId, path })),
    ...more,
  };
}
