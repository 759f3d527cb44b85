import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** As long as systemd is told to wait (see `airkeeper install`). */
const RESTART_AFTER_MS = 500;

/** An end of Airkeeper that nobody here brought about. */
export interface OwnEnd {
  readonly atMs: number;
  readonly how: string;
}

/** Starts Airkeeper again whenever its process is gone, as the machine's service manager would. */
export class Supervisor {
  readonly #start: () => ChildProcess;
  #child: ChildProcess | null = null;
  #killed: ChildProcess | null = null;
  #isOver = false;
  readonly ownEnds: OwnEnd[] = [];

  constructor(start: () => ChildProcess) {
    this.#start = start;
  }

  begin(): void {
    const child = this.#start();
    this.#child = child;
    child.once('exit', (status, signal) => {
      if (this.#isOver) return;
      if (this.#killed === child) return this.begin();
      this.ownEnds.push({ atMs: Date.now(), how: signal ?? `status ${status}` });
      void sleep(RESTART_AFTER_MS).then(() => {
        if (!this.#isOver) this.begin();
      });
    });
  }

  kill(): void {
    this.#killed = this.#child;
    this.#child?.kill('SIGKILL');
  }

  /** To the process that runs now; gives back the way to let just that one go on. */
  halt(): () => void {
    const child = this.#child;
    child?.kill('SIGSTOP');
    return () => {
      child?.kill('SIGCONT');
    };
  }

  async end(): Promise<void> {
    this.#isOver = true;
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
