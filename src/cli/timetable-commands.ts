import type { Command } from 'commander';
import { newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { timetableAtCommand } from './timetable-at.ts';
import { timetableCheckCommand } from './timetable-check.ts';
import { timetableCleanCommand } from './timetable-clean.ts';
import { timetableCopyWeekCommand } from './timetable-copy-week.ts';
import { timetableExportCommand } from './timetable-export.ts';
import { timetableHistoryCommand, timetableUndoCommand } from './timetable-history.ts';
import { timetableImportCommand } from './timetable-import.ts';
import { timetableListCommand } from './timetable-list.ts';
import { timetableUpdateCommand } from './timetable-update.ts';

export function timetableCommands(context: CliContext): Command {
  return newGroup(
    context,
    'timetable',
    'The timetable as a whole: what it is made of, what it comes to, who changed it.',
    [
      timetableListCommand(context),
      timetableAtCommand(context),
      timetableCheckCommand(context),
      timetableUpdateCommand(context),
      timetableCleanCommand(context),
      timetableCopyWeekCommand(context),
      timetableExportCommand(context),
      timetableImportCommand(context),
      timetableHistoryCommand(context),
      timetableUndoCommand(context),
    ],
    ['airkeeper timetable list vert --from 2026-12-01', 'airkeeper timetable check vert'],
  );
}
