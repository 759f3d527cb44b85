import type { Store } from '../ports/store.ts';
import { BugError, must } from '../values/errors.ts';
import { contentHash } from '../values/hash.ts';
import type { EpisodeId, ProgramId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Diffusion, LogEntry, Program, Sound } from '../values/model.ts';
import { AirOwners } from './air-owner.ts';
import { Disk } from './disk.ts';
import { drawFaults } from './draw-faults.ts';
import type { CrashPoint } from './effect.ts';
import { END_RULES } from './end-rules.ts';
import type { TimedFault } from './fault.ts';
import { Inflictor } from './inflict.ts';
import { AcknowledgedIsKept } from './kept-rule.ts';
import { makeStation } from './made-station.ts';
import { EngineComesBack } from './neglect-rule.ts';
import { latestStart, QUIET_RULES } from './quiet-rules.ts';
import { SeededRandom } from './seeded-random.ts';
import { NoBlindRepeat } from './talk-rule.ts';
import type { Violation } from './violation.ts';
import { type Watcher, World } from './world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Time without faults at the end of a story, in which all becomes well. */
const HEALING_MS = 3 * HOUR_MS;
/** Beyond the story, so that there is always something ahead. */
const DAYS_AHEAD = 3;
const WELL_MS = 30_000;
const BACK_MS = 26 * HOUR_MS;
/** No slot is longer, and none that overlaps one of the present begins or ends farther away. */
const SLOT_MS = 3 * HOUR_MS;

export interface StoryOptions {
  readonly seed: string;
  /** UTC midnight at which it begins. */
  readonly startMs: number;
  readonly days: number;
  /** How many faults are drawn; or the faults themselves. */
  readonly faults: number | readonly TimedFault[];
  readonly openStore: () => Promise<Store>;
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
  /** Whether the first violation ends the story. */
  readonly stopAtFirst?: boolean;
  /** Where Airkeeper's first life ends, besides. */
  readonly crash?: CrashPoint;
  /** It ends so long after its beginning, where that is before its days are over. */
  readonly endMs?: number;
  readonly watcher?: Watcher;
}

export interface Told {
  readonly steps: number;
  /** Those that were done: there was something to do them to. */
  readonly faults: number;
  readonly violations: readonly Violation[];
  /** All faults that were drawn. */
  readonly drawn: readonly TimedFault[];
  /** Names all that was heard and written: the same for the same seed. */
  readonly digest: string;
  /** What the log says, entry by entry. */
  readonly log: readonly LogFact[];
}

/** An entry of the log without the place that it happens to have in the database. */
export interface LogFact {
  readonly atMs: number;
  readonly endMs: number | null;
  readonly words: string;
  readonly isTrack: boolean;
  /** It may say more of one that was there all the time. */
  readonly reason: string;
}

/** Lives through some days of a station, with faults, and says which rules did not hold. */
export async function tell(options: StoryOptions): Promise<Told> {
  const store = await options.openStore();
  try {
    return await new Teller(options, store).tell();
  } finally {
    await store.close();
  }
}

class Teller {
  readonly #options: StoryOptions;
  readonly #store: Store;
  readonly #violations: Violation[] = [];
  #faults = 0;
  #programs: ReadonlyMap<ProgramId, Program> = new Map();

  constructor(options: StoryOptions, store: Store) {
    this.#options = options;
    this.#store = store;
  }

