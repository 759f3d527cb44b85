import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { buildCli } from '../../src/cli/build-cli.ts';
import { commandPath } from '../../src/cli/command.ts';
import { Harness, words } from './harness.ts';

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

const VERBS = {
  station: ['add', 'list', 'show', 'set', 'disable', 'enable', 'restart', 'remove'],
  port: ['add', 'list', 'set', 'remove'],
  program: ['add', 'list', 'show', 'set', 'pause', 'unpause', 'remove'],
  stream: ['set'],
  episode: ['add', 'list', 'show', 'set', 'remove'],
  sound: ['add', 'list', 'show', 'set', 'remove'],
  track: ['add', 'list'],
  schedule: ['add', 'list', 'show', 'set', 'remove'],
  diffusion: ['add', 'list', 'show', 'cancel', 'move', 'extend', 'confirm', 'episode'],
  timetable: ['list', 'at', 'check', 'update', 'clean', 'copy-week', 'export', 'import', 'history', 'undo'],
  source: ['list', 'skip', 'restart', 'seek', 'push'],
  log: ['list'],
  why: [],
  rehearse: [],
  cue: ['list'],
  alarm: ['list', 'set', 'show', 'test'],
};
const COMMANDS = [
  ...['', 'start', 'stop', 'status', 'doctor', 'install', 'uninstall', 'migrate', 'script'],
  ...Object.entries(VERBS).flatMap(([noun, verbs]) => [noun, ...verbs.map((verb) => `${noun} ${verb}`)]),
].map((words) => `airkeeper ${words}`.trim());

function examplesIn(help: string): readonly string[] {
  return help
    .split('\n')
    .filter((line) => line.startsWith('  $ '))
    .map((line) => line.slice(4));
}

describe('CL-20: help', () => {
  test('every command of the design is there', () => {
    const built = everyCommand(buildCli(new Harness().context()));
    expect(built.map((command) => commandPath(command))).toEqual(COMMANDS);
  });

  test('the list of commands has one sentence of each, and says where to look when something is wrong', async () => {
    const { out } = await new Harness().run('--help');
    expect(out).toMatch(/airkeeper doctor what is wrong and\s+what mends it/);
    expect(out).toMatch(/^ +stop \[options\] \[station\] +Stops the running Airkeeper\.$/m);
    expect(out).not.toContain('unless --engine');
  });

  test.each(COMMANDS)('%s: help says what it does, with an example of itself that is right usage', async (path) => {
    const harness = new Harness();
    const argv = path.split(' ').slice(1);
    const help = await harness.run(...argv, '--help');
    expect(help).toMatchObject({ status: 0, err: '' });
    expect(help.out).toContain(`Usage: ${path} `);
    expect(help.out).toContain('--data <dir>');
    expect(help.out).toContain('--json');
    expect(await harness.run('help', ...argv)).toMatchObject({ status: 0, out: help.out });

    const examples = examplesIn(help.out);
    expect(examples.some((line) => line.includes(path))).toBe(true);
    for (const line of examples) {
      const command = line.replace(/^\S+=\S+ /, '').replace(/ > \S+$/, '');
      const outcome = await harness.run(...words(command).slice(1));
      expect(outcome.status, `${line}: ${outcome.err}`).not.toBe(2);
    }
  });

  test('--version prints the version', async () => {
    expect(await new Harness().run('--version')).toMatchObject({ status: 0, out: '1.2.3\n', err: '' });
  });
});
