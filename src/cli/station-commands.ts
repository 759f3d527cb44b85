import { type Command, Option } from 'commander';
import { checkTimeZone } from '../timetable/zone-name.ts';
import type { Station } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { durationText, visible } from './format.ts';
import { changeStore, invocation, withStore } from './invocation.ts';
import { portJson, programJson, stationJson } from './present.ts';
import { slugOption } from './slug-option.ts';
import {
  CANCEL_TIMEOUT,
  givenSilence,
  type SilenceOptions,
  SYNC_TIMEOUT,
  stationChangeCommands,
  withSilence,
} from './station-change.ts';
import { stationRestartCommand } from './station-restart.ts';
import { table } from './table.ts';
import { readOption } from './usage-error.ts';
import { durationSeconds, nonEmpty } from './values.ts';

export function stationCommands(context: CliContext): Command {
  return newGroup(
    context,
    'station',
    'The stations: each one radio, with its time zone, its outputs and its programs.',
    [
      addCommand(context),
      listCommand(context),
      showCommand(context),
      ...stationChangeCommands(context),
      stationRestartCommand(context),
      removeCommand(context),
    ],
    ['airkeeper station add "Radio Vert" --slug vert --timezone Europe/Brussels', 'airkeeper station list'],
  );
}

interface AddOptions extends SilenceOptions {
  readonly slug?: string;
  readonly timezone?: string;
  readonly cancelTimeout: number;
  readonly syncTimeout: number;
}

function addCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'add',
    summary: 'Adds a station. The data folder is made when it is not there.',
    examples: ['airkeeper station add "Radio Vert" --slug vert --timezone Europe/Brussels'],
  })
    .argument('<name>', 'what it is called', nonEmpty('NAME'))
    .option('--slug <slug>', 'its name on the command line (default: made from the name)')
    .option('--timezone <zone>', `IANA name of its time zone (default: this machine's, ${context.timeZone})`)
    .addOption(
      new Option('--cancel-timeout <duration>', CANCEL_TIMEOUT)
        .argParser(durationSeconds('--cancel-timeout'))
        .default(1200, '20m'),
    )
    .addOption(
      new Option('--sync-timeout <duration>', SYNC_TIMEOUT)
        .argParser(durationSeconds('--sync-timeout'))
        .default(300, '5m'),
    );
  withSilence(command);
  return command.action(async (name: string, options: AddOptions) => {
    const run = invocation(context, command);
    const { timezone } = options;
    const slug = slugOption(options.slug, name);
    const timeZone = readOption('--timezone', () => checkTimeZone(timezone ?? context.timeZone));
    const station = await changeStore(
      run,
      (store) =>
        store.stations.add({
          slug,
          name,
          timeZone,
          cancelTimeoutSeconds: options.cancelTimeout,
          syncTimeoutSeconds: options.syncTimeout,
          silenceLimitSeconds: 10,
          silenceThresholdDb: -40,
          ...givenSilence(options),
          language: 'en',
          daysAhead: 60,
          enabled: true,
        }),
      true,
    );
    run.print(stationJson(station), `Added station ${station.slug} (${visible(station.name)}), ${station.timeZone}.`);
  });
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the stations.',
    examples: ['airkeeper station list', 'airkeeper station list --json'],
  });
  return command.action(async () => {
    const run = invocation(context, command);
    const stations = await withStore(run, (store) => store.stations.list());
    const rows = stations.map(({ slug, name, timeZone, enabled }) => [slug, name, timeZone, enabled ? '' : 'disabled']);
    const nothing = 'There is no station yet; add one: airkeeper station add NAME';
    run.print(stations.map(stationJson), table(['STATION', 'NAME', 'TIME ZONE', ''], rows, nothing));
  });
}

function showCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'show',
    summary: 'Shows a station with its ports and programs.',
    examples: ['airkeeper station show vert'],
  }).argument('<station>', 'its slug');
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.station(name);
      const ports = await store.ports.list(station.id);
      const streams = new Map((await store.streams.list(station.id)).map((stream) => [stream.programId, stream]));
      const programs = directory.programs.filter(({ stationId }) => stationId === station.id);
      run.print(
        {
          ...stationJson(station),
          ports: ports.map((port) => portJson(port, station)),
          programs: programs.map((program) => programJson(program, directory, streams)),
        },
        [
          stationText(station),
          `ports      ${ports.map(({ id, kind, direction }) => `${id} (${kind} ${direction})`).join(', ') || 'none'}`,
          `programs   ${programs.map(({ slug, kind }) => `${slug} (${kind})`).join(', ') || 'none'}`,
        ].join('\n'),
      );
    });
  });
}

function stationText(station: Station): string {
  return [
    `${station.slug}  ${visible(station.name)}`,
    `time zone  ${station.timeZone}`,
    `cancels    diffusions not started after ${durationText(station.cancelTimeoutSeconds * 1000)}`,
    `compares   playlists with the library every ${durationText(station.syncTimeoutSeconds * 1000)}`,
    `silence    ${silenceText(station)}`,
    ...(station.enabled ? [] : [`disabled   back on the air: airkeeper station enable ${station.slug}`]),
  ].join('\n');
}

function silenceText({ silenceLimitSeconds, silenceThresholdDb }: Station): string {
  if (silenceLimitSeconds === 0) return 'nothing is done about it';
  return `acted on after ${durationText(silenceLimitSeconds * 1000)} below ${silenceThresholdDb} dB`;
}

function removeCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'remove',
    summary:
      'Removes a station with all that is its own, and stops its engine. One that has a log is kept: it can be disabled.',
    examples: ['airkeeper station remove vert'],
  }).argument('<station>', 'its slug');
  return command.action(async (name: string) => {
    const run = invocation(context, command);
    const station = await changeStore(run, async (store) => {
      const found = (await Directory.read(store)).station(name);
      await store.stations.remove(found.id);
      return found;
    });
    const engine = await context.retireEngine(run.place.dataFolder, station.slug);
    const stopped = engine.state === 'stopped' ? ' Its engine was stopped.' : '';
    run.print({ removed: station.slug, engine: engine.state }, `Removed station ${station.slug}.${stopped}`);
  });
}
