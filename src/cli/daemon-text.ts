import { RefusedError } from '../values/errors.ts';
import type { DaemonState, DataPlace } from './context.ts';

/** Whether Airkeeper itself runs, for people. */
export function daemonText({ state, pid, owner }: DaemonState): string {
  switch (state) {
    case 'running':
      return `running${pid === null ? '' : ` (pid ${pid})`}`;
    case 'stopped':
      return 'stopped: engines that run play on by their cue sheets, and the log waits; to start it: airkeeper start';
    case 'not_permitted':
      return `not permitted to look: the data folder is of ${owner ?? 'another user'}`;
  }
}

/** The refusal of a command that must look into another user's data folder. */
export function notPermitted({ dataFolder }: DataPlace, { owner }: DaemonState): RefusedError {
  const who = owner === null ? 'the user that runs Airkeeper' : `the user ${owner}`;
  return new RefusedError(
    'not_permitted',
    `this user is not permitted to look into ${dataFolder}; give the command as ${who}`,
    { dataFolder, owner },
  );
}
