import { type CueKey, cueKey, parseCueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import { DEALER } from './log-entry.ts';
import type { PlannedDiffusion, SnapshotIndex } from './snapshot-index.ts';
import type { CueFate } from './state.ts';
import { clockInWords } from './words.ts';

/** What can be known of why something did not start. */
export interface CancelFacts {
  readonly index: SnapshotIndex;
  readonly missing: ReadonlySet<string>;
  readonly fates: ReadonlyMap<CueKey, CueFate>;
  readonly upMs: number | null;
  readonly engine: EngineState;
}

/** Why a diffusion did not start, as far as it can be told: the first cause that there is (SPEC MO-30). */
export function reasonToCancel(planned: PlannedDiffusion, facts: CancelFacts): string {
  return (
    reasonInTimetable(planned) ??
    reasonInFiles(planned, facts) ??
    reasonInEngine(planned, facts) ??
    'the engine did not begin it'
  );
}

function reasonInTimetable({ startMs, endMs }: PlannedDiffusion): string | null {
  return endMs <= startMs ? 'it has no length' : null;
}

function reasonInFiles({ sounds }: PlannedDiffusion, { missing }: CancelFacts): string | null {
  if (sounds.length === 0) return 'its sounds were removed';
  if (sounds.some((sound) => !missing.has(sound.path))) return null;
  const [first, ...others] = sounds.map((sound) => sound.path);
  return others.length === 0 ? `its file is missing: ${first}` : `its ${sounds.length} files are missing: ${first}, …`;
}

function reasonInEngine({ diffusion, latestStartMs }: PlannedDiffusion, facts: CancelFacts): string | null {
  const fate = facts.fates.get(cueKey({ diffusionId: diffusion.id, attempt: 0 }));
  if (fate?.state === 'refused') return `the engine refused it: ${fate.why}`;
  if (facts.upMs !== null && facts.upMs >= latestStartMs) {
    return `the engine was not running: it is up since ${clockInWords(facts.upMs, facts.index.snapshot.station.timeZone)}`;
  }
  const busy = busyWith(facts);
  if (busy !== null) return `the dealer was busy with ${busy}`;
  return fate?.state === 'expired' && fate.why !== '' ? `the engine let it expire: ${fate.why}` : null;
}

/** What the dealer has on the air. */
function busyWith({ engine }: CancelFacts): string | null {
  const cue = engine.decks.find((deck) => deck.state === 'on_air')?.cue ?? null;
  if (cue !== null) return `diffusion ${parseCueKey(cue)?.diffusionId ?? cue}`;
  return engine.onAir?.source === DEALER ? engine.onAir.request.uri : null;
}
