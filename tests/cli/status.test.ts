import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { onAir } from './fake-engine.ts';
import { Harness } from './harness.ts';

async function station(): Promise<Harness> {
  const harness = new Harness();
  harness.addFile('a.ogg', { title: 'Song A' });
  await harness.all(
    'station add Vert --timezone Europe/Brussels',
    'program add vert Night --streamed',
    'program add vert Morning --scheduled',
    'episode add morning Monday',
    'sound add a.ogg --program night',
  );
  return harness;
}

describe('CL-14: status', () => {
  test('an engine that is not running is stopped, one that hangs is not answering', async () => {
    const harness = await station();
    await harness.all('station add Rouge', 'station add Bleu');
    harness.engine.fails('rouge', { code: 'timed_out', message: 'no reply within 2 s' });
    harness.engine.runs('bleu');
    const silent = { pid: null, run: null, version: null };
    expect(await harness.json('status')).toEqual([
      {
        station: 'bleu',
        engine: { state: 'running', pid: 4321, run: '000001-abcd', version: '2.3.2' },
        onAir: null,
        next: null,
      },
      { station: 'rouge', engine: { state: 'not_answering', ...silent }, onAir: null, next: null },
      { station: 'vert', engine: { state: 'stopped', ...silent }, onAir: null, next: null },
    ]);
    const { out } = await harness.run('status');
    expect(out).toContain('engine   not answering: no reply within 2 s');
    expect(out).toContain('engine   stopped');
    expect(harness.engine.connections).toBe(0);
  });

  test('without a station there is an empty list', async () => {
    const harness = new Harness();
    await harness.all('station add Vert', 'station remove vert');
    expect(await harness.json('status')).toEqual([]);
    expect((await harness.run('status')).out).toBe('There is no station.\n');
  });

  test('what is on the air: by its id, else by its path, else by its file', async () => {
    const harness = await station();
    const path = join(harness.cwd, 'a.ogg');
    const status = async () => (await harness.json('status', 'vert')) as { readonly onAir: unknown };
    harness.engine.runs('vert', { onAir: onAir('night', '/elsewhere/a.ogg', { soundId: 1 }) });
    expect((await status()).onAir).toMatchObject({ sound: { id: 1, title: 'Song A', path }, title: 'Song A' });
    harness.engine.runs('vert', { onAir: onAir('dealer', path, { title: 'Tagged' }) });
    expect((await status()).onAir).toMatchObject({ source: 'dealer', sound: { id: 1 }, title: 'Tagged' });
    harness.engine.runs('vert', {
      onAir: { ...onAir('night', '/new/x.ogg', { soundId: 77 }), remainingSeconds: null },
    });
    expect((await status()).onAir).toEqual({
      source: 'night',
      sound: null,
      title: 'x.ogg',
      since: '2026-11-30T12:59:00.125+01:00',
      remainingSeconds: null,
    });
    harness.engine.runs('vert', { onAir: onAir('night', path, { soundId: 1 }) });
    expect((await harness.run('status', 'vert')).out).toBe(
      [
        'vert  Vert',
        'engine   running (Liquidsoap 2.3.2, pid 4321, run 000001-abcd)',
        'on air   "Song A" on night, since 2026-11-30 12:59:00.125, 2m left',
        'next     nothing planned',
        '',
      ].join('\n'),
    );
  });

  test('next is the first on_air diffusion that starts after now', async () => {
    const harness = await station();
    const add = 'diffusion add monday --duration 1h --start';
    await harness.all(
      `${add} 2026-12-03T07:00`,
      `${add} 2026-12-02T07:00`,
      `${add} 2026-12-01T07:00`,
      `${add} 2026-12-01T06:00 --type unconfirmed`,
      `${add} 2026-11-30T12:30`,
      'diffusion cancel 3',
    );
    expect(await harness.json('status', 'vert')).toMatchObject({
      next: { diffusion: { id: 2, program: 'morning', episode: 'monday' }, start: '2026-12-02T07:00:00.000+01:00' },
    });
    expect((await harness.run('status')).out).toContain(
      'next     morning/monday at 2026-12-02 07:00:00 (diffusion 2, soft)',
    );
  });
});
