import { type CueFile, type CueKey, cueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import type { StartedDiffusion } from '../ports/store.ts';
import type { DiffusionId } from '../values/ids.ts';
import type { ResumeMode, Sound } from '../values/model.ts';
import { withEntry } from './draft.ts';
import type { PlannedDiffusion, SnapshotIndex } from './snapshot-index.ts';
import type { CueFate, Resumption } from './state.ts';

/** What the engine needs to be told of a cue, read the sheet, and have a file open at a second far inside it. */
export const RESUME_LEAD_MS = 1500;

/** When its instant is past by so much and the engine was not there for it, its files would begin at a wrong second. */
const PATIENCE_MS = 5000;

/** So often at most is a diffusion taken up again after the engine ended under it. */
const MOST_STOPS = 5;

/** Less than this of a file is not worth opening it. */
const LEAST_SECONDS = 1;

export interface ResumeInput {
  readonly nowMs: number;
  readonly index: SnapshotIndex;
  readonly missing: ReadonlySet<string>;
  readonly started: ReadonlyMap<DiffusionId, StartedDiffusion>;
  readonly fates: ReadonlyMap<CueKey, CueFate>;
  readonly resumptions: ReadonlyMap<DiffusionId, Resumption>;
  readonly engine: EngineState;
  /** Of the sheet as it was wanted in the pass before. */
  readonly sheetVersion: string | null;
}

/** The cues by which diffusions are taken up again (SPEC MO-26 to MO-29); the same object when none is new. */
export function resume(input: ResumeInput): ReadonlyMap<DiffusionId, Resumption> {
  let { resumptions } = input;
  for (const [id, started] of input.started) {
    if (started.stops === 0 || started.stops > MOST_STOPS) continue;
    const planned = input.index.byId.get(id);
    if (planned === undefined || !isInSlot(planned, started, input.nowMs)) continue;
    const former = resumptions.get(id);
    if (former?.attempt === started.stops && !isMissed(id, former, input)) continue;
    const resumption = takeUp(planned, started, input);
    if (resumption !== null) resumptions = withEntry(resumptions, id, resumption);
  }
  return resumptions;
}

/** One that was moved to a later slot before its start was in the log plays on: its slot has begun with it. */
function isInSlot({ startMs, endMs }: PlannedDiffusion, { start }: StartedDiffusion, nowMs: number): boolean {
  return Math.min(startMs, start.epochMilliseconds) <= nowMs && nowMs < endMs;
}

/** Its instant is past, and the engine was not there to begin it. One that holds it and keeps still has its reasons. */
function isMissed(id: DiffusionId, former: Resumption, input: ResumeInput): boolean {
  const { engine, nowMs } = input;
  if (nowMs <= former.startMs + PATIENCE_MS) return false;
  const key = cueKey({ diffusionId: id, attempt: former.attempt });
  if (input.fates.has(key) || engine.decks.some((deck) => deck.cue === key)) return false;
  return engine.run !== former.run || engine.cueSheetVersion !== input.sheetVersion;
}

function takeUp(planned: PlannedDiffusion, started: StartedDiffusion, input: ResumeInput): Resumption | null {
  const attempt = started.stops;
  const fate = input.fates.get(cueKey({ diffusionId: planned.diffusion.id, attempt }))?.state;
  if (fate === 'ended' || fate === 'refused') return null;
  const startMs = input.nowMs + RESUME_LEAD_MS;
  if (startMs >= planned.endMs) return null;
  const sounds = planned.sounds.filter((sound) => !input.missing.has(sound.path));
  const files = filesLeft(planned.program.resume, sounds.map(cueFile), started, startMs);
  return files.length === 0 ? null : { attempt, startMs, files, run: input.engine.run };
}

/** What is played of a diffusion that was cut, by its program's setting (SPEC MO-26). */
function filesLeft(
  mode: ResumeMode,
  all: readonly CueFile[],
  { start, fromSeconds, reached }: StartedDiffusion,
  startMs: number,
): readonly CueFile[] {
  const live = () => filesFrom(all, fromSeconds + (startMs - start.epochMilliseconds) / 1000);
  switch (mode) {
    case 'live':
      return live();
    case 'continue': {
      const place = all.findIndex(({ soundId }) => soundId === reached?.soundId);
      return reached === null || place < 0 ? live() : filesFrom(all.slice(place), reached.positionSeconds);
    }
    case 'restart':
      return all;
    case 'skip':
      return [];
  }
}

/** What is left of files played one after the other, so many seconds after the first began. */
export function filesFrom(files: readonly CueFile[], afterSeconds: number): readonly CueFile[] {
  let left = Math.max(0, afterSeconds);
  for (const [index, file] of files.entries()) {
    const { durationSeconds = null } = file;
    if (durationSeconds === null || left <= durationSeconds - LEAST_SECONDS) {
      return [{ ...file, fromSeconds: Math.round(left * 1000) / 1000 }, ...files.slice(index + 1)];
    }
    left = Math.max(0, left - durationSeconds);
  }
  return [];
}

/** The whole of a sound, as a file of a cue. */
export function cueFile({ id, path, durationSeconds }: Sound): CueFile {
  return { soundId: id, path, fromSeconds: 0, durationSeconds };
}
