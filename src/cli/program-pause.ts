import type { Command } from 'commander';
import { pauseProgram, unpauseProgram } from '../service/timetable/edit-program.ts';
import type { Pause, Program } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { localTime } from './format.ts';
import { instantOption } from './instant-option.ts';
import { invocation } from './invocation.ts';
import { programJson } from './present.ts';
import { changeTimetable } from './timetable-change.ts';
import { reportJson, reportSummary } from './timetable-report.ts';

const PROGRAM = 'its slug, or station/slug';

interface PauseOptions {
  readonly from?: string;
  readonly to?: string;
}

export function programPauseCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'pause',
    summary:
      'Has a program pause: its schedules make nothing for it in that time, and what they had made there is taken back, but for what a person changed. A program has one pause: another one takes its place.',
    examples: ['airkeeper program pause morning --from 2027-07-01 --to 2027-09-01', 'airkeeper program pause morning'],
  })
    .argument('<program>', PROGRAM)
    .option('--from <instant>', 'since when (default: now)')
    .option('--to <instant>', 'until when (default: until it is ended with program unpause)');
  return command.action(async (name: string, options: PauseOptions) => {
    const run = invocation(context, command);
    const { value, report } = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const program = directory.program(name);
      const { timeZone } = directory.stationById(program.stationId);
      const from = instantOption('--from', options.from, timeZone) ?? actor.now;
      const to = instantOption('--to', options.to, timeZone);
      const paused = await pauseProgram(store, actor, program, { from, to });
      const until = to === null ? 'until airkeeper program unpause' : `to ${localTime(to, timeZone)}`;
      const text = `${directory.programPath(program)} pauses from ${localTime(from, timeZone)} ${until}.`;
      const before = program.pause === null ? null : pauseText(program.pause, timeZone);
      return { stationId: program.stationId, value: { json: json(paused, directory), text, before } };
    });
    if (value.before !== null) {
      run.warn('pause_replaced', `it paused ${value.before}, and does not any more: a program has one pause`, {
        program: name,
      });
    }
    run.print({ ...value.json, made: reportJson(report) }, `${value.text} ${reportSummary(report)}`);
  });
}

function pauseText({ from, to }: Pause, timeZone: string): string {
  return `from ${localTime(from, timeZone)}${to === null ? '' : ` to ${localTime(to, timeZone)}`}`;
}

export function programUnpauseCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'unpause',
    summary: 'Ends the pause of a program, or takes back the one to come: its schedules make its diffusions again.',
    examples: ['airkeeper program unpause morning'],
  }).argument('<program>', PROGRAM);
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    const { value, report } = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const program = await unpauseProgram(store, actor, directory.program(name));
      const text = `The pause of ${directory.programPath(program)} is ended.`;
      return { stationId: program.stationId, value: { json: json(program, directory), text } };
    });
    run.print({ ...value.json, made: reportJson(report) }, `${value.text} ${reportSummary(report)}`);
  });
}

/** Only a scheduled one pauses, and it has no stream. */
function json(program: Program, directory: Directory) {
  return programJson(program, directory, new Map());
}
