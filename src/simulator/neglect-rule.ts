import type { Watcher, World } from './world.ts';

/** An engine that hangs is found out in 14 s, a start takes 4 s, and one that is put off comes within half a minute, or a minute. */
const LIMIT_MS = 150_000;

/** SI-6 An engine that is gone or stands still is replaced, when Airkeeper has all that it takes. */
export class EngineComesBack implements Watcher {
  readonly #world: World;
  readonly #onWrong: (message: string) => void;
  #isSaid = false;

  constructor(world: World, onWrong: (message: string) => void) {
    this.#world = world;
    this.#onWrong = onWrong;
  }

  onStep(): void {
    const isOver = this.#world.neglectedForMs > LIMIT_MS;
    if (isOver && !this.#isSaid) this.#onWrong(`no engine has played for ${LIMIT_MS / 1000} s, and nothing keeps it`);
    this.#isSaid = isOver;
  }
}
