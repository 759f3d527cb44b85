import type { CancelledDiffusion } from '../../ports/store.ts';
import { boundMs } from '../../store/queries.ts';
import type { DiffusionId, StationId } from '../../values/ids.ts';
import type { Diffusion } from '../../values/model.ts';

interface Row {
  readonly diffusion: Diffusion;
  readonly startMs: number;
  readonly endMs: number;
}

/** All that a table holds, to go back to. */
export interface SavedDiffusions {
  readonly diffusions: readonly Diffusion[];
  readonly untold: readonly DiffusionId[];
}

/** The timetable in memory, in order of start, then id. */
export class DiffusionTable {
  #rows: Row[] = [];
  readonly #byId = new Map<DiffusionId, Diffusion>();
  readonly #untold = new Set<DiffusionId>();

  get all(): readonly Diffusion[] {
    return this.#rows.map(({ diffusion }) => diffusion);
  }

  replaceAll(diffusions: readonly Diffusion[]): void {
    this.#rows = diffusions.map(rowOf).sort(inOrder);
    this.#byId.clear();
    for (const diffusion of diffusions) this.#byId.set(diffusion.id, diffusion);
  }

  save(): SavedDiffusions {
    return { diffusions: this.all, untold: [...this.#untold] };
  }

  restore({ diffusions, untold }: SavedDiffusions): void {
    this.replaceAll(diffusions);
    this.#untold.clear();
    for (const id of untold) this.#untold.add(id);
  }

  /** Those that were cancelled here alone since this was asked last. */
  takeUntold(): readonly Diffusion[] {
    const untold = [...this.#untold].flatMap((id) => this.#byId.get(id) ?? []);
    this.#untold.clear();
    return untold;
  }

  put(diffusion: Diffusion): void {
    if (this.#byId.has(diffusion.id)) this.#rows = this.#rows.filter((row) => row.diffusion.id !== diffusion.id);
    this.#byId.set(diffusion.id, diffusion);
    const row = rowOf(diffusion);
    const place = this.#rows.findIndex((other) => inOrder(other, row) > 0);
    this.#rows.splice(place < 0 ? this.#rows.length : place, 0, row);
  }

  has(id: DiffusionId): boolean {
    return this.#byId.has(id);
  }

  find(id: DiffusionId): Diffusion | null {
    return this.#byId.get(id) ?? null;
  }

  between(stationId: StationId, from: Temporal.Instant | null, to: Temporal.Instant | null): readonly Diffusion[] {
    const fromMs = from === null ? Number.NEGATIVE_INFINITY : from.epochMilliseconds;
    const toMs = to === null ? Number.POSITIVE_INFINITY : boundMs(to);
    const found: Diffusion[] = [];
    for (const { diffusion, startMs, endMs } of this.#rows) {
      if (startMs >= toMs) break;
      if (endMs > fromMs && diffusion.stationId === stationId) found.push(diffusion);
    }
    return found;
  }

  /** Whether it is `on_air` in that slot. */
  stands(stationId: StationId, { id, start, end }: CancelledDiffusion): boolean {
    const diffusion = this.#byId.get(id);
    return (
      diffusion !== undefined &&
      diffusion.stationId === stationId &&
      diffusion.type === 'on_air' &&
      diffusion.start.equals(start) &&
      diffusion.end.equals(end)
    );
  }

  cancel(id: DiffusionId): void {
    const diffusion = this.#byId.get(id);
    if (diffusion === undefined) return;
    this.put({ ...diffusion, type: 'cancelled' });
    this.#untold.add(id);
  }
}

function rowOf(diffusion: Diffusion): Row {
  return { diffusion, startMs: diffusion.start.epochMilliseconds, endMs: diffusion.end.epochMilliseconds };
}

function inOrder(a: Row, b: Row): number {
  return a.startMs - b.startMs || a.diffusion.id - b.diffusion.id;
}
