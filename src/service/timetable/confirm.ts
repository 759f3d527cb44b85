import type { Store } from '../../ports/store.ts';
import type { ChangedItem } from '../../ports/timetable-store.ts';
import type { ProgramId } from '../../values/ids.ts';
import { isBefore } from '../../values/instant.ts';
import type { Diffusion, Station } from '../../values/model.ts';
import { localTime } from '../../values/time-text.ts';
import type { Actor } from './actor.ts';
import { changedDiffusion, record } from './history.ts';

export interface ConfirmSpan {
  readonly station: Station;
  /** Those that start in [from, to). */
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  /** Of this program alone; null: of all. */
  readonly programId: ProgramId | null;
}

/** Confirms all that is unconfirmed in a span and not over. @returns what they are now, in order of start */
export async function confirmSpan(store: Store, actor: Actor, span: ConfirmSpan): Promise<readonly Diffusion[]> {
  const { station, from, to, programId } = span;
  const found = await store.diffusions.list(station.id, from, to);
  const unconfirmed = found.filter(
    (diffusion) =>
      diffusion.type === 'unconfirmed' &&
      !isBefore(diffusion.start, from) &&
      isBefore(actor.now, diffusion.end) &&
      (programId === null || diffusion.programId === programId),
  );
  const items: ChangedItem[] = [];
  const confirmed: Diffusion[] = [];
  for (const diffusion of unconfirmed) {
    const change = { type: 'on_air', touched: true } as const;
    await store.diffusions.change(diffusion.id, change);
    confirmed.push({ ...diffusion, ...change });
    items.push(changedDiffusion(diffusion, { ...diffusion, ...change }));
  }
  if (items.length > 0) {
    const [fromText, toText] = [from, to].map((instant) => localTime(instant, station.timeZone));
    const what = `confirmed ${items.length} diffusions from ${fromText} to ${toText}`;
    await record(store, station.id, actor, what, items);
  }
  return confirmed;
}
