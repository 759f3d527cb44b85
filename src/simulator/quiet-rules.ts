import { parseCueKey } from '../ports/cue-sheet.ts';
import type { LogMemory } from '../ports/store.ts';
import { compareClaims } from '../timetable/resolve.ts';
import type { EpisodeId } from '../values/ids.ts';
import type { Diffusion, ResumeMode, Sound } from '../values/model.ts';
import type { AirOwners } from './air-owner.ts';
import { DEALER } from './cue-files.ts';
import type { World } from './world.ts';

/** What there is to be seen while nothing changes, and nothing has been wrong for half a minute. */
export interface QuietScene {
  readonly world: World;
  readonly nowMs: number;
  /** Those that overlap the present, or do so a little before or after it. */
  readonly diffusions: readonly Diffusion[];
  readonly owners: AirOwners;
  readonly memory: LogMemory;
  readonly resumeOf: (diffusion: Diffusion) => ResumeMode;
  readonly soundsOf: (episode: EpisodeId) => readonly Sound[];
}

/** What is wrong, in words; null: nothing. */
export type QuietRule = (scene: QuietScene) => string | null;

const START_TAKES_MS = 10_000;
const SILENCE_LIMIT_MS = 15_000;
const END_SLACK_MS = 8000;
const MOST_STOPS = 5;
const CLOCK_EXCUSES_MS = 7_200_000;

/** SI-1 The log has one open entry, for what is on the air, and none in silence. */
const oneThingOnAir: QuietRule = ({ world, memory }) => {
  const heard = world.ears.now;
  const open = memory.open.map(({ run, seq }) => `${run}/${seq}`);
  // a line that never reached the disk cannot be in the log
  if (heard !== null && heard.onFate !== 'written') return null;
  const wanted = heard === null ? [] : [`${heard.run}/${heard.seq}`];
  return open.join() === wanted.join() ? null : `on the air is [${wanted}], open in the log is [${open}]`;
};

/** SI-1 What is on the air is not weaker than what the timetable wants there. */
const airIsTheStrongers: QuietRule = ({ world, nowMs, owners, memory, soundsOf }) => {
  const heard = world.ears.now;
  const id = parseCueKey(heard?.request.cue ?? '')?.diffusionId;
  const there = owners.at(nowMs);
  const own = there.find(({ diffusion }) => diffusion.id === id);
  const owner = owners.ownerAt(nowMs);
  if (own === undefined || owner === null || compareClaims(own.claim, owner) <= 0) return null;
  const turn = owners.turnAt(owner.id, nowMs);
  if (turn === null || nowMs < turn.fromMs + START_TAKES_MS) return null;
  if (!isCertain(nowMs, owners, world, soundsOf)) return null;
  // by a wrong clock the one began before its time, or the other missed it
  if (world.time.trueMs - world.time.setMs < CLOCK_EXCUSES_MS) return null;
  // in a slot that it had before it has been on already
  const started = memory.started.get(owner.id)?.start.epochMilliseconds ?? turn.fromMs;
  if (started < turn.fromMs - START_TAKES_MS) return null;
  return `diffusion ${own.diffusion.id} is on the air in the time of diffusion ${owner.id}`;
};

/** SI-2 What the timetable wants on the air now has started. */
const dueHasStarted: QuietRule = ({ world, nowMs, diffusions, owners, memory, soundsOf, resumeOf }) => {
  const isBusy = world.ears.now?.source === DEALER;
  for (const diffusion of diffusions) {
    if (diffusion.type !== 'on_air' || memory.started.has(diffusion.id)) continue;
    const turn = owners.turnAt(diffusion.id, nowMs);
    if (turn === null || !turn.begins || !isCertain(nowMs, owners, world, soundsOf)) continue;
    const startMs = turn.fromMs;
    const latestMs = Math.min(turn.toMs, owners.planOf(diffusion.id)?.firstLatestMs ?? latestStart(diffusion, world));
    if (nowMs < startMs + START_TAKES_MS || nowMs >= latestMs - 2000) continue;
    const mode = resumeOf(diffusion);
    // missed, it may be over by now, or is not begun at all
    if (mode !== 'restart' && mode !== 'continue' && startMs < world.machine.upWallMs) continue;
    // heard for less than a look takes, and its lines lost: nobody can know of it
    if (world.ears.starts.some(({ key }) => parseCueKey(key)?.diffusionId === diffusion.id)) continue;
    if (isBusy || !isWhole(world, soundsOf(diffusion.episodeId))) continue;
    return `diffusion ${diffusion.id} is due since ${span(nowMs - startMs)} and has not started`;
  }
  return null;
};

