import { parseCueKey } from '../ports/cue-sheet.ts';
import type { Diffusion, LogEntry } from '../values/model.ts';
import type { AirOwners } from './air-owner.ts';
import type { Stretch } from './ears.ts';
import { latestStart } from './quiet-rules.ts';
import type { World } from './world.ts';

/** A whole story, when all is well again: what was heard, and what is written. */
export interface Finished {
  readonly world: World;
  readonly entries: readonly LogEntry[];
  readonly diffusions: readonly Diffusion[];
  readonly owners: AirOwners;
  /** By path: the stream that a sound is of, or `episode` and its id. */
  readonly soundNames: ReadonlyMap<string, string>;
  /** Until when, by the clock, everything that was to happen has happened. */
  readonly settledMs: number;
}

/** What ended a moment ago may still be on its way into the log. */
const JUST_NOW_MS = 10_000;

export type EndRule = (finished: Finished) => readonly string[];

function keyOf(journal: { readonly run: string; readonly seq: number }): string {
  return `${journal.run}/${journal.seq}`;
}

function ofSounds(entries: readonly LogEntry[]): readonly LogEntry[] {
  return entries.filter(({ type, trackId }) => type === 'on_air' && trackId === null);
}

/** Lines that the log says are lost: for each run, spans of sequences. */
function gaps(entries: readonly LogEntry[]): ReadonlyMap<string, readonly (readonly [number, number])[]> {
  const found = new Map<string, [number, number][]>();
  for (const { comment, journal } of entries) {
    const words = /^journal of run \S+: lines? (\d+)(?: to (\d+))? (?:is|are) lost/.exec(comment);
    if (words === null || journal === null) continue;
    const first = Number(words[1]);
    found.set(journal.run, [...(found.get(journal.run) ?? []), [first, Number(words[2] ?? first)]]);
  }
  return found;
}

/** SI-2 Each diffusion starts once at most, and its start is written once, at the instant at which it was heard. */
const startsOnce: EndRule = ({ world, entries }) => {
  const wrong: string[] = [];
  const heard = Map.groupBy(
    world.ears.starts.filter(({ isForgotten }) => !isForgotten),
    ({ key }) => key,
  );
  for (const [key, starts] of heard) if (starts.length > 1) wrong.push(`cue ${key} began ${starts.length} times`);
  const written = Map.groupBy(
    entries.filter(({ type }) => type === 'start'),
    ({ diffusionId }) => diffusionId,
  );
  for (const [id, starts] of written) {
    if (starts.length > 1) wrong.push(`diffusion ${id} has ${starts.length} starts in the log`);
    const first = world.ears.starts.find(({ key }) => parseCueKey(key)?.diffusionId === id);
    if (first === undefined) wrong.push(`diffusion ${id} has a start in the log and was never heard`);
  }
  return wrong;
};

/** SI-2 What went by has started, or is cancelled. */
const nothingIsLeftOpen: EndRule = ({ world, entries, diffusions, owners, settledMs }) => {
  const started = new Set(entries.flatMap(({ type, diffusionId }) => (type === 'start' ? (diffusionId ?? []) : [])));
  return diffusions.flatMap((diffusion) => {
    const lastMs = owners.planOf(diffusion.id)?.latestStartMs ?? latestStart(diffusion, world);
    const isPast = lastMs < settledMs;
    const isOpen = isPast && diffusion.type === 'on_air' && !started.has(diffusion.id);
    return isOpen ? [`diffusion ${diffusion.id} neither started nor was cancelled`] : [];
  });
};

/** SI-3 What the monitor cancelled is not heard after that, unless a person put it back. */
const cancelledNeverSounds: EndRule = ({ world, entries }) => {
  const wrong: string[] = [];
  for (const { type, diffusionId } of entries) {
    if (type !== 'cancel' || diffusionId === null || world.edited.has(diffusionId)) continue;
    const heard = world.ears.starts.find(
      ({ key, isForgotten }) => !isForgotten && parseCueKey(key)?.diffusionId === diffusionId,
    );
    if (heard !== undefined) wrong.push(`diffusion ${diffusionId} has a cancel entry and was heard`);
  }
  return wrong;
};

/** SI-4 Each stretch that was heard has one entry, or is among the lines that the log says are lost; there is no other entry. */
const logIsWhatWasHeard: EndRule = ({ world, entries }) => {
  const wrong: string[] = [];
  const byKey = new Map(ofSounds(entries).map((entry) => [entry.journal === null ? '' : keyOf(entry.journal), entry]));
  const lost = gaps(entries);
  const lastSeqs = new Map(
    world.disk.runs.map(({ run, lines }) => [run, Math.max(0, ...lines.map((line) => line?.seq ?? 0))]),
  );
  for (const stretch of world.ears.stretches) {
    const key = keyOf(stretch);
    const entry = byKey.get(key);
    byKey.delete(key);
    if (entry !== undefined) wrong.push(...differences(stretch, entry));
    else if (!isBeforeAll(stretch, world) && stretch.seq < (lastSeqs.get(stretch.run) ?? 0) && !isLost(stretch, lost)) {
      wrong.push(`${stretch.request.uri} (${key}) was heard and is not in the log`);
    }
  }
  for (const [key, { comment }] of byKey) wrong.push(`entry ${key} ${comment} is for nothing that was heard`);
  return wrong;
};

