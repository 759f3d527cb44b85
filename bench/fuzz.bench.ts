/**
 * `npm run bench -- fuzz [STREAMS] [SEED]`: a million generated streams of bytes (or so many), half of them to the connector, over a
 * real socket, half to the journal reader, in real files. No exception, no answer given to another command, each whole line of the
 * journal once and in order: the first stream that breaks this ends it, with its number and seed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzzConnector, HostileServer } from '../tests/fuzz/fuzz-connector.ts';
import { fuzzJournal } from '../tests/fuzz/fuzz-journal.ts';
import { table } from './figures.ts';

const streams = Number(process.argv[2] ?? 1_000_000);
const seed = process.argv[3] ?? '1';
/** The disk answers many as fast as one. */
const AT_ONCE = 32;
const half = Math.ceil(streams / 2);

const folder = await mkdtemp(join(tmpdir(), 'airkeeper-fuzz-'));
const server = new HostileServer(join(folder, 'engine.sock'));
try {
  await server.listen();
  const connector = { commands: 0, answered: 0, bytes: 0 };
  const connectorSeconds = await seconds(async () => {
    for (let stream = 0; stream < half; stream += 1) {
      const done = await fuzzConnector(server, seed, stream);
      connector.commands += done.commands;
      connector.answered += done.answered;
      connector.bytes += done.bytes;
    }
  });
  const journal = { lines: 0, bytes: 0 };
  const journalSeconds = await seconds(async () => {
    let next = 0;
    const worker = async () => {
      while (next < half) {
        next += 1;
        const done = await fuzzJournal(folder, seed, next - 1).catch((error: unknown) => {
          next = half;
          throw error;
        });
        journal.lines += done.lines;
        journal.bytes += done.bytes;
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
    for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  });
  console.log(
    table([
      { of: 'connector', streams: half, MB: connector.bytes / 1e6, seconds: connectorSeconds },
      { of: 'journal reader', streams: half, MB: journal.bytes / 1e6, seconds: journalSeconds },
    ]),
  );
  console.log(
    `\nseed ${seed}: ${connector.answered} of ${connector.commands} commands answered, each with its own answer; ` +
      `${journal.lines} journal lines, each given once and in order; no exception`,
  );
} finally {
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begunMs = performance.now();
  await work();
  return (performance.now() - begunMs) / 1000;
}