/** SI-2 What has been on the air for a while has its start in the log. */
const heardHasStarted: QuietRule = ({ world, memory }) => {
  const heard = world.ears.now;
  const id = parseCueKey(heard?.request.cue ?? '')?.diffusionId;
  if (heard === null || id === undefined || memory.started.has(id)) return null;
  const sinceMs = world.time.trueMs - heard.fromMs;
  return sinceMs < START_TAKES_MS ? null : `diffusion ${id} is on the air for ${span(sinceMs)} and has no start`;
};

/** SI-3 What is cancelled is not on the air. */
const cancelledIsSilent: QuietRule = ({ world, diffusions }) => {
  const id = parseCueKey(world.ears.now?.request.cue ?? '')?.diffusionId;
  const diffusion = diffusions.find((one) => one.id === id);
  if (diffusion === undefined || diffusion.type === 'on_air') return null;
  return `diffusion ${diffusion.id} is ${diffusion.type} and on the air`;
};

/** SI-6 There is no silence while there is music that may play. */
const noNeedlessSilence: QuietRule = ({ world }) => {
  const sinceMs = world.ears.silentSinceMs;
  if (sinceMs === null || world.time.trueMs - sinceMs < SILENCE_LIMIT_MS) return null;
  const hasMusic = world.disk.paths.some((path) => path.startsWith('/music/pop') && !world.disk.isChanged(path));
  return hasMusic ? `silent for ${span(world.time.trueMs - sinceMs)} with music at hand` : null;
};

/** SI-10 The engine holds the sheet and the plans that lie on its disk. */
const engineHoldsWhatIsWanted: QuietRule = ({ world }) => {
  const state = world.machine.engine?.state();
  const { cueSheet, streamPlans } = world.disk;
  if (cueSheet === null) return 'there is no cue sheet on the disk';
  if (streamPlans === null) return 'there are no stream plans on the disk';
  if (state?.cueSheetVersion !== cueSheet.version) return `the engine holds sheet ${state?.cueSheetVersion}`;
  return state.streamPlansVersion === streamPlans.version ? null : `the engine holds plans ${state.streamPlansVersion}`;
};

/** SI-9 A diffusion that the engine's death cut goes on. */
const cutGoesOn: QuietRule = ({ world, nowMs, diffusions, owners, memory, soundsOf, resumeOf }) => {
  for (const diffusion of diffusions) {
    const started = memory.started.get(diffusion.id);
    if (started === undefined || started.stops === 0 || started.stops > MOST_STOPS) continue;
    if (!isItsTurn(diffusion, nowMs, owners)) continue;
    // by a wrong clock it was over, or not yet on
    if (world.time.trueMs - world.time.setMs < CLOCK_EXCUSES_MS) continue;
    const last = world.ears.stretches.findLast(
      ({ request }) => parseCueKey(request.cue ?? '')?.diffusionId === diffusion.id,
    );
    const wasCut = last !== undefined && last.toMs !== null && (last.why === null || last.why === 'shutdown');
    const sounds = soundsOf(diffusion.episodeId);
    const lengthMs = sounds.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0) * 1000, 0);
    const startedMs = started.start.epochMilliseconds - started.fromSeconds * 1000;
    const endMs = Math.min(diffusion.end.epochMilliseconds, startedMs + lengthMs) - END_SLACK_MS;
    if (
      !wasCut ||
      resumeOf(diffusion) === 'skip' ||
      diffusion.type !== 'on_air' ||
      nowMs >= endMs ||
      !isWhole(world, sounds)
    )
      continue;
    return `diffusion ${diffusion.id} was cut and does not go on`;
  }
  return null;
};

