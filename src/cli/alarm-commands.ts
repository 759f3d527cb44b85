import { accessSync, constants } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type AlarmSettings, alarmSettingsOf } from '../ports/alarm-store.ts';
import { parseCommandWords } from '../values/command-words.ts';
import { RefusedError } from '../values/errors.ts';
import type { Station } from '../values/model.ts';
import { parseSizeBytes } from '../values/parse-size.ts';
import { alarmListCommand } from './alarm-list.ts';
import { alarmTestCommand } from './alarm-test.ts';
import { newCommand, newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { durationText, visible } from './format.ts';
import { changeStore, invocation, type Json, withStore } from './invocation.ts';
import { readOption, UsageError } from './usage-error.ts';
import { durationSeconds } from './values.ts';

export function alarmCommands(context: CliContext): Command {
  return newGroup(
    context,
    'alarm',
    'The alarms: what is wrong, and who is told of it.',
    [alarmListCommand(context), setCommand(context), showCommand(context), alarmTestCommand(context)],
    [
      'airkeeper alarm list vert --json',
      'airkeeper alarm set --webhook https://example.org/alarms --on-alarm "/usr/local/bin/page night-crew"',
      'airkeeper alarm test',
    ],
  );
}

interface SetOptions {
  readonly station?: string;
  readonly webhook?: string | false;
  readonly onAlarm?: readonly string[] | false;
  readonly atRisk?: number | false;
  readonly diskFree?: number | false;
}

function setCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'set',
    summary:
      'Says who is told of alarms and when some are raised: for all stations, or for one, whose settings come first.',
    examples: [
      'airkeeper alarm set --webhook https://example.org/alarms',
      'airkeeper alarm set --on-alarm "/usr/local/bin/page night-crew" --station vert',
      'airkeeper alarm set --no-webhook --at-risk 1h --disk-free 5GB',
    ],
  })
    .option('--station <station>', 'slug of the station (default: for all stations)')
    .option('--webhook <url>', 'an address to which each alarm is sent by POST, as JSON', readWebhook)
    .option('--no-webhook', 'send to no address')
    .option(
      '--on-alarm <command>',
      'a program that is run for each alarm, with its arguments; no shell reads it',
      (text) => readCommand(text, context.cwd),
    )
    .option('--no-on-alarm', 'run nothing')
    .addOption(
      new Option(
        '--at-risk <duration>',
        'how long before its start a diffusion that lacks sound is an alarm (without a setting: 30m)',
      ).argParser(durationSeconds('--at-risk')),
    )
    .option('--no-at-risk', 'back to 30m, or to what is set for all stations')
    .option(
      '--disk-free <size>',
      'a disk with less free space is an alarm (without a setting: 1GB, or 5 % of a disk below 20 GB)',
      (text) => readOption('--disk-free', () => parseSizeBytes(text)),
    )
    .option('--no-disk-free', 'back to what it is without a setting');
  return command.action(async (options: SetOptions) => {
    const run = invocation(context, command);
    const change = changeOf(options);
    if (Object.keys(change).length === 0) {
      throw new UsageError('nothing_to_set', 'nothing is to be set; see airkeeper alarm set --help');
    }
    if (options.diskFree !== undefined && options.station !== undefined) {
      throw new UsageError('conflicting_option', '--disk-free is for all stations: give it without --station');
    }
    const [station, settings] = await changeStore(run, async (store) => {
      const found = await stationNamed(await Directory.read(store), options.station);
      return [found, await store.alarms.set(found?.id ?? null, change)] as const;
    });
    run.print(settingsJson(station, settings), settingsText(station, settings));
  });
}

function showCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'show',
    summary: 'Shows who is told of alarms and when some are raised, as it holds for a station.',
    examples: ['airkeeper alarm show', 'airkeeper alarm show vert --json'],
  }).argument('[station]', 'slug of the station (default: what is set for all stations)');
  return command.action(async (name: string | undefined) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const station = await stationNamed(await Directory.read(store), name);
      const settings = alarmSettingsOf(await store.alarms.settings(), station?.id ?? null);
      run.print(settingsJson(station, settings), settingsText(station, settings));
    });
  });
}

async function stationNamed(directory: Directory, name: string | undefined): Promise<Station | null> {
  return name === undefined ? null : directory.station(name);
}

function changeOf({ webhook, onAlarm, atRisk, diskFree }: SetOptions): Partial<AlarmSettings> {
  const orNull = <Value>(value: Value | false): Value | null => (value === false ? null : value);
  return {
    ...(webhook === undefined ? {} : { webhook: orNull(webhook) }),
    ...(onAlarm === undefined ? {} : { onAlarm: orNull(onAlarm) }),
    ...(atRisk === undefined ? {} : { atRiskSeconds: orNull(atRisk) }),
    ...(diskFree === undefined ? {} : { diskFreeBytes: orNull(diskFree) }),
  };
}

/** @throws {UsageError} `wrong_webhook` */
function readWebhook(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const wrong =
    url === null || !/^https?:$/.test(url.protocol)
      ? 'is no address'
      : url.username !== '' || url.password !== ''
        ? 'has a user or a password, which are not sent'
        : null;
  if (wrong === null) return text;
  throw new UsageError('wrong_webhook', `--webhook: what was given ${wrong}; allowed: https://… or http://…`);
}

/** @throws {UsageError} `wrong_command`; {RefusedError} `not_executable` */
function readCommand(text: string, cwd: string): readonly string[] {
  const [program = '', ...words] = readOption('--on-alarm', () => parseCommandWords(text));
  // A bare name is looked for in the PATH of Airkeeper, each time.
  if (!program.includes('/')) return [program, ...words];
  const path = isAbsolute(program) ? program : resolve(cwd, program);
  try {
    accessSync(path, constants.X_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RefusedError('not_executable', `--on-alarm: ${path} cannot be run (${why}); give a program that can`, {
      path,
    });
  }
  return [path, ...words];
}

/** The address as it may be shown: what follows its host is often a secret. */
function shownWebhook(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return pathname === '/' && search === '' ? origin : `${origin}/…`;
}

function settingsJson(
  station: Station | null,
  { webhook, onAlarm, atRiskSeconds, diskFreeBytes }: AlarmSettings,
): { readonly [key: string]: Json } {
  return {
    station: station?.slug ?? null,
    webhook: webhook === null ? null : shownWebhook(webhook),
    onAlarm,
    atRiskSeconds,
    diskFreeBytes,
  };
}

function settingsText(station: Station | null, settings: AlarmSettings): string {
  const { webhook, onAlarm, atRiskSeconds, diskFreeBytes } = settings;
  const words = (onAlarm ?? []).map((word) => (/^[\w./:=@+-]+$/.test(word) ? word : JSON.stringify(word)));
  return [
    `alarms of  ${station === null ? 'all stations' : station.slug}`,
    `webhook    ${webhook === null ? 'none' : shownWebhook(webhook)}`,
    `command    ${onAlarm === null ? 'none' : visible(words.join(' '))}`,
    `at risk    ${atRiskSeconds === null ? 'not set: 30m' : durationText(atRiskSeconds * 1000)} before the start`,
    `disk free  ${diskFreeBytes === null ? 'not set: 1 GB, or 5 % of a disk below 20 GB' : `${diskFreeBytes} bytes`}`,
  ].join('\n');
}
