import type { EngineFailure, EngineState } from '../ports/engine.ts';
import type { Station } from '../values/model.ts';
import type { Result } from '../values/result.ts';
import { withEngine } from './engine-talk.ts';
import type { Invocation, Json } from './invocation.ts';

/** What a station's engine said of itself, or why it said nothing. */
export type EngineAnswer =
  | { readonly kind: 'running'; readonly state: EngineState }
  /** Nothing listens on its socket. */
  | { readonly kind: 'stopped' }
  /** It is there, and hangs. */
  | { readonly kind: 'not_answering'; readonly why: string }
  /** Whether it runs is not for this user to see. */
  | { readonly kind: 'not_permitted' };

export async function askEngine(run: Invocation, { slug }: Station): Promise<EngineAnswer> {
  const { context, place } = run;
  if (!context.mayReachEngine(place.dataFolder, slug)) return { kind: 'not_permitted' };
  const answer: Result<EngineState, EngineFailure> = await withEngine(run, slug, (engine) => engine.observe());
  if (answer.ok) return { kind: 'running', state: answer.value };
  return answer.error.code === 'not_connected'
    ? { kind: 'stopped' }
    : { kind: 'not_answering', why: answer.error.message };
}

export function engineJson(answer: EngineAnswer): Json {
  if (answer.kind !== 'running') return { state: answer.kind, pid: null, run: null, version: null };
  const { pid, run, engineVersion } = answer.state;
  return { state: answer.kind, pid, run, version: engineVersion };
}

export function engineText(answer: EngineAnswer, { slug, enabled }: Station): string {
  switch (answer.kind) {
    case 'running': {
      const { pid, run, engineVersion } = answer.state;
      return `running (Liquidsoap ${engineVersion}, pid ${pid ?? 'unknown'}, run ${run})`;
    }
    case 'stopped':
      return enabled
        ? 'stopped'
        : `stopped: the station is disabled; back on the air: airkeeper station enable ${slug}`;
    case 'not_answering':
      return `not answering: ${answer.why}`;
    case 'not_permitted':
      return 'not permitted to look: the station is of another user';
  }
}
