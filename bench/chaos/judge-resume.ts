import type { Stretch } from '../../tests/ears/compare-log.ts';
import { FIRST_MUSIC } from '../station-with-ears.ts';
import { type EngineFault, type Evidence, engineFaults, heardOf, overlap, type Trouble } from './evidence.ts';
import { nameOf } from './judge-starts.ts';
import { type ChaosDiffusion, lengthSeconds } from './timetable.ts';

const FARTHEST_MS = 1000;
/** From the first sound of an engine until what it should go on with is heard. */
const WITHIN_MS = 6000;
/** An engine that was stopped before it was killed was heard no more from then on. */
const BEFORE_KILL_MS = 3000;
/** A database or a disk that is back is tried again within this. */
const NOTICED_MS = 12_000;
const EARS_MS = 500;

/** A diffusion under which the engine was killed is heard again, at the second where a listener would be by then. */
export function judgeResume(evidence: Evidence): readonly Trouble[] {
  return engineFaults(evidence)
    .filter(({ kind }) => kind === 'killed')
    .flatMap((kill) => {
      const cut = cutBy(evidence, kill);
      const diffusion = cut === null ? null : diffusionOf(evidence, cut);
      return diffusion === null ? [] : judge(evidence, kill, diffusion);
    });
}

function judge(evidence: Evidence, kill: EngineFault, diffusion: ChaosDiffusion): readonly Trouble[] {
  if (wasWithoutAFile(evidence, diffusion)) return [];
  const heard = heardOf(evidence).filter(
    ({ sound, fromMs }) =>
      diffusion.show.sounds.some(({ number }) => number === sound) &&
      fromMs > diffusion.startMs - FARTHEST_MS &&
      fromMs < diffusion.endMs,
  );
  const [first] = heard;
  if (first === undefined) return [];
  const beganMs = first.fromMs - placeMs(diffusion, first);
  const back = heard.find(({ fromMs }) => fromMs > kill.fromMs);
  if (back !== undefined) {
    const offMs = placeMs(diffusion, back) - (back.fromMs - beganMs);
    if (Math.abs(offMs) <= FARTHEST_MS) return [];
    const message = `${nameOf(diffusion)} went on ${Math.round(offMs)} ms from where a listener would be`;
    return [{ atMs: back.fromMs, about: 'resume', message }];
  }
  const dueMs = Math.max(kill.toMs, ...holdUps(evidence, kill)) + WITHIN_MS;
  const overMs = Math.min(diffusion.endMs, beganMs + 1000 * lengthSeconds(diffusion.show));
  if (dueMs >= overMs || isFollowed(evidence, diffusion, kill.fromMs, dueMs)) return [];
  return [{ atMs: kill.fromMs, about: 'resume', message: `${nameOf(diffusion)} was not heard again` }];
}

/** What was on the air when the engine was killed, where it was no music. */
function cutBy({ runs }: Evidence, { fromMs }: EngineFault): Stretch | null {
  const last = runs
    .map(({ stretches }) => stretches.at(-1))
    .find(
      (stretch) => stretch !== undefined && stretch.toMs > fromMs - BEFORE_KILL_MS && stretch.toMs < fromMs + EARS_MS,
    );
  return last !== undefined && last.sound < FIRST_MUSIC ? last : null;
}

function diffusionOf({ diffusions }: Evidence, { sound, fromMs }: Stretch): ChaosDiffusion | null {
  const found = diffusions.findLast(
    ({ show, startMs }) => show.sounds.some(({ number }) => number === sound) && startMs - FARTHEST_MS < fromMs,
  );
  return found ?? null;
}

/** How far into the diffusion a stretch begins. */
function placeMs({ show }: ChaosDiffusion, { sound, positionFromMs }: Stretch): number {
  const before = show.sounds.slice(
    0,
    show.sounds.findIndex(({ number }) => number === sound),
  );
  return 1000 * before.reduce((sum, { seconds }) => sum + seconds, 0) + positionFromMs;
}

function wasWithoutAFile({ faults }: Evidence, { show, startMs, endMs }: ChaosDiffusion): boolean {
  const span = { fromMs: startMs - NOTICED_MS, toMs: endMs };
  return faults.some(
    (fault) =>
      fault.kind === 'file_away' &&
      show.sounds.some(({ number }) => String(number) === fault.what) &&
      overlap(fault, span),
  );
}

/** Until when Airkeeper, who says where to go on, could not. */
function holdUps({ faults }: Evidence, kill: EngineFault): readonly number[] {
  return faults
    .filter(
      (fault) => fault.kind !== 'file_away' && overlap(fault, { fromMs: kill.fromMs, toMs: kill.toMs + WITHIN_MS }),
    )
    .map(({ kind, toMs }) => (kind === 'database_away' || kind === 'disk_full' ? toMs + NOTICED_MS : toMs));
}

/** Whether another, hard one has taken the air since. */
function isFollowed({ diffusions }: Evidence, { id }: ChaosDiffusion, fromMs: number, toMs: number): boolean {
  return diffusions.some(
    (other) => other.id !== id && other.mode === 'hard' && other.startMs > fromMs && other.startMs < toMs,
  );
}
