/**
 * `npm run simulate -- --years 10 --seed 7 [--story N] [--json]`: years of stations lived through in minutes, with faults at
 * every turn. Exit status 1 where a rule (SPEC.md, SI-n) did not hold; then each kind of violation is shown with the fewest
 * faults that bring it about.
 */
import { accessSync, constants } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Explained } from '../src/simulator/explain.ts';
import { DAYS_OF_STORY, type StoryOutcome, storiesOf } from '../src/simulator/years.ts';
import { readAmount, readCommandLine, readCount } from './command-line.ts';
import type { Task } from './simulate-worker.ts';

const EXPLAIN_FOR_MS = 120_000;
const MOST_EXPLAINED = 5;

const USAGE = `npm run simulate -- [--years N] [--seed S] [--story N] [--json]
  --years N   how many years of stations to live through (default: 1), such as 0.02
  --seed S    what chance is drawn from (default: 1): the same seed, the same stories
  --story N   one story of them alone, a week, by its number from 0 on
  --json      one line: {"years","steps","faults","violations","seconds","seed"}
Exit status: 0 where every rule held, 1 where one did not, 2 where the options are wrong.`;
const MOST_YEARS = 10_000;

const { years, seed, story, json } = readCommandLine(USAGE, readOptions);

const startedMs = performance.now();
const indexes = story === null ? Array.from({ length: storiesOf(years) }, (_, index) => index) : [story];
const workers = Array.from({ length: Math.min(availableParallelism(), indexes.length) }, startWorker);
const outcomes = await ask<StoryOutcome>(indexes.map((index) => ({ seed, index, explainForMs: null })));
const violations = outcomes.flatMap((outcome) => outcome.violations);
const sum = (count: (outcome: StoryOutcome) => number) => outcomes.reduce((total, one) => total + count(one), 0);
const result = {
  years: story === null ? years : DAYS_OF_STORY / 365.25,
  steps: sum(({ steps }) => steps),
  faults: sum(({ faults }) => faults),
  violations: violations.length,
  seconds: Math.round((performance.now() - startedMs) / 100) / 10,
  // a number stays one, written as it was
  seed: /^(0|[1-9]\d{0,14})$/.test(seed) ? Number(seed) : seed,
};
if (json) console.log(JSON.stringify(result));
else sayResult();
if (violations.length > 0) await explainViolations();
for (const worker of workers) worker.postMessage(null);
process.exitCode = violations.length > 0 ? 1 : 0;

function readOptions() {
  const { values } = parseArgs({
    options: {
      years: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      story: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    ...values,
    years: readAmount('--years', values.years, MOST_YEARS),
    story: values.story === undefined ? null : readCount('--story', values.story, storiesOf(MOST_YEARS)),
  };
}

function sayResult(): void {
  const speed = Math.round(result.faults / result.seconds);
  console.log(`seed ${seed}: ${result.years} station-years, ${result.steps} steps, ${result.faults} faults`);
  console.log(`${result.seconds} s, ${speed} faults a second; violations: ${result.violations}`);
}

/** On the standard error, so that the one line of JSON stays alone. */
async function explainViolations(): Promise<void> {
  const named = new Map<string, StoryOutcome>();
  for (const outcome of outcomes) {
    for (const { rule, name, message } of outcome.violations) {
      if (named.has(name)) continue;
      console.error(`${rule} ${name}, story ${outcome.index} of seed ${seed}: ${message}`);
      named.set(name, outcome);
    }
  }
  const stories = [...new Set([...named.values()].map(({ index }) => index))].slice(0, MOST_EXPLAINED);
  const explained = await ask<Explained | null>(
    stories.map((index) => ({ seed, index, explainForMs: EXPLAIN_FOR_MS })),
  );
  for (const one of explained) {
    if (one === null) continue;
    const { rule, name, atMs, message } = one.violation;
    console.error(
      `\nshortest trace found of story ${one.index}, seed ${seed}: ${rule} ${name} at ${atMs} ms: ${message}`,
    );
    console.error(JSON.stringify(one.faults));
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL('simulate-worker.ts', import.meta.url), { workerData: { folder: quickFolder() } });
  worker.on('error', (error) => {
    console.error(error);
    process.exit(3);
  });
  return worker;
}

/** In memory, where there is such a folder: what is written is thrown away. */
function quickFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

/** Has the tasks done, by whichever thread is free; the answers come in the order of the tasks. */
async function ask<Answer>(tasks: readonly Task[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  await Promise.all(
    workers.map(async (worker) => {
      for (let place = next++; place < tasks.length; place = next++) {
        const answered = new Promise<Answer>((resolve) => {
          worker.once('message', resolve);
        });
        worker.postMessage(tasks[place]);
        answers[place] = await answered;
      }
    }),
  );
  return answers;
}
