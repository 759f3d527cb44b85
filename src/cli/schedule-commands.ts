import type { Command } from 'commander';
import { removeSchedule } from '../service/timetable/edit-schedule.ts';
import { scheduleById } from '../service/timetable/naming.ts';
import type { ScheduleId } from '../values/ids.ts';
import type { Schedule } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { localTime } from './format.ts';
import { invocation, withStore } from './invocation.ts';
import { localText } from './local-option.ts';
import { scheduleAddCommand } from './schedule-add.ts';
import { scheduleSetCommand } from './schedule-change.ts';
import { nextStarts, nextText, scheduleJson, scheduleTerms, scheduleWords } from './schedule-text.ts';
import { table } from './table.ts';
import { changeTimetable } from './timetable-change.ts';
import { reportJson, reportSummary } from './timetable-report.ts';
import { idNumber } from './values.ts';

const SCHEDULE = 'its id, as schedule list shows it';

export function scheduleCommands(context: CliContext): Command {
  return newGroup(
    context,
    'schedule',
    'The schedules: rules that put programs on the timetable again and again.',
    [
      scheduleAddCommand(context),
      listCommand(context),
      showCommand(context),
      scheduleSetCommand(context),
      removeCommand(context),
    ],
    [
      'airkeeper schedule add morning --first 2026-12-01 --time 07:00 --duration 2h --every week --days tue,thu',
      'airkeeper schedule list vert',
    ],
  );
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the schedules of a station, or of one program, in words, with the next date of each.',
    examples: ['airkeeper schedule list vert', 'airkeeper schedule list --program morning --json'],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option('--program <program>', 'those of a program: its slug, or station/slug');
  return command.action(async (name: string | undefined, options: { readonly program?: string }) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const program = options.program === undefined ? null : directory.program(options.program);
      const station =
        program === null || name !== undefined
          ? directory.stationOrOnly(name, 'say which: airkeeper schedule list STATION')
          : directory.stationById(program.stationId);
      const all = (await store.timetable.schedules.list(station.id)).map(({ schedule }) => schedule);
      const byId = new Map(all.map((schedule) => [schedule.id, schedule]));
      const schedules = all.filter(({ programId }) => program === null || programId === program.id);
      const now = context.clock.now();
      const listed = schedules.map((schedule) => ({ schedule, next: nextStarts(schedule, byId, now) }));
      const rows = listed.map(({ schedule, next: [first] }) => [
        schedule.id,
        directory.programById(schedule.programId).slug,
        scheduleWords(schedule),
        schedule.timeZone,
        scheduleTerms(schedule),
        first === undefined ? null : localTime(first, station.timeZone),
      ]);
      run.print(
        listed.map(({ schedule, next }) => scheduleJson(schedule, directory, next)),
        table(
          ['SCHEDULE', 'PROGRAM', 'WHEN', 'ZONE', 'WHAT', 'NEXT'],
          rows,
          'There is no schedule; add one: airkeeper schedule add PROGRAM --first DATE --time HH:MM --duration 1h --every week',
        ),
      );
    });
  });
}

function showCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'show',
    summary: 'Shows a schedule: its rule, in words too, its next dates, its reruns.',
    examples: ['airkeeper schedule show 2', 'airkeeper schedule show 2 --json'],
  }).argument('<schedule>', SCHEDULE, idNumber('SCHEDULE'));
  return command.action(async (id: number) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const schedule = await scheduleById(store, id as ScheduleId);
      const program = directory.programById(schedule.programId);
      const station = directory.stationById(program.stationId);
      const all = (await store.timetable.schedules.list(station.id)).map((kept) => kept.schedule);
      const next = nextStarts(schedule, new Map(all.map((each) => [each.id, each])), context.clock.now());
      const reruns = all.filter(({ initialId }) => initialId === schedule.id).map((rerun) => rerun.id);
      run.print(
        { ...scheduleJson(schedule, directory, next), reruns },
        [
          `schedule ${schedule.id} of ${directory.programPath(program)}`,
          `when     ${scheduleWords(schedule)}`,
          ...(schedule.rule === '' ? [] : [`rule     ${schedule.rule}`]),
          `first    ${localText(schedule.firstLocal)}`,
          `zone     ${schedule.timeZone}`,
          `what     ${scheduleTerms(schedule)}`,
          ...datesRow('besides', schedule.extraLocals),
          ...datesRow('but not', schedule.exceptLocals),
          `reruns   ${reruns.join(', ') || 'none'}`,
          `dates    ${nextText(next, station.timeZone)} (${station.timeZone})`,
        ].join('\n'),
      );
    });
  });
}

function datesRow(name: string, locals: Schedule['extraLocals']): readonly string[] {
  return locals.length === 0 ? [] : [`${name.padEnd(8)} ${locals.map(localText).join(', ')}`];
}

function removeCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'remove',
    summary:
      'Removes a schedule and its reruns, with all that they made and that is to come; what a person changed stays. It is put back with timetable undo.',
    examples: ['airkeeper schedule remove 2'],
  }).argument('<schedule>', SCHEDULE, idNumber('SCHEDULE'));
  return command.action(async (id: number) => {
    const run = invocation(context, command);
    const { value, report } = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const program = directory.programById((await scheduleById(store, id as ScheduleId)).programId);
      const removed = await removeSchedule(store, actor, program, id as ScheduleId);
      const ids = removed.map((schedule) => schedule.id);
      return { stationId: program.stationId, value: { ids, path: directory.programPath(program) } };
    });
    const [, ...reruns] = value.ids;
    const with_ = reruns.length === 0 ? '' : `, with its reruns ${reruns.join(', ')}`;
    run.print(
      { removed: value.ids, made: reportJson(report) },
      `Removed schedule ${id} of ${value.path}${with_}. ${reportSummary(report)}`,
    );
  });
}
