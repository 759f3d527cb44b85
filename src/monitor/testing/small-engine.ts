import { type Cue, type CueFile, type CueKey, type CueSheet, cueKey, parseCueKey } from '../../ports/cue-sheet.ts';
import type { EngineCommand, EngineState } from '../../ports/engine.ts';
import type { JournalBatch, JournalCursor, JournalLine, JournalRequest, OffReason } from '../../ports/journal.ts';
import type { StationSnapshot } from '../../ports/store.ts';
import type { StreamPlans } from '../../ports/stream-plan.ts';
import { must } from '../../values/errors.ts';
import type { SoundId } from '../../values/ids.ts';
import { filesNow, lastStart } from '../late-cue.ts';
import { isAfter } from '../trace-lines.ts';
import { runId } from './journal-script.ts';

const RESUME_MUSIC_ABOVE_MS = 30_000;
const SETTLE_MS = 4000;

interface Playing {
  readonly seq: number;
  readonly source: string;
  readonly soundId: SoundId;
  readonly sinceMs: number;
  readonly fromMs: number;
  readonly endMs: number;
  readonly request: JournalRequest;
  readonly cue: Cue | null;
  /** Place of the file among those of the cue. */
  readonly index: number;
}

type BodyOf<Line> = Line extends JournalLine ? Omit<Line, 'run' | 'seq' | 'atMs'> : never;

/**
 * An engine reduced to what the monitor relies on: it carries out the sheet on its disk by its own clock, never begins a
 * key twice, plays music in between, writes its journal, and can die, hang and come back.
 */
export class SmallEngine {
  readonly lines: JournalLine[] = [];
  /** The cues that it began, as it held them then. */
  readonly began: { readonly cue: Cue; readonly atMs: number; readonly files: readonly CueFile[] }[] = [];
  /** Written to its disk before a cue is begun; outlives the process. */
  readonly #begun = new Set<CueKey>();
  hangs = false;
  readonly #snapshot: StationSnapshot;
  readonly #expired = new Set<CueKey>();
  #disk: CueSheet | null = null;
  #plans: StreamPlans | null = null;
  #held: CueSheet | null = null;
  #heldPlans: StreamPlans | null = null;
  #running = false;
  #runs = 0;
  #seq = 0;
  #playing: Playing | null = null;
  #music: { readonly soundId: SoundId; readonly fromMs: number } | null = null;
  #pieces = 0;
  #upMs = 0;
  #dealerUsed = false;

  constructor(snapshot: StationSnapshot) {
    this.#snapshot = snapshot;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Whose sound was heard at an instant; null: music, or nothing. */
  cueAt(ms: number): ReturnType<typeof parseCueKey> {
    const on = this.lines.findLast((line) => line.kind === 'on' && line.atMs <= ms);
    return on?.kind === 'on' && on.request.cue !== null ? parseCueKey(on.request.cue) : null;
  }

  put(sheet: CueSheet, plans: StreamPlans): void {
    this.#disk = sheet;
    this.#plans = plans;
  }

  start(nowMs: number): void {
    if (this.#running) return;
    this.#running = true;
    this.#runs += 1;
    this.#seq = 0;
    this.#upMs = nowMs;
    this.#dealerUsed = false;
    this.#expired.clear();
    this.#write(nowMs, {
      kind: 'up',
      engineVersion: '2.1.3',
      script: 'abc',
      pid: this.#runs,
      previousAliveMs: null,
    });
    this.#held = this.#disk;
    this.#heldPlans = this.#plans;
  }

  die(): void {
    this.#running = false;
    this.hangs = false;
    this.#playing = null;
    this.#music = null;
  }

