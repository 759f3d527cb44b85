import type { LogFilter, StationSnapshot, Store } from '../../ports/store.ts';
import { RefusedError } from '../../values/errors.ts';
import type { DiffusionId, SoundId, StationId, TrackId } from '../../values/ids.ts';
import type { Diffusion, LogEntry } from '../../values/model.ts';
import { DiffusionTable } from './diffusion-table.ts';
import { inOrder, LogTables } from './log-tables.ts';
import { timetable } from './timetable.ts';
import { writeBatch } from './write-batch.ts';

/** What is in memory, shared by a store and the transactions on it. */
class Tables {
  readonly logs = new LogTables();
  readonly diffusions = new DiffusionTable();
  /** Ids that are known to be there. */
  readonly sounds = new Set<SoundId>();
  readonly tracks = new Set<TrackId>();
  readonly snapshots = new Map<StationId, StationSnapshot>();

  /** What was kept of the catalogue may be otherwise now. */
  forgetCatalogue(): void {
    this.snapshots.clear();
    this.sounds.clear();
    this.tracks.clear();
  }
}

/**
 * A store that keeps the timetable's and the log's present in memory, and the catalogue, which hardly changes, in another
 * store beside it. For simulations, which ask and write thousands of times a second. What is written is gone with it.
 */
export function fastStore(beside: Store): Store {
  return storeOver(beside, new Tables());
}

function storeOver(beside: Store, tables: Tables): Store {
  return {
    ...beside,
    ...catalogue(beside, tables),
    diffusions: diffusions(beside, tables),
    timetable: timetable(beside, tables),
    log: log(tables),
    monitor: monitor(beside, tables),
    transaction: async (work) => {
      const outcome = await beside.transaction(async (inside) => {
        const savedLogs = tables.logs.save();
        const savedDiffusions = tables.diffusions.save();
        try {
          return await work(storeOver(inside, tables));
        } catch (error) {
          tables.logs.restore(savedLogs);
          tables.diffusions.restore(savedDiffusions);
          tables.forgetCatalogue();
          throw error;
        }
      });
      return outcome;
    },
  };
}

type Catalogue = Pick<Store, 'stations' | 'programs' | 'streams' | 'episodes' | 'sounds' | 'tracks'>;

/** All as it is beside, but that what the log or the timetable in memory hangs on is looked after. */
function catalogue(beside: Store, tables: Tables): Catalogue {
  const changed = <Given extends readonly unknown[], Value>(act: (...given: Given) => Promise<Value>) => {
    return async (...given: Given): Promise<Value> => {
      const value = await act(...given);
      tables.forgetCatalogue();
      return value;
    };
  };
  const without = async (isOf: (diffusion: Diffusion) => boolean, name: string, remove: () => Promise<void>) => {
    const gone = new Set(tables.diffusions.all.filter(isOf).map(({ id }) => id));
    refuseInUse(tables, (entry) => entry.diffusionId !== null && gone.has(entry.diffusionId), name);
    await remove();
    tables.diffusions.replaceAll(tables.diffusions.all.filter(({ id }) => !gone.has(id)));
    tables.forgetCatalogue();
  };
  const { stations, programs, streams, episodes, sounds, tracks } = beside;
  return {
    stations: {
      ...stations,
      add: changed(stations.add),
      change: changed(stations.change),
      remove: async (id) => {
        const name = (await stations.list()).find((station) => station.id === id)?.slug ?? '';
        refuseInUse(tables, ({ stationId }) => stationId === id, name);
        await without(
          ({ stationId }) => stationId === id,
          name,
          () => stations.remove(id),
        );
        tables.logs.forget(id);
      },
    },
    programs: {
      ...programs,
      add: changed(programs.add),
      change: changed(programs.change),
      remove: async (id) => {
        const own = await sounds.list({ programId: id });
        const issues = new Set((await episodes.list(id)).map((episode) => episode.id));
        const ofEpisodes = (await Promise.all([...issues].map((episodeId) => sounds.list({ episodeId })))).flat();
        const name = await slugOf(beside, id);
        refuseSounds(tables, [...own, ...ofEpisodes], name);
        await without(
          ({ programId }) => programId === id,
          name,
          () => programs.remove(id),
        );
      },
    },
    streams: { ...streams, set: changed(streams.set) },
    episodes: {
      ...episodes,
      add: changed(episodes.add),
      change: changed(episodes.change),
      remove: async (id) => {
        const [episode] = await episodes.byIds([id]);
        refuseSounds(tables, await sounds.list({ episodeId: id }), episode?.slug ?? '');
        await without(
          ({ episodeId }) => episodeId === id,
          episode?.slug ?? '',
          () => episodes.remove(id),
        );
      },
    },
    sounds: {
      ...sounds,
      add: changed(sounds.add),
      change: changed(sounds.change),
      remove: async (id) => {
        const [sound] = await sounds.byIds([id]);
        if (sound !== undefined) refuseSounds(tables, [sound], sound.path);
        await sounds.remove(id);
        tables.forgetCatalogue();
      },
    },
    tracks: { ...tracks, add: changed(tracks.add) },
  };
}

