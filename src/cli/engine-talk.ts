import type { EngineCommand, EngineFailure, EngineSource, EngineState } from '../ports/engine.ts';
import { PassingError, RefusedError } from '../values/errors.ts';
import type { Result } from '../values/result.ts';
import type { ClosableEngine } from './context.ts';
import { Directory, unknown } from './directory.ts';
import { quoted } from './format.ts';
import { type Invocation, withStore } from './invocation.ts';
import { isSlug } from './slug.ts';

/** Gives the work a connector to a station's engine, and closes it whatever comes of it. */
export async function withEngine<Value>(
  run: Invocation,
  slug: string,
  work: (engine: ClosableEngine) => Promise<Value>,
): Promise<Value> {
  const engine = run.context.engineFor(run.place.dataFolder, slug);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/**
 * As {@link withEngine}, with the state of an engine that answers. The database is asked only when no engine is there,
 * to say whether the station is: an engine can be told what to do while its database is away.
 * @throws {RefusedError} `unknown_station`, `engine_stopped`; {PassingError} when it does not answer
 */
export async function withRunningEngine<Value>(
  run: Invocation,
  slug: string,
  work: (engine: ClosableEngine, state: EngineState) => Promise<Value>,
): Promise<Value> {
  if (!isSlug(slug)) {
    throw new RefusedError('unknown_station', `there is no station ${quoted(slug)}: it is not a slug`, { given: slug });
  }
  return withEngine(run, slug, async (engine) => {
    const state = await engine.observe();
    if (state.ok) return work(engine, state.value);
    throw state.error.code === 'not_connected' ? await whyStopped(run, slug) : failure(slug, state.error);
  });
}

async function whyStopped(run: Invocation, slug: string): Promise<RefusedError> {
  const { context, place } = run;
  const data = { station: slug };
  if (!context.mayReachEngine(place.dataFolder, slug)) {
    return new RefusedError('not_permitted', `this user is not permitted to talk to the engine of ${slug}`, data);
  }
  const { enabled } = await withStore(run, async (store) => (await Directory.read(store)).station(slug));
  if (!enabled) {
    const how = `airkeeper station enable ${slug}`;
    return new RefusedError('engine_stopped', `the station ${slug} is disabled; put it on the air: ${how}`, data);
  }
  if (context.daemonState(place.dataFolder).state !== 'running') return stopped(slug);
  const said = `the engine of ${slug} is not running, though Airkeeper is: it is starting, or cannot start`;
  return new RefusedError('engine_stopped', `${said}; see: airkeeper doctor`, data);
}

function stopped(slug: string): RefusedError {
  const message = `the engine of ${slug} is not running; start it: airkeeper start`;
  return new RefusedError('engine_stopped', message, { station: slug });
}

/** Has the engine carry out the command. @throws {RefusedError} `engine_refused`; {PassingError} when the outcome is unknown */
export async function commandEngine(engine: ClosableEngine, slug: string, command: EngineCommand): Promise<void> {
  const outcome: Result<unknown, EngineFailure> = await engine.command(command);
  if (!outcome.ok) throw failure(slug, outcome.error);
}

/** @throws {RefusedError} `unknown_source` */
export function findSource(state: EngineState, name: string): EngineSource {
  const names = state.sources.map((source) => source.name);
  const found = state.sources.find((source) => source.name === name);
  if (found === undefined) throw unknown('source', name, names, 'airkeeper program add STATION NAME --streamed');
  return found;
}

function failure(slug: string, { code, message }: EngineFailure): RefusedError | PassingError {
  switch (code) {
    case 'refused':
      return new RefusedError('engine_refused', `the engine of ${slug} refused: ${message}`, { station: slug });
    case 'not_connected':
      return stopped(slug);
    default:
      return new PassingError(code, `the engine of ${slug} did not answer, so what it did is not known: ${message}`);
  }
}
