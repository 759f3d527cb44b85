import { type Command, Option } from 'commander';
import type { Store } from '../ports/store.ts';
import { addSchedule } from '../service/timetable/edit-schedule.ts';
import { scheduleById } from '../service/timetable/naming.ts';
import { addedOffsets } from '../service/timetable/rerun-offset.ts';
import { checkTimeZone } from '../timetable/zone-name.ts';
import { SCHEDULE_DEFAULTS } from '../values/defaults.ts';
import { RefusedError } from '../values/errors.ts';
import type { ScheduleId } from '../values/ids.ts';
import type { Program, Schedule, Station } from '../values/model.ts';
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

interface AddOptions extends ScheduleOptions {
  readonly rerunOf?: number;
}

export function scheduleAddCommand(context: CliContext): Command {
  const command = withSchedule(
    newCommand(context, {
      name: 'add',
      summary:
        'Puts a program on the timetable again and again. Its diffusions, and their episodes, are made at once, as far ahead as the station has it, and then day by day. Without a rule it is once.',
      examples: [
        'airkeeper schedule add morning --first 2026-12-01 --time 07:00 --duration 2h --every week --days tue,thu',
        'airkeeper schedule add talk --first 2026-12-06 --time 20:00:30 --duration 1h --preset first-and-third --timezone Europe/Brussels --hard',
        'airkeeper schedule add talk --rerun-of 2 --after 2d --time 10:00',
        'airkeeper schedule add vespers --first 2026-12-05 --time 02:30 --duration 30m --rule "FREQ=WEEKLY;BYDAY=SU"',
        'airkeeper schedule add news --first 2026-12-01 --duration 5m --every "6 hours" --except 2026-12-25 --unconfirmed',
      ],
    }).argument('<program>', 'its slug, or station/slug'),
  )
    .option('--unconfirmed', 'its diffusions are not on the air until they are confirmed')
    .addOption(
      new Option('--rerun-of <schedule>', 'id of the schedule that it repeats, with --after').argParser(
        idNumber('--rerun-of'),
      ),
    );
  return command.action(async (name: string, options: AddOptions) => {
    const run = invocation(context, command);
    const asked = checked(options);
    const outcome = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const program = directory.program(name);
      const station = directory.stationById(program.stationId);
      const schedule = await addSchedule(store, actor, program, await scheduleOf(store, program, station, asked));
      return { stationId: station.id, value: schedule };
    });
    await printSchedule(run, outcome, 'Added');
  });
}

/** What may be asked together. @throws {UsageError} */
function checked(options: AddOptions): AddOptions {
  if (options.rerunOf === undefined) {
    if (options.after !== undefined) throw new UsageError('wrong_after', '--after goes with --rerun-of SCHEDULE');
    if (options.first === undefined) throw new UsageError('missing_first', 'say from when on: --first DATE');
    if (options.duration === undefined) throw new UsageError('missing_length', 'say how long it is: --duration 1h');
    return options;
  }
  if (options.after === undefined) {
    throw new UsageError('missing_after', 'say how long after its initial one the rerun comes: --after 2d');
  }
  if (isRuleGiven(options) || options.extra !== undefined || options.except !== undefined) {
    throw new UsageError(
      'wrong_rule',
      'a rerun is when its initial one is, and later: it has no rule and no dates of its own',
    );
  }
  return options;
}

async function scheduleOf(
  store: Store,
  program: Program,
  station: Station,
  options: AddOptions,
): Promise<Omit<Schedule, 'id' | 'programId'>> {
  const zone = options.timezone;
  const timeZone = zone === undefined ? null : readOption('--timezone', () => checkTimeZone(zone));
  const common = {
    ...SCHEDULE_DEFAULTS,
    layer: options.layer ?? SCHEDULE_DEFAULTS.layer,
    type: options.unconfirmed === true ? ('unconfirmed' as const) : SCHEDULE_DEFAULTS.type,
    startMode: startModeOf(options) ?? SCHEDULE_DEFAULTS.startMode,
  };
  if (options.rerunOf !== undefined) {
    const { initial, offset } = await rerunOf(store, program, options.rerunOf, options);
    return {
      ...common,
      startMode: startModeOf(options) ?? initial.startMode,
      layer: options.layer ?? initial.layer,
      initialId: initial.id,
      offset,
      firstLocal: rerunFirst(options, initial),
      timeZone: timeZone ?? initial.timeZone,
      durationSeconds: options.duration ?? initial.durationSeconds,
    };
  }
  const firstLocal = firstLocalOf(options) ?? '';
  const schedule = {
    ...common,
    programId: program.id,
    rule: ruleOf(options, firstLocal),
    firstLocal,
    timeZone: timeZone ?? station.timeZone,
    durationSeconds: options.duration ?? 0,
  };
  return { ...schedule, ...datesOf(options, schedule, firstLocal) };
}

/** From this date of its initial one on it is repeated. `--time` is that of the rerun. */
function rerunFirst({ first }: AddOptions, initial: Schedule): string {
  return first === undefined ? initial.firstLocal : (firstLocalOf({ first }) ?? initial.firstLocal);
}

/** A rerun of a rerun is one of the first, so much later. @throws {RefusedError} `unknown_schedule`, `wrong_initial` */
async function rerunOf(store: Store, program: Program, id: number, { after, time }: AddOptions) {
  const named = await scheduleById(store, id as ScheduleId);
  if (named.programId !== program.id) {
    throw new RefusedError(
      'wrong_initial',
      `schedule ${id} is of another program; allowed: a schedule of ${program.slug}`,
      { given: id },
    );
  }
  const offset = offsetOf(after ?? { days: 0, ms: 0 }, time);
  if (named.initialId === null || named.offset === null) return { initial: named, offset };
  const initial = await scheduleById(store, named.initialId);
  return { initial, offset: addedOffsets(initial.firstLocal, named.offset, offset) };
}
