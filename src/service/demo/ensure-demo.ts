import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { validatePortSettings } from '../../streamer/script/port-settings.ts';
import { RefusedError } from '../../values/errors.ts';
import type { Slug } from '../../values/ids.ts';
import type { Episode, Program, Station } from '../../values/model.ts';
import { tcpPortState } from '../tcp-port.ts';
import { DEMO_BULLETIN, DEMO_MUSIC, type DemoSound } from './catalogue.ts';
import { extendDemo } from './extend-demo.ts';
import { makeSounds } from './make-sounds.ts';
import { DEMO_EPISODE_SLUG, DEMO_STATION_SLUG } from './names.ts';
import { movementStarts, soundSeconds } from './render.ts';
import { soundPath } from './sound-path.ts';

/** A busy machine takes its time over the sounds: it is said how far it has got, now and then. */
const SAY_EVERY_MS = 5_000;
/** Where the demo is heard when nobody says otherwise. */
const DEMO_STREAM_PORT = 8010;

export interface DemoOptions {
  readonly store: Store;
  /** Absolute. */
  readonly dataFolder: string;
  readonly clock: Clock;
  /** TCP port at which the demo can be heard; null: the usual one. */
  readonly streamPort: number | null;
  /** IANA name. */
  readonly timeZone: string;
  /** Is given a line for people. */
  readonly onProgress: (line: string) => void;
  /** Ends the making of the sounds at once. */
  readonly signal: AbortSignal;
}

/**
 * Gives a database that has no station a demo: music, and a bulletin every five minutes. The sounds come first, and then everything else at once,
 * so that an interrupted start is taken up again. Where there is a station, a demo is only carried on.
 * @throws {RefusedError} `port_busy`, `port_not_allowed`, `demo_not_made`, `bad_port_setting`; the signal's reason when it is aborted
 */
export async function ensureDemo(options: DemoOptions): Promise<void> {
  const { store, clock } = options;
  if ((await store.stations.list()).length === 0) {
    const folder = join(options.dataFolder, 'media', 'demo');
    await checkStreamPort(options.streamPort ?? DEMO_STREAM_PORT);
    await makeDemoSounds(options, folder);
    await store.transaction((inside) => addDemo({ ...options, store: inside }, folder));
  }
  await extendDemo({ store, clock });
}

/** Before the demo is made: afterwards the option would no longer change its port. */
async function checkStreamPort(port: number): Promise<void> {
  const state = await tcpPortState('127.0.0.1', port);
  if (state === 'busy')
    throw new RefusedError(
      'port_busy',
      `TCP port ${port} is in use by another program: choose another for the demo with --stream-port ${port + 1}`,
      { tcpPort: port },
    );
  if (state !== 'free')
    throw new RefusedError(
      'port_not_allowed',
      `TCP port ${port} cannot be listened on: choose another for the demo with --stream-port 8010`,
      { tcpPort: port },
    );
}

async function makeDemoSounds({ clock, onProgress, signal }: DemoOptions, folder: string): Promise<void> {
  const sounds = [...DEMO_MUSIC, ...DEMO_BULLETIN];
  const startedMs = clock.monotonicMs();
  onProgress(`There is no station yet: making the demo's ${sounds.length} sounds …`);
  let saidMs = startedMs;
  const onReady = (ready: number) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - saidMs < SAY_EVERY_MS) return;
    saidMs = nowMs;
    onProgress(`${ready} of ${sounds.length} are ready …`);
  };
  await makeSounds(sounds, folder, onReady, signal);
  onProgress(
    `The demo is ready (${Math.round((clock.monotonicMs() - startedMs) / 1000)} s). Next time, --no-demo starts empty.`,
  );
}

async function addDemo({ store, streamPort, timeZone }: DemoOptions, folder: string): Promise<void> {
  const station = await store.stations.add({
    slug: DEMO_STATION_SLUG,
    name: 'Airkeeper demo',
    timeZone,
    cancelTimeoutSeconds: 20 * 60,
    syncTimeoutSeconds: 5 * 60,
    silenceLimitSeconds: 10,
    silenceThresholdDb: -40,
    language: 'en',
    daysAhead: 60,
    enabled: true,
  });
  const settings = {
    format: 'mp3',
    bitrate: 128,
    port: streamPort ?? DEMO_STREAM_PORT,
    mount: '/live.mp3',
    name: station.name,
  };
  await store.ports.add({
    stationId: station.id,
    direction: 'output',
    kind: 'harbor',
    settings: validatePortSettings('harbor', 'output', settings),
  });
  const program = {
    stationId: station.id,
    hardFadeSeconds: 1.5,
    cutAtEnd: false,
    resume: 'live',
    priority: 0,
    sync: true,
    titlePattern: null,
    rerunsOfCancelled: 'drop',
    pause: null,
  } as const;
  const music = await store.programs.add({ ...program, slug: 'music' as Slug, name: 'Music', kind: 'streamed' });
  await store.streams.set({ programId: music.id, window: null, minDelaySeconds: 0, weight: 1 });
  const bulletin = await store.programs.add({
    ...program,
    slug: 'bulletin' as Slug,
    name: 'The five-minute bulletin',
    kind: 'scheduled',
  });
  const episode = await store.episodes.add({
    programId: bulletin.id,
    slug: DEMO_EPISODE_SLUG,
    title: 'The five-minute bulletin',
  });
  for (const sound of DEMO_MUSIC) await addSound(store, station, music, null, sound, 0, folder);
  for (const [index, sound] of DEMO_BULLETIN.entries()) {
    await addSound(store, station, bulletin, episode, sound, index + 1, folder);
  }
}

async function addSound(
  store: Store,
  station: Station,
  program: Program,
  episode: Episode | null,
  sound: DemoSound,
  position: number,
  folder: string,
): Promise<void> {
  const added = await store.sounds.add({
    stationId: station.id,
    programId: program.id,
    episodeId: episode?.id ?? null,
    type: 'archive',
    path: soundPath(folder, sound),
    title: sound.title,
    position,
    durationSeconds: soundSeconds(sound.movements),
  });
  const starts = movementStarts(sound.movements);
  for (const [index, title] of sound.tracks.entries()) {
    await store.tracks.add({
      soundId: added.id,
      episodeId: null,
      position: index + 1,
      atSeconds: starts[index] ?? null,
      artist: sound.artist,
      title,
    });
  }
}
