import { join } from 'node:path';
import { expect, test } from 'vitest';
import { must } from '../../src/values/errors.ts';
import type { EngineRunId } from '../../src/values/ids.ts';
import { onAir } from './fake-engine.ts';
import { Harness, words } from './harness.ts';

/** The first hour of a station, as the README tells it. */
const EXAMPLE = `
airkeeper station add "Radio Vert" --slug vert --timezone Europe/Brussels
airkeeper port add vert harbor --format mp3 --bitrate 128 --port 8010 --mount /vert.mp3
airkeeper port add vert file --format wav --path recordings/vert.wav
airkeeper program add vert "Night music" --slug night --streamed
airkeeper sound add a.ogg "b side.mp3" --program night
airkeeper track add "a.ogg" --at 12.5 --artist "Nina" --title "Feeling"
airkeeper program add vert "Morning" --slug morning --scheduled
airkeeper episode add morning "Monday" --slug monday
airkeeper sound add show.flac --episode monday --position 1
airkeeper diffusion add monday --start 2026-12-01T07:00:00.250 --duration 1h --hard
airkeeper start --no-demo
`;

async function playExample(harness: Harness): Promise<void> {
  harness.addFile('a.ogg', { title: 'Song A' });
  harness.addFile('b side.mp3');
  harness.addFile('show.flac', { durationSeconds: 3600 });
  for (const line of EXAMPLE.trim().split('\n')) {
    const outcome = await harness.run(...words(line).slice(1));
    expect(outcome, line).toMatchObject({ status: 0, err: '' });
  }
}

test('the example works as it is written', async () => {
  const harness = new Harness();
  await playExample(harness);

  expect(harness.started).toEqual([
    { dataFolder: join(harness.cwd, 'data'), databaseUrl: null, demo: false, streamPort: null, json: false },
  ]);
  expect(await harness.json('diffusion', 'list', 'vert')).toEqual([
    {
      id: 1,
      program: 'morning',
      episode: 'monday',
      start: '2026-12-01T07:00:00.250+01:00',
      end: '2026-12-01T08:00:00.250+01:00',
      type: 'on_air',
      startMode: 'hard',
      initial: null,
      schedule: null,
      layer: 0,
      zoneNote: null,
      touched: false,
    },
  ]);
  expect(await harness.json('port', 'list', 'vert')).toMatchObject([
    { kind: 'harbor', direction: 'output', settings: { format: 'mp3', bitrate: 128, port: 8010, mount: '/vert.mp3' } },
    { kind: 'file', settings: { format: 'wav', path: 'recordings/vert.wav' } },
  ]);
  expect(await harness.json('sound', 'list', '--program', 'night')).toMatchObject([
    { id: 1, path: join(harness.cwd, 'a.ogg'), title: 'Song A', type: 'archive', episode: null, durationSeconds: 180 },
    { id: 2, path: join(harness.cwd, 'b side.mp3'), title: 'b side' },
  ]);
  expect(await harness.json('track', 'list', 'a.ogg')).toEqual([
    { id: 1, sound: 1, episode: null, position: 1, atSeconds: 12.5, artist: 'Nina', title: 'Feeling' },
  ]);
  expect(await harness.json('sound', 'list', '--episode', 'monday')).toMatchObject([
    { id: 3, program: 'morning', episode: 'monday', position: 1, durationSeconds: 3600 },
  ]);
});

