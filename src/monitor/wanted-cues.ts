import { type Cue, type CueFile, type CueKey, type CueSheet, cueKey } from '../ports/cue-sheet.ts';
import { contentHash } from '../values/hash.ts';
import { wasCancelled } from './cancelled-slots.ts';
import { cueWhy } from './cue-why.ts';
import { cueFile } from './files-from.ts';
import { MOST_STOPS } from './resume.ts';
import { latestIfMissed, type PlannedDiffusion } from './snapshot-index.ts';
import type { CueSheetMemo, Resumption } from './state.ts';
import { cueOnAir, turnCues } from './turn-cues.ts';

const HOUR_MS = 3_600_000;

/**
 * The sheet is made anew for the passing of time at this place in the hour, far from the full and half hours and the
 * multiples of five minutes at which programs start: an engine that reads a sheet has less time for its frames.
 */
const PLACE_IN_HOUR_MS = 12.5 * 60_000;

/** From the instant at which the sheet is made; an hour later it still reaches 25 hours ahead. */
const HORIZON_MS = 26 * HOUR_MS;

/** The hour, as the sheet counts them, that an instant is in. */
export function sheetHour(nowMs: number): number {
  return Math.floor((nowMs - PLACE_IN_HOUR_MS) / HOUR_MS) * HOUR_MS + PLACE_IN_HOUR_MS;
}

type CueSheetInput = Omit<CueSheetMemo, 'sheet' | 'why'> & { readonly stop: readonly CueKey[] };

/** All the cues that the engine should hold (SPEC MO-18 to MO-23, MO-26, MO-47). The same content has the same version. */
export function makeCueSheet(input: CueSheetInput): CueSheet {
  const cues: Cue[] = [];
  for (const planned of input.index.planned) {
    if (planned.startMs >= input.hourMs + HORIZON_MS) break;
    if (planned.endMs <= input.hourMs || !mayPlay(planned, input)) continue;
    cues.push(...withReasons(cuesOf(planned, input), planned, input));
  }
  cues.sort(inOrder);
  return { version: versionOf(cues, input.stop), cues, stop: input.stop };
}

function withReasons(cues: readonly Cue[], planned: PlannedDiffusion, input: CueSheetInput): readonly Cue[] {
  const { id } = planned.diffusion;
  const { timeZone } = input.index.snapshot.station;
  const facts = { planned, plan: input.plans.get(id), resumption: input.resumptions.get(id) ?? null, timeZone };
  return cues.map((cue) => ({ ...cue, reason: cueWhy(cue, facts) }));
}

/** By start, then diffusion, then attempt (SPEC MO-21). */
function inOrder(a: Cue, b: Cue): number {
  return a.startMs - b.startMs || a.diffusionId - b.diffusionId || a.attempt - b.attempt;
}

/** Lists in a fixed order, so that the version hangs on the content alone; the reasons are not the engine's. */
function versionOf(cues: readonly Cue[], stop: readonly CueKey[]): string {
  const content = cues.map((cue) => [
    cueKey(cue),
    cue.startMs,
    cue.mode,
    cue.fadeSeconds,
    cue.latestStartMs,
    cue.late === null ? null : [cue.late.joins, cue.late.latestIfMissedMs],
    cue.untilMs,
    cue.files.map((file) => [file.soundId, file.path, file.fromSeconds, file.durationSeconds]),
  ]);
  return contentHash(JSON.stringify([content, stop]));
}

function mayPlay(planned: PlannedDiffusion, { cancelled }: CueSheetInput): boolean {
  const { diffusion, startMs, endMs } = planned;
  return diffusion.type === 'on_air' && endMs > startMs && !wasCancelled(cancelled, planned);
}

function cuesOf(planned: PlannedDiffusion, input: CueSheetInput): readonly Cue[] {
  const { diffusion, program, startMs, latestStartMs, endMs } = planned;
  const started = input.started.get(diffusion.id);
  const plan = input.plans.get(diffusion.id);
  const stops = started?.stops ?? 0;
  const made = input.resumptions.get(diffusion.id);
  const resumption = made?.stops === stops ? made : null;
  const files = filesOf(planned, input.missing, started !== undefined);
  if (plan !== undefined) {
    if (files.length === 0 || stops > MOST_STOPS) return [];
    const facts = { started, place: input.places.get(diffusion.id) };
    const cues = turnCues(planned, plan, files, facts, resumption);
    const attempt = input.running.get(diffusion.id);
    if (attempt === undefined || cues.some((cue) => cue.attempt === attempt)) return cues;
    return [...cues, cueOnAir(planned, plan, files, facts, attempt)];
  }
  const common = {
    diffusionId: diffusion.id,
    fadeSeconds: program.hardFadeSeconds,
    untilMs: program.cutAtEnd ? endMs : null,
  };
  if (resumption !== null) return [{ ...common, ...cueOfResumption(resumption), latestStartMs: endMs }];
  if (stops > 0 || files.length === 0) return [];
  const late = { joins: program.resume === 'live', latestIfMissedMs: latestIfMissed(planned) };
  return [{ ...common, attempt: 0, startMs, mode: diffusion.startMode, latestStartMs, late, files }];
}

function cueOfResumption({ attempt, startMs, files }: Resumption) {
  return { attempt, startMs, mode: 'hard', late: null, files } as const;
}

function filesOf(planned: PlannedDiffusion, missing: ReadonlySet<string>, hasStarted: boolean): readonly CueFile[] {
  const there = planned.sounds.filter((sound) => !missing.has(sound.path));
  const sounds = there.length === 0 && hasStarted ? planned.sounds : there;
  return sounds.map(cueFile);
}
