import { readdir } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { SoundId } from '../values/ids.ts';
import { createLiquidsoapEngine } from './liquidsoap-engine.ts';
import { stationFolder } from './station-folder.ts';
import { FakeServer, reply } from './testing/fake-server.ts';
import { JournalWriter } from './testing/journal-writer.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { tempFolder } from './testing/temp-folder.ts';

async function bench() {
  const folder = stationFolder(await tempFolder(), 'vert');
  const clock = new ManualClock();
  const engine = createLiquidsoapEngine({ folder, clock });
  const writer = new JournalWriter(folder.journal, '000001-abcd');
  const server = new FakeServer(folder.socket);
  await server.listen();
  onTestFinished(async () => {
    await engine.close();
    await server.vanish();
    expect(clock.sleeping, 'timers left over').toBe(0);
  });
  return { folder, clock, engine, server, writer };
}

test('CO-4: a hanging engine is observed in two seconds, and commanded in five', async () => {
  const { clock, engine, server } = await bench();
  for (const [ask, timeoutMs] of [
    [() => engine.observe(), 2000],
    [() => engine.command({ kind: 'reload_cues' }), 5000],
  ] as const) {
    const answer = ask();
    await server.nextLine();
    let settled = false;
    void answer.then(() => {
      settled = true;
    });
    clock.advance(timeoutMs - 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    clock.advance(1);
    expect(await answer).toMatchObject({ ok: false, error: { code: 'timed_out' } });
    clock.advance(1000);
  }
});

test('commands go out as lines, and their replies come back as fields', async () => {
  const { engine, server } = await bench();
  const pushed = engine.command({ kind: 'push', source: 'night', soundId: 12 as SoundId, path: '/a.ogg' });
  const { line, peer } = await server.nextLine();
  expect(line).toBe('ak.push {"source":"night","sound":12,"path":"/a.ogg"}');
  peer.write(reply('{"ok":true,"rid":"7","status":"ready"}'));
  expect(await pushed).toEqual({ ok: true, value: { rid: '7', status: 'ready' } });
  const skipped = engine.command({ kind: 'skip', source: 'night' });
  (await server.nextLine()).peer.write(reply('{"ok":false,"code":"nothing_on","message":"night is off the air"}'));
  expect(await skipped).toEqual({ ok: false, error: { code: 'refused', message: 'night is off the air' } });
  const observed = engine.observe();
  (await server.nextLine()).peer.write(reply('ERROR: unknown command, type "help" to get a list of commands.'));
  expect(await observed).toMatchObject({ ok: false, error: { code: 'bad_reply' } });
});

test('the journal is read and watched with the engine dead', async () => {
  const { engine, server, writer } = await bench();
  await server.vanish();
  let calls = 0;
  const stop = engine.onJournalGrowth(() => {
    calls += 1;
  });
  writer.write(1, 3);
  await expect.poll(() => calls).toBeGreaterThan(0);
  stop();
  expect((await engine.readJournal(null)).lines).toMatchObject([{ seq: 1 }]);
  new JournalWriter(writer.folder, '000002-abcd').write(1);
  const cursor = { run: '000001-abcd', seq: 1 } as never;
  expect((await engine.readJournal(cursor)).lines).toMatchObject([{ seq: 3 }, { run: '000002-abcd', seq: 1 }]);
  expect(engine.journalHoles).toBe(1);
});

test('files put at once are written one after another: the last one stays', async () => {
  const { folder, engine } = await bench();
  const sheets = Array.from({ length: 10 }, (_, index) => ({ version: `c${index}`, cues: [], stop: [] }));
  await Promise.all(sheets.map((sheet) => engine.putCueSheet(sheet)));
  await engine.putStreamPlans({ version: 's1', streams: [] });
  expect((await readdir(folder.root)).sort()).toEqual(['cues.json', 'engine.sock', 'journal', 'streams.json']);
});

/** Sockets and watches that this process has open. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'PipeWrap' || kind === 'FSEventWrap').length;
}

test('CO-17: closing lets go of everything, and is heard by nobody', async () => {
  const { engine, server, writer } = await bench();
  const before = handles();
  let calls = 0;
  engine.onJournalGrowth(() => {
    calls += 1;
  });
  const observed = engine.observe();
  await server.nextLine();
  expect(handles()).toBeGreaterThan(before);
  await engine.close();
  expect(await observed).toMatchObject({ ok: false, error: { code: 'hung_up' } });
  writer.write(1);
  await expect.poll(handles).toBe(before);
  expect(calls).toBe(0);
  expect(await engine.observe()).toMatchObject({ ok: false, error: { code: 'not_connected' } });
});
