import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { Port } from '../values/model.ts';
import type { Directory } from './directory.ts';
import { quoted } from './format.ts';

type Wanted = Omit<Port, 'id'> & { readonly id?: Port['id'] };

/**
 * Two ports that cannot work side by side: two stations (two processes) that listen on one TCP port, one address served
 * twice, one file written twice.
 * @throws {RefusedError} `port_conflict`
 */
export async function refusePortConflict(store: Store, directory: Directory, wanted: Wanted): Promise<void> {
  for (const station of directory.stations) {
    for (const other of await store.ports.list(station.id)) {
      if (other.id === wanted.id) continue;
      const shared = sharedPlace(wanted, other);
      if (shared === null) continue;
      throw new RefusedError(
        'port_conflict',
        `${shared} is taken by the ${other.kind} ${other.direction} ${other.id} of ${station.slug}; choose another, or change that one: airkeeper port set ${other.id} …`,
        { port: other.id, station: station.slug },
      );
    }
  }
}

function sharedPlace(one: Wanted, other: Port): string | null {
  const sameStation = one.stationId === other.stationId;
  if (one.kind === 'harbor' && other.kind === 'harbor' && one.settings.port === other.settings.port) {
    if (!sameStation) return `TCP port ${one.settings.port}`;
    if (one.settings.mount === other.settings.mount) return `${one.settings.mount} on TCP port ${one.settings.port}`;
  }
  const { path } = one.settings;
  const writes = one.direction === 'output' && other.direction === 'output';
  if (writes && sameStation && path !== undefined && path === other.settings.path)
    return `the path ${quoted(String(path))}`;
  return null;
}
