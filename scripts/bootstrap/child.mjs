import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

const PASSED_ON = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']);

/**
 * On Ctrl-C the terminal signals this process, and npm signals it again a few milliseconds later: within this time it is one Ctrl-C.
 * A second one on purpose comes later than that.
 */
const SAME_SIGNAL_MS = 400;

/**
 * Runs a program in the foreground until it ends. Each signal reaches it exactly once: it has a session of its own, so
 * the terminal's signals come only to this process, which passes them on.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {string} folder where it runs
 * @returns {Promise<number>} its exit status; 128 + the signal's number when a signal ended it
 */
export function runChild(program, args, folder) {
  return new Promise((resolve, reject) => {
    const [file = program, ...rest] = [...withParentWatch(), program, ...args];
    const child = spawn(file, rest, { cwd: folder, stdio: 'inherit', detached: true });
    passSignalsOn(child);
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function passSignalsOn(child) {
  /** @type {Map<string, number>} */
  const lastMs = new Map();
  for (const signal of PASSED_ON) {
    process.on(signal, () => {
      const nowMs = performance.now();
      const last = lastMs.get(signal);
      lastMs.set(signal, nowMs);
      if (last === undefined || nowMs - last > SAME_SIGNAL_MS) child.kill(signal);
    });
  }
  // What else the terminal tells its foreground processes: a new size, Ctrl-Z, and being brought back.
  process.on('SIGWINCH', () => child.kill('SIGWINCH'));
  process.on('SIGTSTP', () => {
    child.kill('SIGSTOP');
    process.kill(process.pid, 'SIGSTOP');
  });
  process.on('SIGCONT', () => child.kill('SIGCONT'));
}

/**
 * A session of its own also means that killing this process leaves the program behind: with setpriv (util-linux) the kernel
 * then sends it SIGTERM.
 * @returns {string[]} what to put in front of the command line
 */
function withParentWatch() {
  const watch = ['setpriv', '--pdeathsig', 'TERM'];
  return spawnSync('setpriv', [...watch.slice(1), 'true'], { stdio: 'ignore' }).status === 0 ? watch : [];
}
