import { DIFFUSION_DEFAULTS } from '../../values/defaults.ts';
import type { EngineRunId, Slug } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';
import type { Diffusion, Episode, Program, Sound, Station, Track } from '../../values/model.ts';
import type { LogBatch, New, NewLogEntry, Store } from '../store.ts';

export interface OpenedStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** Opens an empty store that nobody else uses. */
export type OpenStore = () => Promise<OpenedStore>;

export function withStore(open: OpenStore, work: (store: Store) => Promise<void>): () => Promise<void> {
  return async () => {
    const { store, close } = await open();
    try {
      await work(store);
    } finally {
      await close();
    }
  };
}

const BASE_MS = 1_800_000_000_000;

export function at(seconds: number): Temporal.Instant {
  return instantFromMs(BASE_MS + Math.round(seconds * 1000));
}

export function slug(text: string): Slug {
  return text as Slug;
}

export const RUN = '000001-aaaa' as EngineRunId;
export const NEXT_RUN = '000002-bbbb' as EngineRunId;

export function newStation(name = 'vert'): New<Station> {
  return {
    slug: slug(name),
    name,
    timeZone: 'Europe/Brussels',
    cancelTimeoutSeconds: 1200,
    syncTimeoutSeconds: 300,
    silenceLimitSeconds: 10,
    silenceThresholdDb: -40,
    language: 'en',
    daysAhead: 60,
    enabled: true,
  };
}

export function newProgram(station: Station, name: string, kind: Program['kind'] = 'scheduled'): New<Program> {
  const settings = {
    hardFadeSeconds: 1.5,
    cutAtEnd: false,
    resume: 'live',
    priority: 0,
    sync: true,
    titlePattern: null,
    rerunsOfCancelled: 'drop',
    pause: null,
  } as const;
  return { stationId: station.id, slug: slug(name), name, kind, ...settings };
}

export function newSound(station: Station, path: string, more: Partial<New<Sound>> = {}): New<Sound> {
  return {
    stationId: station.id,
    programId: null,
    episodeId: null,
    type: 'other',
    path,
    title: path,
    position: 0,
    durationSeconds: 180,
    ...more,
  };
}

export function newTrack(sound: Sound, atSeconds: number | null, more: Partial<New<Track>> = {}): New<Track> {
  return { soundId: sound.id, episodeId: null, position: 0, atSeconds, artist: 'Nina', title: 'Feeling', ...more };
}

export interface Show {
  readonly program: Program;
  readonly episode: Episode;
}

export async function addShow(store: Store, station: Station, name: string): Promise<Show> {
  const program = await store.programs.add(newProgram(station, name));
  const episode = await store.episodes.add({ programId: program.id, slug: slug(`${name}-1`), title: `${name} 1` });
  return { program, episode };
}

/** From and to in seconds, as {@link at} counts them. */
export function newDiffusion(
  { program, episode }: Show,
  fromSeconds: number,
  toSeconds: number,
  more: Partial<New<Diffusion>> = {},
): New<Diffusion> {
  return {
    stationId: program.stationId,
    programId: program.id,
    episodeId: episode.id,
    ...DIFFUSION_DEFAULTS,
    start: at(fromSeconds),
    end: at(toSeconds),
    ...more,
  };
}

/** An `on_air` entry of the music, unless told otherwise. */
export function newEntry(more: Partial<NewLogEntry> = {}): NewLogEntry {
  return {
    type: 'on_air',
    date: at(0),
    end: null,
    source: 'night',
    soundId: null,
    positionSeconds: null,
    trackId: null,
    diffusionId: null,
    comment: '',
    reason: 'test',
    journal: null,
    ...more,
  };
}

export function line(seq: number, run = RUN): { readonly run: EngineRunId; readonly seq: number } {
  return { run, seq };
}

export function newBatch(more: Partial<LogBatch> = {}): LogBatch {
  return { entries: [], ends: [], cancelled: [], cursor: null, ...more };
}

/** The log without its ids, which two stores may count differently. */
export async function logOf(store: Store, station: Station): Promise<readonly NewLogEntry[]> {
  const entries = await store.log.list({ stationId: station.id });
  return entries.map(({ id: _id, stationId: _stationId, ...entry }) => entry);
}

/** What a refusal or a failure says of itself, and null where there was none. */
export async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string } | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { code: String(error.code), message: error.message };
    throw error;
  }
}
