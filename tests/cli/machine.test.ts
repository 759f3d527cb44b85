import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/values/errors.ts';
import type { DiffusionId, SoundId } from '../../src/values/ids.ts';
import { Harness, words } from './harness.ts';

describe('start', () => {
  test('is given what was asked for', async () => {
    const harness = new Harness();
    await harness.run(...words('start --no-demo --stream-port 8020 --data there --json'));
    await harness.run('start');
    expect(harness.started).toEqual([
      { dataFolder: join(harness.cwd, 'there'), databaseUrl: null, demo: false, streamPort: 8020, json: true },
      { dataFolder: harness.dataFolder, databaseUrl: null, demo: true, streamPort: null, json: false },
    ]);
  });

  test.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [137, 1],
  ])('CL-1: status %d of Airkeeper is exit status %d', async (daemon, status) => {
    const harness = new Harness();
    harness.startStatus = daemon;
    expect(await harness.run('start')).toMatchObject({ status, out: '', err: '' });
  });
});

describe('CL-16: stop', () => {
  test('where nothing ran it is said on which data folder', async () => {
    const harness = new Harness();
    const { status, out } = await harness.run('stop', '--engine');
    expect(status).toBe(0);
    expect(out).toMatch(
      /^Airkeeper was not running on \/.* \(another data folder: --data DIR, or AIRKEEPER_DATA\)\.\n$/,
    );
  });

  test('Airkeeper alone; the engines play on, and it says so', async () => {
    const harness = new Harness();
    harness.daemonPid = 99;
    harness.engineFolders = ['vert'];
    expect(await harness.run('stop')).toMatchObject({
      status: 0,
      out: 'Airkeeper is stopped (pid 99).\nThe engines play on; to stop them too: airkeeper stop --engine\n',
    });
    expect(harness.stopped).toEqual(['airkeeper']);
  });

  test('with --engine, Airkeeper first, then all engines', async () => {
    const harness = new Harness();
    harness.engineFolders = ['rouge', 'vert'];
    harness.engine.runs('vert');
    harness.daemonPid = 99;
    expect(await harness.json('stop', '--engine')).toEqual({
      airkeeper: { state: 'stopped', pid: 99 },
      engines: [
        { station: 'rouge', state: 'not_running', pid: null },
        { station: 'vert', state: 'stopped', pid: 4321 },
      ],
    });
    expect(harness.stopped).toEqual(['airkeeper', 'rouge', 'vert']);
  });

  test('the engine of one station, with Airkeeper stopped: no other, and not Airkeeper', async () => {
    const harness = new Harness();
    harness.engineFolders = ['rouge', 'vert'];
    harness.engine.runs('rouge');
    harness.engine.runs('vert');
    expect(await harness.run('stop', '--engine', 'vert')).toMatchObject({
      status: 0,
      out: 'The engine of vert is stopped (pid 4321).\n',
    });
    expect(harness.stopped).toEqual(['vert']);
  });

  test('the engine of one station is not stopped while Airkeeper would start it again, unless the station is disabled', async () => {
    const harness = new Harness();
    await harness.all('station add Vert');
    harness.engineFolders = ['vert'];
    harness.engine.runs('vert');
    harness.daemonPid = 99;
    const refused = await harness.run('stop', '--engine', 'vert', '--json');
    expect(refused).toMatchObject({ status: 1, out: '' });
    expect(refused.error()).toMatchObject({
      code: 'started_again',
      message: expect.stringMatching(/pid 99.*airkeeper station disable vert;.*airkeeper stop --engine$/),
    });
    expect(harness.stopped).toEqual([]);
    await harness.all('station disable vert');
    harness.stopped.length = 0;
    expect(await harness.json('stop', '--engine', 'vert')).toEqual({
      airkeeper: { state: 'running', pid: 99 },
      engines: [{ station: 'vert', state: 'stopped', pid: 4321 }],
    });
    expect(harness.stopped).toEqual(['vert']);
  });

  test('when nothing ran it says so, and that is no failure', async () => {
    const harness = new Harness();
    await harness.all('station add Vert');
    expect(await harness.run('stop', '--engine', 'vert')).toMatchObject({
      status: 0,
      out: 'The engine of vert was not running.\n',
    });
    expect(await harness.run('stop')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^Airkeeper was not run/),
    });
  });
});

