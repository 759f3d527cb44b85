import fc from 'fast-check';
import type { JournalLine } from '../../ports/journal.ts';
import type { StationSnapshot } from '../../ports/store.ts';
import { must } from '../../values/errors.ts';
import { JournalScript, runId } from './journal-script.ts';
import { ids, StationBuilder } from './station-builder.ts';

const SLOT_SECONDS = 600;
const DIFFUSIONS = 8;
const MUSIC = [11, 12, 13];

/** What happens next in a made-up journal. */
export type Step =
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'music'; readonly seconds: number }
  | { readonly do: 'start'; readonly seconds: number; readonly onFirst: boolean }
  | { readonly do: 'die' | 'shut_down'; readonly seconds: number }
  | { readonly do: 'trouble' | 'lose' };

const seconds = fc.integer({ min: 1, max: 240_000 }).map((ms) => ms / 1000);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('music' as const), seconds }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('start' as const), seconds, onFirst: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('die' as const, 'shut_down' as const), seconds }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('trouble' as const, 'lose' as const) }) },
);

export const steps = fc.array(step, { minLength: 5, maxLength: 40 });

/** Eight slots of ten minutes, every second with a short latest start, and music with tracks every 20 seconds. */
export function busyStation(): StationSnapshot {
  const builder = new StationBuilder()
    .station({ cancelTimeoutSeconds: 300 })
    .program('night', { id: 1, kind: 'streamed' })
    .program('morning', { id: 2 });
  for (const sound of MUSIC) {
    builder.sound({ id: sound, programId: ids.program(1), durationSeconds: 300 });
    for (let index = 0; index < 12; index += 1) builder.track(sound * 100 + index, sound, index * 20);
  }
  for (let index = 0; index < DIFFUSIONS; index += 1) {
    const id = 21 + index;
    builder.episode(id, 2).sound({ id: id * 10, episodeId: ids.episode(id), durationSeconds: 550 });
    const from = 100 + index * SLOT_SECONDS;
    builder.diffusion({ id, episode: id, from, to: from + (index % 2 === 0 ? SLOT_SECONDS : 120) });
  }
  return builder.build();
}

export interface MadeJournal {
  readonly lines: readonly JournalLine[];
  /** Keys of the `on` lines that have no end in the journal: their engine died, or the journal ends. */
  readonly cut: ReadonlySet<string>;
}

/** Writes the journal of an engine that did these things: whatever the steps are, it is one that an engine could write. */
export function journalOf(list: readonly Step[]): MadeJournal {
  const writer = new Writer();
  for (const one of list) writer.do(one);
  return { lines: writer.lines, cut: writer.cut() };
}

class Writer {
  readonly lines: JournalLine[] = [];
  #runs = 1;
  #script = new JournalScript(runId('000001'));
  #now = 0;
  #on: { readonly seq: number; readonly at: number; readonly position: number; readonly cue: string | null } | null =
    null;
  #music = 0;
  #started = new Set<number>();
  readonly #cut = new Set<string>();

  constructor() {
    this.#script.up(0);
    this.#flush();
  }

  cut(): ReadonlySet<string> {
    if (this.#on !== null) this.#cut.add(`${this.#script.run}/${this.#on.seq}`);
    return this.#cut;
  }

  do(one: Step): void {
    switch (one.do) {
      case 'wait':
        this.#now += one.seconds;
        this.#script.line(this.#now, { kind: 'switch', from: '', to: '' });
        break;
      case 'music':
        this.#now += one.seconds;
        this.#off('interrupted');
        this.#play('night', must(MUSIC[this.#music % MUSIC.length], 'a piece'), null, this.#music % 3 === 2 ? 45.5 : 0);
        this.#music += 1;
        break;
      case 'start':
        this.#now += one.seconds;
        this.#start(one.onFirst);
        break;
      case 'die':
        if (this.#on !== null) this.#cut.add(`${this.#script.run}/${this.#on.seq}`);
        this.#on = null;
        this.#nextRun(one.seconds);
        break;
      case 'shut_down':
        this.#off('shutdown');
        this.#script.down(this.#now);
        this.#nextRun(one.seconds);
        break;
      case 'trouble':
        this.#script.refused(this.#now, 'night', null, { uri: `/bad/${this.#runs}/${this.#script.seq}` });
        this.#script.line(this.#now, { kind: 'silence' });
        this.#script.line(this.#now, {
          kind: 'silence_action',
          action: 'none',
          source: '',
          silentSeconds: 10,
          why: 'there is nothing to play',
        });
        break;
      case 'lose':
        this.#script.lose(1);
        break;
    }
    this.#flush();
  }

  /** The diffusion whose slot it is takes the air, or is taken up again; never at or after its latest start. */
  #start(onFirst: boolean): void {
    const index = Math.floor((this.#now - 100) / SLOT_SECONDS);
    const id = 21 + index;
    const late = this.#now - 100 - index * SLOT_SECONDS;
    const again = this.#started.has(id);
    if (index < 0 || index >= DIFFUSIONS || late >= (index % 2 === 0 ? 300 : 120)) return;
    if (this.#on?.cue?.startsWith(`${id}#`)) return;
    this.#off('interrupted');
    this.#started.add(id);
    const cue = `${id}#${again ? this.#runs : 0}`;
    if (!onFirst) this.#script.cue(this.#now, cue, 'started');
    this.#play('dealer', id * 10, cue, again ? 30 : 0);
    if (onFirst) this.#script.cue(this.#now, cue, 'started');
  }

  #play(source: string, sound: number, cue: string | null, position: number): void {
    this.#script.on(this.#now, source, sound, cue === null ? { position } : { position, cue });
    this.#on = { seq: this.#script.seq, at: this.#now, position, cue };
  }

  #off(why: 'interrupted' | 'shutdown'): void {
    if (this.#on === null) return;
    const { seq, at, position, cue } = this.#on;
    this.#script.off(this.#now, seq, { position: position + (this.#now - at), why });
    if (cue !== null) this.#script.cue(this.#now, cue, 'ended');
    this.#on = null;
  }

  #nextRun(afterSeconds: number): void {
    this.#flush();
    this.#now += afterSeconds;
    this.#runs += 1;
    this.#script = new JournalScript(runId(String(this.#runs).padStart(6, '0')));
    this.#script.up(this.#now);
  }

  #flush(): void {
    this.lines.push(...this.#script.take().lines);
  }
}
