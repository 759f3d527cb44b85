import { basename } from 'node:path';
import type { Command } from 'commander';
import type { EngineOnAir } from '../ports/engine.ts';
import type { Store } from '../ports/store.ts';
import { journalLosses, lossesText } from '../service/journal-losses.ts';
import { formatSpan } from '../values/format-span.ts';
import type { SoundId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Sound, Station } from '../values/model.ts';
import { openAlarms } from './alarm-list.ts';
import { newCommand } from './command.ts';
import type { CliContext, DaemonState } from './context.ts';
import { daemonText } from './daemon-text.ts';
import { Directory } from './directory.ts';
import { askEngine, type EngineAnswer, engineJson, engineText } from './engine-answer.ts';
import { pendingRestart } from './engine-pending.ts';
import { isoInstant, localTime, visible } from './format.ts';
import { type Invocation, invocation, type Json, withStore } from './invocation.ts';
import { soundRef } from './present.ts';
import { type Coming, comingText, isSameStart, nextHeld, nextPlanned } from './status-next.ts';

export function statusCommand(context: CliContext): Command {
  const command = newCommand(context, {
    name: 'status',
    summary:
      'Says whether Airkeeper runs, what is on the air and what comes next. It asks the engine itself, so it works while Airkeeper is stopped.',
    examples: ['airkeeper status', 'airkeeper status vert --json'],
  }).argument('[station]', 'slug of the station (default: all)');
  return command.action(async (name: string | undefined) => {
    const run = invocation(context, command);
    await withStore(run, async (store) => {
      const directory = await Directory.read(store);
      const stations = name === undefined ? directory.stations : [directory.station(name)];
      const daemon = context.daemonState(run.place.dataFolder);
      const answers = await Promise.all(stations.map((station) => askEngine(run, station)));
      const statuses: Status[] = [];
      for (const [index, station] of stations.entries()) {
        const answer = answers[index];
        if (answer !== undefined) statuses.push(await stationStatus(run, store, directory, station, daemon, answer));
      }
      const [first] = statuses;
      const json = statuses.map((status) => status.json);
      const texts = statuses.length === 0 ? ['There is no station.'] : statuses.map((status) => status.text);
      const text = [`Airkeeper  ${daemonText(daemon)}`, ...texts].join('\n\n');
      run.print(name !== undefined && first !== undefined ? first.json : json, text);
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
  daemon: DaemonState,
  answer: EngineAnswer,
): Promise<Status> {
  const { timeZone } = station;
  const now = run.context.clock.now();
  const onAir = answer.kind === 'running' ? answer.state.onAir : null;
  const sound = onAir === null ? undefined : await soundOnAir(store, station, onAir);
  const title = onAir === null ? '' : titleOf(onAir, sound);
  // of a station that is disabled nothing starts
  const planned = station.enabled ? await nextPlanned(store, directory, station, now) : null;
  const alone = daemon.state === 'stopped' && answer.kind === 'running';
  const next = alone ? await nextHeld(run, store, directory, station, now) : planned;
  if (alone && !isSameStart(next, planned, now)) warnOfOtherNext(run, station, next, planned);
  const losses = await journalLosses(store, station, answer.kind === 'running' ? answer.state.lostLines : 0, now);
  const lost = lossesText(losses);
  const alarms = await openAlarms(run, store, station);
  const restart = await pendingRestart(run, station, answer.kind === 'running' ? answer.state.run : null);
  return {
    json: {
      station: station.slug,
      enabled: station.enabled,
      airkeeper: { state: daemon.state, pid: daemon.pid },
      engine: engineJson(answer),
      onAir: onAir && {
        source: onAir.source,
        sound: soundRef(sound),
        title,
        since: isoInstant(instantFromMs(onAir.sinceMs), timeZone),
        remainingSeconds: onAir.remainingSeconds,
      },
      next: next && {
        diffusion: { id: next.diffusionId, program: next.program, episode: next.episode },
        start: isoInstant(next.start, timeZone),
      },
      journal: { lostLines: losses.lostLines, gaps: losses.gaps },
      restart: restart.json,
      alarms: alarms.json,
    },
    text: [
      `${station.slug}  ${visible(station.name)}`,
      `engine   ${engineText(answer, station)}`,
      `on air   ${onAir === null ? nothingOnAir(answer) : onAirText(onAir, title, timeZone)}`,
      `next     ${next === null && !alone ? nothingNext(station) : comingText(next, timeZone)}${alone ? ', by the cue sheet that the engine holds' : ''}`,
      ...(lost === null ? [] : [`journal  ${visible(lost)}. Is the disk full or failing? See: airkeeper doctor`]),
      ...restart.lines,
      ...alarms.lines,
    ].join('\n'),
  };
}

/** A change of the timetable is worth nothing to an engine that is not told of it. */
function warnOfOtherNext(run: Invocation, { slug, timeZone }: Station, held: Coming | null, planned: Coming | null) {
  run.warn(
    'next_differs',
    `${slug}: the timetable has ${comingText(planned, timeZone)} next, and the engine, which plays alone, holds ${comingText(held, timeZone)}; start Airkeeper to bring it up to date: airkeeper start`,
    { station: slug, planned: planned?.diffusionId ?? null, held: held?.diffusionId ?? null },
  );
}

function nothingOnAir({ kind }: EngineAnswer): string {
  if (kind === 'running') return 'SILENCE';
  return kind === 'stopped' ? 'nothing' : 'not known';
}

function nothingNext({ enabled }: Station): string {
  return enabled ? 'nothing planned' : 'nothing: the station is disabled';
}

/** Title, source and time left, as on the live line of a running Airkeeper. */
function onAirText(onAir: EngineOnAir, title: string, timeZone: string): string {
  const since = localTime(instantFromMs(onAir.sinceMs), timeZone);
  const left = onAir.remainingSeconds === null ? '' : `  ${formatSpan(onAir.remainingSeconds)} left,`;
  return `${visible(title)} (${onAir.source})${left} since ${since}`;
}

/** By the id that it was annotated with, else by its file. */
async function soundOnAir(store: Store, station: Station, { request }: EngineOnAir): Promise<Sound | undefined> {
  const annotated = request.soundId === null ? [] : await store.sounds.byIds([request.soundId as SoundId]);
  return annotated[0] ?? (await store.sounds.list({ stationId: station.id, path: request.uri }))[0];
}

function titleOf({ request }: EngineOnAir, sound: Sound | undefined): string {
  return request.title || sound?.title || basename(request.uri);
}
