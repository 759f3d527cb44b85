import { spanInWords } from '../monitor/words.ts';
import type { StationSnapshot } from '../ports/store.ts';
import { expandWindow } from '../rotation/windows.ts';
import type { ProgramId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Program, Sound } from '../values/model.ts';
import type { Rehearsed, Trouble } from './rehearsed.ts';

const DAY_MS = 86_400_000;

interface Gap {
  readonly fromMs: number;
  /** Null: it goes on beyond the rehearsal. */
  readonly toMs: number | null;
}

/** Streams of whose files some are not there: the rest is played. */
export function missingMusic({ snapshot, missing, fromMs }: Rehearsed): readonly Trouble[] {
  return [...musicOf(snapshot)].flatMap(([program, sounds]): Trouble | [] => {
    const gone = sounds.filter(({ path }) => missing.has(path)).map(({ path }) => path);
    const [example] = gone.sort();
    if (example === undefined) return [];
    const message = `${gone.length} of the ${sounds.length} files of the stream ${program.slug} cannot be read, such as ${example}`;
    return { at: instantFromMs(fromMs), name: 'file_missing', message, rule: 'ST-2', diffusionId: null };
  });
}

/** Where nothing is heard for longer than the station's limit, and why there is no music then. */
export function silences(rehearsed: Rehearsed): readonly Trouble[] {
  const { snapshot, fromMs, toMs } = rehearsed;
  const { silenceLimitSeconds } = snapshot.station;
  if (silenceLimitSeconds === 0) return [];
  const music = musicOf(snapshot);
  return gapsOf(rehearsed)
    .filter((gap) => gap.fromMs < toMs && (gap.toMs ?? Number.POSITIVE_INFINITY) > fromMs)
    .filter((gap) => (gap.toMs ?? Number.POSITIVE_INFINITY) - gap.fromMs >= silenceLimitSeconds * 1000)
    .flatMap((gap) => {
      const at = instantFromMs(Math.max(gap.fromMs, fromMs));
      const rest = { at, diffusionId: null };
      const silence: Trouble = { ...rest, name: 'silence', message: lengthOf(gap, rehearsed), rule: 'EN-45' };
      if (music.size === 0) return [{ ...silence, message: `${silence.message}: the station has no music` }];
      const whys = [...music].map(([program, sounds]) => `${program.slug} ${whyNot(program, sounds, at, rehearsed)}`);
      return [{ ...rest, name: 'music_runs_out', message: whys.join('; '), rule: 'ST-6' }, silence];
    });
}

function lengthOf({ fromMs, toMs }: Gap, { snapshot }: Rehearsed): string {
  if (toMs === null) return 'nothing is heard from then on';
  const until = instantFromMs(toMs).toZonedDateTimeISO(snapshot.station.timeZone).toPlainDateTime();
  const text = until.toString({ smallestUnit: 'second' }).replace('T', ' ');
  return `nothing is heard for ${spanInWords(toMs - fromMs)}, until ${text}`;
}

/** One that lasts since before the rehearsal's first sound begins with it. */
function gapsOf({ stretches, ...input }: Rehearsed): readonly Gap[] {
  const gaps: Gap[] = [];
  let sinceMs: number | null = input.fromMs;
  for (const { fromMs, toMs } of stretches) {
    if (sinceMs !== null && fromMs > sinceMs) gaps.push({ fromMs: sinceMs, toMs: fromMs });
    sinceMs = toMs;
  }
  return sinceMs === null ? gaps : [...gaps, { fromMs: sinceMs, toMs: null }];
}

/** The streamed programs, in order of slug, each with the sounds that it may play. */
function musicOf({ programs, sounds, episodes }: StationSnapshot): ReadonlyMap<Program, readonly Sound[]> {
  const own = Map.groupBy(
    [...sounds.values()].filter(({ type }) => type === 'archive' || type === 'other'),
    ({ programId, episodeId }): ProgramId | undefined =>
      programId ?? (episodeId === null ? undefined : episodes.get(episodeId)?.programId),
  );
  const streamed = [...programs.values()].filter(({ kind }) => kind === 'streamed');
  streamed.sort((a, b) => (a.slug < b.slug ? -1 : 1));
  return new Map(streamed.map((program) => [program, own.get(program.id) ?? []]));
}

function whyNot(program: Program, sounds: readonly Sound[], at: Temporal.Instant, rehearsed: Rehearsed): string {
  const { snapshot, missing } = rehearsed;
  if (sounds.every(({ path }) => missing.has(path))) return 'has nothing to play';
  const stream = snapshot.streams.find(({ programId }) => programId === program.id);
  const window = stream?.window ?? null;
  const nowMs = at.epochMilliseconds;
  if (window !== null) {
    const spans = expandWindow(window, snapshot.station.timeZone, nowMs - DAY_MS, nowMs + DAY_MS);
    const isOpen = spans === null || spans.some(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs);
    if (!isOpen) return `plays from ${window.from} to ${window.to} only`;
  }
  const delaySeconds = stream?.minDelaySeconds ?? 0;
  return delaySeconds > 0
    ? `rests for ${spanInWords(delaySeconds * 1000)} after each piece`
    : 'has no file that can be played';
}
