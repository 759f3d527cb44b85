import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalCursor } from '../ports/journal.ts';
import { JournalReader } from './journal-reader.ts';
import { JournalWriter, journalOf } from './testing/journal-writer.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';

type Step = 'write' | 'swap' | 'half' | 'torn' | 'rotate' | 'new_run' | 'read' | 'restart' | 'uncommitted';
const STEPS: readonly Step[] = ['write', 'swap', 'half', 'torn', 'rotate', 'new_run', 'read', 'restart', 'uncommitted'];

test('JO-4: however it is written and read, each whole line is taken in once and in order', async () => {
  const root = await tempFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 40 }), async (steps) => {
      count += 1;
      const folder = join(root, `${count}`);
      const clock = new ManualClock();
      const written: string[] = [];
      const taken: string[] = [];
      let run = 1;
      let seq = 0;
      let writer = new JournalWriter(folder, '000001-abcd');
      let reader = new JournalReader(journalOf(folder), clock);
      let cursor: JournalCursor | null = null;
      const write = (...seqs: readonly number[]) => {
        writer.write(...seqs);
        for (const whole of seqs.toSorted((a, b) => a - b)) written.push(`${run}.${whole}`);
      };
      const next = () => {
        seq += 1;
        return seq;
      };
      const read = async () => {
        const batch = await reader.read(cursor);
        cursor = batch.cursor;
        taken.push(...batch.lines.map((line) => `${Number(line.run.slice(0, 6))}.${line.seq}`));
      };
      for (const step of steps) {
        if (step === 'write') write(next());
        if (step === 'swap') write(seq + 2, seq + 1);
        if (step === 'swap') seq += 2;
        if (step === 'half' || step === 'torn') {
          const text = `\n${writer.text(next())}\n`;
          writer.writeRaw(text.slice(0, 30));
          if (step === 'half') await read();
          if (step === 'half') writer.writeRaw(text.slice(30));
          if (step === 'half') written.push(`${run}.${seq}`);
        }
        if (step === 'rotate') writer.segment += 1;
        if (step === 'new_run') {
          run += 1;
          seq = 0;
          writer = new JournalWriter(folder, `${String(run).padStart(6, '0')}-abcd`);
        }
        if (step === 'read') await read();
        if (step === 'restart') reader = new JournalReader(journalOf(folder), clock);
        if (step === 'uncommitted') await reader.read(cursor);
      }
      await read();
      clock.advance(1000);
      await read();
      expect(taken).toEqual(written);
    }),
    { numRuns: 300 },
  );
});