test('the example goes on: status, log, skip, stop', async () => {
  const harness = new Harness();
  await playExample(harness);
  const path = join(harness.cwd, 'a.ogg');
  harness.engine.runs('vert', {
    onAir: onAir('night', path, { soundId: 1, title: 'Song A' }),
    sources: [{ name: 'night', onAir: true, queueLength: 0, remainingSeconds: 120 }],
  });
  harness.engineFolders = ['vert'];
  harness.daemonPid = 99;

  expect(await harness.json('status', 'vert')).toEqual({
    station: 'vert',
    enabled: true,
    airkeeper: { state: 'running', pid: 99 },
    engine: { state: 'running', pid: 4321, run: '000001-abcd', version: '2.3.2' },
    onAir: {
      source: 'night',
      sound: { id: 1, title: 'Song A', path },
      title: 'Song A',
      since: '2026-11-30T12:59:00.125+01:00',
      remainingSeconds: 120,
    },
    next: {
      diffusion: { id: 1, program: 'morning', episode: 'monday' },
      start: '2026-12-01T07:00:00.250+01:00',
    },
    journal: { lostLines: 0, gaps: 0 },
    restart: { pending: null, refused: null, emergency: false },
    alarms: [],
  });

  await writeLog(harness);
  expect(await harness.json('log', 'list', 'vert')).toEqual([
    {
      id: expect.any(Number),
      type: 'on_air',
      date: '2026-11-30T12:59:00.125+01:00',
      end: '2026-11-30T13:02:00.125+01:00',
      source: 'night',
      sound: { id: 1, title: 'Song A', path },
      track: null,
      diffusion: null,
      comment: '',
      reason: 'stream night',
    },
    {
      id: expect.any(Number),
      type: 'on_air',
      date: '2026-11-30T12:59:12.625+01:00',
      end: null,
      source: 'night',
      sound: { id: 1, title: 'Song A', path },
      track: { id: 1, artist: 'Nina', title: 'Feeling' },
      diffusion: null,
      comment: '',
      reason: 'track of Song A',
    },
    {
      id: expect.any(Number),
      type: 'start',
      date: '2026-12-01T07:00:00.251+01:00',
      end: null,
      source: 'dealer',
      sound: null,
      track: null,
      diffusion: { id: 1, program: 'morning', episode: 'monday', start: '2026-12-01T07:00:00.250+01:00' },
      comment: '',
      reason: 'cue 1#0, hard',
    },
  ]);

  const skip = await harness.run('source', 'skip', 'vert', 'night');
  expect(skip).toMatchObject({ status: 0, out: 'Skipped "Song A" on night.\n', err: '' });
  expect(harness.engine.commands).toEqual([{ station: 'vert', command: { kind: 'skip', source: 'night' } }]);

  const stop = await harness.run('stop', '--engine');
  expect(stop).toMatchObject({
    status: 0,
    out: 'Airkeeper is stopped (pid 99).\nThe engine of vert is stopped (pid 4321).\n',
    err: '',
  });
  expect(harness.stopped).toEqual(['airkeeper', 'vert']);
  expect(harness.engine.connections).toBe(0);
});

async function writeLog(harness: Harness): Promise<void> {
  const run = '000001-abcd' as EngineRunId;
  const at = (text: string) => Temporal.Instant.from(text);
  const music = at('2026-11-30T11:59:00.125Z');
  await harness.withStore(async (store) => {
    const station = must(await store.stations.bySlug('vert'), 'the station');
    const [sound] = await store.sounds.list({ path: join(harness.cwd, 'a.ogg') });
    const soundId = must(sound, 'the sound').id;
    const [track] = await store.tracks.list({ soundId });
    const [diffusion] = await store.diffusions.list(station.id, null, null);
    const entry = {
      type: 'on_air',
      end: null,
      source: 'night',
      soundId,
      positionSeconds: 0,
      comment: '',
      diffusionId: null,
    } as const;
    await store.monitor.commit(station.id, {
      entries: [
        { ...entry, date: music, trackId: null, reason: 'stream night', journal: { run, seq: 2 } },
        {
          ...entry,
          date: at('2026-11-30T11:59:12.625Z'),
          trackId: must(track, 'the track').id,
          reason: 'track of Song A',
          journal: null,
        },
        {
          ...entry,
          type: 'start',
          source: 'dealer',
          date: at('2026-12-01T06:00:00.251Z'),
          soundId: null,
          trackId: null,
          diffusionId: must(diffusion, 'the diffusion').id,
          reason: 'cue 1#0, hard',
          journal: { run, seq: 9 },
        },
      ],
      ends: [{ run, seq: 2, end: at('2026-11-30T12:02:00.125Z') }],
      cancelled: [],
      cursor: { run, seq: 9 },
    });
  });
}
