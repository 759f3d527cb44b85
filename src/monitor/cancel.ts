import { parseCueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import type { JournalCursor } from '../ports/journal.ts';
import type { NewLogEntry, StartedDiffusion } from '../ports/store.ts';
import type { DiffusionId } from '../values/ids.ts';
import { type CancelFacts, latestStart, reasonToCancel } from './cancel-reason.ts';
import { type CancelledSlots, wasCancelled } from './cancelled-slots.ts';
import { DEALER, logEntry } from './log-entry.ts';
import type { PlannedDiffusion } from './snapshot-index.ts';
import { clockInWords } from './words.ts';

/** A start at the last moment has its line in the journal well before that. */
const MARGIN_MS = 2000;

export interface CancelInput extends CancelFacts {
  readonly started: ReadonlyMap<DiffusionId, StartedDiffusion>;
  readonly cancelled: CancelledSlots;
  readonly cursor: JournalCursor | null;
  /** Of the sheet as it is wanted now. */
  readonly sheetVersion: string;
}

export interface Cancellations {
  readonly cancelled: readonly PlannedDiffusion[];
  readonly entries: readonly NewLogEntry[];
}

const NONE: Cancellations = { cancelled: [], entries: [] };

/** The diffusions that were not started and no longer can be (SPEC MO-30 to MO-35). */
export function cancel(input: CancelInput): Cancellations {
  const { engine } = input;
  if (!isReadToTheEnd(input.cursor, engine) || engine.cueSheetVersion !== input.sheetVersion) return NONE;
  const past = input.index.planned.filter((planned) => isLost(planned, input));
  if (past.length === 0) return NONE;
  return { cancelled: past, entries: past.map((planned) => cancelEntry(planned, input)) };
}

/** Whether the lines that were read reach as far as what the engine said of itself. */
export function isReadToTheEnd(cursor: JournalCursor | null, engine: EngineState): boolean {
  return cursor !== null && cursor.run === engine.run && cursor.seq >= engine.seq;
}

function isLost(planned: PlannedDiffusion, input: CancelInput): boolean {
  const { diffusion, live } = planned;
  return (
    latestStart(planned, input) + MARGIN_MS < input.engine.atMs &&
    diffusion.type === 'on_air' &&
    !live &&
    !input.started.has(diffusion.id) &&
    !wasCancelled(input.cancelled, planned) &&
    !isOnAir(diffusion.id, input.engine)
  );
}

function isOnAir(diffusionId: DiffusionId, { onAir, decks }: EngineState): boolean {
  const isIts = (key: string | null) => key !== null && parseCueKey(key)?.diffusionId === diffusionId;
  return isIts(onAir?.request.cue ?? null) || decks.some((deck) => deck.state === 'on_air' && isIts(deck.cue));
}

function cancelEntry(planned: PlannedDiffusion, input: CancelInput): NewLogEntry {
  const { timeZone } = input.index.snapshot.station;
  const latestStartMs = latestStart(planned, input);
  return logEntry({
    type: 'cancel',
    dateMs: latestStartMs,
    source: DEALER,
    diffusionId: planned.diffusion.id,
    comment: `not started by its latest start, ${clockInWords(latestStartMs, timeZone)}`,
    reason: reasonToCancel(planned, input),
  });
}
