import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { noticesOf } from '../../src/ports/alarm-store.ts';
import { alarmFileText } from '../../src/service/alarms/alarm-file.ts';
import type { Alarm, AlarmId } from '../../src/values/alarms.ts';
import { PassingError } from '../../src/values/errors.ts';
import type { Slug, StationId } from '../../src/values/ids.ts';
import { Harness } from './harness.ts';

const instant = (text: string) => Temporal.Instant.from(text);

function alarm(id: string, raised: string, more: Partial<Alarm> = {}): Alarm {
  return {
    id: id as AlarmId,
    name: 'engine_down',
    station: null,
    subject: id,
    raised: instant(raised),
    cleared: null,
    message: `message ${id}`,
    remedy: `remedy ${id}`,
    ...more,
  };
}

/** Two stations, and alarms of yesterday, of last week, open and closed. The clock is at 2026-11-30T12:00Z. */
async function world(): Promise<Harness> {
  const harness = new Harness();
  await harness.all('station add Vert --timezone Europe/Brussels', 'station add Rouge --timezone UTC');
  const vert = { id: 1 as StationId, slug: 'vert' as Slug };
  const rouge = { id: 2 as StationId, slug: 'rouge' as Slug };
  const alarms = [
    alarm('old', '2026-11-20T10:00Z', { station: vert, cleared: instant('2026-11-20T10:05Z') }),
    alarm('long', '2026-11-20T11:00Z', { station: vert, name: 'output_down' }),
    alarm('recent', '2026-11-29T13:00:00.25Z', { station: vert, cleared: instant('2026-11-29T13:00:01Z') }),
    alarm('general', '2026-11-30T11:00Z', { name: 'database_down' }),
    alarm('other', '2026-11-30T11:30Z', { station: rouge }),
  ];
  await harness.withStore(async (store) => {
    for (const each of alarms) await store.alarms.put({ alarm: each, notices: noticesOf('raised') });
  });
  return harness;
}

async function ids(harness: Harness, ...argv: readonly string[]): Promise<readonly string[]> {
  const listed = (await harness.json('alarm', 'list', ...argv)) as readonly { readonly id: string }[];
  return listed.map(({ id }) => id);
}

test('AL-20: the list has these keys, and instants of the station', async () => {
  const harness = await world();
  const listed = (await harness.json('alarm', 'list', 'vert')) as readonly object[];
  expect(listed.map((each) => Object.keys(each))).toEqual(
    listed.map(() => ['id', 'name', 'station', 'raised', 'cleared', 'message', 'remedy']),
  );
  expect(listed).toEqual([
    {
      id: 'long',
      name: 'output_down',
      station: 'vert',
      raised: '2026-11-20T12:00:00.000+01:00',
      cleared: null,
      message: 'message long',
      remedy: 'remedy long',
    },
    expect.objectContaining({
      id: 'recent',
      raised: '2026-11-29T14:00:00.250+01:00',
      cleared: '2026-11-29T14:00:01.000+01:00',
    }),
    expect.objectContaining({ id: 'general', station: null, cleared: null }),
  ]);
});

test('AL-20: what is open and what was within a day; all, or those of a span, when it is said', async () => {
  const harness = await world();
  expect(await ids(harness)).toEqual(['long', 'recent', 'general', 'other']);
  expect(await ids(harness, 'rouge')).toEqual(['general', 'other']);
  expect(await ids(harness, 'vert', '--all')).toEqual(['old', 'long', 'recent', 'general']);
  expect(await ids(harness, 'vert', '--to', '2026-11-20T12:00')).toEqual(['old']);
  expect(await ids(harness, 'vert', '--from', '2026-11-20', '--to', '2026-11-21')).toEqual(['old', 'long']);
  const { out } = await harness.run('alarm', 'list', 'vert');
  expect(out).toContain('2026-11-20 12:00:00      OPEN                 output_down');
  expect((await harness.run('alarm', 'list', 'vert', '--all', '--to', '2026-01-01')).status).toBe(2);
  expect((await harness.run('alarm', 'list', 'bleu', '--json')).error().code).toBe('unknown_station');
});

test('AL-22: status shows what is open, of the station and of all', async () => {
  const harness = await world();
  const status = (await harness.json('status', 'vert')) as { readonly alarms: readonly { readonly id: string }[] };
  expect(status.alarms.map(({ id }) => id)).toEqual(['long', 'general']);
  expect((await harness.run('status', 'vert')).out).toContain(
    'ALARM    output_down, since 2026-11-20 12:00:00: message long\n',
  );
});

test('AL-21: while the database is away the list is what Airkeeper has on the disk, and that is said', async () => {
  const harness = await world();
  harness.wrapStore = () => {
    throw new PassingError('database_unavailable', 'The database cannot be used just now');
  };
  expect((await harness.run('alarm', 'list', '--json')).error()).toMatchObject({ code: 'database_unavailable' });
  mkdirSync(harness.dataFolder, { recursive: true });
  const down = alarm('down', '2026-11-30T11:59Z', { name: 'database_down' });
  const rouge = alarm('rouge', '2026-11-30T11:58Z', { station: { id: 2 as StationId, slug: 'rouge' as Slug } });
  const records = [down, rouge].map((each) => ({ record: { alarm: each, notices: [] }, isSaved: false }));
  writeFileSync(
    join(harness.dataFolder, 'alarms.json'),
    alarmFileText({ database: null, settings: new Map(), records }),
  );
  const { status, json, err } = await harness.run('alarm', 'list', 'vert', '--json');
  expect(status).toBe(0);
  expect(json()).toMatchObject([{ id: 'down', name: 'database_down', station: null }]);
  expect(JSON.parse(err).warning).toMatchObject({ code: 'database_unavailable' });
});

