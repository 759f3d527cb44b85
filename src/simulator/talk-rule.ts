import type { EngineCommand } from '../ports/engine.ts';
import type { Watcher } from './world.ts';

type Kind = EngineCommand['kind'] | 'state';

/** SI-7 A command whose outcome is unknown is not given again before the engine was looked at. */
export class NoBlindRepeat implements Watcher {
  readonly #unknown = new Set<Kind>();
  readonly #onWrong: (message: string) => void;

  constructor(onWrong: (message: string) => void) {
    this.#onWrong = onWrong;
  }

  onTalk(what: Kind, when: 'asked' | 'answered' | 'unknown'): void {
    if (what === 'state') {
      if (when === 'answered') this.#unknown.clear();
    } else if (when === 'unknown') {
      this.#unknown.add(what);
    } else if (when === 'asked' && this.#unknown.has(what)) {
      this.#unknown.delete(what);
      this.#onWrong(`${what} was given again after an unknown outcome, without a look at the engine`);
    }
  }
}
