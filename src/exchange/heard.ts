import { claimOf, resolve } from '../timetable/resolve.ts';
import { must } from '../values/errors.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Diffusion } from '../values/model.ts';
import { programOf, type Timetable } from './timetable.ts';

/** A diffusion that has the air, whole or in part. */
export interface Heard extends Diffusion {
  /** How often it had the air before: above 0 where another one lay over it. */
  readonly part: number;
}

/**
 * What listeners will hear by the timetable: what is on air, each as long as no stronger one has the air (SPEC TT-41), in order of
 * start. What is cancelled or not confirmed is none of it.
 */
export function heardOf(timetable: Timetable): readonly Heard[] {
  const onAir = timetable.diffusions.filter(({ type }) => type === 'on_air');
  const byId = new Map(onAir.map((diffusion) => [diffusion.id, diffusion]));
  const parts = new Map<number, number>();
  const spans = resolve(onAir.map((diffusion) => claimOf(diffusion, programOf(timetable, diffusion))));
  return spans.map(({ id, fromMs, toMs }) => {
    const part = parts.get(id) ?? 0;
    parts.set(id, part + 1);
    return { ...must(byId.get(id), 'the diffusion'), start: instantFromMs(fromMs), end: instantFromMs(toMs), part };
  });
}
