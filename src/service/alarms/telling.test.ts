import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { realClock } from '../../streamer/testing/real-clock.ts';
import { tempFolder } from '../../streamer/testing/temp-folder.ts';
import { instantFromMs } from '../../values/instant.ts';
import { testPayload } from './alarm-payload.ts';
import { runOnAlarm } from './run-on-alarm.ts';
import { sendWebhook } from './send-webhook.ts';

// Files, processes and a database of their own: slow where the machine is busy.
vi.setConfig({ testTimeout: 30_000 });

const PAYLOAD = testPayload('vert', instantFromMs(1_800_000_000_000));
const NEVER = new AbortController().signal;

async function server(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const listening = createServer(answer).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/hook?key=1`;
}

async function script(text: string): Promise<{ readonly path: string; readonly folder: string }> {
  const folder = await tempFolder();
  const path = join(folder, 'on alarm.sh');
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return { path, folder };
}

function run(path: string, folder: string, words: readonly string[] = [], signal = NEVER) {
  const env = { PATH: process.env.PATH, AIRKEEPER_DATABASE_URL: 'postgres://nina:secret@db/radio' };
  return runOnAlarm([path, ...words], PAYLOAD, { cwd: folder, env, signal, clock: realClock });
}

test('AL-10: a webhook gets the alarm by POST, as JSON, under a key that stays the same', async () => {
  let seen: { readonly method: unknown; readonly url: unknown; readonly key: unknown; readonly type: unknown } | null =
    null;
  let body = '';
  const url = await server((request, response) => {
    const { method, headers } = request;
    seen = { method, url: request.url, key: headers['idempotency-key'], type: headers['content-type'] };
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => response.writeHead(204).end());
  });
  expect(await sendWebhook(url, PAYLOAD, NEVER)).toEqual({ ok: true, value: null });
  expect(seen).toEqual({
    method: 'POST',
    url: '/hook?key=1',
    key: 'test-1800000000000-test',
    type: 'application/json',
  });
  expect(JSON.parse(body)).toEqual({
    event: 'test',
    alarm: {
      id: 'test-1800000000000',
      name: 'test',
      station: 'vert',
      raised: '2027-01-15T08:00:00.000Z',
      cleared: null,
      message: expect.any(String),
      remedy: expect.any(String),
    },
  });
});

test('AL-12: any other answer than 2xx is a failure: errors, redirections, none at all', async () => {
  const answering = (status: number) => server((_, response) => response.writeHead(status, { location: '/' }).end('x'));
  expect(await sendWebhook(await answering(500), PAYLOAD, NEVER)).toMatchObject({ ok: false, error: /answered 500/ });
  expect(await sendWebhook(await answering(302), PAYLOAD, NEVER)).toMatchObject({ ok: false, error: /answered 302/ });
  const hangsUp = await server((request) => request.destroy());
  expect(await sendWebhook(hangsUp, PAYLOAD, NEVER)).toMatchObject({ ok: false, error: /./ });
  expect(await sendWebhook('http://127.0.0.1:1/', PAYLOAD, NEVER)).toMatchObject({
    ok: false,
    error: /refused|bad port/,
  });
});

test('AL-13: a webhook that does not answer, or answers without end, holds nobody up', async () => {
  const silent = await server(() => {});
  const over = new AbortController();
  setTimeout(() => over.abort(), 100);
  expect(await sendWebhook(silent, PAYLOAD, over.signal)).toEqual({ ok: false, error: 'it did not answer in time' });
  const endless = await server((_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.on('close', () => clearInterval(timer));
  });
  expect(await sendWebhook(endless, PAYLOAD, NEVER)).toMatchObject({ ok: true });
});

test('AL-14: a command gets its words as they are, the alarm in its environment, and JSON on its input', async () => {
  const { path, folder } = await script(
    'cat > in.json; env > env.txt; printf "%s|" "$@" > words.txt; pwd; echo no >&2',
  );
  const words = ['$HOME', '`id`', 'a b', '"', ';rm -rf x', '*'];
  const report = await run(path, folder, words);
  expect(report.failure).toBeNull();
  expect(report.output.split('\n').toSorted()).toEqual(['', folder, 'no']);
  expect(await readFile(join(folder, 'words.txt'), 'utf8')).toBe(words.map((word) => `${word}|`).join(''));
  expect(JSON.parse(await readFile(join(folder, 'in.json'), 'utf8'))).toEqual(PAYLOAD);
  const env = await readFile(join(folder, 'env.txt'), 'utf8');
  expect(env).toContain('AIRKEEPER_ALARM=test\n');
  expect(env).toContain('AIRKEEPER_STATION=vert\n');
  expect(env).toContain('AIRKEEPER_RAISED=2027-01-15T08:00:00.000Z\n');
  expect(env).not.toContain('secret');
});

test('AL-14: a command that fails, or is not there, is a failure that says why', async () => {
  const { path, folder } = await script('echo broken; exit 3');
  expect(await run(path, folder)).toEqual({ failure: 'it ended with status 3', output: 'broken\n' });
  expect((await run(join(folder, 'none'), folder)).failure).toContain('ENOENT');
  expect((await run(folder, folder)).failure).toContain('EACCES');
  const killed = await script('kill -9 $$');
  expect((await run(killed.path, killed.folder)).failure).toBe('it was ended by SIGKILL');
});

test('AL-14: a command that reads nothing and prints without end is logged in part', async () => {
  const { path, folder } = await script('exec <&-; yes 2>/dev/null | head -c 300000');
  const { failure, output } = await run(path, folder);
  expect(failure).toBeNull();
  expect(output).toHaveLength(4096);
});

test('AL-14: a command that does not end is killed with all that it started', async () => {
  const { path, folder } = await script('sleep 60 & echo $! > child.txt; wait');
  const over = new AbortController();
  setTimeout(() => over.abort(), 300);
  const beganMs = performance.now();
  expect((await run(path, folder, [], over.signal)).failure).toBe('it did not end in time');
  expect(performance.now() - beganMs).toBeLessThan(5000);
  const pid = Number(await readFile(join(folder, 'child.txt'), 'utf8'));
  const state = async () => (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' Z ')).includes(' Z ');
  await expect.poll(state).toBe(true);
});

test('AL-14: what a command leaves running does not hold anybody up', async () => {
  const { path, folder } = await script('sleep 60 & echo $! > child.txt; echo done');
  const beganMs = performance.now();
  expect(await run(path, folder)).toEqual({ failure: null, output: 'done\n' });
  expect(performance.now() - beganMs).toBeLessThan(5000);
  process.kill(Number(await readFile(join(folder, 'child.txt'), 'utf8')));
});
