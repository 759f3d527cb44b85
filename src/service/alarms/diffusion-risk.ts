import type { AlarmCondition } from '../../ports/alarms.ts';
import type { StationSnapshot } from '../../ports/store.ts';
import { formatSpan } from '../../values/format-span.ts';
import type { EpisodeId, ProgramId } from '../../values/ids.ts';
import { secondsBetween } from '../../values/instant.ts';
import type { Diffusion, Sound } from '../../values/model.ts';

/** The timetable and the library as they were last read. */
export interface AlarmData {
  readonly snapshot: StationSnapshot;
  /** Paths at which there is no file. */
  readonly missing: ReadonlySet<string>;
}

/** Sounds may be shorter than the slot by so much: music fills what is left. */
const FREE_SECONDS = 60;
const FREE_SHARE = 0.1;

/** The diffusions that start within the span and have too little to play. */
export function diffusionsAtRisk(
  { snapshot, missing }: AlarmData,
  now: Temporal.Instant,
  aheadSeconds: number,
): readonly AlarmCondition<'diffusion_at_risk'>[] {
  const near = snapshot.diffusions.filter(({ type, start }) => {
    const inSeconds = secondsBetween(now, start);
    return type === 'on_air' && inSeconds > 0 && inSeconds <= aheadSeconds;
  });
  if (near.length === 0) return [];
  const sounds = soundsByEpisode(snapshot);
  return near.flatMap((diffusion) => {
    const why = whyAtRisk(diffusion, sounds.get(diffusion.episodeId) ?? [], missing);
    return why === null ? [] : [{ subject: `${diffusion.id}`, facts: { ...diffusionFacts(diffusion, snapshot), why } }];
  });
}

/** What an alarm says of a diffusion. */
export function diffusionFacts(
  { id, programId, start }: Diffusion,
  { programs, station }: StationSnapshot,
): { readonly diffusion: number; readonly program: string; readonly start: string } {
  const local = start.toZonedDateTimeISO(station.timeZone).toPlainDateTime();
  return {
    diffusion: id,
    program: programs.get(programId)?.slug ?? `program ${programId}`,
    start: local.toString({ smallestUnit: 'second' }).replace('T', ' '),
  };
}

function whyAtRisk({ start, end }: Diffusion, sounds: readonly Sound[], missing: ReadonlySet<string>): string | null {
  const archive = sounds.filter(({ type }) => type === 'archive');
  if (archive.length === 0) {
    return sounds.some(({ type }) => type === 'removed')
      ? 'the sounds of its episode were removed'
      : 'its episode has no sound';
  }
  const there = archive.filter(({ path }) => !missing.has(path));
  if (there.length < archive.length) {
    const gone = archive.length - there.length;
    return there.length === 0
      ? 'none of its files can be read'
      : `${gone} of its ${archive.length} files cannot be read`;
  }
  const slotSeconds = secondsBetween(start, end);
  const soundSeconds = archive.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? Number.NaN), 0);
  const lackSeconds = slotSeconds - soundSeconds;
  // Not a number, where a duration is not known: then nothing is said of it.
  if (!(lackSeconds > Math.max(FREE_SECONDS, slotSeconds * FREE_SHARE))) return null;
  return `its sounds last ${formatSpan(soundSeconds)}, its slot ${formatSpan(slotSeconds)}`;
}

function soundsByEpisode({ sounds }: StationSnapshot): ReadonlyMap<EpisodeId | null, readonly Sound[]> {
  return Map.groupBy(sounds.values(), ({ episodeId }) => episodeId);
}

/** Programs of which files are missing: those of coming diffusions, and those that stream. */
export function missingFiles(
  { snapshot, missing }: AlarmData,
  now: Temporal.Instant,
): readonly AlarmCondition<'file_missing'>[] {
  if (missing.size === 0) return [];
  const coming = new Set(
    snapshot.diffusions
      .filter(({ type, end }) => type === 'on_air' && secondsBetween(now, end) > 0)
      .map(({ episodeId }) => episodeId),
  );
  const gone = new Map<ProgramId, string[]>();
  for (const sound of snapshot.sounds.values()) {
    if (!missing.has(sound.path)) continue;
    const episode = sound.episodeId === null ? undefined : snapshot.episodes.get(sound.episodeId);
    const program = snapshot.programs.get(sound.programId ?? episode?.programId ?? (0 as ProgramId));
    if (program === undefined) continue;
    const isStreamed = program.kind === 'streamed' && (sound.type === 'archive' || sound.type === 'other');
    const isComing = sound.type === 'archive' && sound.episodeId !== null && coming.has(sound.episodeId);
    if (isStreamed || isComing) gone.set(program.id, [...(gone.get(program.id) ?? []), sound.path]);
  }
  return [...gone].flatMap(([programId, paths]) => {
    const program = snapshot.programs.get(programId);
    const example = paths.toSorted()[0];
    if (program === undefined || example === undefined) return [];
    const of = program.kind === 'streamed' ? `the stream ${program.slug}` : `the coming diffusions of ${program.slug}`;
    return [{ subject: `program ${programId}`, facts: { of, count: paths.length, example } }];
  });
}
