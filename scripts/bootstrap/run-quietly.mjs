import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Stop } from './say.mjs';

/**
 * @typedef {object} Outcome
 * @property {boolean} ok
 * @property {string} output all that the program said
 */

/**
 * Runs a program that takes a while: a terminal sees the seconds pass, and the program's own words are kept for the case that it fails.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ folder: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<Outcome>}
 */
export function runQuietly(program, args, { folder, env }) {
  const startedMs = performance.now();
  const ticking = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\r  ${program} ${args[0]}: ${secondsSince(startedMs)} s `), 1000)
    : undefined;
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env });
  const together = endTogether(child);
  return new Promise((resolve, reject) => {
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => reject(new Stop(`${program} cannot be run on this machine: ${error.message}`)));
    child.once('close', (status) => resolve({ ok: status === 0, output: output.trim() }));
  }).finally(() => {
    together.dispose();
    clearInterval(ticking);
    if (ticking !== undefined) process.stderr.write('\r\u001b[K');
  });
}

/** @param {number} startedMs */
export function secondsSince(startedMs) {
  return Math.round((performance.now() - startedMs) / 1000);
}

/**
 * While the program works, a signal that would end this process ends the program first: left behind, npm for example would still
 * be writing node_modules when the next installation begins.
 * @param {import('node:child_process').ChildProcess} child
 */
function endTogether(child) {
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    child.once('close', () => process.exit(128 + constants.signals[signal]));
    child.kill(signal);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, end);
  return {
    dispose() {
      for (const signal of signals) process.off(signal, end);
    },
  };
}
