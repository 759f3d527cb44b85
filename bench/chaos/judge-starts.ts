import { diffusionsOf } from '../../tests/e2e/heard-log.ts';
import { type Evidence, engineFaults, heardOf, overlap, type Span, type Trouble } from './evidence.ts';
import type { ChaosDiffusion } from './timetable.ts';

const LATE_MS = 100;
const LATE_STARVED_MS = 200;
/** What the engine could not begin at its instant because of a fault is looked for this far from it. */
const FAR_MS = 5000;
/** An engine that has just begun to play opens the files of its cues first. */
const AFTER_FAULT_MS = 2000;
/** A cue that was refused is tried again every 5 s, then its files are opened (EN-18). */
const REFUSED_FOR_MS = 7000;
/** Files are opened up to 30 s ahead (EN-15). */
const OPENED_AHEAD_MS = 31_000;
const NOTICED_MS = 5000;

/** No diffusion starts twice; each has started or was cancelled for a fault; each hard one began at its instant. */
export function judgeStarts(evidence: Evidence): readonly Trouble[] {
  const { diffusions, log, endMs } = evidence;
  const started = diffusionsOf(log, 'start');
  const cancelled = new Set(diffusionsOf(log, 'cancel'));
  return diffusions.flatMap((diffusion): readonly Trouble[] => {
    const { id, startMs, endMs: untilMs } = diffusion;
    const trouble = (message: string): Trouble => ({
      atMs: startMs,
      about: 'start',
      message: `${nameOf(diffusion)} ${message}`,
    });
    const starts = started.filter((one) => one === id).length;
    const isExcused = excuse(evidence, diffusion) !== null;
    if (starts > 1) return [trouble(`has ${starts} starts`)];
    if (starts > 0 && cancelled.has(id)) return [trouble('has started and is cancelled')];
    if (cancelled.has(id))
      return isExcused ? [] : [trouble('was cancelled, and there was no fault that could keep it off')];
    if (starts === 0) return untilMs + NOTICED_MS < endMs ? [trouble('neither started nor is cancelled')] : [];
    const lateMs = diffusion.mode === 'hard' && !isExcused ? latenessMs(evidence, diffusion) : 0;
    if (lateMs === null) return [trouble('has started, and its first sound was not heard')];
    const isLate = Math.abs(lateMs) > (isStarved(evidence, startMs) ? LATE_STARVED_MS : LATE_MS);
    return isLate ? [trouble(`began ${Math.round(lateMs)} ms late`)] : [];
  });
}

export function nameOf({ id, show, mode }: ChaosDiffusion): string {
  return `diffusion ${id} (${show.slug}, ${mode})`;
}

/** Of the first sound; null when it was not heard. */
function latenessMs(evidence: Evidence, { show, startMs }: ChaosDiffusion): number | null {
  const distances = heardOf(evidence)
    .filter(({ sound }) => sound === show.sounds[0]?.number)
    .map(({ fromMs }) => fromMs - startMs)
    .filter((distance) => Math.abs(distance) < FAR_MS);
  return distances.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? null;
}

function isStarved(evidence: Evidence, atMs: number): boolean {
  return engineFaults(evidence).some(
    (fault) => fault.kind === 'starved' && overlap(fault, { fromMs: atMs, toMs: atMs }),
  );
}

/** The fault that may keep a diffusion from its instant. */
function excuse(evidence: Evidence, { show, startMs }: ChaosDiffusion): Span | null {
  const instant = { fromMs: startMs, toMs: startMs };
  const engine = engineFaults(evidence)
    .filter(({ kind }) => kind !== 'starved')
    .find(({ fromMs, toMs }) => overlap(instant, { fromMs, toMs: toMs + AFTER_FAULT_MS }));
  const numbers = new Set(show.sounds.map(({ number }) => String(number)));
  const file = evidence.faults.find(
    ({ kind, what, fromMs, toMs }) =>
      kind === 'file_away' &&
      numbers.has(what) &&
      overlap(instant, { fromMs, toMs: toMs + REFUSED_FOR_MS }) &&
      fromMs > startMs - OPENED_AHEAD_MS,
  );
  return engine ?? file ?? null;
}