/** SI-9 After a stronger one, what it took the air from goes on. */
const weakerGoesOn: QuietRule = ({ world, nowMs, diffusions, owners, memory, soundsOf, resumeOf }) => {
  for (const diffusion of diffusions) {
    const started = memory.started.get(diffusion.id);
    const turn = owners.turnAt(diffusion.id, nowMs);
    if (started === undefined || started.stops > MOST_STOPS || turn === null || resumeOf(diffusion) === 'skip')
      continue;
    if (nowMs < turn.fromMs + START_TAKES_MS || nowMs >= turn.toMs - END_SLACK_MS) continue;
    const startedMs = started.start.epochMilliseconds - started.fromSeconds * 1000;
    if (startedMs >= turn.fromMs - START_TAKES_MS || startedMs < diffusion.start.epochMilliseconds - 1000) continue;
    if (world.time.trueMs - world.time.setMs < CLOCK_EXCUSES_MS || world.edited.has(diffusion.id)) continue;
    const sounds = soundsOf(diffusion.episodeId);
    const lengthMs = sounds.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0) * 1000, 0);
    if (nowMs >= startedMs + lengthMs - END_SLACK_MS || world.ears.now?.source === DEALER) continue;
    const last = world.ears.stretches.findLast(
      ({ request }) => parseCueKey(request.cue ?? '')?.diffusionId === diffusion.id,
    );
    const wasTaken = last?.why === 'interrupted' || last?.why === 'until';
    // what a person ended before, or in this turn already, is over
    if (!wasTaken || (last.toWallMs ?? nowMs) > turn.fromMs + 1000) continue;
    if (!isCertain(nowMs, owners, world, soundsOf)) continue;
    return `diffusion ${diffusion.id} has the air again for ${span(nowMs - turn.fromMs)} and does not go on`;
  }
  return null;
};

/** Whether it has had the air by the timetable for a while. */
function isItsTurn({ id }: Diffusion, nowMs: number, owners: AirOwners): boolean {
  const plan = owners.planOf(id);
  const turn = owners.turnAt(id, nowMs);
  return plan === null || (turn !== null && nowMs >= turn.fromMs + START_TAKES_MS && nowMs < turn.toMs - END_SLACK_MS);
}

/** Whether all that want the air have the sounds for it: with a file gone one has no claim. */
function isCertain(nowMs: number, owners: AirOwners, world: World, soundsOf: QuietScene['soundsOf']): boolean {
  return owners.at(nowMs).every(({ diffusion }) => isWhole(world, soundsOf(diffusion.episodeId)));
}

/** A sound that is spoiled, or was a moment ago, excuses much. */
function isWhole(world: World, sounds: readonly Sound[]): boolean {
  return sounds.length > 0 && sounds.every(({ path }) => !world.disk.isChanged(path));
}

export const QUIET_RULES: readonly (readonly [`SI-${number}`, QuietRule])[] = [
  ['SI-1', oneThingOnAir],
  ['SI-1', airIsTheStrongers],
  ['SI-2', dueHasStarted],
  ['SI-2', heardHasStarted],
  ['SI-3', cancelledIsSilent],
  ['SI-6', noNeedlessSilence],
  ['SI-9', cutGoesOn],
  ['SI-9', weakerGoesOn],
  ['SI-10', engineHoldsWhatIsWanted],
];

export function latestStart({ start, end }: Diffusion, { station }: World): number {
  return Math.min(end.epochMilliseconds, start.epochMilliseconds + station.cancelTimeoutSeconds * 1000);
}

function span(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
