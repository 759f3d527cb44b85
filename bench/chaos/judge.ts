import { unended } from '../../tests/e2e/heard-log.ts';
import { type Evidence, overlap, type Trouble } from './evidence.ts';
import { judgeLog } from './judge-log.ts';
import { judgeResume } from './judge-resume.ts';
import { judgeSilence } from './judge-silence.ts';
import { judgeStarts } from './judge-starts.ts';

export interface Judgement {
  /** In order of time. */
  readonly troubles: readonly Trouble[];
  readonly silentSeconds: Readonly<Record<string, number>>;
}

/** Compares what was heard with log and plan. */
export function judge(evidence: Evidence): Judgement {
  const silence = judgeSilence(evidence);
  const troubles = [
    ...silence.troubles,
    ...judgeLog(evidence),
    ...judgeStarts(evidence),
    ...judgeResume(evidence),
    ...judgeEnd(evidence),
  ];
  return { troubles: troubles.toSorted((a, b) => a.atMs - b.atMs), silentSeconds: silence.seconds };
}

/** When all is well again, all is as it should be, and Airkeeper never ended but by our hand or for want of a disk. */
function judgeEnd({ log, ownEnds, faults, engineState, openAlarms, endMs }: Evidence): readonly Trouble[] {
  const found: { readonly atMs: number; readonly message: string }[] = unended(log).map(({ date, soundId }) => ({
    atMs: date.epochMilliseconds,
    message: `the entry of sound ${soundId} has no end`,
  }));
  if (engineState !== 'running') found.push({ atMs: endMs, message: `in the end the engine is ${engineState}` });
  for (const { name, raised, message } of openAlarms)
    found.push({ atMs: Date.parse(raised), message: `the alarm ${name} is still open: ${message}` });
  for (const { atMs, how } of ownEnds)
    if (!faults.some((fault) => fault.kind === 'disk_full' && overlap(fault, { fromMs: atMs, toMs: atMs })))
      found.push({ atMs, message: `Airkeeper ended by itself: ${how}` });
  return found.map((one) => ({ ...one, about: 'end' }));
}
