import { describe, expect, test } from 'vitest';
import { must } from '../../src/values/errors.ts';
import type { EngineRunId } from '../../src/values/ids.ts';
import { Harness } from './harness.ts';

describe('station', () => {
  test('CL-9: the slug comes from the name, the zone from the machine', async () => {
    const harness = new Harness();
    expect(await harness.json('station', 'add', "L'Été à Liège")).toEqual({
      id: 1,
      slug: 'l-ete-a-liege',
      name: "L'Été à Liège",
      timeZone: 'Europe/Paris',
      cancelTimeoutSeconds: 1200,
      syncTimeoutSeconds: 300,
      silenceLimitSeconds: 10,
      silenceThresholdDb: -40,
      language: 'en',
      daysAhead: 60,
      enabled: true,
    });
    expect(harness.notified).toBe(1);
    expect(
      await harness.json(
        'station',
        'add',
        'Two',
        '--timezone',
        'asia/tokyo',
        '--cancel-timeout',
        '1h',
        '--sync-timeout',
        '90s',
      ),
    ).toMatchObject({ slug: 'two', timeZone: 'Asia/Tokyo', cancelTimeoutSeconds: 3600, syncTimeoutSeconds: 90 });
    expect(await harness.json('station', 'list')).toMatchObject([{ slug: 'l-ete-a-liege' }, { slug: 'two' }]);
  });

  test('show tells of its ports and programs; by id too', async () => {
    const harness = new Harness();
    await harness.all('station add Vert', 'port add vert file --path out.wav', 'program add vert Night --streamed');
    expect(await harness.json('station', 'show', 'vert')).toMatchObject({
      slug: 'vert',
      ports: [{ id: 1, kind: 'file' }],
      programs: [{ slug: 'night', kind: 'streamed', stream: { window: null, minDelaySeconds: 0, weight: 1 } }],
    });
    expect((await harness.run('station', 'show', '1')).out).toContain('programs   night (streamed)');
  });

  test('set changes what is given, and only that', async () => {
    const harness = new Harness();
    await harness.all('station add Vert --timezone UTC --cancel-timeout 1h');
    const set = ['station', 'set', 'vert'];
    expect(await harness.json(...set, '--name', 'Radio Vert', '--sync-timeout', '90s')).toMatchObject({
      slug: 'vert',
      name: 'Radio Vert',
      timeZone: 'UTC',
      cancelTimeoutSeconds: 3600,
      syncTimeoutSeconds: 90,
      enabled: true,
    });
    expect(await harness.run(...set, '--timezone', 'europe/brussels')).toMatchObject({
      out: 'Changed station vert (Radio Vert), Europe/Brussels.\n',
    });
    const silence = ['--silence-limit', '20s', '--silence-threshold', '-50'];
    expect(await harness.json(...set, ...silence)).toMatchObject({ silenceLimitSeconds: 20, silenceThresholdDb: -50 });
    expect((await harness.run('station', 'show', 'vert')).out).toContain('acted on after 20s below -50 dB');
    const notified = harness.notified;
    expect((await harness.run(...set, '--json')).error()).toMatchObject({ code: 'nothing_to_do' });
    expect((await harness.run(...set, '--timezone', 'Nowhere/Land', '--json')).error().code).toBe('unknown_time_zone');
    expect(harness.notified).toBe(notified);
  });

  test('CL-23: a station is disabled, its engine stopped for good, and enabled again', async () => {
    const harness = new Harness();
    await harness.all('station add Vert');
    harness.engine.runs('vert');
    harness.daemonPid = 99;
    const notified = harness.notified;
    expect(await harness.run('station', 'disable', 'vert')).toMatchObject({
      status: 0,
      out: 'Station vert is disabled. Its engine was stopped. Back on the air: airkeeper station enable vert\n',
    });
    expect(harness.notified).toBe(notified + 1);
    expect(harness.retired).toEqual(['vert']);
    expect(await harness.json('station', 'list')).toMatchObject([{ slug: 'vert', enabled: false }]);
    expect((await harness.run('station', 'list')).out).toMatch(/vert .*disabled\n$/);
    expect((await harness.run('station', 'show', 'vert')).out).toContain('airkeeper station enable vert');
    expect((await harness.run('station', 'disable', 'vert')).out).toMatch(/^Station vert was disabled already\./);
    expect((await harness.run('station', 'enable', 'vert')).out).toBe(
      'Station vert is enabled; its engine starts now.\n',
    );
    expect(await harness.json('station', 'list')).toMatchObject([{ enabled: true }]);
    expect((await harness.run('station', 'enable', 'vert')).out).toBe('Station vert was enabled already.\n');
  });

  test('remove takes all of it away, tells Airkeeper, and stops its engine', async () => {
    const harness = new Harness();
    await harness.all('station add Vert', 'program add vert Night --streamed');
    harness.engine.runs('vert');
    const before = harness.notified;
    expect(await harness.run('station', 'remove', 'vert')).toMatchObject({
      status: 0,
      out: 'Removed station vert. Its engine was stopped.\n',
    });
    expect(harness.retired).toEqual(['vert']);
    expect(harness.notified).toBe(before + 1);
    expect(await harness.json('program', 'list')).toEqual([]);
  });

  test('remove keeps a station that has a log, and its engine', async () => {
    const harness = new Harness();
    await harness.all('station add Vert');
    await harness.withStore(async (store) => {
      const { id } = must(await store.stations.bySlug('vert'), 'the station');
      const journal = { run: '000001-abcd' as EngineRunId, seq: 1 };
      const entry = { type: 'other', date: harness.now, end: null, source: '', comment: 'up', reason: '' } as const;
      const nothing = { soundId: null, positionSeconds: null, trackId: null, diffusionId: null };
      const entries = [{ ...entry, ...nothing, journal }];
      await store.monitor.commit(id, { entries, ends: [], cancelled: [], cursor: journal });
    });
    const outcome = await harness.run('station', 'remove', 'vert', '--json');
    expect(outcome.status).toBe(1);
    expect(outcome.error().code).toBe('in_use');
    expect(harness.stopped).toEqual([]);
    expect(await harness.json('station', 'list')).toHaveLength(1);
  });

  test('CL-19: a name cannot move the cursor', async () => {
    const harness = new Harness();
    await harness.run('station', 'add', 'Vert\u001b[2J\nnew line');
    expect((await harness.run('station', 'list')).out).toContain('Vert\\u001b[2J\\nnew line');
    expect(await harness.json('station', 'list')).toMatchObject([{ name: 'Vert\u001b[2J\nnew line' }]);
    const path = `${harness.cwd}/\u001b[2J.ogg`;
    expect((await harness.run('sound', 'add', path)).err).toBe(
      `airkeeper: there is no file ${harness.cwd}/\\u001b[2J.ogg\n`,
    );
  });
});

