import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SEED = 7;
const LEAST_FAULTS = 1_000_000;

/** As `npm run simulate` runs it. @param signal when the test is over, before it: years go on for minutes */
async function simulate(
  signal: AbortSignal,
  ...options: readonly string[]
): Promise<{ readonly status: number; readonly stdout: string }> {
  try {
    const args = [join(ROOT, 'bench/simulate.ts'), ...options];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, signal });
    return { status: 0, stdout };
  } catch (error) {
    if (!(error instanceof Error) || !('stderr' in error) || !('code' in error)) throw error;
    if (error.code === 2) return { status: 2, stdout: '' };
    throw new Error(`status ${error.code}\n${error.stderr}`);
  }
}

test('SI-1 to SI-10, SI-13: ten years with a million faults break no rule', async ({ signal }) => {
  const { stdout } = await simulate(signal, '--years', '10', '--seed', String(SEED), '--json');
  const result = JSON.parse(stdout);
  console.log(result);
  expect(result).toMatchObject({ years: 10, violations: 0, seed: SEED });
  expect(result.faults).toBeGreaterThanOrEqual(LEAST_FAULTS);
});

test.for([
  ['--years', '0'],
  ['--years', 'ten'],
  ['--story', '-1'],
  ['--story', 'x'],
])('SI-11: %s %s is no simulation', async (options, { signal }) => {
  expect((await simulate(signal, ...options)).status).toBe(2);
});