test('AL-16: settings of all stations hold where a station has none; what is secret in an address is not shown', async () => {
  const harness = await world();
  await harness.all(
    'alarm set --webhook https://hooks.example/T0/secret --at-risk 1h --disk-free 2.5GB',
    `alarm set --station vert --on-alarm "${process.execPath} --version 'a b'"`,
  );
  expect(harness.notified).toBeGreaterThan(0);
  const shown = {
    station: 'vert',
    webhook: 'https://hooks.example/…',
    onAlarm: [process.execPath, '--version', 'a b'],
    atRiskSeconds: 3600,
    diskFreeBytes: 2_500_000_000,
  };
  expect(await harness.json('alarm', 'show', 'vert')).toEqual(shown);
  expect(await harness.json('alarm', 'show')).toEqual({ ...shown, station: null, onAlarm: null });
  await harness.all('alarm set --no-webhook --no-at-risk --no-disk-free');
  const { out } = await harness.run('alarm', 'show');
  expect(out).toContain('webhook    none');
  expect(out).toContain('at risk    not set: 30m');
});

test.each([
  [['set'], 'nothing_to_set', 2],
  [['set', '--webhook', 'ftp://example.org/'], 'wrong_webhook', 2],
  [['set', '--webhook', 'example.org'], 'wrong_webhook', 2],
  [['set', '--webhook', 'https://nina:secret@example.org/'], 'wrong_webhook', 2],
  [['set', '--on-alarm', ''], 'wrong_command', 2],
  [['set', '--on-alarm', '"open'], 'wrong_command', 2],
  [['set', '--on-alarm', '/not/there x'], 'not_executable', 1],
  [['set', '--at-risk', '90'], 'wrong_duration', 2],
  [['set', '--disk-free', '5'], 'wrong_size', 2],
  [['set', '--disk-free', '5GB', '--station', 'vert'], 'conflicting_option', 2],
  [['set', '--at-risk', '1h', '--station', 'bleu'], 'unknown_station', 1],
  [['test'], 'nobody_to_tell', 1],
] as const)('AL-16: alarm %j is refused: %s', async (argv, code, status) => {
  const harness = await world();
  const outcome = await harness.run('alarm', ...argv, '--json');
  expect(outcome.error().code).toBe(code);
  expect(outcome.status).toBe(status);
  expect(outcome.err).not.toContain('secret');
  expect(await harness.json('alarm', 'show')).toMatchObject({ webhook: null, onAlarm: null, atRiskSeconds: null });
});

test('AL-21: what could not be written to a database that can be read is listed as it is on the disk', async () => {
  const harness = await world();
  const database = await harness.withStore((store) => store.database.id());
  const cleared = instant('2026-11-30T11:59Z');
  const records = [
    { record: { alarm: alarm('down', '2026-11-30T11:59Z'), notices: [] }, isSaved: false },
    { record: { alarm: alarm('general', '2026-11-30T11:00Z', { cleared }), notices: [] }, isSaved: false },
    { record: { alarm: alarm('gone', '2026-11-30T11:59Z'), notices: [] }, isSaved: true },
  ];
  const write = (of: typeof database) =>
    writeFileSync(
      join(harness.dataFolder, 'alarms.json'),
      alarmFileText({ database: of, settings: new Map(), records }),
    );
  write(database);
  expect(await harness.json('alarm', 'list', 'rouge')).toMatchObject([
    { id: 'general', cleared: '2026-11-30T11:59:00.000+00:00' },
    { id: 'other', cleared: null },
    { id: 'down', cleared: null },
  ]);
  expect(await harness.json('status', 'rouge')).toMatchObject({ alarms: [{ id: 'other' }, { id: 'down' }] });
  write('another' as typeof database);
  expect(await ids(harness, 'rouge')).toEqual(['general', 'other']);
  writeFileSync(join(harness.dataFolder, 'alarms.json'), '{');
  const { status, err } = await harness.run('alarm', 'list', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(err).warning.code).toBe('alarm_file_damaged');
});

test('AL-19: a test tells each way once, and says what came of it', async () => {
  const harness = await world();
  // Neither is slow here: their times do not run out.
  harness.onSleep = (spanMs) => (spanMs < 1000 ? undefined : new Promise<void>(() => {}));
  const got: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => got.push(text));
    request.on('end', () => response.writeHead(got.length === 1 ? 200 : 500).end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await harness.all(`alarm set --webhook http://127.0.0.1:${port}/ --on-alarm "/bin/echo paged"`);
  expect(await harness.json('alarm', 'test', 'vert')).toEqual([
    { channel: 'webhook', ok: true, error: null, output: '' },
    { channel: 'command', ok: true, error: null, output: 'paged\n' },
  ]);
  expect(JSON.parse(got[0] ?? '')).toMatchObject({ event: 'test', alarm: { name: 'test', station: 'vert' } });
  const failed = await harness.run('alarm', 'test');
  expect(failed.status).toBe(1);
  expect(failed.out).toContain('The webhook was NOT told: it answered 500');
  expect(failed.out).toContain('The command was told. It printed: paged');
  expect(got).toHaveLength(2);
});
