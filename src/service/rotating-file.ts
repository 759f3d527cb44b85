import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** A file that is appended to, and begun anew when it has grown too long; the one before is kept as `PATH.1`. */
export class RotatingFile {
  readonly #path: string;
  readonly #longestBytes: number;
  readonly #onTrouble: (error: unknown) => void;
  #file: number | null = null;
  #bytes = 0;
  #isFailing = false;

  /** @param onTrouble is told, once until it works again, that what is written is lost: a full disk must not end the program */
  constructor(path: string, longestBytes: number, onTrouble: (error: unknown) => void) {
    this.#path = path;
    this.#longestBytes = longestBytes;
    this.#onTrouble = onTrouble;
  }

  /** On the disk's side when it returns, so that the last words of a process that dies are there. */
  write(line: string): void {
    try {
      if (this.#file === null) this.#open();
      if (this.#bytes >= this.#longestBytes) this.#rotate();
      if (this.#file !== null) this.#bytes += writeSync(this.#file, line);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#onTrouble(error);
      this.#isFailing = true;
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #open(): void {
    this.#file = openSync(this.#path, 'a', 0o640);
    this.#bytes = fstatSync(this.#file).size;
  }

  #rotate(): void {
    this.close();
    renameSync(this.#path, `${this.#path}.1`);
    this.#open();
  }
}
