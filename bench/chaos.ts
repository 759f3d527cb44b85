/**
 * `npm run chaos -- --minutes 10 --seed 7 [--json]`: a true station on this machine, whose processes are killed, stopped and starved,
 * whose disk is full, whose database goes away and whose files vanish, as the seed says. At the end what was heard is compared with log and
 * plan (SPEC.md, RU-30). Exit status 1 where there is trouble; what it can be traced with is kept then.
 */
import { parseArgs } from 'node:util';
import { ChaosStation } from './chaos/chaos-station.ts';
import type { Evidence } from './chaos/evidence.ts';
import { judge } from './chaos/judge.ts';
import { keepEvidence, leftOut, resultOf, resultText } from './chaos/report.ts';
import { runChaos } from './chaos/run.ts';
import { readAmount, readCommandLine } from './command-line.ts';

const INTERRUPTED = 130;

const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--json]
  --minutes N  how long faults are inflicted (default: 10); making the station and judging it come on top
  --seed S     what chance is drawn from (default: 1)
  --json       one line, for machines
Exit status: 0 where all went well, 1 where there was trouble, 2 where the options are wrong.`;
const MOST_MINUTES = 7 * 24 * 60;

const { minutes, seed, json } = readCommandLine(USAGE, readOptions);
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
const say = (text: string) => {
  if (!json) console.log(text);
};

say(`making a station for ${minutes} min of chaos, seed ${seed}`);
let chaos: ChaosStation | null = null;
try {
  chaos = await ChaosStation.make();
  for (const what of leftOut(chaos)) say(`left out: ${what}`);
  const evidence = await runChaos(chaos, { seed, spanMs: minutes * 60_000, say, signal: interrupt.signal });
  process.exitCode = evidence === null ? INTERRUPTED : await report(chaos, evidence);
} catch (error) {
  // an interrupted command fails, and that is no news
  if (!interrupt.signal.aborted) throw error;
  process.exitCode = INTERRUPTED;
} finally {
  await chaos?.close();
}

/** Gives the exit status. */
async function report(station: ChaosStation, evidence: Evidence): Promise<number> {
  const judgement = judge(evidence);
  const result = resultOf({ seed, minutes, chaos: station }, evidence, judgement);
  console.log(json ? JSON.stringify(result) : resultText(result));
  if (judgement.troubles.length === 0) return 0;
  console.error(`kept: ${await keepEvidence(station, evidence)}`);
  return 1;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, minutes: readAmount('--minutes', values.minutes, MOST_MINUTES) };
}