async function slugOf({ stations, programs }: Store, id: number): Promise<string> {
  for (const station of await stations.list()) {
    const program = (await programs.list(station.id)).find((one) => one.id === id);
    if (program !== undefined) return program.slug;
  }
  return '';
}

function refuseSounds(tables: Tables, sounds: readonly { readonly id: SoundId }[], name: string): void {
  const ids = new Set(sounds.map(({ id }) => id));
  refuseInUse(tables, ({ soundId }) => soundId !== null && ids.has(soundId), name);
}

function refuseInUse(tables: Tables, isOf: (entry: LogEntry) => boolean, name: string): void {
  if (tables.logs.isUsed(isOf)) throw new RefusedError('in_use', `The log has something of "${name}": it stays`);
}

function diffusions(beside: Store, tables: Tables): Store['diffusions'] {
  const { diffusions: table, logs } = tables;
  return {
    add: async (given) => {
      const diffusion = await beside.diffusions.add(given);
      table.put(diffusion);
      return diffusion;
    },
    list: async (stationId, from, to) => table.between(stationId, from, to),
    byIds: async (ids) => [...new Set(ids)].sort((a, b) => a - b).flatMap((id) => table.find(id) ?? []),
    change: async (id, change) => {
      refuseStarted(logs, id);
      const before = table.find(id);
      // what was changed in memory alone is brought there first: the check is made beside
      if (before !== null) await beside.diffusions.change(id, { type: before.type });
      const was = await beside.diffusions.change(id, change);
      const [after] = await beside.diffusions.byIds([id]);
      if (after !== undefined) table.put(after);
      return was;
    },
    remove: async (id) => {
      if (logs.isUsed(({ diffusionId }) => diffusionId === id)) {
        throw new RefusedError('in_use', `The diffusion ${id} is in the log: cancel it instead`);
      }
      await beside.diffusions.remove(id);
      table.replaceAll(withoutDiffusions(table.all, new Set([id])));
    },
    removeMany: async (ids) => {
      const free = ids.filter((id) => !logs.isUsed(({ diffusionId }) => diffusionId === id));
      const gone = await beside.diffusions.removeMany(free);
      table.replaceAll(withoutDiffusions(table.all, new Set(gone)));
      return gone;
    },
  };
}

/** What is a rerun of one that is gone stands by itself. */
function withoutDiffusions(all: readonly Diffusion[], gone: ReadonlySet<DiffusionId>): readonly Diffusion[] {
  const orphan = ({ initialId }: Diffusion) => initialId !== null && gone.has(initialId);
  return all.filter(({ id }) => !gone.has(id)).map((one) => (orphan(one) ? { ...one, initialId: null } : one));
}

