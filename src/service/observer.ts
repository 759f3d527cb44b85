import type { Clock } from '../ports/clock.ts';
import type { Engine, EngineFailure, EngineState } from '../ports/engine.ts';
import type { Service } from './service.ts';

const EVERY_MS = 500;
const TROUBLE_AFTER_MS = 8000;

/** Asks the engine for its state twice a second, so that a pass never waits for an engine that does not answer. */
export class Observer implements Service {
  readonly id: string;
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #onTrouble: (failure: EngineFailure | null) => void;
  #state: EngineState | null = null;
  #failure: EngineFailure | null = null;
  #lostMs: number | null = null;
  #said = false;

  constructor(options: {
    readonly slug: string;
    readonly engine: Engine;
    readonly clock: Clock;
    /** It began, or ceased, to answer. */
    readonly onChange: () => void;
    /** It has not answered for a while; null: it does again. */
    readonly onTrouble: (failure: EngineFailure | null) => void;
  }) {
    this.id = `observer ${options.slug}`;
    this.#engine = options.engine;
    this.#clock = options.clock;
    this.#onChange = options.onChange;
    this.#onTrouble = options.onTrouble;
  }

  /** The newest state; null while the engine does not answer. */
  get state(): EngineState | null {
    return this.#state;
  }

  /** Why there is no state; null while there is one, and before the first answer. */
  get failure(): EngineFailure | null {
    return this.#failure;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.observe();
      await this.#clock.sleep(EVERY_MS, signal);
    }
  }

  async observe(): Promise<void> {
    const answer = await this.#engine.observe();
    const before = this.#state;
    this.#state = answer.ok ? answer.value : null;
    this.#failure = answer.ok ? null : answer.error;
    this.#sayTrouble();
    if ((before === null) !== (this.#state === null) || before?.run !== this.#state?.run) this.#onChange();
  }

  /** An engine that starts is silent for seconds: only what lasts longer is worth a word. */
  #sayTrouble(): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#failure === null) {
      if (this.#said) this.#onTrouble(null);
      this.#lostMs = null;
      this.#said = false;
      return;
    }
    this.#lostMs ??= nowMs;
    if (this.#said || nowMs - this.#lostMs < TROUBLE_AFTER_MS) return;
    this.#said = true;
    this.#onTrouble(this.#failure);
  }
}
