import { heardEntries } from '../../tests/e2e/heard-log.ts';
import { type LogDifference, logDifferences } from '../../tests/ears/compare-log.ts';
import { type EngineFault, type Evidence, engineFaults, overlap, type Trouble } from './evidence.ts';
import { killsEngine } from './faults.ts';

const TOLERANCE_MS = 500;
const DATE_NEAR_FAULT_MS = 2500;
const END_NEAR_KILL_MS = 1500;
const NEAR_MS = 1000;
/** The engine writes its journal ten times a second: what was begun shortly before it was killed is in no line (EN-74). */
const UNWRITTEN_MS = 400;

/** Each stretch that was heard has one entry, with its date and end, and each entry was heard. */
export function judgeLog(evidence: Evidence): readonly Trouble[] {
  const faults = engineFaults(evidence);
  const isNear = (atMs: number, fault: EngineFault) => atMs > fault.fromMs - NEAR_MS && atMs < fault.toMs + NEAR_MS;
  const differences = logDifferences({
    heard: evidence.runs.flatMap(({ segments }) => segments),
    entries: heardEntries(evidence.log),
    soundIdOf: evidence.soundIdOf,
    dateToleranceMs: (atMs) => (faults.some((fault) => isNear(atMs, fault)) ? DATE_NEAR_FAULT_MS : TOLERANCE_MS),
    endToleranceMs: (atMs) =>
      faults.some((fault) => fault.kind === 'killed' && isNear(atMs, fault)) ? END_NEAR_KILL_MS : TOLERANCE_MS,
  });
  return differences
    .filter((difference) => !isUnwritten(evidence, difference))
    .map(({ fromMs, text }) => ({ atMs: fromMs, about: 'log', message: text }));
}

/**
 * What the engine had no time, or no room on the disk, to write before it was killed is in no journal: that is known (EN-73, EN-74),
 * and nobody's trouble.
 */
function isUnwritten({ faults }: Evidence, { fromMs, toMs }: LogDifference): boolean {
  return faults.filter(killsEngine).some((kill) => {
    if (fromMs > kill.fromMs - UNWRITTEN_MS && fromMs < kill.fromMs + UNWRITTEN_MS) return true;
    const full = faults.find((fault) => fault.kind === 'disk_full' && overlap(fault, kill));
    return full !== undefined && overlap({ fromMs, toMs }, { fromMs: full.fromMs - UNWRITTEN_MS, toMs: kill.toMs });
  });
}
