import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Connection, LONGEST_LINE_BYTES, LONGEST_QUEUE } from './connection.ts';
import { FakeServer, reply } from './testing/fake-server.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';

async function bench({ listening = true } = {}) {
  const socketPath = join(await tempFolder(), 'engine.sock');
  const server = new FakeServer(socketPath);
  if (listening) await server.listen();
  const clock = new ManualClock();
  const connection = new Connection({ socketPath, clock, random: { next: () => 0 } });
  onTestFinished(async () => {
    await connection.close();
    await server.vanish();
    expect(clock.sleeping, 'timers left over').toBe(0);
  });
  return { server, clock, connection };
}

test('connects when it is first asked, and gives the reply', async () => {
  const { server, connection } = await bench();
  expect(connection.state).toBe('idle');
  const answer = connection.request('ak.state', 1000);
  expect(connection.state).toBe('connecting');
  const { line, peer } = await server.nextLine();
  expect(line).toBe('ak.state');
  peer.write(reply('{"ok":true}'));
  expect(await answer).toEqual({ ok: true, value: '{"ok":true}' });
  expect(connection.state).toBe('ready');
});

test('CO-3: one command is in flight at a time, and they are sent in order', async () => {
  const { server, connection } = await bench();
  const answers = ['a', 'b', 'c'].map((line) => connection.request(line, 1000));
  for (const line of ['a', 'b', 'c']) {
    const received = await server.nextLine();
    expect(received.line).toBe(line);
    await settled();
    expect(server.unread).toEqual([]);
    received.peer.write(reply(`to ${line}`));
  }
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'c'].map((line) => ({ ok: true, value: `to ${line}` })));
  expect(server.connections).toBe(1);
});

test('CO-4: a command that hangs is settled at its time-out, and takes the connection with it', async () => {
  const { server, clock, connection } = await bench();
  const hanging = connection.request('hang', 2000);
  const behind = connection.request('behind', 5000);
  const { peer } = await server.nextLine();
  clock.advance(1999);
  await settled();
  expect(connection.state).toBe('ready');
  clock.advance(1);
  expect(await hanging).toEqual({
    ok: false,
    error: { code: 'timed_out', message: 'no answer from the engine within 2000 ms' },
  });
  expect(await behind).toMatchObject({ ok: false, error: { code: 'not_connected' } });
  expect(connection.state).toBe('waiting');
  await closed(peer);
  expect(server.unread).toEqual([]);
});

test('CO-4: a command whose time is over before its turn is not sent, and harms nobody', async () => {
  const { server, clock, connection } = await bench();
  const slow = connection.request('slow', 5000);
  const impatient = connection.request('impatient', 1000);
  const { peer } = await server.nextLine();
  clock.advance(1000);
  expect(await impatient).toMatchObject({ ok: false, error: { code: 'timed_out' } });
  peer.write(reply('done'));
  expect(await slow).toEqual({ ok: true, value: 'done' });
  await settled();
  expect(server.unread).toEqual([]);
});

test('CO-5: a late answer never reaches another command', async () => {
  const { server, clock, connection } = await bench();
  const first = connection.request('first', 1000);
  const late = await server.nextLine();
  late.peer.on('error', () => {});
  clock.advance(1000);
  expect(await first).toMatchObject({ ok: false, error: { code: 'timed_out' } });
  clock.advance(50);
  const second = connection.request('second', 1000);
  late.peer.write(reply('answer to first'));
  const received = await server.nextLine();
  expect(received.line).toBe('second');
  received.peer.write(reply('answer to second'));
  expect(await second).toEqual({ ok: true, value: 'answer to second' });
  expect(connection.epoch).toBe(2);
});

test('an answer in pieces is one answer', async () => {
  const { server, connection } = await bench();
  const answer = connection.request('ak.state', 1000);
  const { peer } = await server.nextLine();
  for (const byte of Buffer.from(reply('nuit 📻 END'))) {
    peer.write(Buffer.of(byte));
    await settled();
  }
  expect(await answer).toEqual({ ok: true, value: 'nuit 📻 END' });
});

test('a server that hangs up in mid-reply: the outcome is unknown, and half a reply is none', async () => {
  const { server, connection } = await bench();
  const answer = connection.request('ak.state', 1000);
  const { peer } = await server.nextLine();
  peer.end('{"ok":true');
  expect(await answer).toEqual({
    ok: false,
    error: { code: 'hung_up', message: 'the engine hung up, its last words: {"ok":true' },
  });
});

test('a reply and a goodbye in one piece: the reply counts, the connection is over', async () => {
  const { server, connection } = await bench();
  const answer = connection.request('ak.state', 1000);
  const behind = connection.request('behind', 1000);
  const { peer } = await server.nextLine();
  peer.end(`${reply('last')}Connection timed out.. Bye!\r\n`);
  expect(await answer).toEqual({ ok: true, value: 'last' });
  expect(await behind).toMatchObject({ ok: false, error: { code: 'not_connected' } });
});

test('CO-5: a command answered twice got no answer that can be trusted', async () => {
  const { server, connection } = await bench();
  const answer = connection.request('first', 1000);
  const { peer } = await server.nextLine();
  peer.write(`${reply('one')}${reply('two')}`);
  expect(await answer).toMatchObject({ ok: false, error: { code: 'bad_reply' } });
  expect(connection.state).toBe('waiting');
});

test('CO-5: what nobody asked for ends the connection before it can be taken for an answer', async () => {
  const { server, clock, connection } = await bench();
  const first = connection.request('first', 1000);
  const { peer } = await server.nextLine();
  peer.write(reply('one'));
  await first;
  peer.write('rubbish');
  await closed(peer);
  clock.advance(50);
  const second = connection.request('second', 1000);
  const received = await server.nextLine();
  received.peer.write(reply('two'));
  expect(await second).toEqual({ ok: true, value: 'two' });
});

