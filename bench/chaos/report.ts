import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffusionsOf } from '../../tests/e2e/heard-log.ts';
import type { ChaosStation } from './chaos-station.ts';
import { around, type Evidence, heardOf, type Trouble } from './evidence.ts';
import { FAULT_KINDS, type Fault } from './faults.ts';
import type { Judgement } from './judge.ts';

/** What `--json` prints. */
export function resultOf(
  { seed, minutes, chaos }: { readonly seed: string; readonly minutes: number; readonly chaos: ChaosStation },
  evidence: Evidence,
  { troubles, silentSeconds }: Judgement,
) {
  const count = (type: string) => new Set(diffusionsOf(evidence.log, type)).size;
  return {
    seed,
    minutes,
    engine: chaos.station.version,
    database: chaos.postgres === null ? 'sqlite' : 'postgresql',
    faults: Object.fromEntries(
      FAULT_KINDS.map((kind) => [kind, evidence.faults.filter((fault) => fault.kind === kind).length]),
    ),
    leftOut: leftOut(chaos),
    diffusions: evidence.diffusions.length,
    started: count('start'),
    cancelled: count('cancel'),
    heard: heardOf(evidence).length,
    runs: evidence.runs.length,
    silentSeconds: Object.fromEntries(
      Object.entries(silentSeconds).map(([cause, seconds]) => [cause, Math.round(seconds * 1000) / 1000]),
    ),
    troubles: troubles.map((trouble) => ({
      at: iso(trouble.atMs),
      about: trouble.about,
      message: trouble.message,
      around: around(evidence.faults, trouble.atMs).map((fault) => faultText(fault, trouble)),
    })),
  };
}

/** What cannot be done on this machine, and why. */
export function leftOut({ disk, postgres }: ChaosStation): readonly string[] {
  return [
    ...(disk === null ? ['disk_full: no small disk could be mounted, which takes root'] : []),
    ...(postgres === null ? ['database_away: there is no PostgreSQL server here, so the database is SQLite'] : []),
  ];
}

export function resultText(result: ReturnType<typeof resultOf>): string {
  const named = (values: Readonly<Record<string, number>>) =>
    Object.entries(values)
      .filter(([, value]) => value > 0)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ') || 'none';
  return [
    `seed ${result.seed}, ${result.minutes} min, Liquidsoap ${result.engine}, ${result.database}`,
    `faults: ${named(result.faults)}`,
    ...result.leftOut.map((what) => `left out: ${what}`),
    `diffusions: ${result.diffusions}, ${result.started} started, ${result.cancelled} cancelled`,
    `heard: ${result.heard} stretches, in ${result.runs} runs of the engine`,
    `silent seconds by cause: ${named(result.silentSeconds)}`,
    `troubles: ${result.troubles.length}`,
    ...result.troubles.flatMap(({ at, about, message, around }) => [
      `  ${at} ${about}: ${message}`,
      ...around.map((fault) => `      ${fault}`),
    ]),
  ].join('\n');
}

/** Keeps what a trouble can be traced with, sound apart, and says where. */
export async function keepEvidence(chaos: ChaosStation, evidence: Evidence): Promise<string> {
  const kept = await mkdtemp(join(tmpdir(), 'airkeeper-chaos-kept-'));
  const { folder, data } = chaos.station;
  const all = { recursive: true, force: true };
  for (const [from, name] of [
    [join(data, 'airkeeper.log'), 'airkeeper.log'],
    [join(chaos.root, 'airkeeper.err'), 'airkeeper.err'],
    [folder.log, 'engine.log'],
    [folder.journal, 'journal'],
    [folder.cueSheet, 'cues.json'],
  ] as const)
    await cp(from, join(kept, name), all).catch(() => {});
  await writeFile(
    join(kept, 'evidence.json'),
    JSON.stringify(
      {
        faults: evidence.faults.map((fault) => ({ ...fault, from: iso(fault.fromMs), to: iso(fault.toMs) })),
        diffusions: evidence.diffusions.map((one) => ({ ...one, start: iso(one.startMs) })),
        heard: heardOf(evidence).map((one) => ({ from: iso(one.fromMs), to: iso(one.toMs), ...one })),
        log: evidence.log,
      },
      null,
      1,
    ),
  );
  return kept;
}

function faultText({ kind, fromMs, toMs, what }: Fault, { atMs }: Trouble): string {
  const lasted = toMs - fromMs < 100 ? '' : ` for ${Math.round(toMs - fromMs)} ms`;
  const from = Math.round(fromMs - atMs) / 1000;
  return `${kind}${what === '' ? '' : ` ${what}`} at ${from > 0 ? '+' : ''}${from} s${lasted}`;
}

function iso(ms: number): string {
  return new Date(Math.round(ms)).toISOString();
}
