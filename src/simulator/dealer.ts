import { filesNow, lastStart } from '../monitor/late-cue.ts';
import { type Cue, type CueKey, type CueSheet, cueKey } from '../ports/cue-sheet.ts';
import type { DeckState } from '../ports/engine.ts';
import type { CueState } from '../ports/journal.ts';
import type { EngineRunId } from '../values/ids.ts';
import type { Air } from './air.ts';
import { DEALER, firstPlayable } from './cue-files.ts';
import type { Disk } from './disk.ts';
import type { Ears, LineFate } from './ears.ts';
import type { EngineJournal } from './engine-journal.ts';
import type { VirtualTime } from './virtual-time.ts';

const LOAD_AHEAD_MS = 30_000;
const TRY_AGAIN_MS = 5000;
const DECKS = 2;

export interface DealerOptions {
  readonly run: EngineRunId;
  readonly time: VirtualTime;
  readonly disk: Disk;
  readonly ears: Ears;
  readonly journal: EngineJournal;
  readonly air: Air;
  /** Has what is on the air give way. */
  readonly takeAir: (by: string) => void;
}

/** The part of the engine that holds the cue sheet, loads what comes next, and begins it at its instant (SPEC EN-13 to EN-27). */
export class Dealer {
  /** When the engine came up, by the clock. */
  readonly upWallMs: number;
  readonly #options: DealerOptions;
  #sheet: CueSheet = { version: '', cues: [], stop: [] };
  readonly #loaded = new Set<CueKey>();
  /** With the latest start that they missed: said once for each. */
  readonly #expired = new Map<CueKey, number>();
  readonly #refused = new Map<CueKey, { nextTryMs: number }>();
  readonly #begun: Set<CueKey>;
  /** Whether it has begun anything in this run. */
  #isUsed = false;
  #isDead = false;
  /** When the engine last did what was to be done. */
  #actedMs = 0;

  constructor(options: DealerOptions) {
    this.#options = options;
    this.#begun = new Set(options.disk.begun);
    this.upWallMs = options.time.wallMs;
  }

  get sheet(): CueSheet {
    return this.#sheet;
  }

  die(): void {
    this.#isDead = true;
  }