test('rubbish without an end is a bad reply, before it fills the memory', async () => {
  const { server, connection } = await bench();
  const answer = connection.request('ak.state', 1000);
  const { peer } = await server.nextLine();
  peer.on('error', () => {});
  const pouring = setInterval(() => peer.write(Buffer.alloc(1 << 20, '?')), 1);
  onTestFinished(() => clearInterval(pouring));
  expect(await answer).toMatchObject({ ok: false, error: { code: 'bad_reply' } });
});

test('CO-6: with nobody there it says so at once, and does not try again before its back-off', async () => {
  const { server, clock, connection } = await bench({ listening: false });
  expect(await connection.request('ak.state', 1000)).toMatchObject({ ok: false, error: { code: 'not_connected' } });
  for (const waitMs of [50, 100, 200, 400, 800, 900, 900]) {
    const { epoch } = connection;
    clock.advance(waitMs - 1);
    const early = await connection.request('ak.state', 1000);
    expect(early).toMatchObject({ ok: false, error: { code: 'not_connected' } });
    expect(early.ok ? '' : early.error.message).toContain('ENOENT');
    expect(connection.epoch).toBe(epoch);
    clock.advance(1);
    expect(await connection.request('ak.state', 1000)).toMatchObject({ ok: false, error: { code: 'not_connected' } });
    expect(connection.epoch).toBe(epoch + 1);
  }
  await server.listen();
  clock.advance(900);
  const answer = connection.request('ak.state', 1000);
  (await server.nextLine()).peer.write(reply('back'));
  expect(await answer).toEqual({ ok: true, value: 'back' });
});

test('CO-6: a server that vanishes and comes back is found again, and an answer makes the back-off short again', async () => {
  const { server, clock, connection } = await bench();
  for (let life = 1; life <= 3; life += 1) {
    const answer = connection.request(`life ${life}`, 1000);
    const { peer } = await server.nextLine();
    peer.write(reply(`life ${life}`));
    expect(await answer).toEqual({ ok: true, value: `life ${life}` });
    await server.vanish();
    await expect.poll(() => connection.state).toBe('waiting');
    expect(await connection.request('lost', 1000)).toMatchObject({ ok: false, error: { code: 'not_connected' } });
    await server.listen();
    clock.advance(50);
  }
});

test('a server that takes the connection and cuts it at once is not hammered', async () => {
  const { server, clock, connection } = await bench();
  for (let round = 1; round <= 20; round += 1) {
    const answer = connection.request('ak.state', 1000);
    if (connection.state === 'connecting' || connection.state === 'ready') (await server.nextLine()).peer.destroy();
    expect(await answer).toMatchObject({ ok: false });
    clock.advance(100);
  }
  expect(server.connections).toBeLessThan(10);
});

test('CO-7: the line of waiting commands is bounded', async () => {
  const { server, connection } = await bench();
  const waiting = Array.from({ length: LONGEST_QUEUE }, (_, index) => connection.request(`${index}`, 1000));
  expect(await connection.request('one too many', 1000)).toEqual({
    ok: false,
    error: { code: 'not_connected', message: '32 commands wait for the engine already' },
  });
  for (let index = 0; index < LONGEST_QUEUE; index += 1) {
    const { line, peer } = await server.nextLine();
    peer.write(reply(line));
  }
  expect((await Promise.all(waiting)).every(({ ok }) => ok)).toBe(true);
});

test('CO-7: a command that is not one short line is not sent', async () => {
  const { server, connection } = await bench();
  for (const line of ['ak.state\nak.shutdown', 'ak.state\rak.shutdown', 'é'.repeat(LONGEST_LINE_BYTES / 2 + 1)]) {
    expect(await connection.request(line, 1000)).toMatchObject({ ok: false, error: { code: 'refused' } });
  }
  expect(connection.state).toBe('idle');
  expect(server.connections).toBe(0);
  const longest = connection.request('é'.repeat(LONGEST_LINE_BYTES / 2), 1000);
  (await server.nextLine()).peer.write(reply('taken'));
  expect(await longest).toEqual({ ok: true, value: 'taken' });
});

test('closing settles everything, and leaves no socket and no timer', async () => {
  const { server, clock, connection } = await bench();
  const inFlight = connection.request('in flight', 1000);
  const waiting = connection.request('waiting', 1000);
  const { peer } = await server.nextLine();
  const closing = connection.close();
  expect(connection.state).toBe('closing');
  expect(await inFlight).toMatchObject({ ok: false, error: { code: 'hung_up' } });
  expect(await waiting).toMatchObject({ ok: false, error: { code: 'not_connected' } });
  await closing;
  expect(connection.state).toBe('closed');
  expect(clock.sleeping).toBe(0);
  await closed(peer);
  expect(await connection.request('after', 1000)).toMatchObject({ ok: false, error: { code: 'not_connected' } });
  await connection.close();
  expect(connection.state).toBe('closed');
});

test('can be closed before it was used, while it connects, and while it waits', async () => {
  const { connection } = await bench();
  await connection.close();
  const connecting = await bench();
  const dropped = connecting.connection.request('ak.state', 1000);
  await connecting.connection.close();
  expect(await dropped).toMatchObject({ ok: false, error: { code: 'not_connected' } });
  const waiting = await bench({ listening: false });
  await waiting.connection.request('ak.state', 1000);
  await waiting.connection.close();
  expect([connection.state, connecting.connection.state, waiting.connection.state]).toEqual(Array(3).fill('closed'));
});

/** Lets what is on its way through the loop arrive. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

async function closed(peer: { readonly destroyed: boolean }): Promise<void> {
  await expect.poll(() => peer.destroyed).toBe(true);
}
