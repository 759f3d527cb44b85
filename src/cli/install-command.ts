import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  filesToInstall,
  type InstallFolders,
  installFiles,
  makeFolderOf,
  removeUnits,
  wholePath,
} from '../service/systemd/install.ts';
import { MAIN_UNIT, type UnitOptions } from '../service/systemd/units.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { invocation } from './invocation.ts';

const COMMAND = resolve(dirname(import.meta.filename), '..', '..', 'bin', 'airkeeper');

interface Options {
  readonly user?: true;
  readonly runAs?: string;
  readonly into?: string;
  readonly print?: true;
}

export function installCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'install',
    summary:
      "Has systemd run Airkeeper and the engines, from the machine's start on. The engines have units of their own: a restart of Airkeeper is not heard.",
    examples: [
      'airkeeper install --user',
      'airkeeper install --run-as radio --data /srv/radio',
      'airkeeper install --print',
    ],
  })
    .option('--user', 'for this user alone, by the user’s own systemd')
    .option('--run-as <user>', 'whose processes they are (default: who called sudo, else this user)')
    .option('--into <folder>', 'write the units into this folder, and start nothing')
    .option('--print', 'print the units, and change nothing')
    .addOption(new Option('--dry-run', 'the same').implies({ print: true }));
  return command.action(async (options: Options) => {
    const run = invocation(context, command);
    const scope = scopeOf(options);
    const units: UnitOptions = {
      scope,
      dataFolder: run.place.dataFolder,
      command: COMMAND,
      liquidsoap: await wholePath(context.env.AIRKEEPER_LIQUIDSOAP || 'liquidsoap', context.env.PATH ?? ''),
      user: scope === 'user' ? null : (options.runAs ?? context.env.SUDO_USER ?? userInfo().username),
    };
    const files = filesToInstall(units, foldersOf(context, options), run.place.databaseUrl);
    const shown = files.map(({ path, text, mode }) => ({
      path,
      text: mode === 0o600 ? '(not shown: a password may be in it)' : text,
    }));
    if (options.print === true) {
      run.print({ files: shown, started: false }, shown.map(({ path, text }) => `# ${path}\n${text}`).join('\n'));
      return;
    }
    if (options.into === undefined) await makeFolderOf(units.dataFolder, units.user);
    await installFiles(files);
    const control = options.into === undefined ? context.systemd.control : null;
    await control?.(scope, 'daemon-reload');
    await control?.(scope, 'enable', '--now', MAIN_UNIT);
    const started = control !== null;
    const paths = files.map(({ path }) => path);
    const how = `systemctl ${scope === 'user' ? '--user ' : ''}enable --now ${MAIN_UNIT}`;
    const linger = scope === 'user' ? ['To have it run while you are not logged in: loginctl enable-linger'] : [];
    run.print(
      { files: paths.map((path) => ({ path })), started },
      [
        ...paths.map((path) => `Wrote ${path}`),
        started
          ? 'Airkeeper runs, and will run after each start of the machine.'
          : `systemd does not run here, or was not asked. To start it where it does: ${how}`,
        ...linger,
      ].join('\n'),
    );
  });
}

export function uninstallCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'uninstall',
    summary: 'Takes Airkeeper out of systemd. The engines that play go on; the data folder stays.',
    examples: ['airkeeper uninstall --user', 'airkeeper uninstall'],
  })
    .option('--user', 'what `install --user` made')
    .option('--into <folder>', 'what `install --into` made');
  return command.action(async (options: Options) => {
    const run = invocation(context, command);
    const scope = scopeOf(options);
    const control = options.into === undefined ? context.systemd.control : null;
    // one that was never enabled is disabled already
    await control?.(scope, 'disable', '--now', MAIN_UNIT).catch(() => {});
    const removed = await removeUnits(foldersOf(context, options), scope);
    await control?.(scope, 'daemon-reload');
    run.print(
      { removed },
      removed.length === 0
        ? 'There was nothing to remove.'
        : [
            ...removed.map((path) => `Removed ${path}`),
            'Engines that play go on; to stop them: airkeeper stop --engine',
          ].join('\n'),
    );
  });
}

function scopeOf({ user }: Options): UnitOptions['scope'] {
  return user === true ? 'user' : 'system';
}

function foldersOf(context: CliContext, options: Options): InstallFolders {
  if (options.into === undefined) return context.systemd.folders(scopeOf(options));
  const folder = resolve(context.cwd, options.into);
  return { units: folder, rules: folder };
}
