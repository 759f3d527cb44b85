import { describe, expect, test } from 'vitest';
import type { LogBatch } from '../../src/ports/store.ts';
import { must, PassingError } from '../../src/values/errors.ts';
import type { EngineRunId } from '../../src/values/ids.ts';
import type { LogEntryType } from '../../src/values/model.ts';
import { Harness } from './harness.ts';

const run = '000001-abcd' as EngineRunId;

/** Writes an entry as line `seq` of the engine's journal. */
async function write(harness: Harness, seq: number, date: string, type: LogEntryType, comment: string): Promise<void> {
  await harness.withStore(async (store) => {
    const station = must(await store.stations.bySlug('vert'), 'the station');
    const batch: LogBatch = {
      entries: [
        {
          type,
          date: Temporal.Instant.from(date),
          end: null,
          source: 'night',
          soundId: null,
          positionSeconds: null,
          trackId: null,
          diffusionId: null,
          comment,
          reason: 'because',
          journal: { run, seq },
        },
      ],
      ends: [],
      cancelled: [],
      cursor: { run, seq },
    };
    await store.monitor.commit(station.id, batch);
  });
}

async function station(): Promise<Harness> {
  const harness = new Harness();
  await harness.all('station add Vert --timezone Europe/Brussels');
  await write(harness, 1, '2026-11-30T10:00:00Z', 'on_air', 'one');
  await write(harness, 2, '2026-11-30T12:00:00Z', 'other', 'three');
  await write(harness, 3, '2026-11-30T11:00:00Z', 'on_air', 'two');
  return harness;
}

async function comments(harness: Harness, ...argv: readonly string[]): Promise<readonly string[]> {
  const entries = (await harness.json('log', 'list', ...argv)) as readonly { readonly comment: string }[];
  return entries.map(({ comment }) => comment);
}

describe('CL-17: log list', () => {
  test('oldest first, by date; the station as an argument, an option, or the only one', async () => {
    const harness = await station();
    expect(await comments(harness, 'vert')).toEqual(['one', 'two', 'three']);
    expect(await comments(harness, '--station', 'vert')).toEqual(['one', 'two', 'three']);
    expect(await comments(harness)).toEqual(['one', 'two', 'three']);
    expect(await comments(harness, 'vert', '--station', 'vert')).toHaveLength(3);
  });

  test('of a period in local time, of a type, the newest so many', async () => {
    const harness = await station();
    expect(await comments(harness, '--from', '2026-11-30T12:00')).toEqual(['two', 'three']);
    expect(await comments(harness, '--to', '2026-11-30T12:00')).toEqual(['one']);
    expect(await comments(harness, '--from', '2026-11-30T12:00', '--to', '2026-11-30T12:00:00.001')).toEqual(['two']);
    expect(await comments(harness, '--type', 'on_air')).toEqual(['one', 'two']);
    expect(await comments(harness, '--limit', '2')).toEqual(['two', 'three']);
  });

  test('for people: a line each, in local time, with the reason', async () => {
    const harness = await station();
    const { out } = await harness.run('log', 'list');
    expect(out.split('\n')[1]).toMatch(/^2026-11-30 11:00:00 +on_air +night +one +because$/);
    expect((await harness.run('log', 'list', '--type', 'cancel')).out).toBe('The log has no such entry.\n');
  });
});

describe('CL-17: log list --follow', () => {
  test('goes on with each new entry once, a line each, until it is interrupted', async () => {
    const harness = await station();
    const sleeps: number[] = [];
    harness.onSleep = async (spanMs) => {
      sleeps.push(spanMs);
      if (sleeps.length === 1) await write(harness, 4, '2026-11-30T13:00:00Z', 'on_air', 'four');
      // late: dated before what has been printed
      if (sleeps.length === 3) await write(harness, 5, '2026-11-30T09:00:00Z', 'on_air', 'five');
      if (sleeps.length === 5) harness.interruption.abort();
    };
    const outcome = await harness.run('log', 'list', 'vert', '--follow', '--json', '--limit', '2');
    expect(outcome).toMatchObject({ status: 0, err: '' });
    const lines = outcome.out.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).comment)).toEqual(['two', 'three', 'four', 'five']);
    expect(sleeps).toEqual([1000, 1000, 1000, 1000, 1000]);
  });

  test('what the limit left out does not turn up as new, though it was written last', async () => {
    const harness = await station();
    let sleeps = 0;
    harness.onSleep = async () => {
      sleeps += 1;
      if (sleeps === 1) await write(harness, 4, '2026-11-30T13:00:00Z', 'on_air', 'four');
      if (sleeps === 2) harness.interruption.abort();
    };
    const { out } = await harness.run('log', 'list', '--follow', '--limit', '1', '--json');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).comment),
    ).toEqual(['three', 'four']);
  });

  test('keeps to its type', async () => {
    const harness = await station();
    let sleeps = 0;
    harness.onSleep = async () => {
      sleeps += 1;
      if (sleeps === 1) {
        await write(harness, 4, '2026-11-30T13:00:00Z', 'on_air', 'four');
        await write(harness, 5, '2026-11-30T13:00:01Z', 'other', 'five');
      }
      if (sleeps === 2) harness.interruption.abort();
    };
    const { out } = await harness.run('log', 'list', '--follow', '--type', 'other');
    expect(out).toBe(
      '2026-11-30 13:00:00  other  night  three  because\n2026-11-30 14:00:01  other  night  five  because\n',
    );
  });

  test('waits longer and longer for a database that is away, and goes on', async () => {
    const harness = await station();
    const sleeps: number[] = [];
    let lists = 0;
    harness.wrapStore = (store) => ({
      ...store,
      log: {
        ...store.log,
        list: async (filter) => {
          lists += 1;
          if (lists >= 2 && lists <= 8) throw new PassingError('database_unavailable', 'gone');
          return store.log.list(filter);
        },
      },
    });
    harness.onSleep = async (spanMs) => {
      sleeps.push(spanMs);
      if (sleeps.length === 8) await write(harness, 4, '2026-11-30T13:00:00Z', 'other', 'four');
      if (sleeps.length === 9) harness.interruption.abort();
    };
    const outcome = await harness.run('log', 'list', '--follow', '--type', 'other');
    expect(sleeps).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 1000]);
    expect(outcome.out.trim().split('\n')).toHaveLength(2);
    expect(outcome.err).toContain('warning: gone; trying again in 2 s\n');
  });
});
