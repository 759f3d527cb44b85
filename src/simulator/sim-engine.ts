import { type CueSheet, cueKey } from '../ports/cue-sheet.ts';
import type { EngineState } from '../ports/engine.ts';
import type { OffReason } from '../ports/journal.ts';
import type { EngineRunId, SoundId } from '../values/ids.ts';
import { Air, type Playing, type Track } from './air.ts';
import { DEALER, firstPlayable } from './cue-files.ts';
import { Dealer } from './dealer.ts';
import type { Disk } from './disk.ts';
import type { Ears } from './ears.ts';
import { EngineJournal, type LineFault } from './engine-journal.ts';
import { Music } from './music.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualTime } from './virtual-time.ts';

const _LOAD_AHEAD_MS = 30_000;
const _TRY_AGAIN_MS = 5000;
const GO_ON_ABOVE_MS = 30_000;
const SILENCE_AFTER_MS = 10_000;
const _DECKS = 2;
/** A cue that is later than that joins, where it may. */
const _JOINS_FROM_MS = 1000;

interface PushedFile {
  readonly soundId: SoundId | null;
  readonly path: string;
}

export interface SimEngineOptions {
  readonly run: EngineRunId;
  readonly pid: number;
  readonly script: string;
  readonly time: VirtualTime;
  readonly disk: Disk;
  readonly ears: Ears;
  readonly random: SeededRandom;
  readonly onGrowth: () => void;
}

/**
 * One run of a simulated engine: carries out the sheet on its disk by its own clock, never begins a key twice, plays music in
 * between and writes its journal, as the rules EN-n have it, but without sound: an instant at which nothing begins or ends
 * takes no time at all. Fades are not heard; a cue begins exactly at its instant.
 */
export class SimEngine {
  readonly #options: SimEngineOptions;
  readonly #journal: EngineJournal;
  readonly #air: Air;
  readonly #music: Music;
  #plansVersion = '';
  readonly #dealer: Dealer;
  readonly #pushed = new Map<string, PushedFile[]>();
  #keptMusic: { readonly playing: Playing; readonly positionMs: number } | null = null;
  /** Null while something is on the air. */
  #silentSinceMs: number | null;
  #saidSilent = false;
  #frozenSinceMs: number | null = null;
  /** Carried out, and never answered. */
  mute = false;

