import { execFileSync } from 'node:child_process';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { liquidsoapProgram } from '../../src/streamer/liquidsoap-program.ts';
import { type Airkeeper, eventually, exists } from './airkeeper.ts';
import { musicIsOn, smallStation } from './station.ts';

interface ListedAlarm {
  readonly name: string;
  readonly raised: string;
  readonly cleared: string | null;
}

/** Each alarm of the station, with whether it is over. */
async function alarms(airkeeper: Airkeeper): Promise<readonly string[]> {
  const listed = await airkeeper.json<readonly ListedAlarm[]>('alarm', 'list', 'vert', '--all');
  return listed.map(({ name, cleared }) => `${name} ${cleared === null ? 'open' : 'over'}`);
}

async function bytesHeard(tcpPort: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${tcpPort}/vert.mp3`, { signal: AbortSignal.timeout(4000) });
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) bytes += chunk.length;
  } catch {
    // the time is over
  }
  return bytes;
}

test('KE-3: an engine that was stopped in its tracks is ended after its limit, and the music is back', async () => {
  const { airkeeper } = await smallStation();
  const daemon = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const { engine } = await airkeeper.status('vert');
  const pid = engine.pid ?? -1;
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // as it should be
    }
  });
  await eventually('the engine that hangs is ended', async () => !(await exists(pid)), 60_000);
  await eventually('another one plays', async () => {
    const { engine: next, onAir } = await airkeeper.status('vert');
    return onAir !== null && next.run !== engine.run;
  });
  expect(daemon.output).toContain('neither plays nor answers');
  await eventually('the alarm is over', async () => (await alarms(airkeeper)).includes('engine_hung over'));
});

test('KE-4: an engine whose socket is gone plays on', async () => {
  const { airkeeper, tcpPort } = await smallStation();
  airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const { engine } = await airkeeper.status('vert');
  await rm(join(airkeeper.data, 'stations', 'vert', 'engine.sock'));
  // what connects from now on finds nobody
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  expect(await exists(engine.pid ?? -1)).toBe(true);
  expect(await bytesHeard(tcpPort)).toBeGreaterThan(10_000);
});

test('KE-7, KE-8: a script that cannot be kept running gives way to the emergency source, and takes the outputs back', async () => {
  const { airkeeper, tcpPort } = await smallStation();
  // Liquidsoap, on a day on which the station's own script dies at once
  const program = join(airkeeper.folder, 'liquidsoap-of-a-bad-day');
  const badDay = join(airkeeper.folder, 'bad day');
  await writeFile(
    program,
    `#!/bin/sh\nif [ -e '${badDay}' ] && [ "$1" = station.liq ]; then sleep 0.3; exit 1; fi\nexec '${liquidsoapProgram()}' "$@"\n`,
  );
  await chmod(program, 0o755);
  await writeFile(badDay, '');
  const { AIRKEEPER_LIQUIDSOAP: before } = process.env;
  process.env.AIRKEEPER_LIQUIDSOAP = program;
  onTestFinished(() => {
    if (before === undefined) delete process.env.AIRKEEPER_LIQUIDSOAP;
    else process.env.AIRKEEPER_LIQUIDSOAP = before;
  });
  airkeeper.start('--no-demo');
  await eventually(
    'the emergency source plays',
    async () => (await airkeeper.status('vert')).onAir?.source === 'emergency',
    90_000,
  );
  expect(await bytesHeard(tcpPort)).toBeGreaterThan(10_000);
  expect(await alarms(airkeeper)).toContain('budget_spent open');
  expect((await airkeeper.run('status', 'vert')).stdout).toContain('EMERGENCY');

  // it is looked after as the station's own engine is
  const { engine: small } = await airkeeper.status('vert');
  process.kill(small.pid ?? -1, 'SIGSTOP');
  await eventually('one that hangs is ended', async () => !(await exists(small.pid ?? -1)), 60_000);
  await eventually('and another plays', async () => {
    const { engine, onAir } = await airkeeper.status('vert');
    return onAir?.source === 'emergency' && engine.pid !== small.pid;
  });

  await rm(badDay);
  // with other settings it is tried at once, and not after a minute
  await airkeeper.do('port', 'set', '1', '--bitrate', '96');
  await eventually('the music is on', async () => (await airkeeper.status('vert')).onAir?.source === 'night', 90_000);
  expect(await bytesHeard(tcpPort)).toBeGreaterThan(10_000);
  await eventually('the alarm is over', async () => (await alarms(airkeeper)).includes('budget_spent over'), 60_000);
  const heard = (await airkeeper.log('vert')).filter(({ type, track }) => type === 'on_air' && track === null);
  expect([...new Set(heard.map(({ source }) => source))]).toEqual(['emergency', 'night']);
  expect(heard.slice(0, -1).filter(({ end }) => end === null)).toEqual([]);
});

test('KE-1, KE-10: the script of an older Airkeeper plays on, is named, and goes when the operator says so', async () => {
  const { airkeeper } = await smallStation();
  const first = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  await airkeeper.do('stop', '--engine');
  await first.ended;
  // what an older version would have made: the same, by another name
  const script = join(airkeeper.data, 'stations', 'vert', 'station.liq');
  const text = await readFile(script, 'utf8');
  const olderText = text.replace(/script_version = "[^"]*"/, 'script_version = "older"');
  const older = join(airkeeper.folder, 'older.sh');
  await writeFile(script, olderText);
  await writeFile(
    older,
    `cd "$(dirname '${script}')" && AIRKEEPER_RUN=000077-0000 TZ=UTC setsid '${liquidsoapProgram()}' station.liq -- '${script}' >/dev/null 2>&1 &`,
  );
  execFileSync('sh', [older]);
  await musicIsOn(airkeeper);
  const { engine } = await airkeeper.status('vert');
  const daemon = airkeeper.start('--no-demo');
  await eventually('it is named', async () => daemon.output.includes('it runs script older'));
  const status = await airkeeper.json<{ restart: { pending: { why: string } | null } }>('status', 'vert');
  expect(status.restart.pending?.why).toContain('script older');
  expect((await airkeeper.status('vert')).engine).toEqual(engine);
  await airkeeper.do('station', 'restart', 'vert', '--now');
  await eventually('the new one plays', async () => {
    const { engine: next, onAir } = await airkeeper.status('vert');
    return onAir !== null && next.run !== engine.run;
  });
  const after = await eventually('nothing waits', async () => {
    const { restart } = await airkeeper.json<{ restart: { pending: unknown } }>('status', 'vert');
    return restart.pending === null && 'nothing';
  });
  expect(after).toBe('nothing');
});
