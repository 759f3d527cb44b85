import type { Command } from 'commander';
import { undo } from '../service/timetable/undo.ts';
import type { ChangeId, DiffusionId, ScheduleId } from '../values/ids.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { isoInstant, localTime, visible } from './format.ts';
import { invocation, withStore } from './invocation.ts';
import { table } from './table.ts';
import { changeTimetable } from './timetable-change.ts';
import { andSummary, reportJson } from './timetable-report.ts';
import { idNumber, wholeNumber } from './values.ts';

interface HistoryOptions {
  readonly diffusion?: number;
  readonly schedule?: number;
  readonly limit: number;
}

export function timetableHistoryCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'history',
    summary: 'Lists who changed what of the timetable, and when: the newest first.',
    examples: ['airkeeper timetable history vert', 'airkeeper timetable history vert --diffusion 12 --json'],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option('--diffusion <id>', 'what concerns a diffusion', idNumber('--diffusion'))
    .option('--schedule <id>', 'what concerns a schedule', idNumber('--schedule'))
    .option('--limit <number>', 'the newest so many', wholeNumber('--limit', { min: 1, max: 100_000 }), 50);
  return command.action(async (name: string | undefined, options: HistoryOptions) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.stationOrOnly(name, 'say which: airkeeper timetable history STATION');
      const changes = await store.timetable.history.list({
        stationId: station.id,
        limit: options.limit,
        ...(options.diffusion === undefined ? {} : { diffusionId: options.diffusion as DiffusionId }),
        ...(options.schedule === undefined ? {} : { scheduleId: options.schedule as ScheduleId }),
      });
      const rows = changes.map(({ id, at, who, what, undoneBy }) => [
        id,
        localTime(at, station.timeZone),
        who,
        what,
        undoneBy === null ? '' : `undone by ${undoneBy}`,
      ]);
      run.print(
        changes.map(({ id, at, who, what, undoneBy, items }) => ({
          id,
          at: isoInstant(at, station.timeZone),
          who,
          what,
          undoneBy,
          items: items.map((item) => ({ kind: item.kind, id: item.id })),
        })),
        table(['CHANGE', 'WHEN', 'WHO', 'WHAT', ''], rows, 'Nobody has changed anything yet.'),
      );
    });
  });
}

export function timetableUndoCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'undo',
    summary:
      'Undoes a change of the timetable: the last one, or the one named. It is refused once what was changed is on the air, or was changed by somebody since.',
    examples: ['airkeeper timetable undo', 'airkeeper timetable undo 12', 'airkeeper timetable undo --station vert'],
  })
    .argument('[change]', 'its id, as timetable history shows it (default: the last one)', idNumber('CHANGE'))
    .option('--station <station>', 'whose last change (default: the only one there is)');
  return command.action(async (id: number | undefined, options: { readonly station?: string }) => {
    const run = invocation(context, command);
    const { value, report } = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const named = id === undefined ? null : await store.timetable.history.byId(id as ChangeId);
      const stationId =
        named?.stationId ??
        directory.stationOrOnly(options.station, 'say which: airkeeper timetable undo --station STATION').id;
      const value = await undo(store, actor, stationId, (id ?? null) as ChangeId | null);
      return { stationId, value };
    });
    const { undone, change } = value;
    run.print(
      { undone: undone.id, what: undone.what, who: undone.who, change: change.id, made: reportJson(report) },
      `Undone: change ${undone.id} of ${visible(undone.who)}, ${visible(undone.what)}.${andSummary(report)}`,
    );
  });
}