  shutDown(nowMs: number): void {
    if (!this.#running) return;
    this.#off(nowMs, 'shutdown');
    this.#write(nowMs, { kind: 'down' });
    this.die();
  }

  command(command: EngineCommand): void {
    if (command.kind === 'reload_cues') this.#held = this.#disk;
    if (command.kind === 'reload_streams') this.#heldPlans = this.#plans;
  }

  read(after: JournalCursor | null): JournalBatch {
    const lines = after === null ? [...this.lines] : this.lines.filter((line) => isAfter(line, after));
    const last = lines.at(-1);
    return { lines, cursor: last === undefined ? after : { run: last.run, seq: last.seq } };
  }

  state(nowMs: number): EngineState | null {
    if (!this.#running || this.hangs) return null;
    const playing = this.#playing;
    return {
      run: this.#run(),
      pid: this.#runs,
      upMs: this.#upMs,
      engineVersion: '2.1.3',
      script: 'abc',
      atMs: nowMs,
      seq: this.#seq,
      lostLines: 0,
      cueSheetVersion: this.#held?.version ?? '',
      streamPlansVersion: this.#heldPlans?.version ?? '',
      onAir:
        playing === null
          ? null
          : {
              source: playing.source,
              seq: playing.seq,
              sinceMs: playing.sinceMs,
              positionSeconds: (playing.fromMs + nowMs - playing.sinceMs) / 1000,
              remainingSeconds: (playing.endMs - nowMs) / 1000,
              request: playing.request,
            },
      decks: playing?.cue == null ? [] : [{ name: 'a', state: 'on_air', cue: cueKey(playing.cue) }],
      sources: [],
    };
  }

  /** Does all that was to be done until now. */
  tick(nowMs: number): void {
    if (!this.#running) return;
    this.#followSheet();
    while (this.#playing !== null && this.#playing.endMs <= nowMs) this.#playedOut(this.#playing);
    this.#stopOnAir(nowMs);
    for (const cue of this.#held?.cues ?? []) this.#look(cue, nowMs);
    if (this.#playing === null) this.#playMusic(nowMs);
  }

  #look(cue: Cue, nowMs: number): void {
    const key = cueKey(cue);
    if (this.#begun.has(key) || nowMs < cue.startMs) return;
    if (nowMs >= lastStart(cue, { upMs: this.#upMs })) {
      if (!this.#expired.has(key))
        this.#write(nowMs, { kind: 'cue', cue: key, state: 'expired', why: '', joinedSeconds: 0 });
      this.#expired.add(key);
      return;
    }
    if (cue.mode === 'soft' && this.#playing?.source === 'dealer') return;
    // what was cut may have to go on first: Airkeeper is given the time to say so
    if (cue.startMs < this.#upMs && nowMs < this.#upMs + SETTLE_MS) return;
    const { files, fromSeconds } = filesNow(cue, { nowMs, upMs: this.#upMs, dealerUsed: this.#dealerUsed });
    if (files.length === 0) return;
    this.#begun.add(key);
    this.#dealerUsed = true;
    this.began.push({ cue, atMs: nowMs, files });
    this.#off(nowMs, 'interrupted');
    this.#write(nowMs, { kind: 'cue', cue: key, state: 'started', why: '', joinedSeconds: fromSeconds });
    this.#playFile({ ...cue, files }, 0, nowMs);
  }

  #playFile(cue: Cue, index: number, atMs: number): void {
    const file = must(cue.files[index], 'a file of the cue');
    this.#play('dealer', file.soundId, file.fromSeconds * 1000, atMs, cue, index);
  }

  #playMusic(atMs: number): void {
    const pieces = this.#heldPlans?.streams[0]?.playlist ?? [];
    const next = this.#music ?? pieces[this.#pieces % Math.max(1, pieces.length)];
    if (next === undefined) return;
    if (this.#music === null) this.#pieces += 1;
    const fromMs = this.#music?.fromMs ?? 0;
    this.#music = null;
    this.#play('night', next.soundId, fromMs, atMs, null, 0);
  }

  #play(source: string, soundId: SoundId, fromMs: number, atMs: number, cue: Cue | null, index: number): void {
    const sound = must(this.#snapshot.sounds.get(soundId), 'a sound');
    const request = {
      rid: '1',
      uri: sound.path,
      soundId,
      cue: cue === null ? null : cueKey(cue),
      pushed: false,
      title: null,
      artist: null,
    };
    this.#write(atMs, { kind: 'on', source, positionSeconds: fromMs / 1000, request });
    const untilMs = cue?.untilMs ?? Number.POSITIVE_INFINITY;
    const endMs = Math.min(untilMs, this.#fileEndMs({ soundId, sinceMs: atMs, fromMs }));
    this.#playing = { seq: this.#seq, source, soundId, sinceMs: atMs, fromMs, endMs, request, cue, index };
  }

  #playedOut({ endMs, cue, index }: Playing): void {
    const next = cue?.files[index + 1];
    if (cue === null || next === undefined || endMs === cue.untilMs) {
      this.#off(endMs, endMs === cue?.untilMs ? 'until' : 'end');
      if (cue === null) this.#music = null;
      return;
    }
    this.#offLine(endMs, 'end');
    this.#playFile(cue, index + 1, endMs);
  }

  /** The sheet may move the end of what is on the air. */
  #followSheet(): void {
    const playing = this.#playing;
    if (playing?.cue == null) return;
    const key = cueKey(playing.cue);
    const held = this.#held?.cues.find((cue) => cueKey(cue) === key);
    if (held === undefined || held.untilMs === playing.cue.untilMs) return;
    const cue = { ...playing.cue, untilMs: held.untilMs };
    const endMs = Math.min(held.untilMs ?? Number.POSITIVE_INFINITY, this.#fileEndMs(playing));
    this.#playing = { ...playing, cue, endMs };
  }

  #fileEndMs({ soundId, sinceMs, fromMs }: Pick<Playing, 'soundId' | 'sinceMs' | 'fromMs'>): number {
    const sound = must(this.#snapshot.sounds.get(soundId), 'a sound');
    return sinceMs + Math.max(1, must(sound.durationSeconds, 'a duration') * 1000 - fromMs);
  }

  #stopOnAir(nowMs: number): void {
    const cue = this.#playing?.cue;
    if (cue != null && this.#held?.stop.includes(cueKey(cue))) this.#off(nowMs, 'stopped');
  }

  /** What is on the air leaves it; a piece of music with enough to go is kept for later. */
  #off(atMs: number, why: OffReason): void {
    const playing = this.#playing;
    if (playing === null) return;
    this.#offLine(atMs, why);
    if (playing.cue !== null) {
      this.#write(atMs, { kind: 'cue', cue: cueKey(playing.cue), state: 'ended', why: '', joinedSeconds: 0 });
    } else if (playing.endMs - atMs > RESUME_MUSIC_ABOVE_MS) {
      this.#music = { soundId: playing.soundId, fromMs: playing.fromMs + atMs - playing.sinceMs };
    }
    this.#playing = null;
  }

  #offLine(atMs: number, why: OffReason): void {
    const { seq, fromMs, sinceMs } = must(this.#playing, 'what is on the air');
    this.#write(atMs, { kind: 'off', on: seq, positionSeconds: (fromMs + atMs - sinceMs) / 1000, why, by: '' });
  }

  #write(atMs: number, line: BodyOf<JournalLine>): void {
    this.#seq += 1;
    this.lines.push({ run: this.#run(), seq: this.#seq, atMs, ...line });
  }

  #run() {
    return runId(String(this.#runs).padStart(6, '0'));
  }
}
