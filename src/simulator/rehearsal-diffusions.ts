import type { PlannedDiffusion, SnapshotIndex } from '../monitor/snapshot-index.ts';
import { clockInWords, spanInWords, titleOf } from '../monitor/words.ts';
import { diffusionsAtRisk } from '../service/alarms/diffusion-risk.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Stretch } from './ears.ts';
import { diffusionOf, type Rehearsed, type Trouble } from './rehearsed.ts';

const DEALER = 'dealer';
/** Stretches of the dealer that may end or begin at one instant. */
const MOST_AT_ONCE = 4;

/** Diffusions with nothing, or not enough, to play: judged as the alarm does that warns half an hour before. */
export function shortages(rehearsed: Rehearsed): readonly Trouble[] {
  const { index, diffusions, fromMs, toMs } = rehearsed;
  const ends = new Map(diffusions.map(({ diffusionId, end }) => [diffusionId, end]));
  const risks = diffusionsAtRisk(rehearsed, instantFromMs(fromMs - 1), (toMs - fromMs) / 1000);
  const whys = new Map(risks.map(({ facts }) => [facts.diffusion, facts.why]));
  return index.planned.flatMap((planned): Trouble | [] => {
    const { id: diffusionId, start } = planned.diffusion;
    const why = whys.get(diffusionId);
    if (why === undefined) return [];
    if (planned.live) {
      const message = `${why}: nothing of it is played, and music goes on`;
      return { at: start, name: 'no_sound', message, rule: 'MO-32', diffusionId };
    }
    if (planned.sounds.length === 0) return { at: start, name: 'no_sound', message: why, rule: 'MO-18', diffusionId };
    const gone = planned.sounds.find(({ path }) => rehearsed.missing.has(path));
    if (gone !== undefined) {
      return { at: start, name: 'file_missing', message: `${why}: ${gone.path}`, rule: 'MO-18', diffusionId };
    }
    return { at: ends.get(diffusionId) ?? start, name: 'too_little_sound', message: why, rule: 'AL-35', diffusionId };
  });
}

/** Diffusions that are still on the air when another one is to begin. */
export function overruns({ index, stretches, diffusions }: Rehearsed): readonly Trouble[] {
  const starts = new Map(diffusions.map(({ diffusionId, start }) => [diffusionId, start.epochMilliseconds]));
  const ofDealer = stretches.filter(({ source }) => source === DEALER);
  let place = 0;
  return index.planned.flatMap((next): Trouble | [] => {
    const { diffusion, startMs, sounds } = next;
    if (diffusion.type !== 'on_air' || sounds.length === 0) return [];
    const heardMs = starts.get(diffusion.id);
    while ((ofDealer[place]?.toMs ?? Number.POSITIVE_INFINITY) < startMs) place += 1;
    const busy = ofDealer.slice(place, place + MOST_AT_ONCE).find((stretch) => isInTheWay(stretch, next, heardMs));
    const diffusionId = busy === undefined ? null : diffusionOf(busy);
    const before = diffusionId === null ? undefined : index.byId.get(diffusionId);
    // slots that overlap are another trouble, or none: of two layers
    if (busy === undefined || before === undefined || before.endMs > startMs) return [];
    const isCut = busy.toMs === startMs;
    const what = whatBecomes(isCut, startMs, heardMs, nameOf(index, next));
    const slotEnd = clockInWords(before.endMs, index.snapshot.station.timeZone);
    const why = `its sounds go on after its slot, which ends at ${slotEnd}`;
    return {
      at: instantFromMs(startMs),
      name: 'overrun',
      message: `${what}: ${why}`,
      rule: isCut ? 'EN-21' : 'EN-22',
      diffusionId,
    };
  });
}

/** `diffusion 7 (Morning: Monday)`. */
export function nameOf({ snapshot }: SnapshotIndex, planned: PlannedDiffusion): string {
  const title = snapshot.episodes.get(planned.diffusion.episodeId)?.title ?? '';
  return `diffusion ${planned.diffusion.id} (${titleOf(planned, title)})`;
}

/** Whether it is another's, and on the air when this one is to begin, or cut off then. One that begins in time may cut, and no more. */
function isInTheWay(stretch: Stretch, { diffusion, startMs }: PlannedDiffusion, heardMs: number | undefined): boolean {
  const { fromMs, toMs, why } = stretch;
  if (fromMs > startMs || diffusionOf(stretch) === diffusion.id) return false;
  if (toMs === startMs) return why === 'interrupted';
  return heardMs !== startMs && (toMs === null || toMs > startMs);
}

function whatBecomes(isCut: boolean, startMs: number, heardMs: number | undefined, next: string): string {
  if (isCut) return `${next} cuts it off`;
  if (heardMs === undefined) return `${next} does not begin`;
  return `${next} begins ${spanInWords(heardMs - startMs)} late`;
}

/** Diffusions that the monitor cancels, because they do not begin. */
export function cancellations({ entries }: Rehearsed): readonly Trouble[] {
  return entries
    .filter(({ type }) => type === 'cancel')
    .map(({ date, comment, reason, diffusionId }) => ({
      at: date,
      name: 'cancelled',
      message: `${comment}: ${reason}`,
      rule: 'MO-30',
      diffusionId,
    }));
}
