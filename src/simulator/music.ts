import type { PlaylistItem, StreamPlan, StreamPlans } from '../ports/stream-plan.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface Piece {
  readonly source: string;
  readonly item: PlaylistItem;
}

interface StreamMemory {
  /** What is left of the round, by place in the playlist. */
  round: number[];
  last: string;
  restsUntilMs: number;
  bad: number;
}

const LET_BE_MS = 10_000;

/** Which piece of music comes next: streams with a delay, then with a window, then the rest; by weight; in shuffled rounds (SPEC ST-6 to ST-9). */
export class Music {
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  #plans: readonly StreamPlan[] = [];
  readonly #memories = new Map<string, StreamMemory>();

  constructor(time: VirtualTime, random: SeededRandom) {
    this.#time = time;
    this.#random = random;
  }

  /** A stream whose playlist is the same keeps its place in it. */
  take(plans: StreamPlans): void {
    const before = new Map(this.#plans.map(({ name, playlist }) => [name, pathsOf(playlist)]));
    this.#plans = plans.streams;
    for (const { name, playlist } of this.#plans) {
      const memory = this.#memory(name);
      memory.bad = 0;
      if (before.get(name) !== pathsOf(playlist)) memory.round = [];
    }
  }

  get names(): readonly string[] {
    return this.#plans.map(({ name }) => name);
  }

  next(): Piece | null {
    const may = this.#plans.filter((plan) => this.#mayPlay(plan));
    const [first] = may;
    if (first === undefined) return null;
    const best = Math.min(...may.map(classOf));
    const turn = may.filter((plan) => classOf(plan) === best);
    const plan = this.#draw(turn) ?? first;
    return { source: plan.name, item: this.#draw1(plan) };
  }

  ended(source: string): void {
    const plan = this.#plans.find(({ name }) => name === source);
    if (plan === undefined) return;
    const memory = this.#memory(source);
    memory.restsUntilMs = this.#time.trueMs + plan.minDelaySeconds * 1000;
    memory.bad = 0;
  }

  /** A piece could not be played. When all were bad twice in a row, the stream is let be for a while. */
  wasBad(source: string): void {
    const plan = this.#plans.find(({ name }) => name === source);
    if (plan === undefined) return;
    const memory = this.#memory(source);
    memory.bad += 1;
    if (memory.bad < plan.playlist.length * 2) return;
    memory.bad = 0;
    memory.restsUntilMs = this.#time.trueMs + LET_BE_MS;
  }

  /** When something may play that may not now, by the true time. */
  get nextChanceMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const plan of this.#plans) {
      if (plan.playlist.length === 0) continue;
      const restedMs = Math.max(this.#memory(plan.name).restsUntilMs, this.#time.trueMs);
      nextMs = Math.min(nextMs, Math.max(restedMs, this.#opensMs(plan)));
    }
    return nextMs;
  }

  #opensMs({ windows }: StreamPlan): number {
    if (windows === null) return 0;
    const { wallMs } = this.#time;
    const next = windows.find(({ toMs }) => toMs > wallMs);
    return next === undefined ? Number.POSITIVE_INFINITY : this.#time.trueOfWall(next.fromMs);
  }

  #mayPlay(plan: StreamPlan): boolean {
    if (plan.playlist.length === 0 || this.#memory(plan.name).restsUntilMs > this.#time.trueMs) return false;
    const { wallMs } = this.#time;
    return plan.windows === null || plan.windows.some(({ fromMs, toMs }) => fromMs <= wallMs && wallMs < toMs);
  }

  #draw(plans: readonly StreamPlan[]): StreamPlan | undefined {
    let left = this.#random.next() * plans.reduce((sum, { weight }) => sum + weight, 0);
    return plans.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
  }

  #draw1(plan: StreamPlan): PlaylistItem {
    const memory = this.#memory(plan.name);
    if (memory.round.length === 0) memory.round = plan.playlist.map((_item, index) => index);
    let place = this.#random.between(0, memory.round.length - 1);
    const isRepeat = plan.playlist[memory.round[place] ?? 0]?.path === memory.last;
    if (isRepeat && memory.round.length > 1) place = (place + 1) % memory.round.length;
    const [index = 0] = memory.round.splice(place, 1);
    const item = plan.playlist[index] ?? { soundId: 0 as PlaylistItem['soundId'], path: '' };
    memory.last = item.path;
    return item;
  }

  #memory(name: string): StreamMemory {
    const known = this.#memories.get(name);
    if (known !== undefined) return known;
    const memory: StreamMemory = { round: [], last: '', restsUntilMs: 0, bad: 0 };
    this.#memories.set(name, memory);
    return memory;
  }
}

function pathsOf(playlist: readonly PlaylistItem[]): string {
  return playlist.map(({ path }) => path).join('\n');
}

/** The lower, the sooner it has its turn. */
function classOf({ minDelaySeconds, windows }: StreamPlan): number {
  if (minDelaySeconds > 0) return 0;
  return windows === null ? 2 : 1;
}
