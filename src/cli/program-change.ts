import { type Command, Option } from 'commander';
import type { ResumeMode } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { durationText, visible } from './format.ts';
import { changeStore, invocation } from './invocation.ts';
import { programJson } from './present.ts';
import { UsageError } from './usage-error.ts';
import { nonEmpty, seconds } from './values.ts';

export const HARD_FADE = 'how long its hard starts fade out what is there, before their instant, in seconds';
/** What a diffusion does that the engine died under, for `choices`. */
const RESUME_MODES: readonly ResumeMode[] = ['live', 'continue', 'restart', 'skip'];

export function resumeOption(): Option {
  const does =
    'how a diffusion goes on that was cut by a crash: where it would be by then, where it was cut, from its beginning, or not at all';
  return new Option('--resume <mode>', does).choices(RESUME_MODES);
}

export const CUT_AT_END = 'its diffusions fade out at their end when their sounds run longer';

interface SetOptions {
  readonly name?: string;
  readonly hardFade?: number;
  readonly cutAtEnd?: boolean;
  readonly resume?: ResumeMode;
}

export function programSetCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'set',
    summary:
      'Changes a program; what is not given stays. Its slug and its kind stay for ever. How a streamed program is played: airkeeper stream set.',
    examples: ['airkeeper program set morning --name "Good morning"', 'airkeeper program set morning --cut-at-end'],
  })
    .argument('<program>', 'its slug, or station/slug')
    .option('--name <name>', 'what it is called', nonEmpty('--name'))
    .option('--hard-fade <seconds>', HARD_FADE, seconds('--hard-fade', { min: 0, max: 60 }))
    .option('--cut-at-end', CUT_AT_END)
    .option('--no-cut-at-end', 'its diffusions play to the end of their sounds')
    .addOption(resumeOption());
  return command.action(async (programName: string, options: SetOptions) => {
    const run = invocation(context, command);
    const { name, hardFade, cutAtEnd, resume } = options;
    if (name === undefined && hardFade === undefined && cutAtEnd === undefined && resume === undefined) {
      throw new UsageError(
        'nothing_to_do',
        'nothing to set: give --name, --hard-fade, --cut-at-end, --no-cut-at-end or --resume',
      );
    }
    const { json, path, program } = await changeStore(run, async (store) => {
      const was = (await Directory.read(store)).program(programName);
      const program = await store.programs.change(was.id, {
        ...(name === undefined ? {} : { name }),
        ...(hardFade === undefined ? {} : { hardFadeSeconds: hardFade }),
        ...(cutAtEnd === undefined ? {} : { cutAtEnd }),
        ...(resume === undefined ? {} : { resume }),
      });
      const directory = await Directory.read(store);
      const all = await store.streams.list(program.stationId);
      const streams = new Map(all.map((stream) => [stream.programId, stream]));
      return { program, path: directory.programPath(program), json: programJson(program, directory, streams) };
    });
    const fade = durationText(program.hardFadeSeconds * 1000);
    run.print(
      json,
      `Changed program ${path} (${visible(program.name)}): hard fade ${fade}, at its end ${program.cutAtEnd ? 'fades out' : 'plays on'}, after a crash ${program.resume}.`,
    );
  });
}