describe('CL-13: ports', () => {
  test('passwords are never printed', async () => {
    const harness = new Harness();
    await harness.all('station add Vert');
    const argv = ['port', 'add', 'vert', 'icecast', '--host', 'x.example', '--mount', '/a', '--password', 'hackme'];
    const outcomes = [
      await harness.run(...argv),
      await harness.run('port', 'list'),
      await harness.run('port', 'list', '--json'),
      await harness.run('port', 'set', '1', '--genre', 'jazz', '--json'),
      await harness.run('station', 'show', 'vert', '--json'),
      await harness.run('port', 'remove', '1'),
    ];
    for (const { status, out, err } of outcomes) {
      expect(status).toBe(0);
      expect(out + err).not.toContain('hackme');
    }
    expect(outcomes[2]?.json()).toMatchObject([{ settings: { password: '***', user: 'source' } }]);
  });

  test('set changes what is given and keeps the rest, the password too', async () => {
    const harness = new Harness();
    await harness.all(
      'station add Vert',
      'port add vert icecast --host x.example --mount /a --password hackme --genre jazz --public yes',
      'port set 1 --bitrate 192 --mount /b --public no --unset genre',
    );
    const [port] = await harness.withStore(async (store) => {
      const [station] = await store.stations.list();
      return store.ports.list(must(station, 'the station').id);
    });
    expect(port?.settings).toEqual({
      format: 'mp3',
      bitrate: 192,
      host: 'x.example',
      port: 8000,
      mount: '/b',
      user: 'source',
      password: 'hackme',
      public: false,
    });
  });

  test('a port may keep its own address, two stations may not share one', async () => {
    const harness = new Harness();
    await harness.all(
      'station add Vert',
      'station add Rouge',
      'port add vert harbor --port 8010 --mount /a',
      'port add vert harbor --port 8010 --mount /b',
      'port set 1 --port 8010 --bitrate 96',
      'port add rouge file --path out.wav',
      'port add vert file --path out.wav',
    );
    expect((await harness.run('port', 'set', '2', '--mount', '/a', '--json')).error().code).toBe('port_conflict');
    expect((await harness.run('port', 'add', 'vert', 'file', '--path', 'out.wav', '--json')).error()).toMatchObject({
      code: 'port_conflict',
      data: { port: 4, station: 'vert' },
    });
    expect((await harness.run('port', 'add', 'rouge', 'harbor', '--port', '8010', '--mount', '/c')).status).toBe(1);
  });

  test('CL-25: a change of the outputs of a station on the air says what will be heard', async () => {
    const harness = new Harness();
    await harness.all('station add Vert', 'port add vert file --path out.wav');
    harness.engine.runs('vert');
    harness.daemonPid = 99;
    const commands = [
      ['port', 'add', 'vert', 'harbor', '--port', '8010', '--mount', '/a'],
      ['port', 'set', '2', '--bitrate', '96'],
      ['port', 'remove', '2'],
    ];
    for (const argv of commands) {
      const { status, err } = await harness.run(...argv, '--json');
      expect(status).toBe(0);
      expect(JSON.parse(err).warning).toMatchObject({
        code: 'engine_restarts',
        message: expect.stringMatching(/^vert is on the air: .* the piece of music that is on the air.*silence/),
      });
    }
    harness.daemonPid = null;
    const alone = await harness.run('port', 'set', '1', '--path', 'other.wav');
    expect(alone.err).toContain('starts again when Airkeeper is started');
  });
});
