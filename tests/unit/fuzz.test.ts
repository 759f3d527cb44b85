import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fuzzConnector, HostileServer } from '../fuzz/fuzz-connector.ts';
import { fuzzJournal } from '../fuzz/fuzz-journal.ts';

vi.setConfig({ testTimeout: 30_000 });

// a share of what `npm run bench -- fuzz` does with a million
const STREAMS = 500;
const SEED = '1';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-fuzz-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('CO-4, CO-5, CO-8: whatever bytes come, each command is settled, and answered with its own answer or none', async () => {
  const server = new HostileServer(join(await temporaryFolder(), 'engine.sock'));
  await server.listen();
  onTestFinished(() => server.close());
  let answered = 0;
  let commands = 0;
  for (let stream = 0; stream < STREAMS; stream += 1) {
    const done = await fuzzConnector(server, SEED, stream);
    answered += done.answered;
    commands += done.commands;
  }
  expect(answered / commands).toBeGreaterThan(0.4);
  expect(answered / commands).toBeLessThan(0.9);
});

test('JO-2, JO-4: whatever bytes are in it, each whole line of the journal is given once and in order', async () => {
  const folder = await temporaryFolder();
  let lines = 0;
  for (let stream = 0; stream < STREAMS; stream += 1) lines += (await fuzzJournal(folder, SEED, stream)).lines;
  expect(lines).toBeGreaterThan(STREAMS / 2);
});
