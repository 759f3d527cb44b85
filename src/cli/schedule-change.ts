import { type Command, Option } from 'commander';
import { changeSchedule } from '../service/timetable/edit-schedule.ts';
import { scheduleById } from '../service/timetable/naming.ts';
import { checkTimeZone } from '../timetable/zone-name.ts';
import type { ScheduleId } from '../values/ids.ts';
import type { Schedule } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { invocation } from './invocation.ts';
import { offsetOf } from './rerun-option.ts';
import { datesOf, firstLocalOf, type ScheduleOptions, startModeOf, withSchedule } from './schedule-options.ts';
import { printSchedule } from './schedule-outcome.ts';
import { isRuleGiven, ruleOf } from './schedule-rule.ts';
import { changeTimetable } from './timetable-change.ts';
import { readOption, UsageError } from './usage-error.ts';
import { idNumber } from './values.ts';

interface SetOptions extends ScheduleOptions {
  readonly type?: Schedule['type'];
}

export function scheduleSetCommand(context: CliContext): Command {
  const command = withSchedule(
    newCommand(context, {
      name: 'set',
      summary:
        'Changes a schedule for all that is to come; what is not given stays. From one diffusion on: airkeeper diffusion move ID --following.',
      examples: [
        'airkeeper schedule set 1 --time 07:30',
        'airkeeper schedule set 2 --preset last --until 2027-06-30',
        'airkeeper schedule set 3 --after 3d --time 11:00',
      ],
    }).argument('<schedule>', 'its id, as schedule list shows it', idNumber('SCHEDULE')),
  ).addOption(new Option('--type <type>', 'what its diffusions are').choices(['on_air', 'unconfirmed']));
  return command.action(async (id: number, options: SetOptions) => {
    const run = invocation(context, command);
    if (Object.keys(options).every((name) => name === 'json' || name === 'data')) {
      throw new UsageError('nothing_to_do', 'nothing to set: see airkeeper schedule set --help');
    }
    const outcome = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const was = await scheduleById(store, id as ScheduleId);
      const program = directory.programById(was.programId);
      const schedule = await changeSchedule(store, actor, program, was.id, changeOf(was, options));
      return { stationId: program.stationId, value: schedule };
    });
    await printSchedule(run, outcome, 'Changed');
  });
}

function changeOf(was: Schedule, options: SetOptions): Partial<Schedule> {
  const { timezone, after, time, duration, layer, type } = options;
  const startMode = startModeOf(options);
  const common = {
    ...(timezone === undefined ? {} : { timeZone: readOption('--timezone', () => checkTimeZone(timezone)) }),
    ...(duration === undefined ? {} : { durationSeconds: duration }),
    ...(layer === undefined ? {} : { layer }),
    ...(type === undefined ? {} : { type }),
    ...(startMode === undefined ? {} : { startMode }),
  };
  if (was.offset !== null) return { ...common, ...rerunChange(was, options) };
  if (after !== undefined) throw new UsageError('wrong_after', `--after: schedule ${was.id} is no rerun`);
  const firstLocal = firstLocalOf(options, was.firstLocal) ?? was.firstLocal;
  const rule = isRuleGiven(options) ? ruleOf(options, firstLocal, was.rule) : was.rule;
  const schedule = { ...was, ...common, firstLocal, rule };
  const isRecurring = [options.first, time, options.extra, options.except].some((option) => option !== undefined);
  if (!isRecurring && !isRuleGiven(options)) return common;
  return { ...common, firstLocal, rule, ...datesOf(options, schedule, was.firstLocal) };
}

function rerunChange({ id, offset }: Schedule, options: SetOptions): Partial<Schedule> {
  if (isRuleGiven(options) || options.extra !== undefined || options.except !== undefined) {
    throw new UsageError(
      'wrong_rule',
      `schedule ${id} is a rerun: it is when its initial one is, and later, and has no rule and no dates of its own`,
    );
  }
  const { first, after, time } = options;
  const days = after ?? { days: offset?.afterDays ?? 0, ms: time === undefined ? (offset?.afterMs ?? 0) : 0 };
  const isMoved = after !== undefined || time !== undefined;
  return {
    ...(isMoved ? { offset: offsetOf(days, time ?? (days.ms > 0 ? undefined : (offset?.atTime ?? undefined))) } : {}),
    ...(first === undefined ? {} : { firstLocal: firstLocalOf({ first }) ?? first }),
  };
}
