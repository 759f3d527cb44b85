import type { Store } from '../ports/store.ts';
import type { Station } from '../values/model.ts';
import { Directory } from './directory.ts';
import { changeStore, type Invocation, withStore } from './invocation.ts';

interface Together<Outcome> {
  readonly directory: Directory;
  readonly outcomes: readonly { readonly station: Station; readonly outcome: Outcome }[];
}

/** The same for the station named, or for all of them: all or nothing. */
export function stationsTogether<Outcome>(
  run: Invocation,
  name: string | undefined,
  dryRun: boolean,
  work: (store: Store, station: Station) => Promise<Outcome>,
): Promise<Together<Outcome>> {
  const each = async (store: Store): Promise<Together<Outcome>> => {
    const directory = await Directory.read(store);
    const stations = name === undefined ? directory.stations : [directory.station(name)];
    const outcomes: { readonly station: Station; readonly outcome: Outcome }[] = [];
    for (const station of stations) outcomes.push({ station, outcome: await work(store, station) });
    return { directory, outcomes };
  };
  return dryRun ? withStore(run, each) : changeStore(run, each);
}
