import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BugError, PassingError } from '../../src/values/errors.ts';
import { Harness } from './harness.ts';

describe('CL-3: where the data is', () => {
  test('--data may stand at every level; the nearest to the end wins; it is taken from the folder of the command', async () => {
    const harness = new Harness();
    await harness.run('--data', 'one', 'station', 'add', 'Vert');
    await harness.run('station', '--data', 'two', 'add', 'Vert');
    await harness.run('--data', 'no', 'station', '--data', 'nor', 'add', 'Vert', '--data', 'three');
    expect(['one', 'two', 'three', 'no', 'nor', 'data'].map((name) => existsSync(join(harness.cwd, name)))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(await harness.json('station', 'list', '--data', join(harness.cwd, 'three'))).toHaveLength(1);
  });

  test('AIRKEEPER_DATA is taken when there is no --data, ./data when there is neither', async () => {
    const harness = new Harness();
    harness.env = { AIRKEEPER_DATA: 'elsewhere' };
    await harness.run('start');
    await harness.run('start', '--data', 'given');
    harness.env = {};
    await harness.run('start');
    expect(harness.started.map(({ dataFolder }) => dataFolder)).toEqual(
      ['elsewhere', 'given', 'data'].map((name) => join(harness.cwd, name)),
    );
  });

  test('AIRKEEPER_DATABASE_URL selects PostgreSQL; an address that is none is refused without repeating it', async () => {
    const harness = new Harness();
    harness.env = { AIRKEEPER_DATABASE_URL: 'postgres://radio:secret@localhost/radio' };
    await harness.run('start');
    expect(harness.started[0]?.databaseUrl).toBe('postgres://radio:secret@localhost/radio');
    harness.env = { AIRKEEPER_DATABASE_URL: 'mysql://radio:secret@localhost/radio' };
    const wrong = await harness.run('station', 'list');
    expect(wrong).toMatchObject({ status: 2, out: '' });
    expect(wrong.err).toContain('is not a postgres://… address');
    expect(wrong.err).not.toContain('secret');
  });

  test('a command that only looks does not make a data folder', async () => {
    const harness = new Harness();
    for (const line of ['station list', 'status', 'program add vert X --streamed', 'log list']) {
      expect(await harness.run(...line.split(' '))).toMatchObject({ status: 1, out: '' });
    }
    expect((await harness.run('station', 'list', '--json')).error().code).toBe('no_data');
    expect(existsSync(harness.dataFolder)).toBe(false);
  });
});

describe('CL-1: the fate of errors', () => {
  test('what passes is status 1, with its code', async () => {
    const harness = new Harness();
    await harness.all('station add Vert');
    harness.wrapStore = () => {
      throw new PassingError('database_unavailable', 'the database does not answer');
    };
    expect(await harness.run('station', 'list')).toMatchObject({
      status: 1,
      out: '',
      err: 'airkeeper: the database does not answer\n',
    });
    expect((await harness.run('station', 'list', '--json')).error()).toEqual({
      code: 'database_unavailable',
      message: 'the database does not answer',
      data: {},
    });
  });

  test('a bug is not hidden', async () => {
    const harness = new Harness();
    harness.wrapStore = () => {
      throw new BugError('impossible');
    };
    await harness.all('migrate');
    await expect(harness.run('station', 'add', 'Vert')).rejects.toThrow('impossible');
  });

  test('the store is closed, whatever comes of the command', async () => {
    const harness = new Harness();
    let opened = 0;
    let closed = 0;
    harness.wrapStore = (store) => {
      opened += 1;
      return {
        ...store,
        close: async () => {
          closed += 1;
          await store.close();
        },
      };
    };
    await harness.run('station', 'add', 'Vert');
    await harness.run('station', 'add', 'Vert');
    await harness.run('station', 'show', 'nothing');
    expect({ opened, closed }).toEqual({ opened: 3, closed: 3 });
  });

  test('after -- a word is no option, and no JSON is asked for', async () => {
    const harness = new Harness();
    await harness.all('station add Vert');
    const outcome = await harness.run('station', 'show', '--', '--json');
    expect(outcome).toMatchObject({ status: 1, err: 'airkeeper: there is no station "--json"; there are: vert\n' });
  });
});