describe('CL-18: doctor', () => {
  test('all is well', async () => {
    const harness = new Harness();
    harness.checks = [{ name: 'liquidsoap', ok: true, message: 'Liquidsoap 2.3.2', remedy: null }];
    expect(await harness.run('doctor')).toMatchObject({
      status: 0,
      out: 'ok     liquidsoap: Liquidsoap 2.3.2\nNothing is wrong.\n',
    });
  });

  test('what is wrong comes with what mends it, and status 1', async () => {
    const harness = new Harness();
    harness.checks = [
      { name: 'node', ok: true, message: 'Node 26', remedy: null },
      { name: 'ffmpeg', ok: false, message: 'not found', remedy: 'apt-get install ffmpeg' },
    ];
    expect(await harness.run('doctor')).toMatchObject({
      status: 1,
      out: 'ok     node: Node 26\nWRONG  ffmpeg: not found\n       mend it: apt-get install ffmpeg\n1 of 2 checks found something wrong.\n',
      err: '',
    });
    const json = await harness.run('doctor', '--json');
    expect(json.status).toBe(1);
    expect(json.json()).toEqual({ ok: false, checks: harness.checks });
  });
});

test('migrate says what it carried out', async () => {
  const harness = new Harness();
  expect((await harness.run('migrate')).out).toMatch(/^Carried out: 0001-.*\.\n$/);
  expect((await harness.run('migrate')).out).toBe('The database was up to date.\n');
  expect(await harness.json('migrate')).toEqual({ applied: [] });
  expect(await harness.json('station', 'list')).toEqual([]);
});

