import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findEngines } from '../src/streamer/find-engines.ts';
import { liquidsoapVersion } from '../src/streamer/liquidsoap-program.ts';
import { type StationFolder, stationFolder } from '../src/streamer/station-folder.ts';
import type { LoggedEntry } from '../tests/e2e/airkeeper.ts';
import { type Capture, captureFile } from '../tests/ears/capture.ts';
import { makeCodedSound } from '../tests/ears/coded-sound.ts';

const COMMAND = fileURLToPath(new URL('../bin/airkeeper', import.meta.url));
/** Above what dither and the tail of a fade are. */
const LOUD = 300;
/** Numbers of coded sounds from here on are music. */
export const FIRST_MUSIC = 200;

export interface StationOptions {
  /** A folder that is there already; its data folder is `data` in it. Null: one is made, and removed at the end. */
  readonly root: string | null;
  /** What Airkeeper's commands find in their environment, beside what all have. */
  readonly env: Readonly<Record<string, string>>;
  /** Path in the station's folder. */
  readonly recording: string;
  /** Where what Airkeeper has to say goes. */
  readonly stderr: 'inherit' | number;
}

const ALONE: StationOptions = { root: null, env: {}, recording: 'heard.wav', stderr: 'inherit' };

/** A whole Airkeeper as a user has it, in processes of its own, with ears on what its one station plays. */
export class StationWithEars {
  readonly data: string;
  readonly folder: StationFolder;
  readonly version: string;
  readonly #root: string;
  readonly #options: StationOptions;
  readonly #numbers = new Map<number, number>();
  #daemon: ChildProcess | null = null;
  #said = '';

  private constructor(root: string, version: string, options: StationOptions) {
    this.#root = root;
    this.#options = options;
    this.version = version;
    this.data = join(root, 'data');
    this.folder = stationFolder(this.data, 'vert');
  }

  static async make(musicSeconds: number, options = ALONE): Promise<StationWithEars> {
    const root = options.root ?? (await mkdtemp(join(tmpdir(), 'airkeeper-bench-')));
    const station = new StationWithEars(root, await liquidsoapVersion(), options);
    await station.do('station', 'add', 'Vert', '--slug', 'vert', '--timezone', 'UTC');
    await station.do('port', 'add', 'vert', 'file', '--format', 'wav', '--path', options.recording);
    await station.do('program', 'add', 'vert', 'Night', '--slug', 'night', '--streamed');
    await station.do('program', 'add', 'vert', 'Morning', '--slug', 'morning', '--scheduled');
    for (const number of [FIRST_MUSIC, FIRST_MUSIC + 1, FIRST_MUSIC + 2])
      await station.addSound(number, musicSeconds, '--program', 'night');
    return station;
  }

  /** 40 on Liquidsoap 2.1, 20 from 2.3. */
  get frameMs(): number {
    return /^2\.[12]\./.test(this.version) ? 40 : 20;
  }

  get recording(): string {
    return join(this.folder.root, this.#options.recording);
  }

  async do(...args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const env = this.#environment();
      execFile(COMMAND, args, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`airkeeper ${args.join(' ')}: ${stdout}${stderr}`));
      });
    });
  }

  async addSound(number: number, seconds: number, ...owner: readonly string[]): Promise<void> {
    await this.addSounds([{ number, seconds }], ...owner);
  }

  async addSounds(
    sounds: readonly { readonly number: number; readonly seconds: number }[],
    ...owner: readonly string[]
  ): Promise<void> {
    for (const { number, seconds } of sounds)
      await makeCodedSound({
        number,
        durationSeconds: seconds,
        path: this.pathOf(number),
        format: 'wav',
        channels: 1,
      });
    const paths = sounds.map(({ number }) => this.pathOf(number));
    const added: readonly { readonly id: number }[] = JSON.parse(
      await this.do('sound', 'add', ...paths, ...owner, '--json'),
    );
    sounds.forEach(({ number }, place) => {
      this.#numbers.set(number, added[place]?.id ?? -1);
    });
  }

  pathOf(number: number): string {
    return join(this.#root, `${number}.wav`);
  }

  soundIdOf(number: number): number {
    return this.#numbers.get(number) ?? -1;
  }

  /** An episode of one coded sound. */
  async addShow(number: number, seconds: number): Promise<void> {
    await this.do('episode', 'add', 'morning', `Show ${number}`, '--slug', `show-${number}`);
    await this.addSound(number, seconds, '--episode', `show-${number}`);
  }

  async addDiffusion(number: number, startMs: number, seconds: number): Promise<void> {
    const slot = ['--start', new Date(startMs).toISOString(), '--duration', `${seconds}s`, '--hard'];
    await this.do('diffusion', 'add', `show-${number}`, ...slot);
  }

  async log(): Promise<readonly LoggedEntry[]> {
    return JSON.parse(await this.do('log', 'list', 'vert', '--json'));
  }

  /** Starts Airkeeper; done at once. */
  start(): ChildProcess {
    const child = spawn(COMMAND, ['start', '--no-demo'], {
      env: this.#environment(),
      stdio: ['ignore', 'pipe', this.#options.stderr],
    });
    this.#said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
    this.#daemon = child;
    return child;
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, AIRKEEPER_DATA: this.data, ...this.#options.env };
  }

  get said(): string {
    return this.#said;
  }

  async killAirkeeper(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === null) return;
    daemon.kill('SIGKILL');
    if (daemon.exitCode === null && daemon.signalCode === null) await once(daemon, 'exit');
    this.#daemon = null;
  }

  async enginePid(): Promise<number | null> {
    return (await findEngines(this.folder.script))[0]?.pid ?? null;
  }

  /** Ears on a recording from its beginning: on the one of another file than the one that is named, where one is. */
  async listen(notThisFile: number | null): Promise<Capture & { readonly inode: number }> {
    const inode = await until('an engine records', async () => {
      const found = await stat(this.recording).catch(() => null);
      return found !== null && found.ino !== notThisFile ? found.ino : null;
    });
    return { ...captureFile({ path: this.recording, frameMs: this.frameMs, raw: null }), inode };
  }

  async close(): Promise<void> {
    await this.killAirkeeper();
    await this.do('stop', '--engine');
    if (this.#options.root !== null) return;
    if (process.env.AIRKEEPER_BENCH_KEEP === undefined) await rm(this.#root, { recursive: true, force: true });
    else console.log(`kept: ${this.#root}`);
  }
}

/** Wall clock of the first sample that can be heard; null where none can. */
export function firstSoundMs(recording: {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly originMs: number;
}): number | null {
  const index = recording.samples.findIndex((sample) => Math.abs(sample) > LOUD);
  return index < 0 ? null : recording.originMs + (1000 * index) / recording.sampleRate;
}

export async function until<Value>(what: string, look: () => Promise<Value | null>, withinMs = 60_000): Promise<Value> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += 10) {
    const found = await look();
    if (found !== null) return found;
    await sleep(10);
  }
  throw new Error(`not within ${withinMs} ms: ${what}`);
}
