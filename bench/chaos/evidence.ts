import type { LoggedEntry } from '../../tests/e2e/airkeeper.ts';
import type { Hearing } from '../../tests/e2e/hearing.ts';
import type { Stretch } from '../../tests/ears/compare-log.ts';
import type { OpenAlarm } from './chaos-station.ts';
import { type Fault, killsEngine } from './faults.ts';
import type { OwnEnd } from './supervisor.ts';
import type { ChaosDiffusion } from './timetable.ts';

/** What is judged, when all is well again. */
export interface Evidence {
  readonly frameMs: number;
  /** What was heard of each run of the engine, in order; of each at least one sound. */
  readonly runs: readonly Hearing[];
  readonly log: readonly LoggedEntry[];
  readonly soundIdOf: (number: number) => number;
  /** In order of start. */
  readonly diffusions: readonly ChaosDiffusion[];
  /** In order of their beginning. */
  readonly faults: readonly Fault[];
  readonly ownEnds: readonly OwnEnd[];
  readonly engineState: string;
  readonly openAlarms: readonly OpenAlarm[];
  readonly endMs: number;
}

/** Where what should hold does not. */
export interface Trouble {
  readonly atMs: number;
  readonly about: 'silence' | 'log' | 'start' | 'resume' | 'end';
  readonly message: string;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A span in which the engine cannot be expected to do what it should. */
export interface EngineFault extends Span {
  readonly kind: 'killed' | 'stopped' | 'starved';
}

/** A stopped or starved engine has this long to catch up. */
const CATCH_UP_MS = 2000;

export function overlap(one: Span, other: Span): boolean {
  return one.fromMs <= other.toMs && other.fromMs <= one.toMs;
}

/** A death lasts until the first sound of the next run; without one, for ever. */
export function engineFaults({ faults, runs }: Pick<Evidence, 'faults' | 'runs'>): readonly EngineFault[] {
  return faults.flatMap((fault): readonly EngineFault[] => {
    const { kind, fromMs, toMs } = fault;
    if (killsEngine(fault)) return [{ kind: 'killed', fromMs, toMs: firstSoundAfter(runs, fromMs) }];
    if (kind === 'engine_stopped') return [{ kind: 'stopped', fromMs, toMs: toMs + CATCH_UP_MS }];
    return kind === 'starved' ? [{ kind: 'starved', fromMs, toMs: toMs + CATCH_UP_MS }] : [];
  });
}

function firstSoundAfter(runs: readonly Hearing[], atMs: number): number {
  const starts = runs.map(({ stretches }) => stretches[0]?.fromMs ?? Number.POSITIVE_INFINITY);
  return starts.find((startMs) => startMs > atMs) ?? Number.POSITIVE_INFINITY;
}

export function heardOf({ runs }: Pick<Evidence, 'runs'>): readonly Stretch[] {
  return runs.flatMap(({ stretches }) => stretches);
}

/** The faults that were, at an instant or shortly before. */
export function around(faults: readonly Fault[], atMs: number): readonly Fault[] {
  const BEFORE_MS = 15_000;
  return faults.filter((fault) => overlap(fault, { fromMs: atMs - BEFORE_MS, toMs: atMs + CATCH_UP_MS }));
}