test("script prints the engine's script, and nothing else", async () => {
  const harness = new Harness();
  await harness.all('station add "Radio Vert" --slug vert', 'port add vert harbor --port 8010 --mount /vert.mp3');
  const { out } = await harness.run('script', 'vert');
  expect(out).toMatch(/^# Radio Vert \(vert\)\n/);
  expect(out).toContain('mount="/vert.mp3"');
  const json = (await harness.json('script', 'vert')) as { readonly station: string; readonly script: string };
  expect(json.station).toBe('vert');
  expect(json.script.trimEnd()).toBe(out.trimEnd());
});

test('CL-13: script masks passwords, and prints them only when it is told to', async () => {
  const harness = new Harness();
  await harness.all(
    'station add Vert',
    'port add vert icecast --host x.example --mount /a --password "hack\\me" --user hackme2',
  );
  const masked = await harness.run('script', 'vert');
  expect(masked.err).toMatch(/^warning: the passwords are masked.*--show-passwords\n$/);
  expect(masked.out).not.toContain('hack\\');
  expect(masked.out).toContain('password="***"');
  const whole = await harness.run('script', 'vert', '--show-passwords');
  expect(whole.err).toBe('');
  expect(whole.out).toContain(String.raw`password="hack\\me"`);
  const version = (text: string) => /^script_version = "(.+)"$/m.exec(text)?.[1];
  expect(version(masked.out)).toBe(version(whole.out));
  expect(masked.out.replace('"***"', String.raw`"hack\\me"`)).toBe(whole.out);
  const json = await harness.json('script', 'vert', '--show-passwords');
  expect(json).toMatchObject({ script: whole.out });
});

describe('CL-21: cue list', () => {
  async function withSheet(): Promise<Harness> {
    const harness = new Harness();
    await harness.all(
      'station add Vert --timezone Europe/Brussels',
      'program add vert Morning --scheduled',
      'episode add morning Monday',
      'diffusion add monday --start 2026-12-01T07:00:00.250 --duration 1h',
    );
    const startMs = Temporal.Instant.from('2026-12-01T06:00:00.250Z').epochMilliseconds;
    const cue = {
      attempt: 0,
      startMs,
      mode: 'hard',
      fadeSeconds: 1.5,
      latestStartMs: startMs + 1000,
      late: null,
    } as const;
    const files = [{ soundId: 3 as SoundId, path: '/sounds/show.flac', fromSeconds: 2.5 }];
    harness.cueSheet = {
      version: 'v1',
      cues: [
        {
          ...cue,
          diffusionId: 1 as DiffusionId,
          untilMs: startMs + 3_600_000,
          files,
          reason: 'on the timetable (MO-18)',
        },
        { ...cue, diffusionId: 77 as DiffusionId, untilMs: null, files: [] },
      ],
      stop: [],
    };
    return harness;
  }

  test("the sheet on the engine's disk, with the deck of each cue", async () => {
    const harness = await withSheet();
    harness.engine.runs('vert', {
      decks: [
        { name: 'a', state: 'empty', cue: null },
        { name: 'b', state: 'opened', cue: '1#0' },
      ],
    });
    expect(await harness.json('cue', 'list', 'vert')).toEqual([
      {
        key: '1#0',
        diffusion: 1,
        program: 'morning',
        episode: 'monday',
        start: '2026-12-01T07:00:00.250+01:00',
        mode: 'hard',
        until: '2026-12-01T08:00:00.250+01:00',
        files: [{ sound: 3, path: '/sounds/show.flac', fromSeconds: 2.5 }],
        deck: { name: 'b', state: 'opened' },
        reason: 'on the timetable (MO-18)',
      },
      {
        key: '77#0',
        diffusion: 77,
        program: null,
        episode: null,
        start: '2026-12-01T07:00:00.250+01:00',
        mode: 'hard',
        until: null,
        files: [],
        deck: null,
        reason: null,
      },
    ]);
    expect((await harness.run('cue', 'list')).out).toContain('b opened');
  });

  test('without an engine, and without a sheet', async () => {
    const harness = await withSheet();
    expect(await harness.json('cue', 'list')).toMatchObject([{ deck: null }, { deck: null }]);
    harness.cueSheet = null;
    expect(await harness.run('cue', 'list')).toMatchObject({
      status: 0,
      out: 'There is no cue sheet yet: airkeeper start makes it.\n',
    });
    harness.cueSheet = { version: 'v1', cues: [], stop: [] };
    expect(await harness.run('cue', 'list')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^The cue sheet is empty: no diffusion of the next 25 hours has a sound/),
    });
  });

  test('--limit gives the first that are not over, and says how many more there are', async () => {
    const harness = await withSheet();
    const [first] = must(harness.cueSheet, 'the sheet').cues;
    const cue = must(first, 'a cue');
    const at = (minutes: number, id: number) => {
      const startMs = harness.now.epochMilliseconds + minutes * 60_000;
      return { ...cue, diffusionId: id as DiffusionId, startMs, latestStartMs: startMs + 1000 };
    };
    const cues = [at(-20, 1), at(-10, 2), ...Array.from({ length: 40 }, (_, index) => at(index, index + 3))];
    harness.cueSheet = { version: 'v1', cues, stop: [] };
    harness.engine.runs('vert', { decks: [{ name: 'a', state: 'on_air', cue: '2#0' }] });
    const limited = await harness.run('cue', 'list', 'vert', '--limit', '2', '--json');
    expect(limited.json()).toMatchObject([{ key: '2#0' }, { key: '3#0' }]);
    expect(JSON.parse(limited.err).warning).toMatchObject({
      code: 'more_cues',
      message: '39 more; all: airkeeper cue list vert --limit 41',
    });
    const shown = await harness.run('cue', 'list', 'vert');
    expect(shown.out.trim().split('\n')).toHaveLength(31);
    expect(shown.err).toBe('warning: 11 more; all: airkeeper cue list vert --limit 41\n');
    expect(await harness.run('cue', 'list', 'vert', '--limit', '41')).toMatchObject({ err: '' });
    const whole = await harness.run('cue', 'list', 'vert', '--json');
    expect(whole).toMatchObject({ err: '' });
    expect(whole.json()).toHaveLength(42);
  });

  test('warns of an engine that goes by another sheet', async () => {
    const harness = await withSheet();
    harness.engine.runs('vert', { cueSheetVersion: 'v0' });
    const outcome = await harness.run('cue', 'list', '--json');
    expect(outcome.status).toBe(0);
    expect(JSON.parse(outcome.err).warning).toMatchObject({
      code: 'sheet_not_read',
      data: { sheet: 'v1', engine: 'v0' },
    });
  });
});
