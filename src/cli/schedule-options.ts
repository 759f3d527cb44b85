import { type Command, Option } from 'commander';
import { recurrenceOf } from '../service/timetable/recurrence-of.ts';
import { occurrences } from '../timetable/occurrences.ts';
import type { Recurrence } from '../timetable/recurrence.ts';
import { DAY_MS, wallMsOf } from '../timetable/recurrence-local.ts';
import { RefusedError } from '../values/errors.ts';
import type { Schedule, StartMode } from '../values/model.ts';
import { readDate, readTime } from './local-option.ts';
import { type After, readAfter } from './rerun-option.ts';
import { type RuleOptions, withRule } from './schedule-rule.ts';
import { durationSeconds, wholeNumber } from './values.ts';

/** What `schedule add` and `schedule set` share. */
export interface ScheduleOptions extends RuleOptions {
  readonly first?: string;
  /** `HH:MM:SS.sss` */
  readonly time?: string;
  /** Seconds. */
  readonly duration?: number;
  readonly timezone?: string;
  readonly hard?: true;
  readonly soft?: true;
  readonly unconfirmed?: true;
  readonly layer?: number;
  readonly except?: string;
  readonly extra?: string;
  readonly after?: After;
}

const LAYER = 'what lies in a higher one lies over what is below it';

export function layerOption(): Option {
  return new Option('--layer <number>', LAYER).argParser(wholeNumber('--layer', { min: -100, max: 100 }));
}

export function withSchedule(command: Command): Command {
  command
    .option('--first <date>', 'the first date; nothing is before it')
    .option('--time <time>', 'local time of the day, 20:00 or 20:00:30.250', readTime('--time'))
    .option('--duration <duration>', '1h30m, or PT1H30M; up to 24h', durationSeconds('--duration'));
  return withRule(command)
    .option('--except <dates>', 'dates of the rule that are left out, with commas between them')
    .option('--extra <dates>', 'dates besides those of the rule')
    .option('--timezone <zone>', "IANA name of the zone of its local times (default: the station's)")
    .addOption(
      new Option('--hard', 'its diffusions take the air at their instant, fading out what is there').conflicts('soft'),
    )
    .addOption(new Option('--soft', 'they wait for the diffusion before them to end').conflicts('hard'))
    .addOption(layerOption())
    .option('--after <days>', 'of a rerun: how long after its initial one, 2d, 36h', readAfter);
}

export function startModeOf({ hard, soft }: { readonly hard?: true; readonly soft?: true }): StartMode | undefined {
  if (hard === true) return 'hard';
  return soft === true ? 'soft' : undefined;
}

/** The first local time, as `--first` and `--time` say it; else what is there. */
export function firstLocalOf({ first, time }: ScheduleOptions, was?: string): string | undefined {
  if (first === undefined) {
    return was === undefined || time === undefined ? was : `${was.slice(0, 10)}T${time}`;
  }
  const given = readDate('--first', first);
  return `${given.date}T${time ?? given.time ?? was?.slice(11) ?? '00:00:00.000'}`;
}

/** Extra dates: at the schedule's own time where they have none. */
function extraLocals(text: string, firstLocal: string): readonly string[] {
  const locals = datesIn('--extra', text).map(({ date, time }) => `${date}T${time ?? firstLocal.slice(11)}`);
  return [...new Set(locals)].sort();
}

/**
 * Dates that are left out: all that the rule has on the day where they have no time.
 * @throws {RefusedError} `no_occurrence` where there is nothing to leave out
 */
function exceptLocals(text: string, recurrence: Recurrence): readonly string[] {
  const locals = datesIn('--except', text).flatMap(({ date, time }) => {
    const midnightMs = wallMsOf(`${date}T00:00:00.000`);
    const found = occurrences(recurrence, midnightMs - 2 * DAY_MS, midnightMs + 3 * DAY_MS)
      .map(({ local }) => local)
      .filter((local) => (time === null ? local.startsWith(date) : local === `${date}T${time}`));
    if (found.length > 0) return found;
    const given = time === null ? date : `${date} ${time}`;
    throw new RefusedError('no_occurrence', `--except: the rule has nothing on ${given}, so nothing is left out`, {
      given,
    });
  });
  return [...new Set(locals)].sort();
}

/** The dates that a changed schedule leaves out, and has besides: those given, else those that are there, at its time. */
export function datesOf(
  options: ScheduleOptions,
  schedule: Omit<Schedule, 'id'>,
  wasFirstLocal: string,
): Pick<Schedule, 'extraLocals' | 'exceptLocals'> {
  const { firstLocal } = schedule;
  const retimed = (local: string) =>
    local.slice(11) === wasFirstLocal.slice(11) ? `${local.slice(0, 10)}T${firstLocal.slice(11)}` : local;
  const extra =
    options.extra === undefined ? schedule.extraLocals.map(retimed) : extraLocals(options.extra, firstLocal);
  const recurrence = { ...recurrenceOf(schedule), extraLocals: extra, exceptLocals: [] };
  const except =
    options.except === undefined ? schedule.exceptLocals.map(retimed) : exceptLocals(options.except, recurrence);
  return { extraLocals: extra, exceptLocals: except };
}

function datesIn(name: string, text: string) {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => readDate(name, part));
}
