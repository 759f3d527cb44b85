import type { Library } from '../ports/library.ts';
import type { StationSnapshot } from '../ports/store.ts';
import { PassingError, RefusedError } from '../values/errors.ts';
import { isBefore } from '../values/instant.ts';
import type { Diffusion, Episode, Program, Sound } from '../values/model.ts';
import { type Check, fine, wrong } from './doctor-check.ts';

/** Files are opened so many at a time: reading one is a process of its own. */
const PROBES_AT_ONCE = 4;
/** Files opened for one station: of a large library the rest is only looked for. */
const MOST_PROBES = 200;
const NAMED_AT_MOST = 3;

/** A file that cannot be played, and why. */
type Bad = ReadonlyMap<Sound['id'], string>;

/**
 * Whether the coming diffusions and the streams of a station have something to play.
 * @param snapshot of the span whose diffusions are looked at
 */
export async function examineSounds(
  snapshot: StationSnapshot,
  library: Pick<Library, 'missing' | 'probe'>,
  now: Temporal.Instant,
): Promise<readonly Check[]> {
  const coming = snapshot.diffusions.filter(({ type, end }) => type === 'on_air' && isBefore(now, end));
  const archives = new Map(coming.map((diffusion) => [diffusion.id, archivesOf(snapshot, diffusion)]));
  const streams = [...snapshot.programs.values()]
    .filter(({ kind }) => kind === 'streamed')
    .map((program) => ({ program, sounds: piecesOf(snapshot, program) }));
  const wanted = [...[...archives.values()].flat(), ...streams.flatMap(({ sounds }) => sounds)];
  const { bad, opened } = await badSounds(library, [...new Map(wanted.map((sound) => [sound.id, sound])).values()]);
  const count = new Set(wanted.map(({ id }) => id)).size;
  return [
    ...diffusionChecks(snapshot, coming, archives, bad),
    ...streams.map(({ program, sounds }) => streamCheck(snapshot, program, sounds, bad)),
    ...(streams.length === 0 ? [noStream(snapshot)] : []),
    ...(opened < count
      ? [fine(`${snapshot.station.slug} library`, `all ${count} files were looked for, ${opened} of them opened`)]
      : []),
  ];
}

/** One for each episode that has trouble: it may be on the timetable many times. */
function diffusionChecks(
  snapshot: StationSnapshot,
  coming: readonly Diffusion[],
  archives: ReadonlyMap<Diffusion['id'], readonly Sound[]>,
  bad: Bad,
): readonly Check[] {
  const byEpisode = Map.groupBy(coming, ({ episodeId }) => episodeId);
  const troubles = [...byEpisode.values()].flatMap((diffusions) => {
    const sounds = archives.get(diffusions[0]?.id ?? (0 as Diffusion['id'])) ?? [];
    const check = episodeCheck(snapshot, diffusions, sounds, bad);
    return check === null ? [] : [check];
  });
  if (troubles.length > 0) return troubles;
  const message =
    coming.length === 0 ? 'none in the next 24 h' : `the next 24 h have ${coming.length}, all with sounds`;
  return [fine(`${snapshot.station.slug} diffusions`, message)];
}

/** @param diffusions of one episode, in order of start */
function episodeCheck(
  snapshot: StationSnapshot,
  [first, ...others]: readonly Diffusion[],
  sounds: readonly Sound[],
  bad: Bad,
): Check | null {
  const broken = sounds.filter(({ id }) => bad.has(id));
  if (first === undefined || (sounds.length > 0 && broken.length === 0)) return null;
  const { station } = snapshot;
  const path = pathOf(snapshot, first);
  const start = first.start.toZonedDateTimeISO(station.timeZone).toPlainDateTime();
  const more = others.length === 0 ? '' : `, and ${others.length} more in 24 h`;
  const when = `diffusion ${first.id} at ${start.toString({ smallestUnit: 'second' }).replace('T', ' ')}${more}`;
  const name = `${station.slug} episode ${path}`;
  if (sounds.length > 0) {
    return wrong(name, `${when}: ${brokenText(broken, sounds.length, bad)}`, brokenRemedy(broken));
  }
  const remedy = `airkeeper sound add FILE --episode ${path}, or: airkeeper diffusion cancel ${first.id}`;
  return wrong(name, `${when}: it has no sound, so nothing of it will be heard`, remedy);
}

