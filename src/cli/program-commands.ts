import { type Command, Option } from 'commander';
import { refuseWithDiffusions } from '../service/timetable/edit-program.ts';
import { PROGRAM_DEFAULTS } from '../values/defaults.ts';
import { RefusedError } from '../values/errors.ts';
import type { Program, ProgramKind, ResumeMode, Station, Stream } from '../values/model.ts';
import { actorOf } from './actor.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { durationText, localTime, visible } from './format.ts';
import { changeStore, invocation, withStore } from './invocation.ts';
import { episodeJson, programJson } from './present.ts';
import { CUT_AT_END, HARD_FADE, programSetCommand, resumeOption } from './program-change.ts';
import { programPauseCommand, programUnpauseCommand } from './program-pause.ts';
import { slugOption } from './slug-option.ts';
import { streamText } from './stream-commands.ts';
import { table } from './table.ts';
import { UsageError } from './usage-error.ts';
import { nonEmpty, seconds } from './values.ts';

/** The dealer's name as a source of the engine: a streamed program's slug names its source too. */
const TAKEN_SOURCE = 'dealer';

export function programCommands(context: CliContext): Command {
  return newGroup(
    context,
    'program',
    'The programs: scheduled ones have diffusions, streamed ones play between them.',
    [
      addCommand(context),
      listCommand(context),
      showCommand(context),
      programSetCommand(context),
      programPauseCommand(context),
      programUnpauseCommand(context),
      removeCommand(context),
    ],
    ['airkeeper program add vert "Morning" --slug morning --scheduled', 'airkeeper program list vert'],
  );
}

interface AddOptions {
  readonly slug?: string;
  readonly streamed?: true;
  readonly scheduled?: true;
  readonly hardFade: number;
  readonly cutAtEnd?: true;
  readonly resume: ResumeMode;
}

function addCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'add',
    summary: 'Adds a program to a station.',
    examples: [
      'airkeeper program add vert "Night music" --slug night --streamed',
      'airkeeper program add vert "Morning" --slug morning --scheduled --hard-fade 1.5 --cut-at-end',
    ],
  })
    .argument('<station>', 'slug of the station')
    .argument('<name>', 'what it is called', nonEmpty('NAME'))
    .option('--slug <slug>', 'its name on the command line (default: made from the name)')
    .addOption(new Option('--streamed', 'it plays between diffusions').conflicts('scheduled'))
    .addOption(new Option('--scheduled', 'it has diffusions').conflicts('streamed'))
    .option('--hard-fade <seconds>', HARD_FADE, seconds('--hard-fade', { min: 0, max: 60 }), 1.5)
    .option('--cut-at-end', CUT_AT_END)
    .addOption(resumeOption().default('live'));
  return command.action(async (stationName: string, name: string, options: AddOptions) => {
    const run = invocation(context, command);
    const kind = readKind(options);
    const slug = slugOption(options.slug, name);
    if (kind === 'streamed' && slug === TAKEN_SOURCE) {
      throw new RefusedError(
        'slug_taken',
        `a streamed program cannot have the slug "${TAKEN_SOURCE}": it names the source that plays diffusions; give another with --slug`,
        { given: slug },
      );
    }
    await changeStore(run, async (store) => {
      const station = (await Directory.read(store)).station(stationName);
      const program = await store.programs.add({
        ...PROGRAM_DEFAULTS,
        stationId: station.id,
        slug,
        name,
        kind,
        hardFadeSeconds: options.hardFade,
        cutAtEnd: options.cutAtEnd === true,
        resume: options.resume,
      });
      const stream: Stream = { programId: program.id, window: null, minDelaySeconds: 0, weight: 1 };
      if (kind === 'streamed') await store.streams.set(stream);
      const streams = new Map(kind === 'streamed' ? [[program.id, stream]] : []);
      return programJson(program, await Directory.read(store), streams);
    }).then((json) => run.print(json, `Added ${kind} program ${slug} (${visible(name)}) to ${stationName}.`));
  });
}

