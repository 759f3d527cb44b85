import { chmod, mkdir, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JournalBatch, JournalCursor } from '../ports/journal.ts';
import type { EngineRunId } from '../values/ids.ts';
import { JournalReader } from './journal-reader.ts';
import { JournalWriter, journalOf } from './testing/journal-writer.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';

const FIRST_RUN = '000001-aaaa';
const SECOND_RUN = '000002-bbbb';

async function bench() {
  const folder = join(await tempFolder(), 'journal');
  const clock = new ManualClock();
  const reader = new JournalReader(journalOf(folder), clock);
  let cursor: JournalCursor | null = null;
  /** Reads on from the last cursor, and tells the lines by their run and sequence. */
  const readOn = async (): Promise<string[]> => {
    const batch = await reader.read(cursor);
    cursor = batch.cursor;
    return names(batch);
  };
  return { folder, clock, reader, readOn, writer: new JournalWriter(folder, FIRST_RUN) };
}

function names(batch: JournalBatch): string[] {
  return batch.lines.map(({ run, seq }) => `${run.slice(5, 6)}.${seq}`);
}

function at(run: string, seq: number): JournalCursor {
  return { run: run as EngineRunId, seq };
}

describe('following', () => {
  test('a folder that is not there is an empty journal', async () => {
    const reader = new JournalReader(journalOf(join(await tempFolder(), 'nowhere')), new ManualClock());
    expect(await reader.read(null)).toEqual({ lines: [], cursor: null });
  });

  test('JO-4: gives each line once, in order, with a cursor at the last', async () => {
    const { reader, writer, readOn } = await bench();
    writer.write(1, 2);
    expect(await reader.read(null)).toEqual({
      lines: [
        { run: FIRST_RUN, seq: 1, atMs: 1_800_000_000_001, kind: 'noise' },
        { run: FIRST_RUN, seq: 2, atMs: 1_800_000_000_002, kind: 'noise' },
      ],
      cursor: at(FIRST_RUN, 2),
    });
    expect(await readOn()).toEqual(['1.1', '1.2']);
    expect(await readOn()).toEqual([]);
    writer.write(3);
    expect(await readOn()).toEqual(['1.3']);
  });

  test('JO-4: with nothing new the cursor stays where it was', async () => {
    const { reader, writer } = await bench();
    writer.write(1);
    expect(await reader.read(at(FIRST_RUN, 1))).toEqual({ lines: [], cursor: at(FIRST_RUN, 1) });
  });

  test('JO-2: a last line that is not finished is left for later, wherever it was cut', async () => {
    const text = `${new JournalWriter(await tempFolder(), FIRST_RUN).text(2, { kind: 'switch', from: 'é📻', to: '' })}\n`;
    const bytes = Buffer.from(text);
    for (let cut = 0; cut < bytes.length; cut += 1) {
      const { writer, readOn } = await bench();
      writer.write(1);
      writer.writeRaw(bytes.subarray(0, cut >> 1));
      expect(await readOn(), `cut at ${cut >> 1}`).toEqual(['1.1']);
      writer.writeRaw(bytes.subarray(cut >> 1, cut));
      expect(await readOn(), `cut at ${cut}`).toEqual([]);
      writer.writeRaw(bytes.subarray(cut));
      expect(await readOn(), `cut at ${cut}`).toEqual(['1.2']);
    }
  });

  test('JO-2: a torn line stays alone, and is a hole', async () => {
    const { clock, reader, writer, readOn } = await bench();
    writer.write(1);
    writer.writeRaw(`\n${writer.text(2).slice(0, 20)}`);
    writer.write(3);
    expect(await readOn()).toEqual(['1.1']);
    clock.advance(1000);
    expect(await readOn()).toEqual(['1.3']);
    expect(reader.holes).toBe(1);
  });

  test('JO-2: bytes that are no UTF-8 spoil a text, not the line', async () => {
    const { reader, writer } = await bench();
    const [before, after] = writer.text(1, { kind: 'switch', from: 'X', to: 'é' }).split('X');
    writer.writeRaw(Buffer.concat([Buffer.from(`\n${before}`), Buffer.of(0xff, 0xc3), Buffer.from(`${after}\n`)]));
    expect((await reader.read(null)).lines).toMatchObject([{ kind: 'switch', from: '\ufffd\ufffd', to: 'é' }]);
  });

  test('megabytes without a line end are passed over, and what follows is read', async () => {
    const { writer, readOn } = await bench();
    writer.writeRaw(Buffer.alloc(3.5 * 1024 * 1024, 'x'));
    writer.write(1);
    const batches = [await readOn(), await readOn(), await readOn(), await readOn()];
    expect(batches).toEqual([[], [], [], ['1.1']]);
  });

  test('lines that are of another run than their file are not believed', async () => {
    const { writer, readOn } = await bench();
    writer.writeRaw(`\n${new JournalWriter(writer.folder, SECOND_RUN).text(1)}\n`);
    writer.write(1);
    expect(await readOn()).toEqual(['1.1']);
  });

  test('files of other names are left alone', async () => {
    const { folder, writer, readOn } = await bench();
    await writeFile(join(folder, 'notes.jsonl'), `${writer.text(1)}\n`);
    await writeFile(join(folder, `${FIRST_RUN}.000001.jsonl.bak`), `${writer.text(1)}\n`);
    expect(await readOn()).toEqual([]);
  });

  test('a long journal comes in several batches, none of it lost and all of it in order', async () => {
    const { writer, readOn } = await bench();
    const wide = { kind: 'switch', from: 'w'.repeat(1000), to: '' };
    const inBlocks = Array.from({ length: 4000 }, (_, index) => index - (index % 50) + (50 - (index % 50)));
    writer.writeRaw(inBlocks.map((seq) => `\n${writer.text(seq, wide)}\n`).join(''));
    new JournalWriter(writer.folder, SECOND_RUN).write(1);
    const batches = [await readOn()];
    while (batches.at(-1)?.length !== 0) batches.push(await readOn());
    expect(batches.length).toBeGreaterThan(3);
    expect(batches.flat()).toEqual([...inBlocks.map((_, index) => `1.${index + 1}`), '2.1']);
  });

  test('a segment that was cut short is another one: what is new in it is read', async () => {
    const { writer, readOn } = await bench();
    writer.write(1, 2, 3);
    expect(await readOn()).toEqual(['1.1', '1.2', '1.3']);
    await truncate(writer.path);
    writer.write(3, 4);
    expect(await readOn()).toEqual(['1.4']);
  });
});