function streamCheck(snapshot: StationSnapshot, program: Program, sounds: readonly Sound[], bad: Bad): Check {
  const { slug } = snapshot.station;
  const name = `${slug} stream ${program.slug}`;
  if (sounds.length === 0) {
    return wrong(name, 'it has no sound to play', `airkeeper sound add FILE… --program ${slug}/${program.slug}`);
  }
  const broken = sounds.filter(({ id }) => bad.has(id));
  if (broken.length > 0) return wrong(name, brokenText(broken, sounds.length, bad), brokenRemedy(broken));
  return fine(name, `${sounds.length === 1 ? '1 piece' : `${sounds.length} pieces`} to play`);
}

function noStream({ station: { slug } }: StationSnapshot): Check {
  const remedy = `airkeeper program add ${slug} "Music" --streamed; airkeeper sound add FILE… --program ${slug}/music`;
  return wrong(`${slug} music`, 'no streamed program: there is silence between diffusions', remedy);
}

function brokenText(broken: readonly Sound[], count: number, bad: Bad): string {
  const named = broken.slice(0, NAMED_AT_MOST).map(({ id }) => `sound ${id}: ${bad.get(id)}`);
  const more = broken.length > NAMED_AT_MOST ? `; and ${broken.length - NAMED_AT_MOST} more` : '';
  return `${broken.length} of ${count} sounds cannot be played: ${named.join('; ')}${more}`;
}

function brokenRemedy([first]: readonly Sound[]): string {
  const id = first?.id ?? 'SOUND';
  return `put the file back, or name another: airkeeper sound set ${id} --path FILE; or take it out: airkeeper sound remove ${id}`;
}

function pathOf({ station, programs, episodes }: StationSnapshot, { programId, episodeId }: Diffusion): string {
  return `${station.slug}/${programs.get(programId)?.slug}/${episodes.get(episodeId)?.slug}`;
}

function archivesOf({ sounds }: StationSnapshot, { episodeId }: Diffusion): readonly Sound[] {
  return [...sounds.values()].filter((sound) => sound.episodeId === episodeId && sound.type === 'archive');
}

/** SPEC ST-2. */
function piecesOf({ sounds, episodes }: StationSnapshot, { id }: Program): readonly Sound[] {
  const ofProgram = (episodeId: Episode['id'] | null) =>
    episodeId !== null && episodes.get(episodeId)?.programId === id;
  return [...sounds.values()].filter(
    ({ programId, episodeId, type }) =>
      (programId === id || ofProgram(episodeId)) && (type === 'archive' || type === 'other'),
  );
}

async function badSounds(
  library: Pick<Library, 'missing' | 'probe'>,
  sounds: readonly Sound[],
): Promise<{ readonly bad: Bad; readonly opened: number }> {
  const missing = await library.missing(sounds.map(({ path }) => path));
  const bad = new Map<Sound['id'], string>();
  for (const { id, path } of sounds) if (missing.has(path)) bad.set(id, `there is no file ${path}`);
  const probed = sounds.filter(({ id }) => !bad.has(id)).slice(0, MOST_PROBES);
  const rest = probed.values();
  const worker = async () => {
    for (const { id, path } of rest) {
      const why = await library.probe(path).then(() => null, whyNot);
      if (why !== null) bad.set(id, why);
    }
  };
  await Promise.all(Array.from({ length: PROBES_AT_ONCE }, worker));
  return { bad, opened: probed.length };
}

function whyNot(error: unknown): string {
  if (error instanceof RefusedError || error instanceof PassingError) return error.message;
  throw error;
}
