import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { openStore } from '../../store/open-store.ts';
import { must } from '../../values/errors.ts';
import { secondsBetween } from '../../values/instant.ts';
import type { Station } from '../../values/model.ts';
import { DEMO_BULLETIN, DEMO_MUSIC } from './catalogue.ts';
import { ensureDemo } from './ensure-demo.ts';
import { extendDemo } from './extend-demo.ts';
import { ignoredStreamPort } from './ignored-stream-port.ts';
import { soundPath } from './sound-path.ts';

const never = new AbortController().signal;
let dataFolder: string;
let store: Store;
let freePort: number;
let now = Temporal.Instant.from('2026-03-05T10:20:31.250Z');
const clock: Clock = { now: () => now, monotonicMs: () => now.epochMilliseconds, sleep: () => Promise.resolve() };

beforeEach(async () => {
  now = Temporal.Instant.from('2026-03-05T10:20:31.250Z');
  dataFolder = await mkdtemp(join(tmpdir(), 'airkeeper-demo-'));
  const media = join(dataFolder, 'media', 'demo');
  await mkdir(media, { recursive: true });
  // Making them is another test's business.
  for (const sound of [...DEMO_MUSIC, ...DEMO_BULLETIN]) await writeFile(soundPath(media, sound), 'sound');
  const server = await listening();
  freePort = portOf(server);
  server.close();
  store = await openStore({ file: join(dataFolder, 'airkeeper.db'), migrate: true });
});

afterEach(async () => {
  await store.close();
  await rm(dataFolder, { recursive: true });
});

async function listening(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function ensure(inStore: Store = store, streamPort = freePort): Promise<Station> {
  await ensureDemo({
    store: inStore,
    dataFolder,
    clock,
    streamPort,
    timeZone: 'Europe/Brussels',
    onProgress: () => undefined,
    signal: never,
  });
  return must(await store.stations.bySlug('demo'), 'the demo');
}

test('RU-1: a database without a station gets a demo that can be heard', async () => {
  const station = await ensure();
  expect(station).toMatchObject({ name: 'Airkeeper demo', timeZone: 'Europe/Brussels' });
  const [port] = await store.ports.list(station.id);
  expect(port).toMatchObject({ direction: 'output', kind: 'harbor' });
  expect(port?.settings).toMatchObject({
    format: 'mp3',
    bitrate: 128,
    port: freePort,
    mount: '/live.mp3',
    bind: '127.0.0.1',
  });
});

test('its music is a stream of every piece, with the tracks at their seconds', async () => {
  const station = await ensure();
  const programs = await store.programs.list(station.id);
  const music = must(
    programs.find(({ kind }) => kind === 'streamed'),
    'the music',
  );
  expect(await store.streams.list(station.id)).toEqual([
    { programId: music.id, window: null, minDelaySeconds: 0, weight: 1 },
  ]);
  const sounds = await store.sounds.list({ programId: music.id });
  expect(sounds.map(({ title }) => title).toSorted()).toEqual(DEMO_MUSIC.map(({ title }) => title).toSorted());
  const windows = must(
    sounds.find(({ title }) => title === 'Four Windows'),
    'Four Windows',
  );
  const tracks = await store.tracks.list({ soundId: windows.id });
  expect(tracks.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  expect(tracks.map(({ atSeconds }) => Math.round(atSeconds ?? -1))).toEqual([0, 25, 46, 65]);
});

test('its bulletin is on the timetable: the first within two minutes and hard, then every five minutes, soft', async () => {
  const station = await ensure();
  const diffusions = await store.diffusions.list(station.id, null, null);
  const [first, second] = diffusions;
  expect(secondsBetween(now, must(first, 'the first').start)).toBeLessThanOrEqual(120);
  expect(secondsBetween(must(first, 'the first').start, must(second, 'the second').start)).toBe(300);
  expect(diffusions.map(({ startMode }) => startMode)).toEqual(['hard', ...diffusions.slice(1).map(() => 'soft')]);
  expect(secondsBetween(now, must(diffusions.at(-1), 'the last').start)).toBeGreaterThan(24 * 3600);
  const archives = await store.sounds.list({ episodeId: must(first, 'the first').episodeId, type: 'archive' });
  expect(archives.toSorted((a, b) => a.position - b.position).map(({ title }) => title)).toEqual(
    DEMO_BULLETIN.map(({ title }) => title),
  );
});

test('a second start changes nothing', async () => {
  const station = await ensure();
  const before = await store.diffusions.list(station.id, null, null);
  await ensure();
  expect(await store.stations.list()).toHaveLength(1);
  expect(await store.diffusions.list(station.id, null, null)).toEqual(before);
});

test('an interrupted start leaves no half demo, and the next one makes it', async () => {
  const dying: Store = {
    ...store,
    transaction: (work) =>
      store.transaction(async (inside) => {
        await work(inside);
        throw new Error('the machine went off');
      }),
  };
  await expect(ensure(dying)).rejects.toThrow('the machine went off');
  expect(await store.stations.list()).toEqual([]);
  await ensure();
  expect(await store.stations.list()).toHaveLength(1);
});

test('a busy port is refused before anything is made, with the option that changes it', async () => {
  const other = await listening();
  const port = portOf(other);
  await expect(ensure(store, port)).rejects.toThrow(
    `TCP port ${port} is in use by another program: choose another for the demo with --stream-port ${port + 1}`,
  );
  other.close();
  expect(await store.stations.list()).toEqual([]);
});

test('RU-1: a database with another station gets no demo', async () => {
  const timeouts = { cancelTimeoutSeconds: 1200, syncTimeoutSeconds: 300 };
  const settings = {
    timeZone: 'UTC',
    ...timeouts,
    silenceLimitSeconds: 10,
    silenceThresholdDb: -40,
    language: 'en',
    daysAhead: 60,
    enabled: true,
  };
  await store.stations.add({ ...settings, slug: 'vert' as Station['slug'], name: 'Radio Vert' });
  await ensureDemo({
    store,
    dataFolder,
    clock,
    streamPort: freePort,
    timeZone: 'UTC',
    onProgress: () => undefined,
    signal: never,
  });
  expect((await store.stations.list()).map(({ slug }) => slug)).toEqual(['vert']);
});

test('the timetable is carried on as time goes by, and nothing is added twice', async () => {
  const station = await ensure();
  const before = await store.diffusions.list(station.id, null, null);
  now = now.add({ hours: 2 });
  expect(await extendDemo({ store, clock })).toBe(24);
  expect(await extendDemo({ store, clock })).toBe(0);
  expect(await store.diffusions.list(station.id, null, null)).toHaveLength(before.length + 24);
});

test('without a demo, carrying on does nothing', async () => {
  expect(await extendDemo({ store, clock })).toBe(0);
});

test('RU-19: a stream port that comes to nothing is said, with the command that changes the demo’s', async () => {
  expect(await ignoredStreamPort(store, freePort, true)).toBeNull();
  expect(await ignoredStreamPort(store, freePort, false)).toContain('--no-demo');
  const station = await ensure();
  const [port] = await store.ports.list(station.id);
  expect(await ignoredStreamPort(store, null, true)).toBeNull();
  expect(await ignoredStreamPort(store, freePort, true)).toBeNull();
  const said = await ignoredStreamPort(store, freePort + 1, true);
  expect(said).toContain(`--stream-port ${freePort + 1} is ignored`);
  expect(said).toContain(`airkeeper port set ${port?.id} --port ${freePort + 1}`);
});
