import { type Cue, cueKey } from '../ports/cue-sheet.ts';
import type { EngineOnAir } from '../ports/engine.ts';
import type { JournalRequest, OffReason } from '../ports/journal.ts';
import type { SoundId } from '../values/ids.ts';
import type { Ears, Stretch } from './ears.ts';
import type { EngineJournal } from './engine-journal.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A file that can be played from a place on. */
export interface Track {
  readonly source: string;
  readonly soundId: SoundId | null;
  readonly path: string;
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly pushed: boolean;
  /** Null for music and for what a person pushed. */
  readonly cue: { readonly cue: Cue; readonly index: number } | null;
}

export interface Playing {
  readonly track: Track;
  readonly seq: number;
  readonly sinceWallMs: number;
  /** True instants; both move when the process stands still. */
  sinceMs: number;
  endMs: number;
}

/** The station's output: one file at a time, and a line in the journal for each coming and going. */
export class Air {
  readonly #time: VirtualTime;
  readonly #journal: EngineJournal;
  readonly #ears: Ears;
  #playing: Playing | null = null;
  #source = '';
  #rids = 0;

  constructor(time: VirtualTime, journal: EngineJournal, ears: Ears) {
    this.#time = time;
    this.#journal = journal;
    this.#ears = ears;
  }

  get playing(): Playing | null {
    return this.#playing;
  }

  /** Second of the file that is heard, in milliseconds. */
  get positionMs(): number {
    const playing = this.#playing;
    return playing === null ? 0 : playing.track.fromMs + this.#time.trueMs - playing.sinceMs;
  }

  play(track: Track): void {
    this.#switch(track.source);
    this.#rids += 1;
    const request: JournalRequest = {
      rid: String(this.#rids),
      uri: track.path,
      soundId: track.soundId,
      cue: track.cue === null ? null : cueKey(track.cue.cue),
      pushed: track.pushed,
      title: null,
      artist: null,
    };
    const { trueMs, wallMs } = this.#time;
    let heard: Stretch | null = null;
    const seq = this.#journal.write(
      { kind: 'on', source: track.source, positionSeconds: track.fromMs / 1000, request },
      (fate) => {
        if (heard !== null) heard.onFate = fate;
      },
    );
    heard = {
      run: this.#journal.run,
      seq,
      source: track.source,
      request,
      fromMs: trueMs,
      toMs: null,
      fromWallMs: wallMs,
      toWallMs: null,
      why: null,
      onFate: 'coming',
      offSeq: null,
      offFate: null,
    };
    this.#ears.on(heard);
    this.#playing = {
      track,
      seq,
      sinceWallMs: wallMs,
      sinceMs: trueMs,
      endMs: trueMs + Math.max(1, track.lengthMs - track.fromMs),
    };
  }

  /** What is on the air leaves it. Gives it back, with where it had got to. */
  off(why: OffReason, by: string): { readonly playing: Playing; readonly positionMs: number } | null {
    const playing = this.#playing;
    if (playing === null) return null;
    const { positionMs } = this;
    const heard = this.#ears.off(this.#time.trueMs, this.#time.wallMs, why);
    const offSeq = this.#journal.write(
      { kind: 'off', on: playing.seq, positionSeconds: positionMs / 1000, why, by },
      (fate) => {
        if (heard !== null) heard.offFate = fate;
      },
    );
    if (heard !== null) {
      heard.offSeq = offSeq;
      heard.offFate ??= 'coming';
    }
    this.#playing = null;
    return { playing, positionMs };
  }

  silence(): void {
    this.#switch('');
  }

  /** The process stood still for a while. */
  shift(spanMs: number): void {
    if (this.#playing === null) return;
    this.#playing.sinceMs += spanMs;
    this.#playing.endMs += spanMs;
  }

  state(): EngineOnAir | null {
    const playing = this.#playing;
    const heard = this.#ears.now;
    if (playing === null || heard === null) return null;
    return {
      source: playing.track.source,
      seq: playing.seq,
      sinceMs: playing.sinceWallMs,
      positionSeconds: this.positionMs / 1000,
      remainingSeconds: (playing.endMs - this.#time.trueMs) / 1000,
      request: heard.request,
    };
  }

  #switch(to: string): void {
    if (to === this.#source) return;
    this.#journal.write({ kind: 'switch', from: this.#source, to });
    this.#source = to;
  }
}
