import type { Logger } from 'pino';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { occurrences } from '../../timetable/occurrences.ts';
import type { Family } from '../../timetable/plan-families.ts';
import { recurrenceOf } from '../../timetable/plan-made.ts';
import { RefusedError } from '../../values/errors.ts';
import type { ScheduleId } from '../../values/ids.ts';
import type { Station } from '../../values/model.ts';
import type { Service } from '../service.ts';
import { WakeUp } from '../wake-up.ts';
import { findWork, type GenerationReport, generate, scheduleIdsOf } from './generate.ts';

/** Whether something has changed is looked at this often although nobody said so: another machine may have changed it. */
const LOOK_EVERY_MS = 60_000;
/** All is looked at once a day, so long after the station's midnight: not in the minute in which much begins. */
const AFTER_MIDNIGHT_MINUTES = 4;
/** About as many diffusions are made at once: the monitor must not wait for more. */
const AT_ONCE = 300;

/** Keeps a station's timetable made from its schedules, as far ahead as the station says (SPEC TT-37). */
export class GenerationService implements Service {
  readonly id: string;
  readonly #options: {
    readonly station: Station;
    readonly store: Store;
    readonly clock: Clock;
    readonly logger: Logger;
    /** Diffusions were added, changed or removed. */
    readonly onChange: () => void;
  };
  readonly #wakeUp: WakeUp;
  /** The local day on which all was looked at last. */
  #day = '';
  readonly #refused = new Map<ScheduleId, string>();

  constructor(options: {
    readonly station: Station;
    readonly store: Store;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly onChange: () => void;
  }) {
    this.id = `timetable ${options.station.slug}`;
    this.#options = options;
    this.#wakeUp = new WakeUp(options.clock);
  }

  /** Somebody changed the data. */
  dataChanged(): void {
    this.#wakeUp.call();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const day = this.#today();
      if (await this.#generate(day !== this.#day, signal)) this.#day = day;
      await this.#wakeUp.wait(LOOK_EVERY_MS, signal);
    }
  }

  #today(): string {
    const { station, clock } = this.#options;
    const local = clock.now().toZonedDateTimeISO(station.timeZone).subtract({ minutes: AFTER_MIDNIGHT_MINUTES });
    return local.toPlainDate().toString();
  }

  /** Slice by slice, each whole or not at all; between them the monitor has its turn. @returns whether it got to the end */
  async #generate(thorough: boolean, signal: AbortSignal): Promise<boolean> {
    const { station, store, clock } = this.#options;
    const { families } = await findWork(store, station.id, { now: clock.now(), thorough });
    for (const slice of slicesOf(families)) {
      await clock.sleep(0, signal);
      if (signal.aborted) return false;
      await this.#make(slice);
    }
    return true;
  }

  /** What is refused of one family keeps no other one from its diffusions. */
  async #make(families: readonly Family[]): Promise<void> {
    const { station, store, clock } = this.#options;
    const ids = families.flatMap(scheduleIdsOf);
    const options = { now: clock.now(), thorough: true };
    try {
      this.#tell(await store.transaction((inside) => generate(inside, station.id, options, ids)), ids);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (families.length === 1) this.#tellRefused(ids, new Map(ids.map((id) => [id, error.message])));
      else for (const family of families) await this.#make([family]);
    }
  }

  #tell({ schedules, refused }: GenerationReport, ids: readonly ScheduleId[]): void {
    const { logger, onChange } = this.#options;
    const count = (what: 'added' | 'moved' | 'changed' | 'removed') =>
      schedules.reduce((sum, report) => sum + report[what].length, 0);
    const done = { added: count('added'), moved: count('moved'), changed: count('changed'), removed: count('removed') };
    const said = Object.entries(done).flatMap(([what, times]) => (times === 0 ? [] : `${times} ${what}`));
    if (said.length > 0) {
      logger.info({ ...done, schedules: ids.length }, `the timetable follows its schedules: ${said.join(', ')}`);
      onChange();
    }
    this.#tellRefused(ids, new Map(refused.map(({ scheduleId, error }) => [scheduleId, error.message])));
  }

  /** Once for each reason. */
  #tellRefused(ids: readonly ScheduleId[], messages: ReadonlyMap<ScheduleId, string>): void {
    for (const id of ids) {
      const message = messages.get(id);
      if (message === undefined) this.#refused.delete(id);
      else if (this.#refused.get(id) !== message) {
        this.#options.logger.error({ schedule: id }, `nothing is made of the schedule ${id}: ${message}`);
        this.#refused.set(id, message);
      }
    }
  }
}

/** Families that are planned together. */
function slicesOf(families: readonly Family[]): readonly (readonly Family[])[] {
  const slices: Family[][] = [];
  let room = 0;
  for (const family of families) {
    const size = sizeOf(family);
    if (slices.length === 0 || size > room) {
      slices.push([]);
      room = AT_ONCE;
    }
    slices.at(-1)?.push(family);
    room -= size;
  }
  return slices;
}

function sizeOf({ initial, reruns, fromMs, untilMs }: Family): number {
  try {
    return occurrences(recurrenceOf(initial.schedule), fromMs, untilMs).length * (1 + reruns.length);
  } catch (error) {
    if (error instanceof RefusedError) return 1;
    throw error;
  }
}
