import { type Command, Option } from 'commander';
import { moveDiffusion } from '../service/timetable/edit-diffusion.ts';
import { editFollowing } from '../service/timetable/edit-following.ts';
import { lengthMs } from '../service/timetable/slot.ts';
import type { DiffusionId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Diffusion, DiffusionType } from '../values/model.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { followingOption, printFollowing } from './diffusion-following.ts';
import { slotWarnings } from './diffusion-slot.ts';
import { Directory } from './directory.ts';
import { localTime } from './format.ts';
import { instantOption } from './instant-option.ts';
import { type Invocation, invocation } from './invocation.ts';
import { episodesOf, findDiffusion } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { layerOption, startModeOf } from './schedule-options.ts';
import { changeTimetable } from './timetable-change.ts';
import { andSummary } from './timetable-report.ts';
import { UsageError } from './usage-error.ts';
import { durationMs, idNumber } from './values.ts';
import { zoneChanges, zoneText } from './zone-change.ts';

const CHANGES = ['start', 'duration', 'end', 'hard', 'soft', 'type', 'layer'] as const;

export interface MoveOptions {
  readonly start?: string;
  /** Milliseconds. */
  readonly duration?: number;
  readonly end?: string;
  readonly hard?: true;
  readonly soft?: true;
  readonly type?: Exclude<DiffusionType, 'cancelled'>;
  readonly layer?: number;
  readonly following?: true;
}

export function diffusionMoveCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'move',
    summary:
      'Changes the place of a diffusion that has not started, or of it and all that follow by its schedule. It keeps its length when only its start is given.',
    examples: [
      'airkeeper diffusion move 12 --start 2026-12-01T08:00',
      'airkeeper diffusion move 12 --duration 45m --soft',
      'airkeeper diffusion move 12 --type on_air',
      'airkeeper diffusion move 12 --start 2026-12-01T08:00 --following',
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
    .addOption(new Option('--type <type>', 'confirms it, or not').choices(['on_air', 'unconfirmed']))
    .addOption(layerOption())
    .addOption(followingOption());
  return command.action(async (id: number, options: MoveOptions) => {
    const run = invocation(context, command);
    if (CHANGES.every((name) => options[name] === undefined)) {
      throw new UsageError(
        'nothing_to_do',
        'nothing to change: give --start, --duration, --end, --hard, --soft, --type or --layer',
      );
    }
    await changePlace(run, id, options, () => options);
  });
}

/**
 * Changes the place of a diffusion, or of it and all that follow, and tells what came of it.
 * @param asked what of its place, given the diffusion as it is
 */
export async function changePlace(
  run: Invocation,
  id: number,
  { following }: Pick<MoveOptions, 'following'>,
  asked: (was: Diffusion, timeZone: string) => MoveOptions,
): Promise<void> {
  if (following === true) {
    const outcome = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const was = await findDiffusion(store, id);
      const { timeZone } = directory.stationById(was.stationId);
      const options = asked(was, timeZone);
      const start = instantOption('--start', options.start, timeZone) ?? undefined;
      const end = instantOption('--end', options.end, timeZone);
      const length = end === null ? options.duration : lengthMs({ start: start ?? was.start, end });
      const startMode = startModeOf(options);
      const value = await editFollowing(store, actor, id as DiffusionId, {
        ...(start === undefined ? {} : { start }),
        ...(length === undefined ? {} : { durationSeconds: length / 1000 }),
        ...(startMode === undefined ? {} : { startMode }),
        ...(options.layer === undefined ? {} : { layer: options.layer }),
        ...(options.type === undefined ? {} : { type: options.type }),
      });
      return { stationId: was.stationId, value };
    });
    await printFollowing(run, id, outcome);
    return;
  }
  const { value, report } = await changeTimetable(run, async (store, actor) => {
    const directory = await Directory.read(store);
    const was = await findDiffusion(store, id);
    const { timeZone } = directory.stationById(was.stationId);
    const options = asked(was, timeZone);
    const start = instantOption('--start', options.start, timeZone) ?? was.start;
    const given = instantOption('--end', options.end, timeZone);
    const end = given ?? instantFromMs(start.epochMilliseconds + (options.duration ?? lengthMs(was)));
    const { after } = await moveDiffusion(store, actor, was.id, {
      start,
      end,
      ...(options.type === undefined ? {} : { type: options.type }),
      startMode: startModeOf(options) ?? was.startMode,
      layer: options.layer ?? was.layer,
    });
    const json = diffusionJson(after, directory, await episodesOf(store, [after]));
    const warnings = [...zoneChanges(options, timeZone), ...(await slotWarnings(store, directory, after, actor.now))];
    return { stationId: was.stationId, value: { after, timeZone, json, warnings } };
  });
  const { after, timeZone, json, warnings } = value;
  for (const { code, message, data } of warnings) run.warn(code, message, data);
  run.print(
    json,
    `Diffusion ${id} is ${after.type}, ${after.startMode}, from ${localTime(after.start, timeZone)} to ${localTime(after.end, timeZone)} (${zoneText(after.start, after.end, timeZone)}).${andSummary(report)}`,
  );
}
