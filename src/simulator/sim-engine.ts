import { type Cue, type CueKey, type CueSheet, cueKey } from '../ports/cue-sheet.ts';
import type { DeckState, EngineState } from '../ports/engine.ts';
import type { CueState, OffReason } from '../ports/journal.ts';
import type { EngineRunId, SoundId } from '../values/ids.ts';
import { Air, type Playing, type Track } from './air.ts';
import { DEALER, firstPlayable, placeAt } from './cue-files.ts';
import type { Disk } from './disk.ts';
import type { Ears, LineFate } from './ears.ts';
import { EngineJournal, type LineFault } from './engine-journal.ts';
import { Music } from './music.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualTime } from './virtual-time.ts';

const LOAD_AHEAD_MS = 30_000;
const TRY_AGAIN_MS = 5000;
const GO_ON_ABOVE_MS = 30_000;
const SILENCE_AFTER_MS = 10_000;
const DECKS = 2;
/** A cue that is later than that joins, where it may. */
const JOINS_FROM_MS = 1000;

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
  #sheet: CueSheet = { version: '', cues: [], stop: [] };
  #plansVersion = '';
  readonly #loaded = new Set<CueKey>();
  readonly #expired = new Map<CueKey, number>();
  readonly #refused = new Map<CueKey, { nextTryMs: number }>();
  readonly #begun: Set<CueKey>;
  /** Soft cues that found the dealer busy. */
  readonly #waited = new Set<CueKey>();
  /** When it came up, by the clock. */
  readonly upWallMs: number;
  #isDead = false;
  readonly #pushed = new Map<string, PushedFile[]>();
  #keptMusic: { readonly playing: Playing; readonly positionMs: number } | null = null;
  /** Null while something is on the air. */
  #silentSinceMs: number | null;
  #saidSilent = false;
  /** When it last did what was to be done. */
  #actedMs = 0;
  #frozenSinceMs: number | null = null;
  /** Carried out, and never answered. */
  mute = false;

  constructor(options: SimEngineOptions) {
    const { run, time, disk, random, onGrowth, ears } = options;
    this.#options = options;
    this.#journal = new EngineJournal({ run, time, disk, random, onGrowth });
    this.#air = new Air(time, this.#journal, ears);
    this.#music = new Music(time, random);
    this.#silentSinceMs = time.trueMs;
    this.#begun = new Set(disk.begun);
    this.upWallMs = time.wallMs;
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
    return this.#sheet;
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
    this.#isDead = true;
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

  /** A sheet that cannot be read changes nothing. */
  readCues(): void {
    const { cueSheet } = this.#options.disk;
    if (cueSheet === null || cueSheet.version === this.#sheet.version) return;
    const before = new Map(this.#sheet.cues.map((cue) => [cueKey(cue), cue]));
    const after = new Set(cueSheet.cues.map(cueKey));
    this.#sheet = cueSheet;
    for (const key of before.keys()) if (!after.has(key) && !this.#hasBegun(key)) this.#withdraw(key);
    for (const cue of cueSheet.cues) {
      const key = cueKey(cue);
      const isNew = !before.has(key) && !this.#hasBegun(key);
      const mayAgain = (this.#expired.get(key) ?? Number.POSITIVE_INFINITY) < this.#lastStartMs(cue);
      if (mayAgain) this.#expired.delete(key);
      if (isNew || mayAgain) this.#say(key, 'accepted');
      const hasOtherFiles = !isNew && JSON.stringify(before.get(key)?.files) !== JSON.stringify(cue.files);
      if (hasOtherFiles || cue.startMs > this.#options.time.wallMs + LOAD_AHEAD_MS) {
        this.#loaded.delete(key);
        this.#refused.delete(key);
      }
    }
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
    this.#air.off('interrupted', 'operator');
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
      engineVersion: '2.1.3',
      script,
      atMs: time.wallMs,
      seq: this.#journal.seq,
      lostLines: this.#journal.lostLines,
      cueSheetVersion: this.#sheet.version,
      streamPlansVersion: this.#plansVersion,
      onAir: this.#air.state(),
      decks: this.#decks(),
      sources: [],
    };
  }

  /** The true instant at which something is to be done next; infinite while it stands still. */
  get nextDueMs(): number {
    if (this.isFrozen) return Number.POSITIVE_INFINITY;
    const { time } = this.#options;
    const playing = this.#air.playing;
    const untilMs = this.#heldOnAir()?.untilMs ?? null;
    let nextMs = playing === null ? this.#music.nextChanceMs : playing.endMs;
    if (untilMs !== null) nextMs = Math.min(nextMs, time.trueOfWall(untilMs));
    if (this.#silentSinceMs !== null && !this.#saidSilent) {
      nextMs = Math.min(nextMs, this.#silentSinceMs + SILENCE_AFTER_MS);
    }
    for (const cue of this.#sheet.cues) {
      const dueMs = this.#dueMs(cue);
      if (dueMs < nextMs) nextMs = dueMs;
    }
    return Math.max(nextMs, time.trueMs);
  }

  /** Does all that is to be done by now. */
  act(): void {
    if (this.isFrozen) return;
    const { time } = this.#options;
    this.#actedMs = time.trueMs;
    for (
      let playing = this.#air.playing;
      playing !== null && playing.endMs <= time.trueMs;
      playing = this.#air.playing
    ) {
      this.#leave('end', '');
    }
    this.#keepEnds();
    for (const cue of this.#sheet.cues) if (cue.mode === 'hard') this.#look(cue);
    for (const cue of this.#sheet.cues) if (cue.mode === 'soft') this.#look(cue);
    this.#playPushed();
    if (this.#air.playing === null) this.#playMusic();
    this.#noticeSilence();
  }

  /** A cue does not begin at or after this instant: its latest start, which is another where it was missed, or its end. */
  #lastStartMs(cue: Cue): number {
    const lastMs = this.#isMissed(cue) ? (cue.late?.latestIfMissedMs ?? cue.latestStartMs) : cue.latestStartMs;
    return cue.untilMs === null ? lastMs : Math.min(lastMs, cue.untilMs);
  }

  /** Whether the engine was not there at the cue's instant. */
  #isMissed({ startMs }: Cue): boolean {
    return startMs < this.upWallMs;
  }

  /** How far into its files a cue begins that is late. */
  #joinsAtMs(cue: Cue, key: CueKey): number {
    const lateMs = this.#options.time.wallMs - cue.startMs;
    if (cue.late?.joins !== true || lateMs < JOINS_FROM_MS) return 0;
    return cue.mode === 'hard' || (this.#isMissed(cue) && !this.#waited.has(key)) ? lateMs : 0;
  }

  /** When a cue that has not begun needs something done, by the true time. */
  #dueMs(cue: Cue): number {
    const key = cueKey(cue);
    if (this.#hasBegun(key) || this.#expired.has(key)) return Number.POSITIVE_INFINITY;
    const { time } = this.#options;
    const lastMs = time.trueOfWall(this.#lastStartMs(cue));
    const instants = [cue.startMs - LOAD_AHEAD_MS, cue.startMs].map((wallMs) => time.trueOfWall(wallMs));
    const refused = this.#refused.get(key);
    if (refused !== undefined) instants.push(refused.nextTryMs);
    return Math.min(lastMs, ...instants.filter((instantMs) => instantMs > this.#actedMs));
  }

  #look(cue: Cue): void {
    const key = cueKey(cue);
    const { time } = this.#options;
    if (this.#hasBegun(key) || this.#expired.has(key) || cue.startMs - LOAD_AHEAD_MS > time.wallMs) return;
    if (this.#sheet.stop.includes(key)) return;
    if (this.#lastStartMs(cue) <= time.wallMs) {
      this.#expire(cue, key);
      return;
    }
    if (!this.#loaded.has(key) && !this.#load(cue, key)) return;
    if (!this.#isReady(cue, key) || cue.startMs > time.wallMs) return;
    if (cue.mode === 'soft' && this.#air.playing?.track.source === DEALER) {
      this.#waited.add(key);
      return;
    }
    this.#begin(cue, key);
  }

  #expire(cue: Cue, key: CueKey): void {
    this.#expired.set(key, this.#lastStartMs(cue));
    this.#loaded.delete(key);
    this.#say(key, 'expired');
  }

  #load(cue: Cue, key: CueKey): boolean {
    if (this.#loaded.size >= DECKS && cue.startMs > this.#options.time.wallMs) return false;
    this.#loaded.add(key);
    this.#tryFiles(cue, key);
    return true;
  }

  /** A cue none of whose files can be played is looked at again and again. */
  #isReady(cue: Cue, key: CueKey): boolean {
    const refused = this.#refused.get(key);
    if (refused === undefined) return true;
    return refused.nextTryMs <= this.#options.time.trueMs && this.#tryFiles(cue, key);
  }

  #tryFiles(cue: Cue, key: CueKey): boolean {
    const isThere = firstPlayable(this.#options.disk, cue, 0, 0) !== null;
    const before = this.#refused.get(key);
    if (isThere) {
      if (before === undefined) this.#say(key, 'opened');
      this.#refused.delete(key);
    } else {
      if (before === undefined) this.#say(key, 'refused', 'none of its files can be played');
      this.#refused.set(key, { nextTryMs: this.#options.time.trueMs + TRY_AGAIN_MS });
    }
    return isThere;
  }

  #begin(cue: Cue, key: CueKey): void {
    const { time, disk, ears } = this.#options;
    const joinsAtMs = this.#joinsAtMs(cue, key);
    const place = placeAt(cue, joinsAtMs);
    if (place === null) {
      this.#expire(cue, key);
      return;
    }
    const track = firstPlayable(disk, cue, place.index, place.fromMs);
    if (track === null) {
      this.#tryFiles(cue, key);
      return;
    }
    this.#takeAir(key);
    this.#begun.add(key);
    this.#loaded.delete(key);
    const start = { key, run: this.run, atMs: time.trueMs, atWallMs: time.wallMs, isForgotten: false };
    ears.starts.push(start);
    // the key reaches the disk with the line; killed before, the engine knows of neither
    const onFate = (fate: LineFate) => {
      start.isForgotten = fate === 'lost';
      if (!this.#isDead) disk.begun.add(key);
    };
    const joinedSeconds = joinsAtMs / 1000;
    this.#journal.write({ kind: 'cue', cue: key, state: 'started', why: '', joinedSeconds }, onFate);
    this.#refuseBefore(cue, place.index, track.cue?.index ?? 0);
    this.#air.play(track);
  }

  /** What is on the air gives way; a piece of music with enough to go is kept. */
  #takeAir(by: string): void {
    const left = this.#air.off('interrupted', by);
    if (left === null) return;
    const { playing } = left;
    if (playing.track.cue !== null) this.#say(cueKey(playing.track.cue.cue), 'ended');
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
      why === 'until' || why === 'stopped' ? null : firstPlayable(this.#options.disk, cue.cue, cue.index + 1, 0);
    this.#refuseBefore(cue.cue, cue.index + 1, next?.cue?.index ?? cue.cue.files.length);
    if (next === null) this.#say(cueKey(cue.cue), 'ended');
    else this.#air.play(next);
  }

  /** The ends that the sheet gives: the end of the slot, and what is to stop. */
  #keepEnds(): void {
    const { wallMs } = this.#options.time;
    const held = this.#heldOnAir();
    if (held !== null) {
      const key = cueKey(held);
      if (this.#sheet.stop.includes(key)) this.#leave('stopped', '');
      else if (held.untilMs !== null && held.untilMs <= wallMs) this.#leave('until', '');
    }
    for (const key of this.#sheet.stop) if (this.#loaded.delete(key)) this.#say(key, 'withdrawn');
  }

  /** The cue on the air, as the sheet has it now, or as it was when it left the sheet. */
  #heldOnAir(): Cue | null {
    const onAir = this.#air.playing?.track.cue?.cue;
    if (onAir === undefined) return null;
    const key = cueKey(onAir);
    return this.#sheet.cues.find((cue) => cueKey(cue) === key) ?? onAir;
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

  #refuseBefore(cue: Cue, from: number, to: number): void {
    for (const { soundId, path } of cue.files.slice(from, to)) this.#refuse(DEALER, soundId, path, cueKey(cue), false);
  }

  #trackOf(source: string, soundId: SoundId | null, path: string, fromMs: number, pushed: boolean): Track | null {
    const audio = this.#options.disk.file(path);
    if (audio.state === 'whole' || audio.state === 'truncated') {
      return { source, soundId, path, fromMs, lengthMs: audio.durationMs, pushed, cue: null };
    }
    this.#refuse(source, soundId, path, null, pushed);
    return null;
  }

  #refuse(source: string, soundId: SoundId | null, uri: string, cue: CueKey | null, pushed: boolean): void {
    const request = { rid: null, uri, soundId, cue, pushed, title: null, artist: null };
    this.#journal.write({ kind: 'refused', source, request, why: 'cannot be opened' });
  }

  #withdraw(key: CueKey): void {
    this.#loaded.delete(key);
    this.#refused.delete(key);
    this.#expired.delete(key);
    this.#say(key, 'withdrawn');
  }

  #say(cue: CueKey, state: CueState, why = ''): void {
    this.#journal.write({ kind: 'cue', cue, state, why, joinedSeconds: 0 });
  }

  #hasBegun(key: CueKey): boolean {
    return this.#begun.has(key);
  }

  #decks(): readonly DeckState[] {
    const decks: DeckState[] = [];
    const onAir = this.#air.playing?.track.cue?.cue;
    if (onAir !== undefined) decks.push({ name: 'a', state: 'on_air', cue: cueKey(onAir) });
    for (const cue of this.#loaded) {
      if (decks.length < DECKS) decks.push({ name: decks.length === 0 ? 'a' : 'b', state: 'opened', cue });
    }
    while (decks.length < DECKS) decks.push({ name: decks.length === 0 ? 'a' : 'b', state: 'empty', cue: null });
    return decks;
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
