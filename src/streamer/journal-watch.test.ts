import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchJournal } from './journal-watch.ts';
import { JournalWriter } from './testing/journal-writer.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';

class FakeWatcher extends EventEmitter {
  closed = false;
  close(): void {
    this.closed = true;
  }
}

async function bench(watchFolder?: Parameters<typeof watchJournal>[3]) {
  const folder = join(await tempFolder(), 'journal');
  const clock = new ManualClock();
  const seen = { calls: 0 };
  const stop = watchJournal(folder, clock, () => (seen.calls += 1), watchFolder);
  onTestFinished(stop);
  return { clock, seen, stop, writer: new JournalWriter(folder, '000001-abcd') };
}

/** Moves the clock on until the count is there. */
async function pollUntil(clock: ManualClock, seen: { calls: number }, calls: number): Promise<void> {
  await expect
    .poll(() => {
      clock.advance(250);
      return seen.calls;
    })
    .toBe(calls);
}

test('JO-10: calls back when the journal grows and when a segment is begun, in a folder that was not there', async () => {
  const { seen, writer } = await bench();
  writer.write(1);
  await expect.poll(() => seen.calls).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = seen.calls;
  writer.write(2);
  await expect.poll(() => seen.calls).toBeGreaterThan(before);
});

test('JO-10: is silent after it was ended', async () => {
  const { seen, stop, writer } = await bench();
  stop();
  writer.write(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(seen.calls).toBe(0);
});

test('JO-10: looks by itself where the system has no watch left', async () => {
  const { clock, seen, stop, writer } = await bench(() => {
    throw Object.assign(new Error('System limit for number of file watchers reached'), { code: 'ENOSPC' });
  });
  await expect.poll(() => clock.sleeping).toBe(1);
  writer.write(1);
  await pollUntil(clock, seen, 1);
  writer.write(2);
  await pollUntil(clock, seen, 2);
  writer.segment = 2;
  writer.write(3);
  await pollUntil(clock, seen, 3);
  stop();
  await expect.poll(() => clock.sleeping).toBe(0);
});

test('JO-10: looks by itself once the watch has failed', async () => {
  const watcher = new FakeWatcher();
  const { clock, seen, writer } = await bench(() => watcher as never);
  watcher.emit('error', new Error('the folder moved away'));
  expect(watcher.closed).toBe(true);
  await expect.poll(() => clock.sleeping).toBe(1);
  writer.write(1);
  await pollUntil(clock, seen, 1);
});
