import { once } from 'node:events';
import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newStation } from '../../ports/testing/store-fixtures.ts';
import { openStore } from '../../store/open-store.ts';
import { realClock } from '../../streamer/testing/real-clock.ts';
import { tempFolder } from '../../streamer/testing/temp-folder.ts';
import { AlarmDesk } from './alarm-desk.ts';
import type { AlarmPayload } from './alarm-payload.ts';
import { silent } from './testing/alarm-world.ts';

/** A server that is sent alarms: what it got, and how it answers. */
async function webhook() {
  const state = { status: 200, got: [] as { readonly payload: AlarmPayload; readonly key: unknown }[], tries: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      state.tries += 1;
      if (state.status === 200) state.got.push({ payload: JSON.parse(body), key: request.headers['idempotency-key'] });
      response.writeHead(state.status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return Object.assign(state, { url });
}

async function world() {
  const folder = await tempFolder();
  const store = await openStore({ file: join(folder, 'airkeeper.db'), migrate: true });
  onTestFinished(() => store.close());
  const station = await store.stations.add(newStation());
  const start = () => {
    const desk = new AlarmDesk({ dataFolder: folder, clock: realClock, logger: silent, env: process.env });
    desk.attach(store);
    const ending = new AbortController();
    const running = desk.run(ending.signal);
    const end = async () => {
      ending.abort();
      await running;
    };
    onTestFinished(end);
    return { alarms: desk.alarms, desk, end };
  };
  return { folder, store, station, start };
}

const WAITING = { timeout: 10_000, interval: 20 };
vi.setConfig({ testTimeout: 30_000 });

test('AL-10: an alarm is told to the webhook when it is raised and when it is cleared, once each', async () => {
  const { store, station, start } = await world();
  const hook = await webhook();
  await store.alarms.set(null, { webhook: hook.url });
  const { alarms, end } = start();
  alarms.raise('engine_down', station, '', { why: 'killed' });
  await expect.poll(() => hook.got.length, WAITING).toBe(1);
  alarms.raise('engine_down', station, '', { why: 'killed' });
  alarms.clear('engine_down', station, '');
  await expect.poll(() => hook.got.length, WAITING).toBe(2);
  await end();
  const [alarm] = await store.alarms.list({});
  const raised = alarm?.raised.toString({ fractionalSecondDigits: 3 });
  expect(hook.got).toEqual([
    {
      key: `${alarm?.id}-raised`,
      payload: {
        event: 'raised',
        alarm: {
          id: alarm?.id,
          name: 'engine_down',
          station: 'vert',
          raised,
          cleared: null,
          message: 'The engine is not running: killed',
          remedy: expect.stringContaining('airkeeper doctor'),
        },
      },
    },
    {
      key: `${alarm?.id}-cleared`,
      payload: {
        event: 'cleared',
        alarm: expect.objectContaining({
          raised,
          cleared: alarm?.cleared?.toString({ fractionalSecondDigits: 3 }),
        }),
      },
    },
  ]);
  expect(await store.alarms.unsettled()).toEqual([]);
  const again = start();
  again.alarms.clear('engine_down', station, '');
  await again.end();
  expect(hook.tries).toBe(2);
});

test('AL-12: a webhook that fails is told again, in order, also after a restart', async () => {
  const { store, station, start } = await world();
  const hook = await webhook();
  hook.status = 503;
  await store.alarms.set(null, { webhook: hook.url });
  const first = start();
  first.alarms.raise('engine_down', station, '', { why: 'killed' });
  await expect.poll(() => hook.tries, WAITING).toBe(2);
  first.alarms.clear('engine_down', station, '');
  first.alarms.raise('silent', station, '', { seconds: 11 });
  await first.end();
  expect(await store.alarms.unsettled()).toMatchObject([
    { notices: [{ channel: 'webhook', attempts: hook.tries, outcome: null }, {}, {}, {}] },
    { notices: [{ attempts: 0, outcome: null }, {}] },
  ]);
  hook.status = 200;
  start();
  await expect.poll(() => hook.got.length, WAITING).toBe(3);
  const told = hook.got.map(({ payload: { event, alarm } }) => `${event} ${alarm.name}`);
  expect(told.filter((each) => each.endsWith('engine_down'))).toEqual(['raised engine_down', 'cleared engine_down']);
  expect(told.filter((each) => each.endsWith('silent'))).toEqual(['raised silent']);
});

test('AL-13: a webhook that hangs delays neither the command nor whoever raises an alarm', async () => {
  const { folder, store, station, start } = await world();
  const hanging = createServer(() => {}).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  onTestFinished(() => {
    hanging.closeAllConnections();
    hanging.close();
  });
  const script = join(folder, 'page.sh');
  await writeFile(script, '#!/bin/sh\necho "$AIRKEEPER_EVENT $AIRKEEPER_ALARM $AIRKEEPER_STATION $1" >> told.txt\n');
  await chmod(script, 0o755);
  const webhook = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/`;
  await store.alarms.set(station.id, { webhook, onAlarm: [script, 'night crew'] });
  const { alarms, end } = start();
  const beganMs = performance.now();
  alarms.raise('engine_down', station, '', { why: 'killed' });
  alarms.raise('clock_stepped', null, '', { seconds: 5 });
  alarms.clear('engine_down', station, '');
  expect(performance.now() - beganMs).toBeLessThan(50);
  const told = () => readFile(join(folder, 'told.txt'), 'utf8').catch(() => '');
  await expect.poll(told, WAITING).toBe('raised engine_down vert night crew\ncleared engine_down vert night crew\n');
  await end();
  const records = await store.alarms.unsettled();
  const waiting = records.flatMap(({ notices }) => notices.filter(({ outcome }) => outcome === null));
  expect(waiting.map(({ channel }) => channel)).toEqual(['webhook', 'webhook']);
});

test('AL-15: without a database alarms are told by the settings of the last run, and written when it is there', async () => {
  const { folder, store, station, start } = await world();
  const hook = await webhook();
  await store.alarms.set(null, { webhook: hook.url });
  const first = start();
  await expect.poll(() => readFile(join(folder, 'alarms.json'), 'utf8').catch(() => ''), WAITING).toContain(hook.url);
  await first.end();
  const desk = new AlarmDesk({ dataFolder: folder, clock: realClock, logger: silent, env: {} });
  const early = new AbortController();
  const running = desk.run(early.signal);
  desk.alarms.raise('engine_down', station, '', { why: 'killed' });
  await expect.poll(() => hook.got.length, WAITING).toBe(1);
  early.abort();
  await running;
  expect(await store.alarms.list({})).toEqual([]);
  desk.attach(store);
  const late = new AbortController();
  const again = desk.run(late.signal);
  await expect.poll(async () => (await store.alarms.list({})).length, WAITING).toBe(1);
  late.abort();
  await again;
  expect(hook.tries).toBe(1);
  expect(await store.alarms.unsettled()).toMatchObject([
    { notices: [{ channel: 'webhook', outcome: 'delivered' }, {}] },
  ]);
});

test('AL-15: killed at any moment, an alarm is told; twice only where it was not known that it arrived', async () => {
  const { folder, store, station, start } = await world();
  const hook = await webhook();
  await store.alarms.set(null, { webhook: hook.url });
  const first = start();
  first.alarms.raise('engine_down', station, '', { why: 'killed' });
  await expect.poll(() => hook.got.length, WAITING).toBe(1);
  await first.end();
  // As after a kill between the answer and its writing: the telling waits again, under the same key.
  const [record] = await store.alarms.unsettled();
  await store.stations.remove(station.id);
  const other = await store.stations.add(newStation('rouge'));
  if (record === undefined) throw new Error('the alarm is open');
  const untold = record.notices.map((notice) => ({ ...notice, outcome: null }));
  const alarm = { ...record.alarm, station: { id: other.id, slug: other.slug } };
  await store.alarms.put({ alarm, notices: untold });
  await appendFile(join(folder, 'alarms.json'), 'torn');
  start();
  await expect.poll(() => hook.got.length, WAITING).toBe(2);
  expect(hook.got[0]?.key).toBe(hook.got[1]?.key);
});

test('AL-16: a webhook that is set later is not told of what was raised before', async () => {
  const { folder, store, station, start } = await world();
  const hook = await webhook();
  const { alarms, desk } = start();
  alarms.raise('engine_down', station, '', { why: 'killed' });
  const outcomes = async () => (await store.alarms.unsettled())[0]?.notices.map(({ outcome }) => outcome);
  await expect.poll(outcomes, WAITING).toEqual(['unwanted', 'unwanted']);
  await store.alarms.set(null, { webhook: hook.url });
  desk.dataChanged();
  await expect.poll(() => readFile(join(folder, 'alarms.json'), 'utf8'), WAITING).toContain(hook.url);
  alarms.clear('engine_down', station, '');
  alarms.raise('silent', station, '', { seconds: 11 });
  await expect.poll(() => hook.got.length, WAITING).toBe(1);
  expect(hook.got[0]?.payload.alarm.name).toBe('silent');
});
