import { expect, test } from 'vitest';
import type { LogBatch, MonitorStore } from '../ports/store.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { BugError, PassingError } from '../values/errors.ts';
import type { EngineRunId, StationId } from '../values/ids.ts';
import { LogWriter } from './log-writer.ts';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
}

function batch(seq: number): LogBatch {
  return { entries: [], ends: [], cancelled: [], cursor: { run: '000001-aaaa' as EngineRunId, seq } };
}

function writing(commit: (batch: LogBatch) => Promise<void>) {
  const clock = new ManualClock();
  const troubles: number[] = [];
  const store: MonitorStore = {
    snapshot: () => Promise.reject(new BugError('not asked for')),
    memory: () => Promise.reject(new BugError('not asked for')),
    commit: (_station, written) => commit(written),
  };
  const onTrouble = (_error: PassingError, waiting: number) => troubles.push(waiting);
  const writer = new LogWriter({ store, stationId: 1 as StationId, clock, onTrouble });
  return { clock, writer, troubles };
}

test('RU-7: while the database is away batches wait, and are written in order when it is back', async () => {
  let away = true;
  const written: number[] = [];
  const { clock, writer, troubles } = writing(async ({ cursor }) => {
    if (away) throw new PassingError('database_unavailable', 'away');
    written.push(cursor?.seq ?? 0);
  });
  const ending = new AbortController();
  const done = writer.run(ending.signal);
  for (const seq of [1, 2, 3]) writer.add(batch(seq));
  await settle();
  clock.advance(250);
  await settle();
  clock.advance(500);
  await settle();
  expect({ written: [...written], waiting: writer.waiting, cursor: writer.cursor }).toEqual({
    written: [],
    waiting: 3,
    cursor: null,
  });
  away = false;
  clock.advance(1000);
  await settle();
  expect({ written, waiting: writer.waiting, cursor: writer.cursor?.seq }).toEqual({
    written: [1, 2, 3],
    waiting: 0,
    cursor: 3,
  });
  expect(troubles.length).toBe(3);
  ending.abort();
  await done;
});

test('RU-7: what waits when Airkeeper ends is tried once more', async () => {
  const written: number[] = [];
  const { writer } = writing(async ({ cursor }) => void written.push(cursor?.seq ?? 0));
  const ending = new AbortController();
  writer.add(batch(1));
  ending.abort();
  await writer.run(ending.signal);
  expect(written).toEqual([1]);
});

test('RU-7: a database that is away does not hold up the end', async () => {
  const { writer } = writing(() => Promise.reject(new PassingError('database_unavailable', 'away')));
  const ending = new AbortController();
  const done = writer.run(ending.signal);
  writer.add(batch(1));
  await settle();
  ending.abort();
  await done;
  expect(writer.waiting).toBe(1);
});

test('an error that does not pass is not hidden', async () => {
  const { writer } = writing(() => Promise.reject(new BugError('ours')));
  writer.add(batch(1));
  await expect(writer.run(new AbortController().signal)).rejects.toThrow('ours');
});
