import type { Store } from '../ports/store.ts';
import type { DiffusionId, SoundId, StationId } from '../values/ids.ts';
import type { LogEntry } from '../values/model.ts';

/** A sound that was on the air, by the log. */
export interface HeardSound {
  readonly source: string;
  /** Null where the library has none for what was heard. */
  readonly soundId: SoundId | null;
  /** The sound's title, else the name of its file. */
  readonly title: string;
  readonly since: Temporal.Instant;
  /** Null where the log has no end yet: it is on the air, or what ended it has not been read. */
  readonly until: Temporal.Instant | null;
}

/** A diffusion that started, by the log. */
export interface StartedShow {
  readonly diffusionId: DiffusionId | null;
  /** As the log names it. */
  readonly title: string;
  readonly start: Temporal.Instant;
}

/** What the log says of a station's last hours, for when its engine cannot be asked. */
export interface StationPast {
  /** Date of the last entry of any kind: so far is known what happened. */
  readonly reachesTo: Temporal.Instant | null;
  /** The last that was on the air, whatever its source. */
  readonly heard: HeardSound | null;
  /** The last diffusion that started. */
  readonly started: StartedShow | null;
  /** The last sound of the library of each source that ever played one, in order of the sources' names. */
  readonly bySource: ReadonlyMap<string, HeardSound>;
}

/** Asks the log. What is asked has an index each, so that it costs the same however long the log is. */
export async function readPast(store: Store, stationId: StationId): Promise<StationPast> {
  const last = await store.log.last(stationId);
  const start = await store.log.lastDiffusionStart(stationId);
  const lastSounds = await store.log.lastSoundBySource(stationId);
  const ids = [...lastSounds.values()].flatMap(({ soundId }) => soundId ?? []);
  const titles = new Map((await store.sounds.byIds(ids)).map(({ id, title }) => [id, title]));
  const bySource = new Map([...lastSounds].map(([source, entry]) => [source, heardSound(entry, titles)]));
  return {
    reachesTo: last?.date ?? null,
    heard: lastHeard(last, bySource),
    started: start && { diffusionId: start.diffusionId, title: start.comment, start: start.date },
    bySource,
  };
}

/** A file of which the library knows nothing has no place among the sounds by source, but may be the last entry. */
function lastHeard(last: LogEntry | null, bySource: StationPast['bySource']): HeardSound | null {
  if (last?.type === 'on_air' && last.soundId === null) return heardSound(last, new Map());
  return [...bySource.values()].reduce<HeardSound | null>(
    (newest, heard) => (newest === null || Temporal.Instant.compare(heard.since, newest.since) > 0 ? heard : newest),
    null,
  );
}

function heardSound(entry: LogEntry, titles: ReadonlyMap<SoundId, string>): HeardSound {
  const { source, soundId, comment, date, end } = entry;
  const title = soundId === null ? '' : titles.get(soundId);
  return { source, soundId, title: title || comment.slice(comment.lastIndexOf('/') + 1), since: date, until: end };
}