/** Of what came before the first line of all there is no telling that it was there. */
function isBeforeAll({ run, seq }: Stretch, { disk }: World): boolean {
  const first = disk.runs.flatMap(({ lines }) => lines).find((line) => line !== null);
  return first === undefined || first === null || run < first.run || (run === first.run && seq < first.seq);
}

function isLost({ run, seq }: Pick<Stretch, 'run' | 'seq'>, lost: ReturnType<typeof gaps>): boolean {
  return (lost.get(run) ?? []).some(([first, last]) => first <= seq && seq <= last);
}

function differences(stretch: Stretch, entry: LogEntry): readonly string[] {
  const wrong: string[] = [];
  const what = `entry ${keyOf(stretch)}`;
  if (entry.date.epochMilliseconds !== stretch.fromWallMs) wrong.push(`${what} is dated ${entry.date}`);
  if (entry.source !== stretch.source) wrong.push(`${what} has source ${entry.source}`);
  const cue = parseCueKey(stretch.request.cue ?? '');
  if (cue !== null && entry.diffusionId !== cue.diffusionId) wrong.push(`${what} has diffusion ${entry.diffusionId}`);
  if (stretch.request.soundId !== null && entry.soundId !== stretch.request.soundId) {
    wrong.push(`${what} has sound ${entry.soundId}`);
  }
  return wrong;
}

/** SI-5 Each entry but that of what is on the air has its end, where the journal has it, and never before its date. */
const entriesClose: EndRule = ({ world, entries }) => {
  const wrong: string[] = [];
  const lost = gaps(entries);
  const byKey = new Map(world.ears.stretches.map((stretch) => [keyOf(stretch), stretch]));
  for (const { journal, date, end } of ofSounds(entries)) {
    const stretch = journal === null ? undefined : byKey.get(keyOf(journal));
    if (stretch === undefined || (stretch.toMs ?? Number.POSITIVE_INFINITY) > world.time.trueMs - JUST_NOW_MS) continue;
    const what = `entry ${keyOf(stretch)} of ${date}`;
    if (end === null) wrong.push(`${what} has no end`);
    else if (Temporal.Instant.compare(end, date) < 0) wrong.push(`${what} ends before it begins`);
    else if (stretch.offFate === 'written' && !isLost({ ...stretch, seq: stretch.offSeq ?? 0 }, lost)) {
      const offMs = Math.max(date.epochMilliseconds, stretch.toWallMs ?? 0);
      if (end.epochMilliseconds !== offMs) wrong.push(`${what} ends ${end.epochMilliseconds - offMs} ms off`);
    }
  }
  return wrong;
};

/** SI-4 A diffusion has no more `stop` entries than runs of the engine ended under it. */
const stopsAreCuts: EndRule = ({ world, entries }) => {
  const stops = Map.groupBy(
    entries.filter(({ type }) => type === 'stop'),
    ({ diffusionId }) => diffusionId,
  );
  // a sound that a person pushed is its diffusion's too (MO-8)
  const diffusions = new Map(
    ofSounds(entries).map(({ journal, diffusionId }) => [journal === null ? '' : keyOf(journal), diffusionId]),
  );
  return [...stops].flatMap(([id, own]) => {
    const heard = world.ears.stretches.filter(
      (stretch) => (parseCueKey(stretch.request.cue ?? '')?.diffusionId ?? diffusions.get(keyOf(stretch))) === id,
    );
    // one of which the end never reached the disk was on the air for all that anybody can read
    const isCut = ({ why, offFate }: Stretch) => why === null || why === 'shutdown' || offFate === 'lost';
    const cuts = new Set(heard.filter(isCut).map(({ run }) => run));
    return own.length <= cuts.size ? [] : [`diffusion ${id} was cut ${cuts.size} times and has ${own.length} stops`];
  });
};

/** SI-1 What was heard is what its cue or its stream names, or what a person pushed. */
const heardIsNamed: EndRule = ({ world, diffusions, soundNames }) => {
  const byId = new Map(diffusions.map((diffusion) => [diffusion.id, diffusion]));
  return world.ears.stretches.flatMap(({ source, request }) => {
    if (request.pushed) return [];
    const cue = parseCueKey(request.cue ?? '');
    const episodeId = cue === null ? null : (byId.get(cue.diffusionId)?.episodeId ?? null);
    const wanted = cue === null ? source : `episode ${episodeId}`;
    const named = soundNames.get(request.uri);
    return named === wanted ? [] : [`${request.uri} of ${named} was heard for ${wanted}`];
  });
};

export const END_RULES: readonly (readonly [`SI-${number}`, EndRule])[] = [
  ['SI-1', heardIsNamed],
  ['SI-2', startsOnce],
  ['SI-2', nothingIsLeftOpen],
  ['SI-3', cancelledNeverSounds],
  ['SI-4', logIsWhatWasHeard],
  ['SI-4', stopsAreCuts],
  ['SI-5', entriesClose],
];
