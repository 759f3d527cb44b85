import { type CrashPoint, type EffectName, never } from './effect.ts';

/**
 * One life of Airkeeper's process. All that it does to the world goes through here; once it is dead, nothing that it still
 * asks for is ever done or answered, as with a process that was killed.
 */
export class ProcessLife {
  readonly #onDeath: () => void;
  readonly #onEffect: (name: EffectName, when: CrashPoint['when']) => void;
  #isDead = false;
  #crash: { left: number; readonly when: CrashPoint['when'] } | null = null;

  constructor(options: { onDeath: () => void; onEffect: (name: EffectName, when: CrashPoint['when']) => void }) {
    this.#onDeath = options.onDeath;
    this.#onEffect = options.onEffect;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** It dies at that point. */
  crashAt({ effect, when }: CrashPoint): void {
    this.#crash = { left: effect, when };
  }

  die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#onDeath();
  }

  /** Does something to the world, unless the process is killed before; what comes of it is told unless it is killed after. */
  async effect<Value>(name: EffectName, act: () => Value | Promise<Value>): Promise<Value> {
    if (this.#strikes('before')) this.die();
    if (this.#isDead) return never();
    this.#onEffect(name, 'before');
    let outcome: { readonly value: Value } | { readonly error: unknown };
    try {
      outcome = { value: await act() };
    } catch (error) {
      outcome = { error };
    }
    if (this.#isDead) return never();
    this.#onEffect(name, 'after');
    if (this.#strikes('after')) this.die();
    if (this.#isDead) return never();
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Asks the world something, which changes nothing in it. */
  async ask<Value>(act: () => Value | Promise<Value>): Promise<Value> {
    if (this.#isDead) return never();
    try {
      const value = await act();
      return this.#isDead ? never() : value;
    } catch (error) {
      if (this.#isDead) return never();
      throw error;
    }
  }

  #strikes(when: CrashPoint['when']): boolean {
    const crash = this.#crash;
    if (crash === null || crash.when !== when) return false;
    crash.left -= 1;
    return crash.left < 0;
  }
}
