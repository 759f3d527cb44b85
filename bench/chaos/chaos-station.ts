import { openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emergencyFolder } from '../../src/service/emergency/emergency-host.ts';
import { systemClock } from '../../src/service/system-clock.ts';
import { stationFolder } from '../../src/streamer/station-folder.ts';
import { killEngine } from '../../src/streamer/stop-engine.ts';
import { must } from '../../src/values/errors.ts';
import type { LoggedEntry } from '../../tests/e2e/airkeeper.ts';
import { SmallDisk } from '../../tests/engine/small-disk.ts';
import { PostgresServer } from '../../tests/postgres/server.ts';
import { FIRST_MUSIC, StationWithEars } from '../station-with-ears.ts';
import type { ChaosDiffusion, PlannedDiffusion, Show } from './timetable.ts';

const DISK_MEGABYTES = 64;
const RECORDINGS = 'recordings';
const RECORDING = `${RECORDINGS}/heard.wav`;
/** Pieces that end often, and one that is long enough to be taken up again where it was interrupted (EN-30). */
const MUSIC_SECONDS = 17;
const LONG_MUSIC_SECONDS = 95;
/** Command lines side by side: more would only wait for a processor. */
const AT_ONCE = 3;

/** One open alarm, as far as it is looked at. */
export interface OpenAlarm {
  readonly name: string;
  readonly raised: string;
  readonly message: string;
}

/**
 * A whole Airkeeper with one station, on PostgreSQL where there is one, and with its data folder on a disk of its own where one can be
 * made. What it plays is recorded elsewhere: the ears need room when the disk is full.
 */
export class ChaosStation {
  readonly root: string;
  readonly disk: SmallDisk | null;
  readonly postgres: PostgresServer | null;
  #station: StationWithEars | null = null;

  private constructor(root: string, disk: SmallDisk | null, postgres: PostgresServer | null) {
    this.root = root;
    this.disk = disk;
    this.postgres = postgres;
  }

  static async make(): Promise<ChaosStation> {
    const root = await mkdtemp(join(tmpdir(), 'airkeeper-chaos-'));
    const disk = await SmallDisk.mount(join(root, 'data'), DISK_MEGABYTES);
    const postgres = await PostgresServer.start().catch(() => null);
    const chaos = new ChaosStation(root, disk, postgres);
    try {
      await chaos.#prepare();
      return chaos;
    } catch (error) {
      await chaos.close();
      throw error;
    }
  }

  get station(): StationWithEars {
    return must(this.#station, 'the station');
  }

  async #prepare(): Promise<void> {
    const { root, postgres } = this;
    const folder = join(root, 'data', 'stations', 'vert');
    await mkdir(folder, { recursive: true });
    await mkdir(join(root, RECORDINGS));
    await symlink(join(root, RECORDINGS), join(folder, RECORDINGS));
    const said = openSync(join(root, 'airkeeper.err'), 'a');
    const env = postgres === null ? {} : { AIRKEEPER_DATABASE_URL: await postgres.createDatabase() };
    this.#station = await StationWithEars.make(MUSIC_SECONDS, { root, env, recording: RECORDING, stderr: said });
    await this.station.addSound(FIRST_MUSIC + 3, LONG_MUSIC_SECONDS, '--program', 'night');
  }

  async addShows(shows: readonly Show[]): Promise<void> {
    await sideBySide(shows, async ({ slug, sounds }) => {
      await this.station.do('episode', 'add', 'morning', slug, '--slug', slug);
      await this.station.addSounds(sounds, '--episode', slug);
    });
  }

  async addDiffusions(planned: readonly PlannedDiffusion[], beginMs: number): Promise<readonly ChaosDiffusion[]> {
    const added: ChaosDiffusion[] = [];
    await sideBySide(planned, async ({ show, atMs, slotSeconds, mode }) => {
      const startMs = beginMs + atMs;
      const slot = ['--start', new Date(startMs).toISOString(), '--duration', `${slotSeconds}s`];
      const { id } = await this.#json<{ readonly id: number }>('diffusion', 'add', show.slug, ...slot, `--${mode}`);
      added.push({ id, show, startMs, endMs: startMs + slotSeconds * 1000, mode });
    });
    return added.toSorted((a, b) => a.startMs - b.startMs);
  }

  async isOnAir(): Promise<boolean> {
    const { onAir } = await this.#json<{ readonly onAir: object | null }>('status', 'vert');
    return onAir !== null;
  }

  log(): Promise<readonly LoggedEntry[]> {
    return this.station.log();
  }

  async engineState(): Promise<string> {
    const { engine } = await this.#json<{ readonly engine: { readonly state: string } }>('status', 'vert');
    return engine.state;
  }

  async openAlarms(): Promise<readonly OpenAlarm[]> {
    const alarms = await this.#json<readonly (OpenAlarm & { readonly cleared: string | null })[]>(
      'alarm',
      'list',
      'vert',
    );
    return alarms.filter(({ cleared }) => cleared === null);
  }

  /** Ends the engine, whatever state all is in, and takes everything away. Airkeeper has ended. */
  async close(): Promise<void> {
    const folder = stationFolder(join(this.root, 'data'), 'vert');
    await killEngine(folder, systemClock);
    await killEngine(emergencyFolder(folder), systemClock);
    await this.postgres?.stop();
    await this.disk?.unmount();
    await rm(this.root, { recursive: true, force: true });
  }

  async #json<Value>(...args: readonly string[]): Promise<Value> {
    return JSON.parse(await this.station.do(...args, '--json'));
  }
}

async function sideBySide<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
