import type { Command } from 'commander';
import { alarmCommands } from './alarm-commands.ts';
import { newGroup } from './command.ts';
import type { CliContext } from './context.ts';
import { cueCommands } from './cue-commands.ts';
import { diffusionCommands } from './diffusion-commands.ts';
import { doctorCommand } from './doctor-command.ts';
import { episodeCommands } from './episode-commands.ts';
import { installCommand, uninstallCommand } from './install-command.ts';
import { logCommands } from './log-commands.ts';
import { migrateCommand } from './migrate-command.ts';
import { portCommands } from './port-commands.ts';
import { programCommands } from './program-commands.ts';
import { rehearseCommand } from './rehearse-command.ts';
import { scheduleCommands } from './schedule-commands.ts';
import { scriptCommand } from './script-command.ts';
import { soundCommands } from './sound-commands.ts';
import { sourceCommands } from './source-commands.ts';
import { startCommand } from './start-command.ts';
import { stationCommands } from './station-commands.ts';
import { statusCommand } from './status-command.ts';
import { stopCommand } from './stop-command.ts';
import { streamCommands } from './stream-commands.ts';
import { timetableCommands } from './timetable-commands.ts';
import { trackCommands } from './track-commands.ts';
import { whyCommand } from './why-command.ts';

/** The whole command line, ready to be given arguments. */
export function buildCli(context: CliContext): Command {
  const commands = [
    startCommand,
    stopCommand,
    statusCommand,
    doctorCommand,
    installCommand,
    uninstallCommand,
    migrateCommand,
    scriptCommand,
    stationCommands,
    portCommands,
    programCommands,
    streamCommands,
    episodeCommands,
    soundCommands,
    trackCommands,
    scheduleCommands,
    diffusionCommands,
    timetableCommands,
    sourceCommands,
    logCommands,
    whyCommand,
    rehearseCommand,
    cueCommands,
    alarmCommands,
  ];
  return newGroup(
    context,
    'airkeeper',
    [
      'Runs a radio station: keeps its timetable, hands each program to the audio engine at its instant, logs what was on the air.',
      'Is something wrong? airkeeper status says what is on the air, airkeeper doctor what is wrong and what mends it.',
      'Exit status: 0 done; 1 refused, with the reason; 2 wrong usage.',
    ].join('\n\n'),
    commands.map((command) => command(context)),
    [
      'airkeeper start',
      'airkeeper station add "Radio Vert" --timezone Europe/Brussels',
      'airkeeper status',
      'airkeeper log list vert --limit 20',
      'airkeeper source skip vert night',
    ],
  ).version(context.version);
}