describe('order', () => {
  test('JO-5: lines that overtook each other are put back in order, across two segments too', async () => {
    const { writer, readOn } = await bench();
    writer.write(1, 3);
    expect(await readOn()).toEqual(['1.1']);
    writer.segment = 2;
    writer.write(5, 4);
    expect(await readOn()).toEqual([]);
    writer.segment = 1;
    writer.write(2);
    expect(await readOn()).toEqual(['1.2', '1.3', '1.4', '1.5']);
  });

  test('JO-6: a gap is waited for one second by the clock', async () => {
    const { clock, reader, writer, readOn } = await bench();
    writer.write(1, 3);
    expect(await readOn()).toEqual(['1.1']);
    clock.advance(999);
    expect(await readOn()).toEqual([]);
    clock.advance(1);
    expect(await readOn()).toEqual(['1.3']);
    expect(reader.holes).toBe(1);
  });

  test('JO-6: a run that has a successor is not waited for', async () => {
    const { reader, writer, readOn } = await bench();
    writer.write(1, 3);
    new JournalWriter(writer.folder, SECOND_RUN).write(1);
    expect(await readOn()).toEqual(['1.1', '1.3', '2.1']);
    expect(reader.holes).toBe(1);
  });
});

describe('rotation and restarts', () => {
  test('JO-7: goes from segment to segment', async () => {
    const { writer, readOn } = await bench();
    writer.write(1);
    expect(await readOn()).toEqual(['1.1']);
    writer.write(2);
    writer.segment = 2;
    writer.write(3);
    writer.segment = 3;
    expect(await readOn()).toEqual(['1.2', '1.3']);
    writer.write(4);
    expect(await readOn()).toEqual(['1.4']);
  });

  test('JO-7: goes from run to run, and reads the last words of the first', async () => {
    const { writer, readOn } = await bench();
    writer.write(1);
    expect(await readOn()).toEqual(['1.1']);
    writer.write(2);
    const second = new JournalWriter(writer.folder, SECOND_RUN);
    second.writeRaw('\n');
    expect(await readOn()).toEqual(['1.2']);
    second.write(1, 2);
    expect(await readOn()).toEqual(['2.1', '2.2']);
  });

  test('JO-8: a new reader goes on at the cursor', async () => {
    const { folder, clock, writer } = await bench();
    writer.write(1, 2, 3);
    const second = new JournalWriter(folder, SECOND_RUN);
    second.write(1, 2);
    const readFrom = async (cursor: JournalCursor | null) =>
      names(await new JournalReader(journalOf(folder), clock).read(cursor));
    expect(await readFrom(null)).toEqual(['1.1', '1.2', '1.3', '2.1', '2.2']);
    expect(await readFrom(at(FIRST_RUN, 2))).toEqual(['1.3', '2.1', '2.2']);
    expect(await readFrom(at(FIRST_RUN, 3))).toEqual(['2.1', '2.2']);
    expect(await readFrom(at(SECOND_RUN, 1))).toEqual(['2.2']);
    expect(await readFrom(at(SECOND_RUN, 2))).toEqual([]);
  });

  test('JO-8: a batch that was not taken in is given again', async () => {
    const { reader, writer } = await bench();
    writer.write(1, 2);
    expect(names(await reader.read(null))).toEqual(['1.1', '1.2']);
    expect(names(await reader.read(null))).toEqual(['1.1', '1.2']);
    expect(names(await reader.read(at(FIRST_RUN, 1)))).toEqual(['1.2']);
    writer.write(3);
    expect(names(await reader.read(at(FIRST_RUN, 2)))).toEqual(['1.3']);
  });

  test('JO-8: it neither reads earlier runs nor the first segments of a long run again', async () => {
    const { folder, clock, writer } = await bench();
    const second = new JournalWriter(folder, SECOND_RUN);
    writer.writeRaw('\n');
    second.write(...Array.from({ length: 500 }, (_, index) => index + 1));
    second.segment = 2;
    second.write(...Array.from({ length: 500 }, (_, index) => index + 501));
    // What cannot be opened cannot be read: a folder of that name fails the read that tries.
    await rename(writer.path, join(folder, 'gone'));
    await mkdir(writer.path);
    const readFrom = async (cursor: JournalCursor | null) =>
      names(await new JournalReader(journalOf(folder), clock).read(cursor));
    await expect(readFrom(null)).rejects.toMatchObject({ code: 'journal_unreadable' });
    expect(await readFrom(at(SECOND_RUN, 999))).toEqual(['2.1000']);
    second.segment = 1;
    await rename(second.path, join(folder, 'gone too'));
    await mkdir(second.path);
    expect(await readFrom(at(SECOND_RUN, 990))).toHaveLength(10);
    await expect(readFrom(at(SECOND_RUN, 550))).rejects.toMatchObject({ code: 'journal_unreadable' });
  });

  test('JO-8: lines that lie just before the border of a segment are not missed after a restart', async () => {
    const { folder, clock, writer } = await bench();
    writer.write(...Array.from({ length: 200 }, (_, index) => index + 1), 202);
    writer.segment = 2;
    writer.write(201, 203);
    const batch = await new JournalReader(journalOf(folder), clock).read(at(FIRST_RUN, 201));
    expect(names(batch)).toEqual(['1.202', '1.203']);
  });

  test('an error loses nothing: the next read begins at its cursor again', async () => {
    const { folder, writer, readOn } = await bench();
    writer.write(1);
    expect(await readOn()).toEqual(['1.1']);
    writer.write(2);
    const broken = join(folder, `${SECOND_RUN}.000001.jsonl`);
    await mkdir(broken);
    await expect(readOn()).rejects.toMatchObject({ name: 'PassingError', code: 'journal_unreadable' });
    await rename(broken, join(folder, 'aside'));
    expect(await readOn()).toEqual(['1.2']);
  });

  test('reads asked for at once take turns', async () => {
    const { reader, writer } = await bench();
    writer.write(1, 2);
    const batches = await Promise.all([reader.read(null), reader.read(null), reader.read(at(FIRST_RUN, 2))]);
    expect(batches.map(names)).toEqual([['1.1', '1.2'], ['1.1', '1.2'], []]);
  });
});

test('a journal in which nobody may look is an error that passes', async () => {
  if (process.getuid?.() === 0) return;
  const { folder, reader } = await bench();
  await chmod(folder, 0);
  await expect(reader.read(null)).rejects.toMatchObject({ code: 'journal_unreadable' });
});