  /** A sheet that cannot be read changes nothing. */
  read(): void {
    const { cueSheet } = this.#options.disk;
    if (cueSheet === null || cueSheet.version === this.#sheet.version) return;
    const before = new Map(this.#sheet.cues.map((cue) => [cueKey(cue), cue]));
    const after = new Set(cueSheet.cues.map(cueKey));
    this.#sheet = cueSheet;
    for (const key of before.keys()) if (!after.has(key) && !this.#begun.has(key)) this.#withdraw(key);
    for (const cue of cueSheet.cues) this.#take(cue, before.get(cueKey(cue)));
  }

  decks(): readonly DeckState[] {
    const decks: DeckState[] = [];
    const onAir = this.#options.air.playing?.track.cue?.cue;
    if (onAir !== undefined) decks.push({ name: 'a', state: 'on_air', cue: cueKey(onAir) });
    for (const cue of this.#loaded) {
      if (decks.length < DECKS) decks.push({ name: decks.length === 0 ? 'a' : 'b', state: 'opened', cue });
    }
    while (decks.length < DECKS) decks.push({ name: decks.length === 0 ? 'a' : 'b', state: 'empty', cue: null });
    return decks;
  }

  /** The true instant at which a cue needs something done next. */
  get nextDueMs(): number {
    const untilMs = this.onAir()?.untilMs ?? null;
    let nextMs = untilMs === null ? Number.POSITIVE_INFINITY : this.#options.time.trueOfWall(untilMs);
    for (const cue of this.#sheet.cues) {
      // they are in order of start: before it is loaded, none of the rest needs anything
      if (this.#options.time.trueOfWall(cue.startMs - LOAD_AHEAD_MS) >= nextMs) break;
      const dueMs = this.#dueMs(cue);
      if (dueMs < nextMs) nextMs = dueMs;
    }
    return nextMs;
  }

  /** The cue on the air, as the sheet has it now, or as it was when it left the sheet. */
  onAir(): Cue | null {
    const onAir = this.#options.air.playing?.track.cue?.cue;
    if (onAir === undefined) return null;
    const key = cueKey(onAir);
    return this.#sheet.cues.find((cue) => cueKey(cue) === key) ?? onAir;
  }

  /** Whether the sheet says that it stops. */
  isStopped(cue: Cue): boolean {
    return this.#sheet.stop.includes(cueKey(cue));
  }

  /** Begins what is due, hard ones first; loads what comes next. */
  act(): void {
    this.#actedMs = this.#options.time.trueMs;
    for (const key of this.#sheet.stop) if (this.#loaded.delete(key)) this.say(key, 'withdrawn');
    for (const cue of this.#sheet.cues) if (cue.mode === 'hard') this.#look(cue);
    for (const cue of this.#sheet.cues) if (cue.mode === 'soft') this.#look(cue);
  }

  say(cue: CueKey, state: CueState, why = ''): void {
    this.#options.journal.write({ kind: 'cue', cue, state, why, joinedSeconds: 0 });
  }

  /** The files from one place to another are passed over. */
  refuseFiles(cue: Cue, from: number, to: number): void {
    for (const { soundId, path: uri } of cue.files.slice(from, to)) {
      const request = { rid: null, uri, soundId, cue: cueKey(cue), pushed: false, title: null, artist: null };
      this.#options.journal.write({ kind: 'refused', source: DEALER, request, why: 'cannot be opened' });
    }
  }

  #take(cue: Cue, before: Cue | undefined): void {
    const key = cueKey(cue);
    if (before === undefined && !this.#begun.has(key)) this.say(key, 'accepted');
    const hasOtherFiles = before !== undefined && JSON.stringify(before.files) !== JSON.stringify(cue.files);
    if (!hasOtherFiles && cue.startMs <= this.#options.time.wallMs + LOAD_AHEAD_MS) return;
    this.#loaded.delete(key);
    this.#refused.delete(key);
  }

  #withdraw(key: CueKey): void {
    this.#loaded.delete(key);
    this.#refused.delete(key);
    this.#expired.delete(key);
    this.say(key, 'withdrawn');
  }

  /** A cue does not begin at or after this instant: its latest start, which is another where it was missed, or its end. */
  #lastStartMs(cue: Cue): number {
    const lastMs = lastStart(cue, { upMs: this.upWallMs });
    return cue.untilMs === null ? lastMs : Math.min(lastMs, cue.untilMs);
  }

  #dueMs(cue: Cue): number {
    const key = cueKey(cue);
    const { time } = this.#options;
    const lastMs = this.#lastStartMs(cue);
    if (this.#begun.has(key) || (lastMs <= time.wallMs && this.#expired.get(key) === lastMs)) {
      return Number.POSITIVE_INFINITY;
    }
    let dueMs = time.trueOfWall(lastMs);
    const soonest = (atMs: number) => {
      if (atMs > this.#actedMs && atMs < dueMs) dueMs = atMs;
    };
    soonest(time.trueOfWall(cue.startMs - LOAD_AHEAD_MS));
    soonest(time.trueOfWall(cue.startMs));
    const refused = this.#refused.get(key);
    if (refused !== undefined) soonest(refused.nextTryMs);
    return dueMs;
  }

  #look(cue: Cue): void {
    const { time, air } = this.#options;
    if (cue.startMs - LOAD_AHEAD_MS > time.wallMs) return;
    const key = cueKey(cue);
    if (this.#begun.has(key) || this.#sheet.stop.includes(key)) return;
    if (this.#lastStartMs(cue) <= time.wallMs) {
      this.#expire(cue, key);
      return;
    }
    if (!this.#loaded.has(key) && !this.#load(cue, key)) return;
    if (!this.#isReady(cue, key) || cue.startMs > time.wallMs) return;
    if (cue.mode === 'hard' || air.playing?.track.source !== DEALER) this.#begin(cue, key);
  }

  #expire(cue: Cue, key: CueKey): void {
    const lastMs = this.#lastStartMs(cue);
    this.#loaded.delete(key);
    if (this.#expired.get(key) !== lastMs) this.say(key, 'expired');
    this.#expired.set(key, lastMs);
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
    const isThere = firstPlayable(this.#options.disk, cue, 0) !== null;
    const before = this.#refused.get(key);
    if (isThere) {
      if (before === undefined) this.say(key, 'opened');
      this.#refused.delete(key);
    } else {
      if (before === undefined) this.say(key, 'refused', 'none of its files can be played');
      this.#refused.set(key, { nextTryMs: this.#options.time.trueMs + TRY_AGAIN_MS });
    }
    return isThere;
  }

  #begin(whole: Cue, key: CueKey): void {
    const { disk, air, takeAir, time } = this.#options;
    const past = { nowMs: time.wallMs, upMs: this.upWallMs, dealerUsed: this.#isUsed };
    const { files, fromSeconds } = filesNow(whole, past);
    if (files.length === 0) {
      this.#expire(whole, key);
      return;
    }
    const cue = { ...whole, files };
    const track = firstPlayable(disk, cue, 0);
    if (track === null) {
      this.#tryFiles(cue, key);
      return;
    }
    takeAir(key);
    this.#isUsed = true;
    this.#begun.add(key);
    this.#loaded.delete(key);
    this.#sayStarted(key, fromSeconds);
    this.refuseFiles(cue, 0, track.cue?.index ?? 0);
    air.play(track);
  }

  /** The key reaches the disk with the line; killed before, the engine knows of neither. */
  #sayStarted(key: CueKey, joinedSeconds: number): void {
    const { time, ears, run, journal, disk } = this.#options;
    const start = { key, run, atMs: time.trueMs, atWallMs: time.wallMs, isForgotten: false };
    ears.starts.push(start);
    const onFate = (fate: LineFate) => {
      start.isForgotten = fate === 'lost';
      if (!this.#isDead) disk.begun.add(key);
    };
    journal.write({ kind: 'cue', cue: key, state: 'started', why: '', joinedSeconds }, onFate);
  }
}
