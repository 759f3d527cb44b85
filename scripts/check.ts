/**
 * `npm run check` (types, lint, unused code, unit tests) and, with `--all`, `npm test` (the same, and every other test).
 * Further arguments go to Vitest: `npm test -- src/monitor`.
 *
 * The last line says how many tests passed and failed, alone: a check that is not a test but fails counts as one failed.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests, countTestsTriedAgain, type TestCount } from './count-tests.ts';
import { filesToTryAgain } from './failed-files.ts';

const ROOT = join(import.meta.dirname, '..');

interface Check {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

const CHECKS: readonly Check[] = [
  { name: 'types', script: 'typescript/bin/tsc', args: [] },
  { name: 'lint and format', script: '@biomejs/biome/bin/biome', args: ['ci', '--error-on-warnings'] },
  { name: 'unused code', script: 'knip/bin/knip.js', args: [] },
];

const all = process.argv[2] === '--all';
const options = process.argv.slice(all ? 3 : 2);

const failedChecks = (await Promise.all(CHECKS.map(runCheck))).filter((check) => check !== null);
const count =
  all && options.length === 0 ? await runAllTests() : await runTests(all ? options : ['--project', 'unit', ...options]);

if (failedChecks.length > 0) console.log(`Failed besides the tests: ${failedChecks.join(', ')}.`);
const failed = count.failed + failedChecks.length;
console.log(`${count.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @returns its name when it failed */
async function runCheck(check: Check): Promise<string | null> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', check.script), ...check.args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const status = await ended(child);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)`);
  if (status === 0) return null;
  process.stdout.write(Buffer.concat(output));
  return check.name;
}

/**
 * The simulator's years beside all the others: minutes of work that has no clock to keep, done in what the tests that play in
 * real time leave of the machine. What it says comes last.
 */
async function runAllTests(): Promise<TestCount> {
  const output: Buffer[] = [];
  const years = runVitest(['--project', 'simulator'], output);
  const others = await runTests(['--project', '!simulator']);
  const { report, succeeded } = await years;
  process.stdout.write(Buffer.concat(output));
  const count = countTests(report, succeeded);
  return { passed: others.passed + count.passed, failed: others.failed + count.failed };
}

/** Files that play in real time, on a machine that may be busy with something else, are given a second try. */
async function runTests(args: readonly string[]): Promise<TestCount> {
  const first = await runVitest(args);
  const again = filesToTryAgain(first.report, ROOT);
  if (again.length === 0) return countTests(first.report, first.succeeded);
  console.log(`Tried once more, alone: ${again.join(', ')}`);
  const second = await runVitest([...again, '--project', 'engine*', '--project', 'e2e*', '--no-file-parallelism']);
  return countTestsTriedAgain(first.report, second.report, second.succeeded);
}

/** @param quietly where its output is to be put, when it runs beside another one and after all that is urgent */
async function runVitest(
  args: readonly string[],
  quietly?: Buffer[],
): Promise<{ report: string | null; succeeded: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-check-'));
  try {
    const report = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
      cwd: ROOT,
      stdio: quietly === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    if (quietly !== undefined) {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => quietly.push(chunk));
    }
    const succeeded = (await ended(child)) === 0;
    return { report: await readFile(report, 'utf8').catch(() => null), succeeded };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns the exit status; null when a signal ended it */
function ended(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
