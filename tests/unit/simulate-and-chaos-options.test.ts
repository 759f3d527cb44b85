import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const BENCH = join(import.meta.dirname, '../../bench');
/** Each is a process of its own, which a busy machine makes wait. */
const SPAWNING = { timeout: 60_000 };

function run(command: string, ...options: readonly string[]) {
  return spawnSync(process.execPath, [join(BENCH, `${command}.ts`), ...options], { encoding: 'utf8' });
}

describe.each([
  ['simulate', ['--years', 'Infinity'], '--years: "Infinity" is not allowed'],
  ['simulate', ['--years', '0'], '--years: "0" is not allowed'],
  ['simulate', ['--story', '1.5'], '--story: "1.5" is not allowed'],
  ['simulate', ['--nope'], "'--nope'"],
  ['chaos', ['--minutes', '1e9'], '--minutes: "1e9" is not allowed'],
  ['chaos', ['--nope'], "'--nope'"],
])('npm run %s -- %s', (command, options, words) => {
  test('is not understood: status 2, what is wrong, and how it is used', SPAWNING, () => {
    const { status, stdout, stderr } = run(command, ...options);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toContain(`npm run ${command} -- [`);
    expect(stderr).not.toContain('    at ');
  });
});

test.each(['simulate', 'chaos'])('npm run %s -- --help says how it is used', SPAWNING, (command) => {
  const { status, stdout } = run(command, '--help');
  expect(status).toBe(0);
  expect(stdout).toContain(`npm run ${command} -- [`);
});
