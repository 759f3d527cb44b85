import { flaws } from '../../tests/e2e/hearing.ts';
import { type EngineFault, type Evidence, engineFaults, overlap, type Trouble } from './evidence.ts';

/** From the last that was heard of a run to the kill that ended it: a stopped one is heard no more before. */
const BEFORE_KILL_MS = 3000;
const EARS_MS = 500;
/** Any start of an engine takes less; what kept Airkeeper from starting it comes on top. */
const LONGEST_START_MS = 20_000;

export interface SilenceJudgement {
  readonly troubles: readonly Trouble[];
  /** By cause. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** Silence, or what is not one sound, for longer than a frame, may be only where the engine was killed, stopped or starved. */
export function judgeSilence(evidence: Evidence): SilenceJudgement {
  const troubles: Trouble[] = [];
  const seconds = new Map<string, number>();
  const faults = engineFaults(evidence);
  const add = (cause: string, ms: number) => seconds.set(cause, (seconds.get(cause) ?? 0) + ms / 1000);

  for (const run of evidence.runs) {
    for (const { kind, fromMs, toMs } of flaws(run, evidence.frameMs)) {
      const cause = faults.find((fault) => overlap(fault, { fromMs, toMs }))?.kind;
      add(cause ?? 'unexplained', toMs - fromMs);
      if (cause !== undefined) continue;
      const message = `${kind === 'silence' ? 'silent' : 'not one sound'} for ${Math.round(toMs - fromMs)} ms`;
      troubles.push({ atMs: fromMs, about: 'silence', message });
    }
  }
  evidence.runs.slice(1).forEach((after, place) => {
    const fromMs = evidence.runs[place]?.stretches.at(-1)?.toMs ?? 0;
    const toMs = after.stretches[0]?.fromMs ?? fromMs;
    const kill = faults.find((fault) => fault.kind === 'killed' && isEndedBy(fromMs, fault));
    add(kill === undefined ? 'unexplained' : 'killed', toMs - fromMs);
    if (kill === undefined)
      troubles.push({ atMs: fromMs, about: 'silence', message: `the engine ended, and nothing here ended it` });
    else if (toMs - kill.fromMs > LONGEST_START_MS + heldUpMs(evidence, kill.fromMs))
      troubles.push({
        atMs: fromMs,
        about: 'silence',
        message: `silent for ${Math.round(toMs - fromMs)} ms after the engine was killed`,
      });
  });
  return { troubles, seconds: Object.fromEntries(seconds) };
}

function isEndedBy(lastHeardMs: number, { fromMs }: EngineFault): boolean {
  return lastHeardMs > fromMs - BEFORE_KILL_MS && lastHeardMs < fromMs + EARS_MS;
}

/** For how long there was no Airkeeper to start an engine. */
function heldUpMs({ faults }: Evidence, killedMs: number): number {
  return faults
    .filter((fault) => fault.kind === 'airkeeper_stopped' && overlap(fault, { fromMs: killedMs, toMs: killedMs }))
    .reduce((sum, { toMs }) => sum + toMs - killedMs, 0);
}
