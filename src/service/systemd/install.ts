import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, chmod, constants, mkdir, unlink, writeFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { RefusedError } from '../../values/errors.ts';
import {
  ENGINE_UNIT_PREFIX,
  environmentFile,
  environmentText,
  MAIN_UNIT,
  renderPolkitRule,
  renderUnits,
  type UnitOptions,
} from './units.ts';

const run = promisify(execFile);
const POLKIT_FOLDER = '/etc/polkit-1/rules.d';
const POLKIT_RULE = '50-airkeeper.rules';
/** systemd's own sign that it is what runs the machine: sd_booted(3). */
const BOOTED_SIGN = '/run/systemd/system';

/** A file that is to be there, or was. */
export interface InstalledFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** Where what is installed goes. */
export interface InstallFolders {
  readonly units: string;
  readonly rules: string;
}

/** Where systemd and polkit look. @param home the user's configuration folder */
export function systemFolders(scope: UnitOptions['scope'], home: string): InstallFolders {
  return { units: scope === 'user' ? join(home, 'systemd', 'user') : '/etc/systemd/system', rules: POLKIT_FOLDER };
}

/** All that an installation writes. @param databaseUrl null: SQLite, in the data folder */
export function filesToInstall(
  options: UnitOptions,
  folders: InstallFolders,
  databaseUrl: string | null,
): readonly InstalledFile[] {
  const units = renderUnits(options).map(({ name, text }) => ({ path: join(folders.units, name), text, mode: 0o644 }));
  const needsRule = options.scope === 'system' && options.user !== null && options.user !== 'root';
  const rule = { path: join(folders.rules, POLKIT_RULE), text: renderPolkitRule(options.user ?? ''), mode: 0o644 };
  const path = environmentFile(options.dataFolder);
  const secret = { path, text: environmentText({ AIRKEEPER_DATABASE_URL: databaseUrl ?? '' }), mode: 0o600 };
  return [...units, ...(needsRule ? [rule] : []), ...(databaseUrl === null ? [] : [secret])];
}

/** @throws {RefusedError} `not_permitted`, naming the file */
export async function installFiles(files: readonly InstalledFile[]): Promise<void> {
  for (const { path, text, mode } of files) {
    try {
      await mkdir(join(path, '..'), { recursive: true });
      // one that is there keeps its mode, and would show to all what may be a password
      await chmod(path, mode).catch(() => {});
      await writeFile(path, text, { mode });
    } catch (error) {
      throw notPermitted(path, error);
    }
  }
}

/** Makes the data folder where there is none, and gives it to the user who will write in it. */
export async function makeFolderOf(dataFolder: string, user: string | null): Promise<void> {
  if (existsSync(dataFolder)) return;
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o750 });
    if (user !== null) await run('chown', [user, dataFolder]);
  } catch (error) {
    throw notPermitted(dataFolder, error);
  }
}

/** Removes the units, and what came with them. Returns what was there. */
export async function removeUnits(folders: InstallFolders, scope: UnitOptions['scope']): Promise<readonly string[]> {
  const units = [MAIN_UNIT, `${ENGINE_UNIT_PREFIX}.service`].map((name) => join(folders.units, name));
  const rule = scope === 'system' ? [join(folders.rules, POLKIT_RULE)] : [];
  const removed: string[] = [];
  for (const path of [...units, ...rule]) {
    if (!existsSync(path)) continue;
    await unlink(path).catch((error: unknown) => {
      throw notPermitted(path, error);
    });
    removed.push(path);
  }
  return removed;
}

/** Whether systemd runs this machine: in a container it often does not. */
export function isBooted(): boolean {
  return existsSync(BOOTED_SIGN);
}

/** @throws {RefusedError} `systemctl_failed` with its words */
export async function systemctl(scope: UnitOptions['scope'], ...args: readonly string[]): Promise<void> {
  const all = [...(scope === 'user' ? ['--user'] : []), ...args];
  try {
    await run('systemctl', all);
  } catch (error) {
    const words = error instanceof Error ? error.message.trim() : String(error);
    throw new RefusedError('systemctl_failed', `systemctl ${all.join(' ')}: ${words}`, {});
  }
}

/** A program's whole path: a unit names no other. @throws {RefusedError} `no_liquidsoap` */
export async function wholePath(program: string, searchPath: string): Promise<string> {
  const places = isAbsolute(program) ? [program] : searchPath.split(delimiter).map((folder) => join(folder, program));
  for (const path of places) {
    if (await canRun(path)) return path;
  }
  throw new RefusedError(
    'no_liquidsoap',
    `Liquidsoap cannot be run as ${program}: install it (apt-get install liquidsoap), or set AIRKEEPER_LIQUIDSOAP to its path`,
    { program },
  );
}

async function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function notPermitted(path: string, error: unknown): RefusedError {
  const why = error instanceof Error ? error.message : String(error);
  const message = `${path} cannot be changed: ${why}. Run it as root, or with --user for this user alone`;
  return new RefusedError('not_permitted', message, { path });
}
