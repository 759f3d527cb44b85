import { type Command, Option } from 'commander';
import type { Store } from '../ports/store.ts';
import { addDiffusion } from '../service/timetable/edit-diffusion.ts';
import { lengthMs, slotOf } from '../service/timetable/slot.ts';
import { DIFFUSION_DEFAULTS } from '../values/defaults.ts';
import { RefusedError } from '../values/errors.ts';
import type { Diffusion, DiffusionType, Episode } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { slotWarnings } from './diffusion-slot.ts';
import { Directory } from './directory.ts';
import { localTime } from './format.ts';
import { instantOption, readInstant } from './instant-option.ts';
import { invocation } from './invocation.ts';
import { findDiffusion } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { layerOption } from './schedule-options.ts';
import { changeTimetable } from './timetable-change.ts';
import { UsageError } from './usage-error.ts';
import { durationMs, idNumber } from './values.ts';
import { zoneChanges, zoneText } from './zone-change.ts';

interface AddOptions {
  readonly start: string;
  /** Milliseconds. */
  readonly duration?: number;
  readonly end?: string;
  readonly hard?: true;
  readonly soft?: true;
  readonly type: Exclude<DiffusionType, 'cancelled'>;
  readonly rerunOf?: number;
  readonly layer?: number;
}

export function diffusionAddCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'add',
    summary: 'Puts an episode on the timetable.',
    examples: [
      'airkeeper diffusion add monday --start 2026-12-01T07:00:00.250 --duration 1h --hard',
      'airkeeper diffusion add vert/morning/monday --start 2026-12-01T22:00 --end 2026-12-01T23:00 --rerun-of 1',
    ],
  })
    .argument('<episode>', 'its slug, program/slug, or station/program/slug')
    .requiredOption('--start <instant>', "ISO 8601; in the station's zone when it names none")
    .addOption(
      new Option('--duration <duration>', '1h30m, or PT1H30M').argParser(durationMs('--duration')).conflicts('end'),
    )
    .addOption(new Option('--end <instant>', 'instead of --duration').conflicts('duration'))
    .addOption(new Option('--hard', 'it takes the air at its instant, fading out what is there').conflicts('soft'))
    .addOption(new Option('--soft', 'it waits for the diffusion before it to end (default)').conflicts('hard'))
    .addOption(new Option('--type <type>', 'what it is').choices(['on_air', 'unconfirmed']).default('on_air'))
    .option('--rerun-of <diffusion>', 'id of the diffusion that it is a rerun of', idNumber('--rerun-of'))
    .addOption(layerOption());
  return command.action(async (name: string, options: AddOptions) => {
    const run = invocation(context, command);
    if (options.duration === undefined && options.end === undefined) {
      throw new UsageError('missing_length', 'say how long it is: --duration 1h, or --end INSTANT');
    }
    const { value } = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const episode = await directory.episode(name);
      const program = directory.programById(episode.programId);
      const station = directory.stationById(program.stationId);
      const start = readInstant('--start', options.start, station.timeZone);
      const end = instantOption('--end', options.end, station.timeZone);
      const length = end === null ? (options.duration ?? 0) : lengthMs({ start, end });
      const { now } = actor;
      const diffusion = await addDiffusion(store, actor, {
        stationId: station.id,
        programId: program.id,
        episodeId: episode.id,
        ...DIFFUSION_DEFAULTS,
        initialId: await initialOf(store, episode, options.rerunOf),
        type: options.type,
        ...slotOf(start, length, now, station),
        startMode: options.hard === true ? 'hard' : 'soft',
        layer: options.layer ?? DIFFUSION_DEFAULTS.layer,
      });
      const json = diffusionJson(diffusion, directory, new Map([[episode.id, episode]]));
      const warnings = [
        ...zoneChanges(options, station.timeZone),
        ...(await slotWarnings(store, directory, diffusion, now)),
      ];
      return { stationId: station.id, value: { diffusion, episode, timeZone: station.timeZone, json, warnings } };
    });
    const { diffusion, episode, timeZone, json, warnings } = value;
    for (const { code, message, data } of warnings) run.warn(code, message, data);
    run.print(
      json,
      `Added diffusion ${diffusion.id}: ${episode.slug}, ${diffusion.startMode}, from ${localTime(diffusion.start, timeZone)} to ${localTime(diffusion.end, timeZone)} (${zoneText(diffusion.start, diffusion.end, timeZone)}).`,
    );
  });
}

async function initialOf(store: Store, episode: Episode, id: number | undefined): Promise<Diffusion['id'] | null> {
  if (id === undefined) return null;
  const initial = await findDiffusion(store, id);
  const wrong =
    initial.episodeId !== episode.id
      ? `diffusion ${id} is of another episode`
      : initial.initialId !== null
        ? `diffusion ${id} is a rerun itself, of ${initial.initialId}`
        : null;
  if (wrong === null) return initial.id;
  throw new RefusedError('wrong_initial', `${wrong}; allowed: an initial diffusion of ${episode.slug}`, { given: id });
}