  constructor(options: SimEngineOptions) {
    const { run, time, disk, random, onGrowth, ears } = options;
    this.#options = options;
    this.#journal = new EngineJournal({ run, time, disk, random, onGrowth });
    this.#air = new Air(time, this.#journal, ears);
    this.#music = new Music(time, random);
    const takeAir = (by: string) => this.#takeAir(by);
    this.#dealer = new Dealer({ run, time, disk, ears, journal: this.#journal, air: this.#air, takeAir });
    this.#silentSinceMs = time.trueMs;
    this.#journal.write({
      kind: 'up',
      engineVersion: '2.1.3',
      script: options.script,
      pid: options.pid,
      previousAliveMs: disk.aliveMs,
    });
    this.readCues();
    this.readStreams();
  }

  get run(): EngineRunId {
    return this.#options.run;
  }

  get pid(): number {
    return this.#options.pid;
  }

  get isFrozen(): boolean {
    return this.#frozenSinceMs !== null;
  }

  get playing(): Playing | null {
    return this.#air.playing;
  }

  get sheet(): CueSheet {
    return this.#dealer.sheet;
  }

  /** When it came up, by the clock. */
  get upWallMs(): number {
    return this.#dealer.upWallMs;
  }

  spoilNextLine(fault: LineFault): void {
    this.#journal.spoilNext(fault);
  }

  /** It stands still, sound and all, until it is thawed. */
  freeze(): void {
    this.#frozenSinceMs ??= this.#options.time.trueMs;
  }

  thaw(): void {
    if (this.#frozenSinceMs === null) return;
    this.#air.shift(this.#options.time.trueMs - this.#frozenSinceMs);
    this.#frozenSinceMs = null;
  }

  /** The process is killed: what was on its way to the journal is lost. */
  die(): void {
    const { time, ears, disk } = this.#options;
    const stoodStillMs = this.#frozenSinceMs === null ? 0 : time.trueMs - this.#frozenSinceMs;
    if (!disk.full) disk.aliveMs = Math.floor((time.wallMs - stoodStillMs) / 1000) * 1000;
    ears.off(time.trueMs, time.wallMs, null);
    this.#dealer.die();
    this.#journal.die();
  }

  /** It was asked to end. */
  shutDown(): void {
    const { time, disk } = this.#options;
    this.#air.off('shutdown', '');
    this.#journal.write({ kind: 'down' });
    this.#journal.flush();
    if (!disk.full) disk.aliveMs = Math.floor(time.wallMs / 1000) * 1000;
  }

  readCues(): void {
    this.#dealer.read();
  }

  readStreams(): void {
    const { streamPlans } = this.#options.disk;
    if (streamPlans === null || streamPlans.version === this.#plansVersion) return;
    this.#plansVersion = streamPlans.version;
    this.#music.take(streamPlans);
  }

  /** Null: done; else why not. */
  skip(source: string): string | null {
    const playing = this.#air.playing;
    if (playing?.track.source !== source) return 'nothing is on the air there';
    this.#leave('skipped', 'operator');
    return null;
  }

  seek(source: string, positionMs: number): string | null {
    const playing = this.#air.playing;
    if (playing?.track.source !== source) return 'nothing is on the air there';
    if (positionMs >= playing.track.lengthMs) return 'beyond the end';
    this.#air.off('seek', 'operator');
    this.#air.play({ ...playing.track, fromMs: positionMs });
    return null;
  }

  push(source: string, file: PushedFile): string | null {
    if (source !== DEALER && !this.#music.names.includes(source)) return 'no such source';
    this.#pushed.set(source, [...(this.#pushed.get(source) ?? []), file]);
    return null;
  }

  state(): EngineState {
    const { run, pid, script, time } = this.#options;
    return {
      run,
      pid,
      upMs: this.upWallMs,
      engineVersion: '2.1.3',
      script,
      atMs: time.wallMs,
      seq: this.#journal.seq,
      lostLines: this.#journal.lostLines,
      cueSheetVersion: this.#dealer.sheet.version,
      streamPlansVersion: this.#plansVersion,
      onAir: this.#air.state(),
      decks: this.#dealer.decks(),
      sources: [],
    };
  }

  /** The true instant at which something is to be done next; infinite while it stands still. */
  get nextDueMs(): number {
    if (this.isFrozen) return Number.POSITIVE_INFINITY;
    const { time } = this.#options;
    const playing = this.#air.playing;
    let nextMs = Math.min(playing === null ? this.#music.nextChanceMs : playing.endMs, this.#dealer.nextDueMs);
    if (this.#silentSinceMs !== null && !this.#saidSilent) {
      nextMs = Math.min(nextMs, this.#silentSinceMs + SILENCE_AFTER_MS);
    }
    return Math.max(nextMs, time.trueMs);
  }

  /** Does all that is to be done by now. */
  act(): void {
    if (this.isFrozen) return;
    const { time } = this.#options;
    for (
      let playing = this.#air.playing;
      playing !== null && playing.endMs <= time.trueMs;
      playing = this.#air.playing
    ) {
      this.#leave('end', '');
    }
    this.#keepEnds();
    this.#dealer.act();
    this.#playPushed();
    if (this.#air.playing === null) this.#playMusic();
    this.#noticeSilence();
  }

  /** What is on the air gives way; a piece of music with enough to go is kept. */
  #takeAir(by: string): void {
    const left = this.#air.off('interrupted', by);
    if (left === null) return;
    const { playing } = left;
    if (playing.track.cue !== null) this.#dealer.say(cueKey(playing.track.cue.cue), 'ended');
    else if (playing.track.source !== DEALER) {
      const goesOn = playing.track.lengthMs - left.positionMs > GO_ON_ABOVE_MS;
      this.#keptMusic = goesOn ? left : null;
      if (!goesOn) this.#music.ended(playing.track.source);
    }
  }

  /** What is on the air has ended; the next file of its cue follows. */
  #leave(why: OffReason, by: string): void {
    const left = this.#air.off(why, by);
    if (left === null) return;
    const { cue, source } = left.playing.track;
    if (cue === null) {
      if (source !== DEALER) this.#music.ended(source);
      return;
    }
    const next =
      why === 'until' || why === 'stopped' ? null : firstPlayable(this.#options.disk, cue.cue, cue.index + 1);
    this.#dealer.refuseFiles(cue.cue, cue.index + 1, next?.cue?.index ?? cue.cue.files.length);
    if (next === null) this.#dealer.say(cueKey(cue.cue), 'ended');
    else this.#air.play(next);
  }

  /** The ends that the sheet gives: the end of the slot, and what is to stop. */
  #keepEnds(): void {
    const { wallMs } = this.#options.time;
    const held = this.#dealer.onAir();
    if (held === null) return;
    if (this.#dealer.isStopped(held)) this.#leave('stopped', '');
    else if (held.untilMs !== null && held.untilMs <= wallMs) this.#leave('until', '');
  }

  #playPushed(): void {
    if (this.#air.playing?.track.source === DEALER) return;
    for (const file of this.#pushed.get(DEALER)?.splice(0) ?? []) {
      const isTaken = this.#air.playing?.track.source === DEALER;
      const track = isTaken ? null : this.#trackOf(DEALER, file.soundId, file.path, 0, true);
      if (isTaken) this.push(DEALER, file);
      if (track === null) continue;
      this.#takeAir('operator');
      this.#air.play(track);
    }
  }

  #playMusic(): void {
    const kept = this.#keptMusic;
    this.#keptMusic = null;
    if (kept !== null) {
      this.#air.play({ ...kept.playing.track, fromMs: kept.positionMs });
      return;
    }
    for (let piece = this.#nextPiece(); piece !== null; piece = this.#nextPiece()) {
      const track = this.#trackOf(piece.source, piece.soundId, piece.path, 0, piece.pushed);
      if (track !== null) {
        this.#air.play(track);
        return;
      }
      this.#music.wasBad(piece.source);
    }
  }

  #nextPiece(): { source: string; soundId: SoundId | null; path: string; pushed: boolean } | null {
    for (const [source, [file, ...waiting]] of this.#pushed) {
      if (source === DEALER || file === undefined) continue;
      this.#pushed.set(source, waiting);
      return { source, ...file, pushed: true };
    }
    const piece = this.#music.next();
    return piece === null ? null : { source: piece.source, ...piece.item, pushed: false };
  }

  #trackOf(source: string, soundId: SoundId | null, path: string, fromMs: number, pushed: boolean): Track | null {
    const audio = this.#options.disk.file(path);
    if (audio.state === 'whole' || audio.state === 'truncated') {
      return { source, soundId, path, fromMs, lengthMs: audio.durationMs, pushed, cue: null };
    }
    const request = { rid: null, uri: path, soundId, cue: null, pushed, title: null, artist: null };
    this.#journal.write({ kind: 'refused', source, request, why: 'cannot be opened' });
    return null;
  }

  #noticeSilence(): void {
    const { trueMs } = this.#options.time;
    if (this.#air.playing !== null) {
      if (this.#saidSilent) this.#journal.write({ kind: 'noise' });
      this.#saidSilent = false;
      this.#silentSinceMs = null;
      return;
    }
    this.#air.silence();
    this.#silentSinceMs ??= trueMs;
    if (this.#saidSilent || trueMs - this.#silentSinceMs < SILENCE_AFTER_MS) return;
    this.#saidSilent = true;
    this.#journal.write({ kind: 'silence' });
  }
}
