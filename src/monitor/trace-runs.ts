import { type CueKey, parseCueKey } from '../ports/cue-sheet.ts';
import type { JournalLine } from '../ports/journal.ts';
import { must } from '../values/errors.ts';
import type { DiffusionId, SoundId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { type Draft, withEntry } from './draft.ts';
import { DEALER, type JournalKey, keyOf, logEntry } from './log-entry.ts';
import type { CueFate, OpenPlay } from './state.ts';
import { closePlay } from './trace-sounds.ts';
import { SETTLED_AFTER_MS } from './trace-tracks.ts';
import { placeInWords } from './words.ts';

/** The first line of a new run: whatever was on the air in earlier ones is no longer (SPEC MO-24, MO-25, MO-40). */
export function traceNewRun(draft: Draft, line: JournalLine): void {
  const cut = new Cut(draft, line, line.kind === 'up' ? keyOf(line) : null, 'the engine ended without a word');
  for (const play of draft.open) {
    if (play.run === line.run) continue;
    const endMs = endOfCutPlay(play, draft, line);
    closePlay(draft, play, endMs, play.knownToMs - SETTLED_AFTER_MS);
    cut.stopPlay(play, endMs, positionAt(play, endMs));
  }
  cut.stopRunningCues((run) => run !== line.run);
  draft.outputs = new Map();
  draft.upMs = line.kind === 'up' ? line.atMs : null;
  if (line.kind === 'up') cut.enterUnlessStopped(`the engine is up: Liquidsoap ${line.engineVersion}, run ${line.run}`);
}

/** The engine ended in good order (SPEC MO-25, MO-40). */
export function traceDown(draft: Draft, line: JournalLine): void {
  const cut = new Cut(draft, line, keyOf(line), 'the engine was shut down');
  for (const play of draft.open) {
    if (play.run !== line.run) continue;
    closePlay(draft, play, line.atMs);
    cut.stopPlay(play, line.atMs, positionAt(play, line.atMs));
  }
  cut.stopRunningCues((run) => run === line.run);
  cut.enterUnlessStopped(`the engine is down: run ${line.run}`);
}

/** A play that left the air because the engine was shut down (SPEC MO-25). */
export function traceShutdownOff(draft: Draft, line: JournalLine, play: OpenPlay, positionSeconds: number): void {
  new Cut(draft, line, keyOf(line), 'the engine was shut down').stopPlay(play, line.atMs, positionSeconds);
}

/** The engine says when it was last alive. Where it does not, the sound's own end is the best that is known of a death unseen. */
function endOfCutPlay(play: OpenPlay, draft: Draft, line: JournalLine): number {
  const aliveMs = line.kind === 'up' ? line.previousAliveMs : null;
  const unseenMs = () => naturalEndMs(play, draft) ?? line.atMs;
  const bestMs = aliveMs !== null && aliveMs >= play.dateMs ? aliveMs : play.watched ? play.knownToMs : unseenMs();
  return Math.min(line.atMs, Math.max(bestMs, play.knownToMs));
}

function naturalEndMs(play: OpenPlay, draft: Draft): number | null {
  const sound = play.soundId === null ? undefined : draft.index.snapshot.sounds.get(play.soundId);
  if (sound === undefined || sound.durationSeconds === null) return null;
  return play.dateMs + Math.round((sound.durationSeconds - play.beganSeconds) * 1000);
}

function positionAt(play: OpenPlay, atMs: number): number {
  return play.beganSeconds + (atMs - play.dateMs) / 1000;
}

/** The diffusions that one line of the journal cut short. The line's key goes to the first entry that it gives. */
class Cut {
  readonly #draft: Draft;
  readonly #line: JournalLine;
  readonly #reason: string;
  readonly #stopped = new Set<DiffusionId>();
  #key: JournalKey | null;

  constructor(draft: Draft, line: JournalLine, key: JournalKey | null, reason: string) {
    this.#draft = draft;
    this.#line = line;
    this.#key = key;
    this.#reason = reason;
  }

  stopPlay(play: OpenPlay, cutMs: number, positionSeconds: number): void {
    if (play.diffusionId === null) return;
    this.#stop(play.diffusionId, cutMs, play.soundId, `cut at ${placeInWords(positionSeconds)}`);
  }

  /** The cues that had begun and had nothing on the air at that moment, between two of their files. */
  stopRunningCues(isCut: (run: string) => boolean): void {
    for (const [key, fate] of this.#draft.fates) {
      if (fate.state !== 'running' || !isCut(fate.run)) continue;
      const { diffusionId } = must(parseCueKey(key), `the diffusion of cue ${key}`);
      this.#stop(diffusionId, this.#line.atMs, null, 'cut between two of its files');
    }
  }

  enterUnlessStopped(comment: string): void {
    if (this.#stopped.size > 0) return;
    const { atMs } = this.#line;
    this.#draft.entries.push(
      logEntry({ type: 'other', dateMs: atMs, comment, reason: 'engine', journal: this.#takeKey() }),
    );
  }

  #stop(diffusionId: DiffusionId, cutMs: number, soundId: SoundId | null, place: string): void {
    const draft = this.#draft;
    const started = draft.started.get(diffusionId);
    const planned = draft.index.byId.get(diffusionId);
    if (started === undefined || planned === undefined || this.#stopped.has(diffusionId)) return;
    draft.fates = cutFates(draft.fates, diffusionId);
    if (planned.diffusion.type !== 'on_air' || this.#line.atMs >= planned.endMs) return;
    draft.started = withEntry(draft.started, diffusionId, {
      ...started,
      stops: started.stops + 1,
      lastStop: instantFromMs(cutMs),
    });
    const path = soundId === null ? undefined : draft.index.snapshot.sounds.get(soundId)?.path;
    draft.entries.push(
      logEntry({
        type: 'stop',
        dateMs: cutMs,
        source: DEALER,
        soundId,
        diffusionId,
        comment: path === undefined ? place : `${place} of ${path}`,
        reason: `${this.#reason} under diffusion ${diffusionId}`,
        journal: this.#takeKey(),
      }),
    );
    this.#stopped.add(diffusionId);
  }

  #takeKey(): JournalKey | null {
    const key = this.#key;
    this.#key = null;
    return key;
  }
}

function cutFates(fates: Draft['fates'], diffusionId: DiffusionId): Draft['fates'] {
  return new Map([...fates].map(([key, fate]) => [key, isRunning(key, fate, diffusionId) ? { state: 'cut' } : fate]));
}

function isRunning(key: CueKey, fate: CueFate, diffusionId: DiffusionId): boolean {
  return fate.state === 'running' && parseCueKey(key)?.diffusionId === diffusionId;
}
