import { join } from 'node:path';
import { liquidsoapVersion } from '../../src/streamer/liquidsoap-program.ts';
import { type Capture, captureFile } from '../ears/capture.ts';
import { makeCodedSound } from '../ears/coded-sound.ts';
import { compareLog } from '../ears/compare-log.ts';
import { Airkeeper, eventually, type LoggedEntry, sleep } from './airkeeper.ts';
import { heardEntries } from './heard-log.ts';
import type { Hearing } from './hearing.ts';

const RECORDING = 'recordings/heard.wav';
/** Numbers of coded sounds from here on are music. */
const FIRST_MUSIC_NUMBER = 100;
const MUSIC_COUNT = 4;
/** How many command lines run side by side: more would only wait for a processor. */
const AT_ONCE = 3;

interface HeardStationOptions {
  readonly musicSeconds: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A coded sound to be made. */
type NumberedSound = readonly [number: number, seconds: number];

/** A diffusion of a test, with an episode of its own. */
export interface Show {
  readonly sounds: readonly NumberedSound[];
  readonly slotSeconds: number;
  readonly mode: 'hard' | 'soft';
  /** Whether it is of the program that is cut at its end. */
  readonly cut?: boolean;
}

/**
 * A station `vert` whose output is written to a file that the test listens to, with music in the stream `night`, and two
 * scheduled programs: `morning`, and `strict`, whose diffusions are cut at their end.
 */
export class HeardStation {
  readonly airkeeper: Airkeeper;
  /** The engine's: 40 on Liquidsoap 2.1, 20 from 2.3. */
  readonly frameMs: number;
  readonly #ids = new Map<number, number>();

  private constructor(airkeeper: Airkeeper, frameMs: number) {
    this.airkeeper = airkeeper;
    this.frameMs = frameMs;
  }

  static async make({ musicSeconds, env = {} }: HeardStationOptions): Promise<HeardStation> {
    const airkeeper = await Airkeeper.make(env);
    const station = new HeardStation(airkeeper, frameOf(await liquidsoapVersion()));
    await airkeeper.do('station', 'add', 'Radio Vert', '--slug', 'vert', '--timezone', 'Europe/Brussels');
    await airkeeper.do('port', 'add', 'vert', 'file', '--format', 'wav', '--path', RECORDING);
    await airkeeper.do('program', 'add', 'vert', 'Night music', '--slug', 'night', '--streamed');
    await airkeeper.do('program', 'add', 'vert', 'Morning', '--slug', 'morning', '--scheduled');
    await airkeeper.do('program', 'add', 'vert', 'Strict', '--slug', 'strict', '--scheduled', '--cut-at-end');
    const music = Array.from(
      { length: MUSIC_COUNT },
      (_, place) => [FIRST_MUSIC_NUMBER + place, musicSeconds] as const,
    );
    await station.addSounds(music, '--program', 'night');
    return station;
  }

  get recording(): string {
    return join(this.airkeeper.data, 'stations', 'vert', RECORDING);
  }

  listen(): Capture {
    return captureFile({ path: this.recording, frameMs: this.frameMs, raw: null });
  }

  pathOf(number: number): string {
    return join(this.airkeeper.folder, `sound ${number}.wav`);
  }

  async addSounds(sounds: readonly NumberedSound[], ...owner: readonly string[]): Promise<void> {
    for (const [number, durationSeconds] of sounds)
      await makeCodedSound({ number, durationSeconds, path: this.pathOf(number), format: 'wav' });
    const paths = sounds.map(([number]) => this.pathOf(number));
    const added = await this.airkeeper.json<readonly { readonly id: number }[]>('sound', 'add', ...paths, ...owner);
    sounds.forEach(([number], place) => {
      this.#ids.set(number, added[place]?.id ?? -1);
    });
  }

  /** Makes an episode of each show. */
  async addEpisodes(shows: readonly Show[]): Promise<void> {
    await sideBySide(shows, async (show) => {
      const program = show.cut === true ? 'strict' : 'morning';
      await this.airkeeper.do('episode', 'add', program, slugOf(show), '--slug', slugOf(show));
      await this.addSounds(show.sounds, '--episode', slugOf(show));
    });
  }

  /** Waits until the music is heard. */
  async musicIsOn(): Promise<void> {
    await eventually('the music is on', async () => (await this.airkeeper.status('vert')).onAir?.source === 'night');
  }

  /** How far the log may be from what was heard: a frame, and what a clock that is read in between may be off. */
  get toleranceMs(): number {
    return this.frameMs + 20;
  }

  /** Where a log and what was heard differ, in words. */
  differences(
    { segments }: Hearing,
    log: readonly LoggedEntry[],
    endToleranceMs = this.toleranceMs,
  ): readonly string[] {
    return compareLog({
      heard: segments,
      entries: heardEntries(log),
      soundIdOf: (number) => this.#ids.get(number) ?? -1,
      dateToleranceMs: this.toleranceMs,
      endToleranceMs,
    });
  }

  /** Puts shows on the timetable, each so many milliseconds after an instant. Gives the ids of their diffusions. */
  async addDiffusions(
    beginMs: number,
    shows: readonly (readonly [afterMs: number, Show])[],
  ): Promise<readonly number[]> {
    const ids: number[] = [];
    await sideBySide([...shows.entries()], async ([place, [afterMs, show]]) => {
      const start = new Date(beginMs + afterMs).toISOString();
      const slot = ['--start', start, '--duration', `${show.slotSeconds}s`, `--${show.mode}`];
      const added = await this.airkeeper.json<{ readonly id: number }>('diffusion', 'add', slugOf(show), ...slot);
      ids[place] = added.id;
    });
    return ids;
  }
}

function slugOf({ sounds }: Show): string {
  return `show-${sounds.map(([number]) => number).join('-')}`;
}

function frameOf(engineVersion: string): number {
  const [major = 0, minor = 0] = engineVersion.split('.').map(Number);
  return major > 2 || minor >= 3 ? 20 : 40;
}

async function sideBySide<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The number of the first sound of a show. */
export function numberOf({ sounds }: Show): number {
  return sounds[0]?.[0] ?? -1;
}

/** Whether a number is one of the music. */
export function isMusic(sound: number): boolean {
  return sound >= FIRST_MUSIC_NUMBER;
}

export function sleepUntil(atMs: number): Promise<void> {
  return sleep(Math.max(0, atMs - Date.now()));
}
