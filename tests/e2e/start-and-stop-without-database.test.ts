import { expect, onTestFinished, test } from 'vitest';
import { PostgresServer } from '../postgres/server.ts';
import { eventually, exists } from './airkeeper.ts';
import { musicIsOn, smallStation } from './station.ts';

test('RU-13: with the database away at boot the station is on the air; when it is back, Airkeeper takes the engine over', async () => {
  const server = await PostgresServer.start();
  onTestFinished(() => server.stop());
  const { airkeeper, tcpPort } = await smallStation({ AIRKEEPER_DATABASE_URL: await server.createDatabase() });
  const before = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  await before.signal('SIGINT');
  await airkeeper.do('stop', '--engine');
  await server.cut();

  const daemon = airkeeper.start('--no-demo');
  const startedMs = performance.now();
  await eventually('there is sound', async () => {
    const response = await fetch(`http://127.0.0.1:${tcpPort}/vert.mp3`, { signal: AbortSignal.timeout(1000) });
    const first = await response.body?.getReader().read();
    return (first?.value?.length ?? 0) > 0;
  });
  expect(performance.now() - startedMs).toBeLessThan(20_000);
  expect(daemon.output).toContain('waiting for the database');
  const pid = Number(/engine started from the disk alone: process (\d+)/.exec(daemon.output)?.[1]);
  expect(await exists(pid)).toBe(true);

  await server.resume();
  await eventually('the engine is adopted', async () => daemon.output.includes(`engine found running: process ${pid}`));
  expect((await airkeeper.status('vert')).engine).toMatchObject({ state: 'running', pid });
  await eventually('its music is in the log', async () => {
    const heard = (await airkeeper.log('vert')).filter(({ type, track }) => type === 'on_air' && track === null);
    return heard.length === 2;
  });

  await server.cut();
  await daemon.signal('SIGINT');
  const again = airkeeper.start('--no-demo');
  await eventually('it waits', async () => again.output.includes('waiting for the database'));
  const ended = await again.signal('SIGINT');
  expect(ended.status).toBe(0);
  expect(ended.output).toContain(`Still on the air: vert (process ${pid})`);
  await server.resume();
});
