import { type Command, Option } from 'commander';
import type { DiffusionType } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { diffusionAddCommand } from './diffusion-add.ts';
import { diffusionMoveCommand } from './diffusion-move.ts';
import { Directory } from './directory.ts';
import { localTime } from './format.ts';
import { instantOption } from './instant-option.ts';
import { changeStore, invocation, withStore } from './invocation.ts';
import { episodesOf, findDiffusion } from './lookup.ts';
import { diffusionJson } from './present.ts';
import { table } from './table.ts';
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
      const from = instantOption('--from', options.from, station.timeZone);
      const to = instantOption('--to', options.to, station.timeZone);
      const found = await store.diffusions.list(station.id, from, to);
      const diffusions = found.filter(({ type }) => options.type === undefined || type === options.type);
      const episodes = await episodesOf(store, diffusions);
      const rows = diffusions.map((diffusion) => [
        diffusion.id,
        localTime(diffusion.start, station.timeZone),
        localTime(diffusion.end, station.timeZone),
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
    summary: 'Cancels a diffusion that has not started. It stays on the timetable as cancelled.',
    examples: ['airkeeper diffusion cancel 12'],
  }).argument('<diffusion>', 'its id, as diffusion list shows it', idNumber('DIFFUSION'));
  return command.action(async (id: number) => {
    const run = invocation(context, command);
    const { json, text } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const was = await findDiffusion(store, id);
      const already = was.type === 'cancelled';
      if (!already) await store.diffusions.change(was.id, { type: 'cancelled' });
      const episodes = await episodesOf(store, [was]);
      const start = localTime(was.start, directory.stationById(was.stationId).timeZone);
      const named = `Diffusion ${id} (${episodes.get(was.episodeId)?.slug} at ${start})`;
      return {
        json: diffusionJson({ ...was, type: 'cancelled' }, directory, episodes),
        text: already ? `${named} was cancelled already.` : `${named} is cancelled.`,
      };
    });
    run.print(json, text);
  });
}
