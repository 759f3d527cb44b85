import type { EngineState } from '../ports/engine.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { RestartOrder } from './engine-keeper-files.ts';

/** When an engine that plays is ended for another: not, in so many milliseconds, or now. */
export type ReplaceMoment = { readonly kind: 'not' } | { readonly kind: 'in'; readonly ms: number };

/** What is known of an engine that is to be replaced. */
export interface ReplaceSight {
  /** Why another is wanted; null: none is. */
  readonly pending: string | null;
  readonly order: RestartOrder | null;
  readonly run: EngineRunId | null;
  /** Null while it does not answer. */
  readonly state: EngineState | null;
  /** It has no output that somebody could hear. */
  readonly unheard: boolean;
  readonly nowMs: number;
}

/** The end of a piece is told this far ahead. */
const AHEAD_MS = 1500;
/** An engine that is told to end plays on for so long. */
const SHUTDOWN_TAKES_MS = 250;
const NOT: ReplaceMoment = { kind: 'not' };
const NOW: ReplaceMoment = { kind: 'in', ms: 0 };

/** Finds the moment at which an engine is replaced: the operator's, or the next boundary of music. */
export class ReplaceTiming {
  #seq: number | null = null;

  /** What is on the air is looked at each time, so that the beginning of the next piece is known when it comes. */
  look(sight: ReplaceSight): ReplaceMoment {
    const { order, pending, run, nowMs } = sight;
    const stands = order !== null && (order.run === null || order.run === run);
    if (stands && order.atMs !== null) return order.atMs <= nowMs ? NOW : { kind: 'in', ms: order.atMs - nowMs };
    if (!stands && pending === null) {
      this.#seq = null;
      return NOT;
    }
    return this.#boundary(sight);
  }

  #boundary({ state, unheard, nowMs }: ReplaceSight): ReplaceMoment {
    // a start costs seconds of silence: not under a diffusion, and not when one is about to begin
    if (state === null || state.onAir?.source === 'dealer' || state.decks.some((deck) => deck.state !== 'empty')) {
      this.#seq ??= state?.onAir?.seq ?? null;
      return NOT;
    }
    const { onAir } = state;
    if (unheard || onAir === null) return NOW;
    const isNext = this.#seq !== null && this.#seq !== onAir.seq;
    // a boundary that came to nothing is not the next one
    this.#seq = onAir.seq;
    if (isNext) return NOW;
    if (onAir.remainingSeconds === null) return NOT;
    const leftMs = onAir.remainingSeconds * 1000 - Math.max(0, nowMs - state.atMs) - SHUTDOWN_TAKES_MS;
    return leftMs <= AHEAD_MS ? { kind: 'in', ms: Math.max(0, leftMs) } : NOT;
  }

  /** Another engine plays. */
  forget(): void {
    this.#seq = null;
  }
}

/** Why an engine that was found running is not the one that is wanted; null: it is. */
export function strangeness(
  wanted: string | null,
  run: EngineRunId | null,
  lastRun: EngineRunId | null,
  state: EngineState | null,
): string | null {
  if (run === null) return 'it was not started by Airkeeper: its run is not known';
  if (lastRun !== null && run < lastRun) return `its run ${run} is older than the last one in the log, ${lastRun}`;
  if (state === null) return null;
  if (state.run !== run) return `it answers as run ${state.run} and was started as ${run}`;
  if (wanted !== null && state.script !== wanted)
    return `it runs script ${state.script}, of other settings or another version of Airkeeper; the one that waits is ${wanted}`;
  return null;
}
