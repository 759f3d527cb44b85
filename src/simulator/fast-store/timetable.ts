import type { Store } from '../../ports/store.ts';
import type { TimetableStore } from '../../ports/timetable-store.ts';
import type { StationId } from '../../values/ids.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import type { LogTables } from './log-tables.ts';

interface InMemory {
  readonly diffusions: DiffusionTable;
  readonly logs: LogTables;
  forgetCatalogue(): void;
}

/** As it is beside, which is told first what it does not know; what it does to diffusions is taken over. */
export function timetable(beside: Store, tables: InMemory): TimetableStore {
  const tell = async (): Promise<void> => {
    for (const { id, type } of tables.diffusions.takeUntold()) await beside.diffusions.change(id, { type });
  };
  const takeOver = async (stationId: StationId): Promise<void> => {
    const others = tables.diffusions.all.filter((diffusion) => diffusion.stationId !== stationId);
    tables.diffusions.replaceAll([...others, ...(await beside.diffusions.list(stationId, null, null))]);
    tables.forgetCatalogue();
  };
  const { made, strayed, apply, conflicts, imports } = beside.timetable;
  return {
    ...beside.timetable,
    made: async (...given) => {
      await tell();
      const logged = tables.logs.diffusions();
      return (await made(...given)).map((one) => (logged.has(one.diffusion.id) ? { ...one, logged: true } : one));
    },
    strayed: async (...given) => {
      await tell();
      return strayed(...given);
    },
    apply: async (stationId, edits) => {
      await tell();
      const logged = tables.logs.diffusions();
      const change = edits.change.filter(({ id }) => !logged.has(id));
      const remove = edits.remove.filter((id) => !logged.has(id));
      await apply(stationId, { ...edits, change, remove });
      await takeOver(stationId);
    },
    conflicts: async (...given) => {
      await tell();
      return conflicts(...given);
    },
    imports: {
      ...imports,
      place: async (stationId, ...given) => {
        await tell();
        const ids = await imports.place(stationId, ...given);
        await takeOver(stationId);
        return ids;
      },
    },
  };
}
