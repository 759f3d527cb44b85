import type { Logger } from 'pino';
import type { Store } from '../ports/store.ts';
import type { Station } from '../values/model.ts';
import type { EngineHost } from './engine-host.ts';
import type { Service } from './service.ts';
import type { StationDisk } from './station-disk.ts';

/**
 * Makes sure, before anything else is done with it, that the station's folder is of this station of this database. One of
 * another database (a new one, or one of PostgreSQL in the place of the file) has a journal of diffusions and sounds with
 * the same ids that are not the same: read into this log it would be a false log, and cues would be taken for begun. Its
 * engine is ended, all that is moved aside, and a clean one begins. One that says nothing is taken as it is.
 */
export class FolderClaim implements Service {
  readonly id: string;
  readonly #station: Station;
  readonly #database: Store['database'];
  readonly #disk: StationDisk;
  readonly #host: Pick<EngineHost, 'stop'>;
  readonly #logger: Logger;

  constructor(options: {
    readonly station: Station;
    readonly database: Store['database'];
    readonly disk: StationDisk;
    readonly host: Pick<EngineHost, 'stop'>;
    readonly logger: Logger;
  }) {
    this.id = `folder claim ${options.station.slug}`;
    this.#station = options.station;
    this.#database = options.database;
    this.#disk = options.disk;
    this.#host = options.host;
    this.#logger = options.logger;
  }

  /** Done when the folder is the station's. */
  async run(): Promise<void> {
    const { slug, id: stationId } = this.#station;
    const database = await this.#database.id();
    const before = await this.#disk.owner(slug);
    if (before?.database === database && before.stationId === stationId) return;
    if (before !== null) {
      const whose = before.database === database ? `station ${before.stationId}` : `database ${before.database}`;
      this.#logger.warn({ before }, `the station's folder is kept for another ${whose}: its engine is ended`);
      await this.#host.stop(slug);
      const movedTo = await this.#disk.setAside(slug);
      this.#logger.warn(
        { before, movedTo },
        `its journal, cue sheet and playlists are in ${movedTo} now, whole, and do not go into this log; the station begins anew`,
      );
    }
    await this.#disk.own(slug, { database, stationId });
  }
}
