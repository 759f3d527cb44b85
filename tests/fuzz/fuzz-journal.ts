import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalCursor, JournalLine } from '../../src/ports/journal.ts';
import { SeededRandom } from '../../src/simulator/seeded-random.ts';
import { JournalReader } from '../../src/streamer/journal-reader.ts';
import { journalOf } from '../../src/streamer/testing/journal-writer.ts';
import { ManualClock } from '../../src/streamer/testing/manual-clock.ts';
import { assert } from '../../src/values/errors.ts';
import { cutUp, hostileBytes } from './hostile-bytes.ts';

const MOST_STEPS = 6;
const HELD_BACK_MS = 1000;
const BODIES: readonly string[] = [
  '"kind":"noise"',
  '"kind":"on","source":"night","positionMs":0,"request":{"uri":"/a","pushed":false}',
  '"kind":"off","on":1,"positionMs":3,"why":"end","by":""',
  '"kind":"cue","cue":"1#0","state":"started","why":""',
  '"kind":"of a later version","x":[]',
];
const STEPS = { line: 6, hostile: 4, torn: 2, segment: 1, run: 1, read: 3, restart: 1, again: 1 } as const;

/** What came of one stream. */
export interface JournalStream {
  readonly lines: number;
  readonly bytes: number;
}

/**
 * Writes the stream's bytes to a journal in a folder of its own, as an engine whose disk, or whose neighbours, are bad would, and
 * reads it meanwhile. Each line that was written whole is to be given once and in order, nothing else that names the runs, and
 * nothing may be thrown.
 */
export async function fuzzJournal(root: string, seed: string, stream: number): Promise<JournalStream> {
  const random = new SeededRandom(seed, `journal ${stream}`);
  const folder = join(root, `${stream}`);
  mkdirSync(folder);
  const clock = new ManualClock();
  let reader = new JournalReader(journalOf(folder), clock);
  let cursor: JournalCursor | null = null;
  const written: string[] = [];
  const taken: string[] = [];
  const place = { run: 1, seq: 0, segment: 1 };
  let bytes = 0;
  const runId = () => `${String(place.run).padStart(6, '0')}-abcd`;
  const put = (part: Buffer) => {
    bytes += part.length;
    appendFileSync(join(folder, `${runId()}.${String(place.segment).padStart(6, '0')}.jsonl`), part);
  };
  const read = async () => {
    const batch = await reader.read(cursor);
    cursor = batch.cursor;
    for (const line of batch.lines) if (isOurs(line)) taken.push(nameOf(line));
  };
  const line = (body: string) => `\n{"run":"${runId()}","seq":${place.seq + 1},"atMs":1,${body}}\n`;
  for (let step = random.between(1, MOST_STEPS); step > 0; step -= 1) {
    const kind = random.weighted(STEPS);
    if (kind === 'line') {
      for (const part of cutUp(Buffer.from(line(random.pick(BODIES))), random)) {
        put(part);
        if (random.chance(0.2)) await read();
      }
      place.seq += 1;
      written.push(`${place.run}.${place.seq}`);
    }
    if (kind === 'hostile') put(Buffer.concat([Buffer.from('\n'), unlike(hostileBytes(random)), Buffer.from('\n')]));
    if (kind === 'torn') put(Buffer.from(line(random.pick(BODIES)).slice(0, random.between(1, 30))));
    if (kind === 'segment') place.segment += 1;
    if (kind === 'run') Object.assign(place, { run: place.run + 1, seq: 0, segment: 1 });
    if (kind === 'read') await read();
    if (kind === 'restart') reader = new JournalReader(journalOf(folder), clock);
    if (kind === 'again') await reader.read(cursor);
  }
  await read();
  clock.advance(HELD_BACK_MS);
  await read();
  const said = `seed ${seed}, stream ${stream}: ${taken.join(' ')} of ${written.join(' ')}`;
  assert(taken.join(' ') === written.join(' '), said);
  rmSync(folder, { recursive: true });
  return { lines: written.length, bytes };
}

/** Chance shall not make a line of the runs themselves: that it would be believed is as it should be. */
function unlike(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('abcd', 'abce'), 'latin1');
}

function isOurs({ run }: JournalLine): boolean {
  return run.endsWith('-abcd');
}

function nameOf({ run, seq }: JournalLine): string {
  return `${Number(run.slice(0, 6))}.${seq}`;
}
