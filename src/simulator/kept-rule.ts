import type { LogBatch } from '../ports/store.ts';
import type { LogEntry } from '../values/model.ts';
import type { Watcher } from './world.ts';

/** SI-8 What the database took is in it for ever after, as it was taken. */
export class AcknowledgedIsKept implements Watcher {
  readonly #lines = new Map<string, string>();
  readonly #ends = new Map<string, number>();

  onCommitted({ entries, ends }: LogBatch): void {
    for (const { journal, type } of entries) {
      if (journal !== null && type !== 'cancel') this.#lines.set(`${journal.run}/${journal.seq}`, type);
    }
    for (const { run, seq, end } of ends) {
      const key = `${run}/${seq}`;
      if (!this.#ends.has(key)) this.#ends.set(key, end.epochMilliseconds);
    }
  }

  check(entries: readonly LogEntry[]): readonly string[] {
    const wrong: string[] = [];
    const byKey = new Map<string, LogEntry>();
    for (const entry of entries)
      if (entry.journal !== null) byKey.set(`${entry.journal.run}/${entry.journal.seq}`, entry);
    for (const [key, type] of this.#lines) if (!byKey.has(key)) wrong.push(`${type} entry ${key} is gone from the log`);
    for (const [key, endMs] of this.#ends) {
      const entry = byKey.get(key);
      if (entry === undefined) continue;
      const keptMs = entry.end?.epochMilliseconds ?? null;
      if (keptMs !== Math.max(endMs, entry.date.epochMilliseconds))
        wrong.push(`the end of ${key} is not what was taken`);
    }
    return wrong;
  }
}
