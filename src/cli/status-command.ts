import { basename } from 'node:path';
import type { Command } from 'commander';
import type { EngineFailure, EngineOnAir, EngineState } from '../ports/engine.ts';
import type { Store } from '../ports/store.ts';
import type { SoundId } from '../values/ids.ts';
import { instantFromMs, isBefore } from '../values/instant.ts';
import type { Diffusion, Episode, Sound, Station } from '../values/model.ts';
import type { Result } from '../values/result.ts';
import { newCommand } from './command.ts';
import type { CliContext } from './context.ts';
import { Directory } from './directory.ts';
import { withEngine } from './engine-talk.ts';
import { isoInstant, localTime, quoted, secondsText, visible } from './format.ts';
import { type Invocation, invocation, type Json, withStore } from './invocation.ts';
import { episodesOf } from './lookup.ts';
import { soundRef } from './present.ts';

export function statusCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'status',
    summary:
      'Says what is on the air and what comes next. It asks the engine itself, so it works while Airkeeper is stopped.',
    examples: ['airkeeper status', 'airkeeper status vert --json'],
  }).argument('[station]', 'slug of the station (default: all)');
  return command.action(async (name: string | undefined) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const stations = name === undefined ? directory.stations : [directory.station(name)];
      const engines = await Promise.all(
        stations.map((station) => withEngine(run, station.slug, (engine) => engine.observe())),
      );
      const statuses: Status[] = [];
      for (const [index, station] of stations.entries()) {
        const engine = engines[index];
        if (engine !== undefined) statuses.push(await stationStatus(run, store, directory, station, engine));
      }
      const [first] = statuses;
      const json = statuses.map((status) => status.json);
      const text = statuses.map((status) => status.text).join('\n\n');
      run.print(name !== undefined && first !== undefined ? first.json : json, text || 'There is no station.');
    });
  });
}

interface Status {
  readonly json: Json;
  readonly text: string;
}

async function stationStatus(
  run: Invocation,
  store: Store,
  directory: Directory,
  station: Station,
  engine: Result<EngineState, EngineFailure>,
): Promise<Status> {
  const { timeZone } = station;
  const onAir = engine.ok && engine.value.onAir !== null ? engine.value.onAir : null;
  const sound = onAir === null ? undefined : await soundOnAir(store, station, onAir);
  const title = onAir === null ? '' : titleOf(onAir, sound);
  const next = await nextDiffusion(store, station, run.context.clock.now());
  const nextName = next === null ? null : next.episode.slug;
  const nextProgram = next === null ? null : directory.programById(next.diffusion.programId).slug;
  return {
    json: {
      station: station.slug,
      engine: engineJson(engine),
      onAir: onAir && {
        source: onAir.source,
        sound: soundRef(sound),
        title,
        since: isoInstant(instantFromMs(onAir.sinceMs), timeZone),
        remainingSeconds: onAir.remainingSeconds,
      },
      next: next && {
        diffusion: { id: next.diffusion.id, program: nextProgram, episode: nextName },
        start: isoInstant(next.diffusion.start, timeZone),
      },
    },
    text: [
      `${station.slug}  ${visible(station.name)}`,
      `engine   ${engineText(engine)}`,
      `on air   ${onAir === null ? 'nothing' : onAirText(onAir, title, timeZone)}`,
      `next     ${next === null ? 'nothing planned' : `${nextProgram}/${nextName} at ${localTime(next.diffusion.start, timeZone)} (diffusion ${next.diffusion.id}, ${next.diffusion.startMode})`}`,
    ].join('\n'),
  };
}

function engineJson(engine: Result<EngineState, EngineFailure>): Json {
  if (!engine.ok) return { state: silentState(engine.error), pid: null, run: null, version: null };
  const { pid, run, engineVersion } = engine.value;
  return { state: 'running', pid, run, version: engineVersion };
}

/** Nothing listens on the socket of an engine that is not running; one that hangs is there, and does not answer. */
function silentState(failure: EngineFailure): 'stopped' | 'not_answering' {
  return failure.code === 'not_connected' ? 'stopped' : 'not_answering';
}

function engineText(engine: Result<EngineState, EngineFailure>): string {
  if (engine.ok) {
    const { pid, run, engineVersion } = engine.value;
    return `running (Liquidsoap ${engineVersion}, pid ${pid ?? 'unknown'}, run ${run})`;
  }
  return silentState(engine.error) === 'stopped' ? 'stopped' : `not answering: ${engine.error.message}`;
}

function onAirText(onAir: EngineOnAir, title: string, timeZone: string): string {
  const since = localTime(instantFromMs(onAir.sinceMs), timeZone);
  const left = onAir.remainingSeconds === null ? '' : `, ${secondsText(onAir.remainingSeconds)} left`;
  return `${quoted(title)} on ${onAir.source}, since ${since}${left}`;
}

/** By the id that it was annotated with, else by its file. */
async function soundOnAir(store: Store, station: Station, { request }: EngineOnAir): Promise<Sound | undefined> {
  const annotated = request.soundId === null ? [] : await store.sounds.byIds([request.soundId as SoundId]);
  return annotated[0] ?? (await store.sounds.list({ stationId: station.id, path: request.uri }))[0];
}

function titleOf({ request }: EngineOnAir, sound: Sound | undefined): string {
  return request.title || sound?.title || basename(request.uri);
}

async function nextDiffusion(
  store: Store,
  station: Station,
  now: Temporal.Instant,
): Promise<{ readonly diffusion: Diffusion; readonly episode: Episode } | null> {
  const coming = await store.diffusions.list(station.id, now, null);
  const diffusion = coming.find(({ type, start }) => type === 'on_air' && isBefore(now, start));
  const episode = diffusion === undefined ? undefined : (await episodesOf(store, [diffusion])).get(diffusion.episodeId);
  return diffusion === undefined || episode === undefined ? null : { diffusion, episode };
}
