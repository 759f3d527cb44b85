import { RefusedError } from '../values/errors.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Diffusion } from '../values/model.ts';
import type { Fault } from './fault.ts';
import type { World } from './world.ts';

type Edit = Fault & { readonly kind: 'edit' };
type Change = Parameters<World['store']['diffusions']['change']>[1];

const DAY_MS = 86_400_000;

/** A person changes the timetable by the command line. False where it was refused. */
export async function edit(world: World, fault: Edit): Promise<boolean> {
  const { store, station, time } = world;
  const now = instantFromMs(time.wallMs);
  const coming = await store.diffusions.list(station.id, now, instantFromMs(time.wallMs + DAY_MS));
  const diffusion = coming[fault.nth];
  if (diffusion === undefined) return false;
  const change = changeOf(diffusion, fault);
  if (change === null) return false;
  try {
    await store.diffusions.change(diffusion.id, change);
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
  world.edited.add(diffusion.id);
  if (fault.told) world.tellAirkeeper();
  else world.isSomethingUnseen = true;
  return true;
}

function changeOf({ type, start, end }: Diffusion, { what, byMs }: Edit): Change | null {
  const span = { milliseconds: byMs };
  if (what === 'cancel') return type === 'cancelled' ? null : { type: 'cancelled' };
  if (what === 'put_back') {
    return type === 'on_air' ? null : { type: 'on_air', start: start.add(span), end: end.add(span) };
  }
  if (what === 'move') return { start: start.add(span), end: end.add(span) };
  const moved = end.add(span);
  return Temporal.Instant.compare(moved, start) > 0 ? { end: moved } : null;
}