function readKind(options: AddOptions): ProgramKind {
  if (options.streamed === true) return 'streamed';
  if (options.scheduled === true) return 'scheduled';
  throw new UsageError('missing_kind', 'say what kind of program it is: --streamed or --scheduled');
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the programs of a station, or of all.',
    examples: ['airkeeper program list vert', 'airkeeper program list --json'],
  }).argument('[station]', 'slug of the station');
  return command.action(async (name: string | undefined) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const stations = name === undefined ? directory.stations : [directory.station(name)];
      const programs = directory.programs.filter(({ stationId }) => stations.some(({ id }) => id === stationId));
      const streams = new Map<Program['id'], Stream>();
      for (const station of stations) {
        for (const stream of await store.streams.list(station.id)) streams.set(stream.programId, stream);
      }
      const rows = programs.map((program) => [
        directory.programPath(program),
        program.name,
        program.kind,
        streamText(streams.get(program.id)),
      ]);
      run.print(
        programs.map((program) => programJson(program, directory, streams)),
        table(
          ['PROGRAM', 'NAME', 'KIND', 'PLAYS'],
          rows,
          'There is no program; add one: airkeeper program add STATION NAME',
        ),
      );
    });
  });
}

function showCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'show',
    summary: 'Shows a program with its episodes.',
    examples: ['airkeeper program show morning', 'airkeeper program show vert/morning --json'],
  }).argument('<program>', 'its slug, or station/slug');
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const program = directory.program(name);
      const streams = new Map(
        (await store.streams.list(program.stationId)).map((stream) => [stream.programId, stream]),
      );
      const episodes = await store.episodes.list(program.id);
      const sounds = await store.sounds.list({ programId: program.id });
      run.print(
        {
          ...programJson(program, directory, streams),
          sounds: sounds.length,
          episodes: episodes.map((episode) => episodeJson(episode, directory)),
        },
        [
          `${directory.programPath(program)}  ${visible(program.name)}`,
          `kind       ${program.kind}`,
          ...(program.kind === 'streamed' ? [`plays      ${streamText(streams.get(program.id))}`] : []),
          `hard fade  ${durationText(program.hardFadeSeconds * 1000)}`,
          `at its end ${program.cutAtEnd ? 'fades out' : 'plays on'}`,
          `crashed    ${program.resume}`,
          ...(program.kind === 'scheduled' ? timetableRows(program, directory.stationById(program.stationId)) : []),
          `sounds     ${sounds.length}`,
          `episodes   ${episodes.map(({ slug }) => slug).join(', ') || 'none'}`,
        ].join('\n'),
      );
    });
  });
}

function timetableRows(
  { priority, sync, titlePattern, rerunsOfCancelled, pause }: Program,
  { timeZone }: Station,
): readonly string[] {
  const until = pause?.to == null ? 'with no end yet' : `to ${localTime(pause.to, timeZone)}`;
  return [
    `priority   ${priority}`,
    `schedules  ${sync ? 'followed when they change' : 'not followed when they change'}; reruns of what is cancelled: ${rerunsOfCancelled}`,
    ...(titlePattern === null ? [] : [`titles     ${visible(titlePattern)}`]),
    ...(pause === null ? [] : [`pauses     from ${localTime(pause.from, timeZone)} ${until}`]),
  ];
}

function removeCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'remove',
    summary: 'Removes a program that has nothing to come. One that has been on the air is kept.',
    examples: ['airkeeper program remove vert/morning'],
  }).argument('<program>', 'its slug, or station/slug');
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    const path = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const program = directory.program(name);
      await refuseWithDiffusions(store, actorOf(context), program);
      await store.programs.remove(program.id);
      return directory.programPath(program);
    });
    run.print({ removed: path }, `Removed program ${path}.`);
  });
}
