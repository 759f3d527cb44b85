import { parseCueKey } from '../ports/cue-sheet.ts';
import type { JournalLine, JournalRequest } from '../ports/journal.ts';
import type { DiffusionId, SoundId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Sound } from '../values/model.ts';
import { ATTEMPTS_A_SECOND } from './attempts.ts';
import { type Draft, withEntry, withoutEntry } from './draft.ts';
import { DEALER, keyOf, logEntry } from './log-entry.ts';
import { afterInWords } from './rivals.ts';
import type { SnapshotIndex } from './snapshot-index.ts';
import type { OpenPlay } from './state.ts';
import { traceStart } from './trace-start.ts';
import { RESUMED_FROM_SECONDS, traceTracks } from './trace-tracks.ts';
import { placeInWords } from './words.ts';

type OnLine = Extract<JournalLine, { kind: 'on' }>;
type OffLine = Extract<JournalLine, { kind: 'off' }>;

/** A request became audible (SPEC MO-6 to MO-10). */
export function traceOn(draft: Draft, line: OnLine): void {
  for (const play of draft.open) {
    if (play.run === line.run) closePlay(draft, play, line.atMs);
  }
  const { request } = line;
  const cue = request.cue === null ? null : parseCueKey(request.cue);
  const sound = soundOf(request, draft.index);
  const diffusionId = cue?.diffusionId ?? diffusionOf(sound, line, draft.index);
  if (cue !== null) traceStart(draft, line, cue, beganIn(cue.diffusionId, sound, line, draft.index), null);
  draft.entries.push(
    logEntry({
      type: 'on_air',
      dateMs: line.atMs,
      source: line.source,
      soundId: sound?.id ?? null,
      positionSeconds: line.positionSeconds,
      diffusionId,
      comment: sound === null ? request.uri : '',
      reason: reasonOf(line) + afterOf(draft, cue),
      journal: keyOf(line),
    }),
  );
  if (diffusionId !== null) draft.interrupted = withoutEntry(draft.interrupted, diffusionId);
  draft.open = [...draft.open, openPlay(line, sound?.id ?? null, diffusionId)];
}

/** Second of the diffusion, its sounds played one after the other, at which a request that is its first began. */
function beganIn(id: DiffusionId, sound: Sound | null, line: OnLine, index: SnapshotIndex): number {
  const sounds = index.byId.get(id)?.sounds ?? [];
  const place = sounds.findIndex((other) => other.id === sound?.id);
  const before = sounds
    .slice(0, Math.max(0, place))
    .reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0);
  return line.positionSeconds < RESUMED_FROM_SECONDS ? before : before + line.positionSeconds;
}

function openPlay(line: OnLine, soundId: SoundId | null, diffusionId: DiffusionId | null): OpenPlay {
  return {
    run: line.run,
    seq: line.seq,
    dateMs: line.atMs,
    source: line.source,
    soundId,
    diffusionId,
    beganSeconds: line.positionSeconds,
    knownToMs: line.atMs,
    watched: false,
    traced: new Set(),
  };
}

/** A request is no longer audible: its entry gets its end (SPEC MO-9). Null when that entry has its end already. */
export function traceOff(draft: Draft, line: OffLine): OpenPlay | null {
  const play = draft.open.find((candidate) => candidate.run === line.run && candidate.seq === line.on);
  if (play === undefined) return null;
  closePlay(draft, play, line.atMs);
  return play;
}

/**
 * Ends a play, and enters what is left of its tracks.
 *
 * @param tracksBeforeMs how far it is known to have been on the air, where that is before the end
 */
export function closePlay(draft: Draft, play: OpenPlay, endMs: number, tracksBeforeMs: number = endMs): void {
  const { entries } = traceTracks(play, draft.index.snapshot, Math.min(endMs, tracksBeforeMs));
  draft.entries.push(...entries);
  // a clock that was set back must not give an entry that ends before it began
  noteReached(draft, play, endMs);
  draft.ends.push({ run: play.run, seq: play.seq, end: instantFromMs(Math.max(play.dateMs, endMs)) });
  draft.open = draft.open.filter((other) => other.run !== play.run || other.seq !== play.seq);
}

/** How far a diffusion has come, for one that is to be continued where it was cut (SPEC MO-26). */
function noteReached(draft: Draft, play: OpenPlay, endMs: number): void {
  if (play.diffusionId === null || play.soundId === null) return;
  const started = draft.started.get(play.diffusionId);
  if (started === undefined) return;
  const positionSeconds = play.beganSeconds + Math.max(0, endMs - play.dateMs) / 1000;
  const reached = { soundId: play.soundId, positionSeconds };
  draft.started = withEntry(draft.started, play.diffusionId, { ...started, reached });
}

function soundOf(request: JournalRequest, index: SnapshotIndex): Sound | null {
  const annotated = request.soundId === null ? undefined : index.snapshot.sounds.get(request.soundId as SoundId);
  return annotated ?? index.soundByPath.get(request.uri) ?? null;
}

function diffusionOf(sound: Sound | null, line: OnLine, index: SnapshotIndex): DiffusionId | null {
  if (line.source !== DEALER || sound === null || sound.episodeId === null) return null;
  const planned = index.planned.find(
    ({ diffusion, startMs, endMs }) =>
      diffusion.episodeId === sound.episodeId &&
      diffusion.type === 'on_air' &&
      startMs <= line.atMs &&
      line.atMs < endMs,
  );
  return planned?.diffusion.id ?? null;
}

/** Of what goes on after a stronger one. */
function afterOf({ index }: Draft, cue: ReturnType<typeof parseCueKey>): string {
  if (cue === null || cue.attempt < ATTEMPTS_A_SECOND) return '';
  return afterInWords(index, index.byId.get(cue.diffusionId), cue.attempt);
}

function reasonOf(line: OnLine): string {
  const { request, source, positionSeconds } = line;
  const cause = causeOf(source, request);
  return positionSeconds < RESUMED_FROM_SECONDS ? cause : `${cause}, went on at ${placeInWords(positionSeconds)}`;
}

function causeOf(source: string, request: JournalRequest): string {
  if (request.cue !== null) return `cue ${request.cue}`;
  if (request.pushed) return `pushed by a person, on ${source}`;
  return source === DEALER ? DEALER : `stream ${source}`;
}
