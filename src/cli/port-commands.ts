import { type Command, Option } from 'commander';
import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { Port, PortDirection, Station } from '../values/model.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { changeStore, type Invocation, invocation, withStore } from './invocation.ts';
import { findPort } from './lookup.ts';
import { refusePortConflict } from './port-conflict.ts';
import { warnOfRestart } from './port-restart.ts';
import { givenSettings, rawSettings, withSettings } from './port-settings.ts';
import { portJson, shownSettings } from './present.ts';
import { table } from './table.ts';
import { UsageError } from './usage-error.ts';
import { idNumber } from './values.ts';

export function portCommands(context: CliContext): Command {
  return newGroup(
    context,
    'port',
    'The ports: the audio outputs and inputs of a station.',
    [addCommand(context), listCommand(context), setCommand(context), removeCommand(context)],
    [
      'airkeeper port add vert harbor --format mp3 --bitrate 128 --port 8010 --mount /vert.mp3',
      'airkeeper port list vert',
    ],
  );
}

function addCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'add',
    summary:
      'Adds an output to a station. On a station that is on the air, its engine starts again at the end of a piece of music.',
    examples: [
      'airkeeper port add vert harbor --format mp3 --bitrate 128 --port 8010 --mount /vert.mp3',
      'airkeeper port add vert icecast --host radio.example --port 8000 --mount /vert --password … --format opus',
      'airkeeper port add vert file --format wav --path recordings/vert.wav',
    ],
  })
    .argument('<station>', 'slug of the station')
    .argument('<kind>', 'harbor, icecast, file, hls …')
    .addOption(
      new Option('--direction <direction>', 'whether sound goes out or comes in; inputs are not supported yet')
        .choices(['output', 'input'])
        .default('output'),
    );
  withSettings(command);
  return command.action(async (name: string, kind: string, options: { readonly direction: PortDirection }) => {
    const run = invocation(context, command);
    const settings = context.validatePortSettings(kind, options.direction, givenSettings(command));
    const { port, station } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const station = directory.station(name);
      await refusePortConflict(store, directory, {
        stationId: station.id,
        kind,
        direction: options.direction,
        settings,
      });
      const port = await store.ports.add({ stationId: station.id, direction: options.direction, kind, settings });
      await refuseScript(run, store, station);
      return { port, station };
    });
    await warnOfRestart(run, station);
    run.print(portJson(port, station), `Added ${portText(port, station)}.`);
  });
}

function listCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'list',
    summary: 'Lists the ports of a station. Passwords are not shown.',
    examples: ['airkeeper port list vert', 'airkeeper port list vert --json'],
  }).argument('[station]', 'slug of the station (default: the only one there is)');
  return command.action(async (name: string | undefined) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const station = (await Directory.read(store)).stationOrOnly(name, 'say which: airkeeper port list STATION');
      const ports = await store.ports.list(station.id);
      const rows = ports.map((port) => [port.id, port.direction, port.kind, settingsText(port.settings)]);
      const nothing = `${station.slug} has no port; add one: airkeeper port add ${station.slug} KIND`;
      run.print(
        ports.map((port) => portJson(port, station)),
        table(['PORT', 'DIRECTION', 'KIND', 'SETTINGS'], rows, nothing),
      );
    });
  });
}

function setCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'set',
    summary:
      'Changes settings of a port; those that are not given stay. On a station that is on the air, its engine starts again at the end of a piece of music.',
    examples: ['airkeeper port set 1 --bitrate 192', 'airkeeper port set 1 --unset genre description'],
  })
    .argument('<port>', 'its id, as port list shows it', idNumber('PORT'))
    .option('--unset <setting...>', 'settings to go back to their default, by their names in port list');
  withSettings(command);
  return command.action(async (id: number, options: { readonly unset?: readonly string[] }) => {
    const run = invocation(context, command);
    const given = givenSettings(command);
    const unset = options.unset ?? [];
    if (Object.keys(given).length === 0 && unset.length === 0) {
      throw new UsageError('nothing_to_do', 'no setting was given; see airkeeper port set --help');
    }
    const { port, station } = await changeStore(run, async (store) => {
      const directory = await Directory.read(store);
      const { port, station } = await findPort(store, directory, id);
      const settings = context.validatePortSettings(port.kind, port.direction, {
        ...without(port, unset),
        ...given,
      });
      await refusePortConflict(store, directory, { ...port, settings });
      const changed = await store.ports.change(port.id, settings);
      await refuseScript(run, store, station);
      return { port: changed, station };
    });
    await warnOfRestart(run, station);
    run.print(portJson(port, station), `Changed ${portText(port, station)}.`);
  });
}

function removeCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'remove',
    summary: 'Removes a port. On a station that is on the air, its engine starts again at the end of a piece of music.',
    examples: ['airkeeper port remove 1'],
  }).argument('<port>', 'its id, as port list shows it', idNumber('PORT'));
  return command.action(async (id: number) => {
    const run = invocation(context, command);
    const { port, station } = await changeStore(run, async (store) => {
      const found = await findPort(store, await Directory.read(store), id);
      await store.ports.remove(found.port.id);
      return found;
    });
    await warnOfRestart(run, station);
    run.print({ removed: port.id, station: station.slug }, `Removed ${portText(port, station)}.`);
  });
}

function without(port: Port, unset: readonly string[]): Readonly<Record<string, string>> {
  const raw = rawSettings(port.settings);
  const missing = unset.find((name) => !(name in raw));
  if (missing !== undefined) {
    throw new RefusedError(
      'unknown_setting',
      `port ${port.id} has no setting "${missing}"; it has: ${Object.keys(raw).join(', ')}`,
      {
        given: missing,
      },
    );
  }
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !unset.includes(name)));
}

function portText(port: Port, station: Station): string {
  return `${port.kind} ${port.direction} ${port.id} of ${station.slug}: ${settingsText(port.settings) || 'no settings'}`;
}

function settingsText(settings: Port['settings']): string {
  return Object.entries(shownSettings(settings))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** Whether the station's outputs can be one engine's is the streamer's to say: a script that it cannot make is undone here. */
async function refuseScript(run: Invocation, store: Store, station: Station): Promise<void> {
  run.context.renderScript(run.place.dataFolder, station, await store.ports.list(station.id));
}
