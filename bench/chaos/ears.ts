import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Capture, type CapturedRecording, captureFile } from '../../tests/ears/capture.ts';

const LOOK_MS = 20;

/** Follows what a station records: each run of its engine begins another file under the same name. */
export class Ears {
  readonly #path: string;
  readonly #frameMs: number;
  readonly #recordings: CapturedRecording[] = [];
  readonly #ending = new AbortController();
  #listening: Promise<void> = Promise.resolve();

  constructor(path: string, frameMs: number) {
    this.#path = path;
    this.#frameMs = frameMs;
  }

  begin(): void {
    this.#listening = this.#listen();
  }

  /** What was heard, one recording for each run of the engine that got so far as to record. */
  async stop(): Promise<readonly CapturedRecording[]> {
    this.#ending.abort();
    await this.#listening;
    return this.#recordings;
  }

  async #listen(): Promise<void> {
    let capture: Capture | null = null;
    let inode: number | null = null;
    while (!this.#ending.signal.aborted) {
      const found = await stat(this.#path).catch(() => null);
      if (found !== null && found.ino !== inode) {
        inode = found.ino;
        const before = capture;
        capture = captureFile({ path: this.#path, frameMs: this.#frameMs, raw: null });
        await this.#take(before);
      }
      await sleep(LOOK_MS, undefined, { signal: this.#ending.signal }).catch(() => {});
    }
    await this.#take(capture);
  }

  async #take(capture: Capture | null): Promise<void> {
    // an engine that is killed before its first frame leaves a file in which there is nothing
    const recording = await capture?.stop().catch(() => null);
    if (recording) this.#recordings.push(recording);
  }
}
