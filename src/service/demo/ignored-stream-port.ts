import type { Store } from '../../ports/store.ts';
import { DEMO_STATION_SLUG } from './names.ts';

/**
 * What to say to somebody who gave `--stream-port` when no demo is to be made; null when there is nothing to say.
 * @param streamPort null: none was given
 */
export async function ignoredStreamPort(
  store: Store,
  streamPort: number | null,
  mayMakeDemo: boolean,
): Promise<string | null> {
  if (streamPort === null) return null;
  const stations = await store.stations.list();
  if (stations.length === 0)
    return mayMakeDemo ? null : `--stream-port ${streamPort} is ignored: it is the demo's, and --no-demo makes none.`;
  const demo = stations.find(({ slug }) => slug === DEMO_STATION_SLUG);
  const ports = demo === undefined ? [] : await store.ports.list(demo.id);
  const harbors = ports.filter(({ kind, direction }) => kind === 'harbor' && direction === 'output');
  if (harbors.some(({ settings }) => settings.port === streamPort)) return null;
  const ignored = `--stream-port ${streamPort} is ignored: it is for a demo that is made now, and there is a station already.`;
  const [harbor] = harbors;
  if (harbor === undefined) return `${ignored} To hear a station at another TCP port: airkeeper port list`;
  return `${ignored} The demo stays at TCP port ${harbor.settings.port}; to change it: airkeeper port set ${harbor.id} --port ${streamPort}`;
}
