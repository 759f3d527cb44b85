import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StationFolder } from '../station-folder.ts';

/** The folder of a journal as part of its station's. */
export function journalOf(folder: string): Pick<StationFolder, 'journal' | 'owner'> {
  return { journal: folder, owner: join(dirname(folder), 'database.id') };
}

/** The texts of lines as an engine writes them, and their way into its segments. */
export class JournalWriter {
  readonly folder: string;
  readonly run: string;
  segment = 1;

  constructor(folder: string, run: string) {
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
    this.run = run;
  }

  get path(): string {
    return join(this.folder, `${this.run}.${String(this.segment).padStart(6, '0')}.jsonl`);
  }

  text(seq: number, fields: object = { kind: 'noise' }): string {
    return JSON.stringify({ run: this.run, seq, atMs: 1_800_000_000_000 + seq, ...fields });
  }

  write(...seqs: readonly number[]): void {
    for (const seq of seqs) this.writeRaw(`\n${this.text(seq)}\n`);
  }

  writeRaw(bytes: string | Uint8Array): void {
    appendFileSync(this.path, bytes);
  }
}
