import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PassingError, RefusedError } from '../../src/values/errors.ts';
import { onAir } from './fake-engine.ts';
import { Harness, words } from './harness.ts';

async function playing(): Promise<Harness> {
  const harness = new Harness();
  harness.addFile('a.ogg', { title: 'Song A' });
  harness.addFile('loose.ogg', { title: 'Loose' });
  await harness.all('station add Vert', 'program add vert Night --streamed', 'sound add a.ogg --program night');
  harness.engine.runs('vert', {
    onAir: onAir('night', join(harness.cwd, 'a.ogg'), { soundId: 1, title: 'Song A' }),
    sources: [
      { name: 'dealer', onAir: false, queueLength: 2, remainingSeconds: null },
      { name: 'night', onAir: true, queueLength: 0, remainingSeconds: 119.6 },
    ],
  });
  return harness;
}

describe('CL-15: source', () => {
  test('list tells what the engine has', async () => {
    const harness = await playing();
    expect(await harness.json('source', 'list', 'vert')).toEqual([
      { name: 'dealer', onAir: false, queueLength: 2, remainingSeconds: null },
      { name: 'night', onAir: true, queueLength: 0, remainingSeconds: 119.6 },
    ]);
    expect((await harness.run('source', 'list', 'vert')).out.split('\n')[2]).toMatch(
      /^night +on air +0 +2m +"Song A"$/,
    );
  });

  test.each([
    ['source skip vert dealer', { kind: 'skip', source: 'dealer' }, 'Skipped dealer.\n'],
    [
      'source restart vert night',
      { kind: 'seek', source: 'night', positionSeconds: 0 },
      '"Song A" on night plays again from its beginning.\n',
    ],
    [
      'source seek vert night 90.5',
      { kind: 'seek', source: 'night', positionSeconds: 90.5 },
      '"Song A" on night plays from second 90.5.\n',
    ],
    [
      'source seek vert night 1m30s',
      { kind: 'seek', source: 'night', positionSeconds: 90 },
      '"Song A" on night plays from second 90.\n',
    ],
  ])('%s', async (line, command, out) => {
    const harness = await playing();
    expect(await harness.run(...words(line))).toMatchObject({ status: 0, out, err: '' });
    expect(harness.engine.commands).toEqual([{ station: 'vert', command }]);
    expect(harness.engine.connections).toBe(0);
    expect((await harness.run(...words(line), '--json')).json()).toEqual({ station: 'vert', ...command });
  });

  test('of an engine that is not there it is said why, and what to do', async () => {
    const harness = await playing();
    harness.engine.states.clear();
    const skip = async () => (await harness.run('source', 'skip', 'vert', 'night', '--json')).error();
    expect(await skip()).toMatchObject({ code: 'engine_stopped', message: expect.stringMatching(/airkeeper start$/) });
    harness.daemonPid = 99;
    expect(await skip()).toMatchObject({ code: 'engine_stopped', message: expect.stringMatching(/airkeeper doctor$/) });
    await harness.all('station disable vert');
    expect(await skip()).toMatchObject({ message: expect.stringMatching(/airkeeper station enable vert$/) });
    harness.unreachable.add('vert');
    expect(await skip()).toMatchObject({ code: 'not_permitted' });
    expect(harness.engine.commands).toEqual([]);
  });

  test('push plays a file that is no sound, and says when it is heard', async () => {
    const harness = await playing();
    const path = join(harness.cwd, 'loose.ogg');
    expect((await harness.run('source', 'push', 'vert', 'night', 'loose.ogg')).out).toBe(
      'Pushed "Loose" on night; it is the next piece of music, after "Song A".\n',
    );
    expect((await harness.run('source', 'push', 'vert', 'dealer', 'loose.ogg')).out).toBe(
      'Pushed "Loose" on dealer; it is heard when the dealer is free, after 2 waiting.\n',
    );
    expect(harness.engine.commands.map(({ command }) => command)).toEqual([
      { kind: 'push', source: 'night', soundId: null, path },
      { kind: 'push', source: 'dealer', soundId: null, path },
    ]);
  });

  test('push on a dealer that is free takes the air', async () => {
    const harness = await playing();
    harness.engine.runs('vert', {
      sources: [{ name: 'dealer', onAir: false, queueLength: 0, remainingSeconds: null }],
    });
    expect((await harness.run('source', 'push', 'vert', 'dealer', 'loose.ogg')).out).toBe(
      'Pushed "Loose" on dealer; it takes the air now.\n',
    );
  });

  test('seek stays within what is on the air, where its end is known', async () => {
    const harness = await playing();
    const beyond = await harness.run('source', 'seek', 'vert', 'night', '180', '--json');
    expect(beyond).toMatchObject({ status: 1, out: '' });
    expect(beyond.error()).toMatchObject({ code: 'wrong_position', data: { given: 180, lengthSeconds: 180 } });
    expect(harness.engine.commands).toEqual([]);
    await harness.all('source seek vert night 179.9', 'source seek vert dealer 9999');
    expect(harness.engine.commands).toHaveLength(2);
  });

  test('push names the sound, given its file or its id', async () => {
    const harness = await playing();
    const path = join(harness.cwd, 'a.ogg');
    await harness.all('source push vert night a.ogg', 'source push vert night 1');
    const command = { kind: 'push', source: 'night', soundId: 1, path };
    expect(harness.engine.commands.map((each) => each.command)).toEqual([command, command]);
  });

  test.each([
    ['source push vert night gone.ogg', 'not_found'],
    ['source push vert night bad.ogg', 'not_audio'],
    ['source push vert night 77', 'unknown_sound'],
    ['source push vert nite a.ogg', 'unknown_source'],
    ['source skip vert nite', 'unknown_source'],
  ])('%s is refused, and the engine is told nothing', async (line, code) => {
    const harness = await playing();
    harness.addFile('bad.ogg', new RefusedError('not_audio', 'bad.ogg holds no audio'));
    const outcome = await harness.run(...words(line), '--json');
    expect(outcome).toMatchObject({ status: 1, out: '' });
    expect(outcome.error().code).toBe(code);
    expect(harness.engine.commands).toEqual([]);
  });

  test('an unknown source names the near one', async () => {
    const harness = await playing();
    expect((await harness.run('source', 'skip', 'vert', 'nigt')).err).toBe(
      'airkeeper: there is no source "nigt"; did you mean night?\n',
    );
  });

  test('a sound whose file is gone is not pushed', async () => {
    const harness = await playing();
    harness.files.clear();
    expect((await harness.run('source', 'push', 'vert', 'night', '1', '--json')).error().code).toBe('not_found');
    expect(harness.engine.commands).toEqual([]);
  });

  test('works while the database is away, except for push', async () => {
    const harness = await playing();
    harness.wrapStore = () => {
      throw new PassingError('database_unavailable', 'the database does not answer');
    };
    await harness.all('source skip vert night', 'source list vert');
    expect(harness.engine.commands).toHaveLength(1);
    expect((await harness.run('source', 'push', 'vert', 'night', 'loose.ogg')).status).toBe(1);
  });

  test('what the engine refuses, and what nobody knows, is said', async () => {
    const harness = await playing();
    harness.engine.failure = { code: 'refused', message: 'nothing is on the air on dealer' };
    expect(await harness.run('source', 'skip', 'vert', 'dealer')).toMatchObject({
      status: 1,
      err: 'airkeeper: the engine of vert refused: nothing is on the air on dealer\n',
    });
    harness.engine.failure = { code: 'hung_up', message: 'it hung up' };
    const unknown = await harness.run('source', 'skip', 'vert', 'dealer', '--json');
    expect(unknown.status).toBe(1);
    expect(unknown.error()).toMatchObject({ code: 'hung_up', message: expect.stringContaining('is not known') });
    harness.engine.fails('vert', { code: 'timed_out', message: 'no reply within 2 s' });
    expect((await harness.run('source', 'list', 'vert', '--json')).error().code).toBe('timed_out');
  });
});
