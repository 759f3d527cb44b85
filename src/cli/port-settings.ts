import { type Command, Option } from 'commander';
import type { Port } from '../values/model.ts';

const TEXT_SETTINGS = [
  ['--format <format>', 'how the sound is encoded: mp3, ogg, opus, wav …'],
  ['--bitrate <kbps>', 'kilobits a second'],
  ['--port <number>', 'TCP port'],
  ['--mount <path>', 'address under which it is heard, such as /vert.mp3'],
  ['--bind <address>', 'address to listen on (default: loopback only)'],
  ['--host <host>', 'server to send to'],
  ['--user <name>', 'user name for that server'],
  ['--password <password>', 'password for that server'],
  ['--path <path>', "file or folder to write, within the station's folder"],
  ['--segment-seconds <seconds>', 'length of a segment'],
  ['--segments <count>', 'segments kept in the list'],
  ['--name <name>', 'what listeners see as the name'],
  ['--description <text>', 'what listeners see as the description'],
  ['--genre <text>', 'what listeners see as the genre'],
  ['--url <address>', 'what listeners see as the address'],
] as const;

const YES_NO_SETTINGS = [['--public <yes|no>', 'whether the stream may be listed in public directories']] as const;

/** Declares an option for every setting that some port has. Which of them a kind takes is the streamer's to say. */
export function withSettings(command: Command): Command {
  for (const [flags, description] of TEXT_SETTINGS) command.option(flags, description);
  for (const [flags, description] of YES_NO_SETTINGS) {
    command.addOption(new Option(flags, description).choices(['yes', 'no']));
  }
  return command;
}

/** The settings that the command was given, as they were given. */
export function givenSettings(command: Command): Readonly<Record<string, string>> {
  const given: Record<string, string> = {};
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (typeof value !== 'string' || !isSetting(option.flags)) continue;
    given[option.attributeName()] = isYesNo(option.flags) ? String(value === 'yes') : value;
  }
  return given;
}

/** Settings that were validated before, as they would be given again. */
export function rawSettings(settings: Port['settings']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

function isSetting(flags: string): boolean {
  return isYesNo(flags) || TEXT_SETTINGS.some(([each]) => each === flags);
}

function isYesNo(flags: string): boolean {
  return YES_NO_SETTINGS.some(([each]) => each === flags);
}
