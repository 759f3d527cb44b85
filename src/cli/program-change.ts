import { type Command, Option } from 'commander';
import { changeProgram, type ProgramChange } from '../service/timetable/edit-program.ts';
import type { RerunsOfCancelled, ResumeMode } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { durationText, visible } from './format.ts';
import { invocation } from './invocation.ts';
import { programJson } from './present.ts';
import { changeTimetable } from './timetable-change.ts';
import { andSummary } from './timetable-report.ts';
import { UsageError } from './usage-error.ts';
import { nonEmpty, seconds, wholeNumber } from './values.ts';

export const HARD_FADE = 'how long its hard starts fade out what is there, before their instant, in seconds';
/** What a diffusion does that the engine died under, for `choices`. */
const RESUME_MODES: readonly ResumeMode[] = ['live', 'continue', 'restart', 'skip'];

export function resumeOption(): Option {
  const does =
    'how a diffusion goes on that was cut by a crash: where it would be by then, where it was cut, from its beginning, or not at all';
  return new Option('--resume <mode>', does).choices(RESUME_MODES);
}

export const CUT_AT_END = 'its diffusions fade out at their end when their sounds run longer';

const PRIORITY = 'of two programs that want the air at once, that with the higher one has it';
const TITLE_PATTERN =
  'title of the episodes that schedules make, with {program}, {date}, {time} and {number} filled in';

/** Declares the options that say how a program's schedules are followed. */
function withTimetable(command: Command): Command {
  return command
    .option('--priority <number>', PRIORITY, wholeNumber('--priority', { min: -1000, max: 1000 }))
    .option('--sync', 'its diffusions follow changes of their schedules (default)')
    .option('--no-sync', 'what its schedules made stays as it was made')
    .option('--title-pattern <text>', TITLE_PATTERN, nonEmpty('--title-pattern'))
    .addOption(
      new Option('--reruns-of-cancelled <what>', 'what becomes of the reruns of a diffusion that is cancelled').choices(
        ['drop', 'keep'],
      ),
    );
}

interface TimetableOptions {
  readonly priority?: number;
  readonly sync?: boolean;
  readonly titlePattern?: string;
  readonly rerunsOfCancelled?: RerunsOfCancelled;
}

interface SetOptions extends TimetableOptions {
  readonly name?: string;
  readonly hardFade?: number;
  readonly cutAtEnd?: boolean;
  readonly resume?: ResumeMode;
  readonly defaultTitle?: true;
}

export function programSetCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'set',
    summary:
      'Changes a program; what is not given stays. Its slug and its kind stay for ever. How a streamed program is played: airkeeper stream set.',
    examples: [
      'airkeeper program set morning --name "Good morning"',
      'airkeeper program set morning --cut-at-end',
      'airkeeper program set morning --priority 10 --title-pattern "{program}, {date}" --reruns-of-cancelled keep',
    ],
  })
    .argument('<program>', 'its slug, or station/slug')
    .option('--name <name>', 'what it is called', nonEmpty('--name'))
    .option('--hard-fade <seconds>', HARD_FADE, seconds('--hard-fade', { min: 0, max: 60 }))
    .option('--cut-at-end', CUT_AT_END)
    .option('--no-cut-at-end', 'its diffusions play to the end of their sounds')
    .addOption(resumeOption());
  withTimetable(command).option('--default-title', 'the title pattern of the station again');
  return command.action(async (programName: string, options: SetOptions) => {
    const run = invocation(context, command);
    const change = changeOf(options);
    if (Object.keys(change).length === 0) {
      throw new UsageError(
        'nothing_to_do',
        'nothing to set: give --name, --hard-fade, --cut-at-end, --no-cut-at-end, --resume, --priority, --sync, --no-sync, --title-pattern or --reruns-of-cancelled',
      );
    }
    const { value, report } = await changeTimetable(run, async (store, actor) => {
      const was = (await Directory.read(store)).program(programName);
      const program = await changeProgram(store, actor, was, change);
      const directory = await Directory.read(store);
      const all = await store.streams.list(program.stationId);
      const streams = new Map(all.map((stream) => [stream.programId, stream]));
      const json = programJson(program, directory, streams);
      return { stationId: program.stationId, value: { program, path: directory.programPath(program), json } };
    });
    const { json, path, program } = value;
    const fade = durationText(program.hardFadeSeconds * 1000);
    run.print(
      json,
      `Changed program ${path} (${visible(program.name)}): hard fade ${fade}, at its end ${program.cutAtEnd ? 'fades out' : 'plays on'}, after a crash ${program.resume}.${andSummary(report)}`,
    );
  });
}

function changeOf({ defaultTitle, ...options }: SetOptions): ProgramChange {
  const { name, hardFade, cutAtEnd, resume, priority, sync, titlePattern, rerunsOfCancelled } = options;
  return {
    ...(name === undefined ? {} : { name }),
    ...(hardFade === undefined ? {} : { hardFadeSeconds: hardFade }),
    ...(cutAtEnd === undefined ? {} : { cutAtEnd }),
    ...(resume === undefined ? {} : { resume }),
    ...(priority === undefined ? {} : { priority }),
    ...(sync === undefined ? {} : { sync }),
    ...(titlePattern === undefined ? {} : { titlePattern }),
    ...(defaultTitle === true ? { titlePattern: null } : {}),
    ...(rerunsOfCancelled === undefined ? {} : { rerunsOfCancelled }),
  };
}
