import { userInfo } from 'node:os';
import type { Actor } from '../service/timetable/actor.ts';
import type { CliContext } from './context.ts';

/** Who gives the command: the user that `AIRKEEPER_USER` names, else who called sudo, else the user of this process. */
export function actorOf({ env, clock }: CliContext): Actor {
  const given = [env.AIRKEEPER_USER, env.SUDO_USER].find((name) => name !== undefined && name.trim() !== '');
  return { who: given ?? processUser(), now: clock.now() };
}

function processUser(): string {
  try {
    return userInfo().username;
  } catch {
    // the user of a container may have no name
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}
