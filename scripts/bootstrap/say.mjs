/** Ends the bootstrap with a message for the user, and no stack. */
export class Stop extends Error {}

/**
 * Progress and complaints go to stderr: stdout belongs to the command that follows, which may be read by a machine.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
