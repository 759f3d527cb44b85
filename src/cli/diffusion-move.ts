import { type Command, Option } from 'commander';
import { lengthMs, slotOf } from '../service/timetable/slot.ts';
import { RefusedError } from '../values/errors.ts';
import type { DiffusionType, StartMode } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { slotWarnings } from './diffusion-slot.ts';
import { Directory } from './directory.ts';
import { localTime } from './format.ts';
import { instantOption } from './instant-option.ts';
import { changeStore, invocation } from './invocation.ts';
import { episodesOf, findDiffusion } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { UsageError } from './usage-error.ts';
import { durationMs, idNumber } from './values.ts';
import { zoneChanges, zoneText } from './zone-change.ts';

const CHANGES = ['start', 'duration', 'end', 'hard', 'soft', 'type'] as const;

interface MoveOptions {
  readonly start?: string;
  /** Milliseconds. */
  readonly duration?: number;
  readonly end?: string;
  readonly hard?: true;
  readonly soft?: true;
  readonly type?: Exclude<DiffusionType, 'cancelled'>;
}

export function diffusionMoveCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'move',
    summary: 'Changes the place of a diffusion that has not started. It keeps its length when only its start is given.',
    examples: [
      'airkeeper diffusion move 12 --start 2026-12-01T08:00',
      'airkeeper diffusion move 12 --duration 45m --soft',
      'airkeeper diffusion move 12 --type on_air',
    ],
  })
    .argument('<diffusion>', 'its id, as diffusion list shows it', idNumber('DIFFUSION'))
    .option('--start <instant>', "ISO 8601; in the station's zone when it names none")
    .addOption(
      new Option('--duration <duration>', '1h30m, or PT1H30M').argParser(durationMs('--duration')).conflicts('end'),
    )
    .addOption(new Option('--end <instant>', 'instead of --duration').conflicts('duration'))
    .addOption(new Option('--hard', 'it takes the air at its instant, fading out what is there').conflicts('soft'))
    .addOption(new Option('--soft', 'it waits for the diffusion before it to end').conflicts('hard'))
    .addOption(new Option('--type <type>', 'confirms it, or not').choices(['on_air', 'unconfirmed']));
  return command.action(async (id: number, options: MoveOptions) => {
    const run = invocation(context, command);
    if (CHANGES.every((name) => options[name] === undefined)) {
      throw new UsageError(
        'nothing_to_do',
        'nothing to change: give --start, --duration, --end, --hard, --soft or --type',
      );
    }
    const { diffusion, timeZone, json, warnings } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const was = await findDiffusion(store, id);
      if (was.type === 'cancelled' && options.type === undefined) {
        throw new RefusedError('cancelled', `diffusion ${id} is cancelled; to put it back, add --type on_air`, {
          given: id,
        });
      }
      const station = directory.stationById(was.stationId);
      const start = instantOption('--start', options.start, station.timeZone) ?? was.start;
      const end = instantOption('--end', options.end, station.timeZone);
      const length = end === null ? (options.duration ?? lengthMs(was)) : lengthMs({ start, end });
      const now = context.clock.now();
      const change = {
        type: options.type ?? was.type,
        ...slotOf(start, length, now, station),
        startMode: startMode(options) ?? was.startMode,
      };
      await store.diffusions.change(was.id, change);
      const diffusion = { ...was, ...change };
      const json = diffusionJson(diffusion, directory, await episodesOf(store, [diffusion]));
      const warnings = [
        ...zoneChanges(options, station.timeZone),
        ...(await slotWarnings(store, directory, diffusion, now)),
      ];
      return { diffusion, timeZone: station.timeZone, json, warnings };
    });
    for (const { code, message, data } of warnings) run.warn(code, message, data);
    run.print(
      json,
      `Diffusion ${id} is ${diffusion.type}, ${diffusion.startMode}, from ${localTime(diffusion.start, timeZone)} to ${localTime(diffusion.end, timeZone)} (${zoneText(diffusion.start, diffusion.end, timeZone)}).`,
    );
  });
}

function startMode(options: MoveOptions): StartMode | null {
  if (options.hard === true) return 'hard';
  return options.soft === true ? 'soft' : null;
}
