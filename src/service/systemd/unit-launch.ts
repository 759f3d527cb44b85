import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../../ports/clock.ts';
import { findEngines } from '../../streamer/find-engines.ts';
import { processEnded } from '../../streamer/process-end.ts';
import { type Launch, launchDetached } from '../../streamer/start-engine.ts';
import type { StationFolder } from '../../streamer/station-folder.ts';
import { putWholeFile } from '../../streamer/whole-file.ts';
import { RefusedError } from '../../values/errors.ts';
import { environmentText } from './units.ts';

const run = promisify(execFile);

/**
 * Has systemd run a station's engine, in a unit of its own. Where it will not, for want of permission or
 * of room for what the unit is told, or because no systemd runs, the engine is started as a child: on the air is better than
 * in the right place.
 *
 * @param setting what `AIRKEEPER_ENGINE_UNIT` says: the template's prefix, with `--user` before it for the user's manager
 */
export function unitLaunch(setting: string, slug: string, program: string, clock: Clock): Launch {
  const words = setting.split(' ');
  const unit = `${words.at(-1)}${slug}.service`;
  return async (folder, env) => {
    const variables = { ...env, AIRKEEPER_SCRIPT: basename(folder.script), AIRKEEPER_SCRIPT_PATH: folder.script };
    try {
      await putWholeFile(join(folder.root, 'engine.env'), environmentText(variables), 0o600);
      await run('systemctl', [...words.slice(0, -1), 'start', unit]);
    } catch {
      return launchDetached(program)(folder, env);
    }
    const pid = await pidOf(folder, unit);
    const ended = processEnded(pid, clock, new AbortController().signal).then(() => resultOf(words, unit));
    return { pid, ended };
  };
}

async function pidOf({ script, log }: StationFolder, unit: string): Promise<number> {
  const [engine] = await findEngines(script);
  if (engine !== undefined) return engine.pid;
  throw new RefusedError('engine_ended', `the engine ended as soon as ${unit} was started: ${log} says why`, { unit });
}

/** How the unit's process ended, in the words that a child's end is told in; where that cannot be known, as if killed. */
async function resultOf(words: readonly string[], unit: string): Promise<string> {
  try {
    const { stdout } = await run('systemctl', [...words.slice(0, -1), 'show', '--property=Result', '--value', unit]);
    return stdout.trim() === 'signal' ? 'SIGKILL' : `status ${stdout.trim()}`;
  } catch {
    return 'SIGKILL';
  }
}