  async tell(): Promise<Told> {
    const { seed, startMs, days, settle } = this.#options;
    const disk = new Disk();
    const span = { fromMs: startMs, days: days + DAYS_AHEAD };
    const [random, layering] = [new SeededRandom(seed, 'station'), new SeededRandom(seed, 'layers')];
    const station = await makeStation(this.#store, disk, random, layering, span);
    const sounds = await this.#store.sounds.list({ stationId: station.id });
    this.#programs = new Map((await this.#store.programs.list(station.id)).map((program) => [program.id, program]));
    const world = new World({ seed, startMs, store: this.#store, disk, station, settle });
    const kept = new AcknowledgedIsKept();
    world.watchers.push(kept, new NoBlindRepeat((message) => this.#say(world, 'SI-7', 'NoBlindRepeat', message)), {
      onQuiet: () => this.#lookAround(world, sounds),
    });
    world.watchers.push(new EngineComesBack(world, (message) => this.#say(world, 'SI-6', 'EngineComesBack', message)));
    if (this.#options.watcher !== undefined) world.watchers.push(this.#options.watcher);
    const drawn = await this.#drawn(world);
    world.startAirkeeper();
    if (this.#options.crash !== undefined) world.life?.crashAt(this.#options.crash);
    await this.#live(world, drawn);
    const entries = await this.#store.log.list({ stationId: station.id });
    const diffusions = await this.#store.diffusions.list(station.id, null, null);
    await this.#lookBack(world, { entries, diffusions, sounds, kept });
    const log = entries.map((entry) => factOf(entry, startMs));
    const digest = contentHash(JSON.stringify([world.steps, disk.runs, world.ears, log]));
    return { steps: world.steps, faults: this.#faults, violations: this.#violations, drawn, digest, log };
  }

  async #drawn(world: World): Promise<readonly TimedFault[]> {
    const { seed, days, faults, startMs } = this.#options;
    if (typeof faults !== 'number') return faults;
    const planned = await this.#store.diffusions.list(world.station.id, null, null);
    const instants = planned.flatMap((diffusion) =>
      [diffusion.start.epochMilliseconds, diffusion.end.epochMilliseconds, latestStart(diffusion, world)].map(
        (atMs) => atMs - startMs,
      ),
    );
    return drawFaults(new SeededRandom(seed, 'faults'), faults, days * DAY_MS - HEALING_MS, instants);
  }

  async #live(world: World, faults: readonly TimedFault[]): Promise<void> {
    const { startMs, days } = this.#options;
    const inflictor = new Inflictor(world);
    for (const { atMs, fault } of faults) {
      await world.runTo(startMs + atMs);
      if (this.#isOver(world)) return;
      if (await inflictor.inflict(fault)) this.#faults += 1;
    }
    await world.runTo(startMs + Math.min(days * DAY_MS, this.#options.endMs ?? Number.POSITIVE_INFINITY));
  }

  #isOver(world: World): boolean {
    return world.bug !== null || (this.#options.stopAtFirst === true && this.#violations.length > 0);
  }

  async #lookAround(world: World, sounds: readonly Sound[]): Promise<void> {
    if (world.wellForMs < WELL_MS || world.isSomethingUnseen || this.#isOver(world)) return;
    const { wallMs } = world.time;
    const diffusions = await this.#store.diffusions.list(
      world.station.id,
      instantFromMs(wallMs - SLOT_MS),
      instantFromMs(wallMs + SLOT_MS),
    );
    const scene = {
      world,
      nowMs: wallMs,
      diffusions,
      owners: this.#owners(diffusions, world),
      memory: await this.#store.monitor.memory(world.station.id, instantFromMs(wallMs - BACK_MS)),
      resumeOf: ({ programId }: Diffusion) => this.#programs.get(programId)?.resume ?? 'live',
      soundsOf: (episode: EpisodeId) => sounds.filter(({ episodeId }) => episodeId === episode),
    };
    for (const [rule, holds] of QUIET_RULES) {
      const message = holds(scene);
      if (message !== null) this.#say(world, rule, holds.name, message);
    }
  }

  #owners(diffusions: readonly Diffusion[], world: World): AirOwners {
    const programOf = ({ programId }: Diffusion) => must(this.#programs.get(programId), 'the program of a diffusion');
    return new AirOwners(diffusions, programOf, (diffusion) => latestStart(diffusion, world));
  }

  async #lookBack(
    world: World,
    seen: {
      readonly entries: readonly LogEntry[];
      readonly diffusions: readonly Diffusion[];
      readonly sounds: readonly Sound[];
      readonly kept: AcknowledgedIsKept;
    },
  ): Promise<void> {
    if (world.bug !== null) {
      const { error } = world.bug;
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#say(world, 'SI-13', error instanceof BugError ? 'BugError' : 'an error nobody foresaw', words);
      return;
    }
    if (this.#isOver(world)) return;
    const { entries, diffusions, sounds, kept } = seen;
    const soundNames = new Map(
      sounds.map(({ path, programId, episodeId }) => [
        path,
        programId === null ? `episode ${episodeId}` : (this.#programs.get(programId)?.slug ?? ''),
      ]),
    );
    const settledMs = world.time.wallMs - HOUR_MS;
    const owners = this.#owners(diffusions, world);
    for (const [rule, check] of END_RULES) {
      const wrong = check({ world, entries, diffusions, owners, soundNames, settledMs });
      for (const message of wrong) this.#say(world, rule, check.name, message);
    }
    for (const message of kept.check(entries)) this.#say(world, 'SI-8', 'AcknowledgedIsKept', message);
  }

  #say(world: World, rule: Violation['rule'], name: string, message: string): void {
    const before = this.#violations.at(-1);
    if (before?.name === name && before.message === message) return;
    this.#violations.push({ rule, name, atMs: world.time.trueMs - this.#options.startMs, message });
  }
}

function factOf({ date, end, ...entry }: LogEntry, startMs: number): LogFact {
  const { type, source, soundId, positionSeconds, trackId, diffusionId, comment, reason } = entry;
  return {
    atMs: date.epochMilliseconds - startMs,
    endMs: end === null ? null : end.epochMilliseconds - startMs,
    words: JSON.stringify([type, source, soundId, positionSeconds, trackId, diffusionId, comment]),
    isTrack: trackId !== null,
    reason,
  };
}
