import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Connection } from './connection.ts';
import { FakeServer, type ReceivedLine, reply } from './testing/fake-server.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';

const TIMEOUT_MS = 2000;

type Fault = 'none' | 'pieces' | 'hang' | 'late' | 'cut' | 'cut_in_reply' | 'twice' | 'rubbish' | 'restart';
const FAULTS: readonly Fault[] = [
  'none',
  'pieces',
  'hang',
  'late',
  'cut',
  'cut_in_reply',
  'twice',
  'rubbish',
  'restart',
];

/** Does to one command what the fault says. */
async function misbehave(fault: Fault, server: FakeServer, clock: ManualClock, { line, peer }: ReceivedLine) {
  const answer = reply(`answer to ${line}`);
  if (fault === 'none') peer.write(answer);
  if (fault === 'pieces') {
    peer.write(answer.slice(0, 5));
    setImmediate(() => peer.write(answer.slice(5)));
  }
  if (fault === 'hang' || fault === 'late') clock.advance(TIMEOUT_MS);
  if (fault === 'late') setImmediate(() => peer.write(answer));
  if (fault === 'cut') peer.destroy();
  if (fault === 'cut_in_reply') peer.end(answer.slice(0, -3));
  if (fault === 'twice') peer.write(`${answer}${answer}`);
  if (fault === 'rubbish') peer.write(`${answer}\u{1f4fb}\0`);
  if (fault === 'restart') {
    await server.vanish();
    await server.listen();
  }
}

test('CO-5: whatever the server does, each command is settled, and answered with its own answer or none', async () => {
  const path = join(await tempFolder(), 'engine.sock');
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...FAULTS), { minLength: 1, maxLength: 25 }), async (faults) => {
      const server = new FakeServer(path);
      await server.listen();
      const clock = new ManualClock();
      const connection = new Connection({ socketPath: path, clock, random: { next: () => 0.5 } });
      try {
        for (const [index, fault] of faults.entries()) {
          const line = `command ${index}`;
          const answer = connection.request(line, TIMEOUT_MS);
          const received = await Promise.race([server.nextLine(), answer.then(() => null)]);
          if (received !== null) await misbehave(fault, server, clock, received);
          const result = await answer;
          if (result.ok) {
            expect(result.value).toBe(`answer to ${line}`);
            answered += 1;
          }
          clock.advance(1000);
        }
      } finally {
        await connection.close();
        await server.vanish();
      }
      expect(clock.sleeping).toBe(0);
    }),
    { numRuns: 150 },
  );
  expect(answered).toBeGreaterThan(100);
});
