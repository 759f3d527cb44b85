import { basename, resolve } from 'node:path';
import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { DiffusionId, PortId, SoundId } from '../values/ids.ts';
import type { Diffusion, Episode, Port, Sound, Station } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { quoted } from './format.ts';

/** The things with the ids, by id; null and ids that nothing has are passed over. */
export async function byId<Id extends number, Thing extends { readonly id: Id }>(
  ids: readonly (Id | null)[],
  read: (ids: readonly Id[]) => Promise<readonly Thing[]>,
): Promise<ReadonlyMap<number, Thing>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const found = wanted.length === 0 ? [] : await read(wanted);
  return new Map(found.map((thing) => [thing.id, thing]));
}

/** The episodes that the things belong to. */
export function episodesOf(
  store: Store,
  things: readonly { readonly episodeId: Episode['id'] | null }[],
): Promise<ReadonlyMap<number, Episode>> {
  return byId(
    things.map(({ episodeId }) => episodeId),
    (ids) => store.episodes.byIds(ids),
  );
}

/**
 * A sound by its id (a whole number) or its file, taken from the folder of the command.
 * @throws {RefusedError} `unknown_sound`, `ambiguous`
 */
export async function findSound(
  store: Store,
  directory: Directory,
  cwd: string,
  name: string,
  station: Station | null,
): Promise<Sound> {
  const found = (await soundsNamed(store, cwd, name)).filter(
    ({ stationId }) => station === null || stationId === station.id,
  );
  const [first, ...more] = found;
  if (first === undefined) throw await unknownSound(store, cwd, name, station);
  if (more.length === 0) return first;
  const candidates = found.map((sound) => `${sound.id} (of ${directory.stationById(sound.stationId).slug})`).join(', ');
  throw new RefusedError('ambiguous', `${quoted(name)} names ${found.length} sounds: ${candidates}; give an id`, {
    candidates: found.map(({ id }) => id).join(' '),
  });
}

export function isId(name: string): boolean {
  return /^\d{1,15}$/.test(name);
}

/** @throws {RefusedError} `unknown_diffusion` */
export async function findDiffusion(store: Store, id: number): Promise<Diffusion> {
  const [diffusion] = await store.diffusions.byIds([id as DiffusionId]);
  if (diffusion !== undefined) return diffusion;
  throw new RefusedError('unknown_diffusion', `there is no diffusion ${id}; see airkeeper diffusion list STATION`, {
    given: id,
  });
}

/** @throws {RefusedError} `unknown_port` */
export async function findPort(
  store: Store,
  directory: Directory,
  id: number,
): Promise<{ readonly port: Port; readonly station: Station }> {
  for (const station of directory.stations) {
    const port = (await store.ports.list(station.id)).find((each) => each.id === (id as PortId));
    if (port !== undefined) return { port, station };
  }
  throw new RefusedError('unknown_port', `there is no port ${id}; see airkeeper port list STATION`, { given: id });
}

function soundsNamed(store: Store, cwd: string, name: string): Promise<readonly Sound[]> {
  return isId(name) ? store.sounds.byIds([Number(name) as SoundId]) : store.sounds.list({ path: resolve(cwd, name) });
}

async function unknownSound(store: Store, cwd: string, name: string, station: Station | null): Promise<RefusedError> {
  const inStation = station === null ? '' : ` in ${station.slug}`;
  if (isId(name)) {
    return new RefusedError(
      'unknown_sound',
      `there is no sound ${name}${inStation}; a file of that name is ./${name}`,
      {
        given: name,
      },
    );
  }
  const path = resolve(cwd, name);
  const sounds = await store.sounds.list(station === null ? {} : { stationId: station.id });
  const namesakes = sounds.filter((sound) => basename(sound.path) === basename(path)).slice(0, 3);
  const hint =
    namesakes.length > 0
      ? `; of that name: ${namesakes.map((sound) => quoted(sound.path)).join(', ')}`
      : '; add it: airkeeper sound add FILE';
  return new RefusedError('unknown_sound', `${quoted(path)} is not among the sounds${inStation}${hint}`, {
    given: path,
  });
}
