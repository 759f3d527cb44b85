import type { Station } from '../values/model.ts';
import { askEngine } from './engine-answer.ts';
import type { Invocation } from './invocation.ts';

/** The outputs are in the engine's script: a station on the air is heard to change them. Says what will be heard, and when. */
export async function warnOfRestart(run: Invocation, station: Station): Promise<void> {
  const { kind } = await askEngine(run, station);
  if (kind === 'stopped') return;
  const running = run.context.daemonState(run.place.dataFolder).state !== 'stopped';
  const when = running
    ? 'at the end of the piece of music that is on the air, never under a diffusion'
    : 'when Airkeeper is started, at the end of a piece of music';
  run.warn(
    'engine_restarts',
    `${station.slug} is on the air: for this its engine starts again ${when}, and listeners hear some seconds of silence and must connect again`,
    { station: station.slug },
  );
}