function refuseStarted(logs: LogTables, id: DiffusionId): void {
  const start = logs.startOf(id);
  if (start === null) return;
  throw new RefusedError(
    'already_started',
    `The diffusion ${id} has started (${start.date}) and is not changed any more`,
  );
}

function log({ logs }: Tables): Store['log'] {
  const list = (filter: LogFilter): readonly LogEntry[] => {
    const { from, to, type, afterId, limit } = filter;
    const found = logs
      .of(filter.stationId)
      .inOrder()
      .filter(
        (entry) =>
          (from === undefined || Temporal.Instant.compare(entry.date, from) >= 0) &&
          (to === undefined || Temporal.Instant.compare(entry.date, to) < 0) &&
          (type === undefined || entry.type === type) &&
          (afterId === undefined || entry.id > afterId),
      );
    return limit === undefined ? found : found.slice(Math.max(0, found.length - limit));
  };
  return {
    list: async (filter) => list(filter),
    byIds: async (ids) => logs.byIds(ids),
    last: async (stationId) => list({ stationId }).at(-1) ?? null,
    lastDiffusionStart: async (stationId) => list({ stationId, type: 'start' }).at(-1) ?? null,
    lastSoundBySource: async (stationId) => {
      const last = new Map<string, LogEntry>();
      for (const entry of list({ stationId, type: 'on_air' })) {
        if (entry.soundId !== null && entry.trackId === null) last.set(entry.source, entry);
      }
      return new Map([...last].sort(([, a], [, b]) => (a.source < b.source ? -1 : 1) || inOrder(a, b)));
    },
  };
}

function monitor(beside: Store, tables: Tables): Store['monitor'] {
  return {
    snapshot: async (stationId, from, to) => {
      let kept = tables.snapshots.get(stationId);
      if (kept === undefined) {
        const read = await beside.monitor.snapshot(stationId, from, to);
        if (read === null) return null;
        tables.snapshots.set(stationId, read);
        kept = read;
      }
      const diffusions = tables.diffusions.between(stationId, from, to);
      const { episodes } = kept;
      const unknown = diffusions.map(({ episodeId }) => episodeId).filter((id) => !episodes.has(id));
      if (unknown.length > 0) {
        const found = await beside.episodes.byIds([...new Set(unknown)]);
        kept = { ...kept, episodes: new Map([...episodes, ...found.map((episode) => [episode.id, episode] as const)]) };
        tables.snapshots.set(stationId, kept);
      }
      return { ...kept, diffusions };
    },
    memory: async (stationId, startedSince) => {
      const own = tables.logs.of(stationId);
      const started = tables.diffusions
        .between(stationId, startedSince, null)
        .flatMap(({ id }) => ({ id, start: own.started(id) }))
        .sort((a, b) => a.id - b.id);
      return {
        cursor: own.cursor,
        open: own.open(),
        started: new Map(started.flatMap(({ id, start }) => (start === null ? [] : [[id, start] as const]))),
      };
    },
    commit: async (stationId, batch) => {
      if (!tables.snapshots.has(stationId)) await beside.monitor.commit(stationId, EMPTY_BATCH);
      await learn(
        tables.sounds,
        batch.entries.map(({ soundId }) => soundId),
        beside.sounds.byIds,
      );
      await learn(
        tables.tracks,
        batch.entries.map(({ trackId }) => trackId),
        beside.tracks.byIds,
      );
      writeBatch(tables, tables, stationId, batch);
    },
  };
}

const EMPTY_BATCH = { entries: [], ends: [], cancelled: [], cursor: null };

/** Asks beside for those of the ids that are not known to be there. */
async function learn<Id extends number>(
  known: Set<Id>,
  ids: readonly (Id | null)[],
  ask: (ids: readonly Id[]) => Promise<readonly { readonly id: Id }[]>,
): Promise<void> {
  const unknown = ids.filter((id) => id !== null).filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  for (const { id } of await ask(unknown)) known.add(id);
}
