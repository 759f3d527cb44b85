import { type Command, Option } from 'commander';
import { cancelDiffusion } from '../service/timetable/edit-diffusion.ts';
import { editFollowing } from '../service/timetable/edit-following.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { DiffusionType } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { diffusionAddCommand } from './diffusion-add.ts';
import { diffusionConfirmCommand } from './diffusion-confirm.ts';
import { diffusionEpisodeCommand } from './diffusion-episode.ts';
import { diffusionExtendCommand } from './diffusion-extend.ts';
import { followingOption, printFollowing } from './diffusion-following.ts';
import { diffusionMoveCommand } from './diffusion-move.ts';
import { Directory } from './directory.ts';
import { localSpan, localTime } from './format.ts';
import { instantOption, refuseReversed } from './instant-option.ts';
import { invocation, withStore } from './invocation.ts';
import { episodesOf, findDiffusion } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { table } from './table.ts';
import { changeTimetable } from './timetable-change.ts';
import { andSummary } from './timetable-report.ts';
import { idNumber } from './values.ts';

export function diffusionCommands(context: CliContext): Command {
  return newGroup(
    context,
    'diffusion',
    'The diffusions: the places of episodes on the timetable.',
    [
      diffusionAddCommand(context),
      listCommand(context),
      showCommand(context),
      cancelCommand(context),
      diffusionMoveCommand(context),
      diffusionExtendCommand(context),
      diffusionConfirmCommand(context),
      diffusionEpisodeCommand(context),
    ],
    [
      'airkeeper diffusion add monday --start 2026-12-01T07:00:00.250 --duration 1h --hard',
      'airkeeper diffusion list vert --from 2026-12-01',
    ],
  );
}

interface ListOptions {
  readonly from?: string;
  readonly to?: string;
  readonly type?: DiffusionType;
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the diffusions of a station in order of start: all, or those of a period.',
    examples: [
      'airkeeper diffusion list vert --json',
      'airkeeper diffusion list vert --from 2026-12-01 --to 2026-12-02',
    ],
  })
    .argument('[station]', 'slug of the station (default: the only one there is)')
    .option('--from <instant>', 'those that end after it')
    .option('--to <instant>', 'those that start before it')
    .addOption(new Option('--type <type>', 'those of a type').choices(['on_air', 'unconfirmed', 'cancelled']));
  return command.action(async (name: string | undefined, options: ListOptions) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.stationOrOnly(name, 'say which: airkeeper diffusion list STATION');
      refuseReversed(options, station.timeZone);
      const from = instantOption('--from', options.from, station.timeZone);
      const to = instantOption('--to', options.to, station.timeZone);
      const found = await store.diffusions.list(station.id, from, to);
      const diffusions = found.filter(({ type }) => options.type === undefined || type === options.type);
      const episodes = await episodesOf(store, diffusions);
      const rows = diffusions.map((diffusion) => [
        diffusion.id,
        ...localSpan(diffusion.start, diffusion.end, station.timeZone),
        directory.programById(diffusion.programId).slug,
        episodes.get(diffusion.episodeId)?.slug ?? null,
        diffusion.type,
        diffusion.startMode,
        diffusion.initialId === null ? '' : `rerun of ${diffusion.initialId}`,
      ]);
      run.print(
        diffusions.map((diffusion) => diffusionJson(diffusion, directory, episodes)),
        table(['DIFFUSION', 'START', 'END', 'PROGRAM', 'EPISODE', 'TYPE', 'MODE', ''], rows, 'No diffusion.'),
      );
    });
  });
}

function showCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'show',
    summary: 'Shows a diffusion.',
    examples: ['airkeeper diffusion show 12', 'airkeeper diffusion show 12 --json'],
  }).argument('<diffusion>', 'its id, as diffusion list shows it', idNumber('DIFFUSION'));
  return command.action(async (id: number) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const diffusion = await findDiffusion(store, id);
      const json = diffusionJson(diffusion, await Directory.read(store), await episodesOf(store, [diffusion]));
      const rows = Object.entries(json).map(([field, value]) => [field, value === null ? null : String(value)]);
      run.print(json, table(['FIELD', 'VALUE'], rows, ''));
    });
  });
}

function cancelCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'cancel',
    summary:
      'Cancels a diffusion that has not started. It stays on the timetable as cancelled. With --following its schedule ends there.',
    examples: ['airkeeper diffusion cancel 12', 'airkeeper diffusion cancel 12 --following'],
  })
    .argument('<diffusion>', 'its id, as diffusion list shows it', idNumber('DIFFUSION'))
    .addOption(followingOption());
  return command.action(async (id: number, { following }: { readonly following?: true }) => {
    const run = invocation(context, command);
    if (following === true) {
      const outcome = await changeTimetable(run, async (store, actor) => {
        const { stationId } = await findDiffusion(store, id);
        return { stationId, value: await editFollowing(store, actor, id as DiffusionId, null) };
      });
      return printFollowing(run, id, outcome);
    }
    const { value, report } = await changeTimetable(run, async (store, actor) => {
      const directory = await Directory.read(store);
      const { before, after, change } = await cancelDiffusion(store, actor, id as DiffusionId);
      const episodes = await episodesOf(store, [after]);
      const start = localTime(before.start, directory.stationById(before.stationId).timeZone);
      const named = `Diffusion ${id} (${episodes.get(before.episodeId)?.slug} at ${start})`;
      const text = change === null ? `${named} was cancelled already.` : `${named} is cancelled.`;
      return { stationId: before.stationId, value: { json: diffusionJson(after, directory, episodes), text } };
    });
    run.print(value.json, `${value.text}${andSummary(report)}`);
  });
}
