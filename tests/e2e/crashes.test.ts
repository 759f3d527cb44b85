import { expect, test } from 'vitest';
import { eventually, exists, inSeconds, sleep } from './airkeeper.ts';
import { morning, musicIsOn, smallStation } from './station.ts';

const soundsOnAir = (log: Awaited<ReturnType<Awaited<ReturnType<typeof smallStation>>['airkeeper']['log']>>) =>
  log.filter((entry) => entry.type === 'on_air' && entry.track === null);

test('RU-5, MO-6: killed, Airkeeper is not missed: a cue starts without it, and the log has it when it is back', async () => {
  const { airkeeper } = await smallStation();
  const first = airkeeper.start('--no-demo');
  await musicIsOn(airkeeper);
  const show = await morning(airkeeper, {
    number: 20,
    durationSeconds: 4,
    start: inSeconds(15),
    slotSeconds: 60,
    mode: 'hard',
  });
  await eventually('the cue is on the engine’s disk', async () =>
    (await airkeeper.do('cue', 'list', 'vert')).includes(`${show}#0`),
  );
  const before = await airkeeper.status('vert');
  await first.signal('SIGKILL');
  await eventually('the show starts and ends', async () => (await airkeeper.status('vert')).onAir?.source === 'dealer');
  await eventually('the music is back', async () => (await airkeeper.status('vert')).onAir?.source === 'night');
  expect((await airkeeper.log('vert')).filter(({ type }) => type === 'start')).toEqual([]);

  airkeeper.start('--no-demo');
  const log = await eventually('the log has caught up', async () => {
    const entries = await airkeeper.log('vert');
    return entries.some(({ type }) => type === 'start') && soundsOnAir(entries).length >= 3 && entries;
  });
  expect((await airkeeper.status('vert')).engine).toEqual(before.engine);
  expect(log.filter(({ type }) => type === 'start').map(({ diffusion }) => diffusion?.id)).toEqual([show]);
  const heard = soundsOnAir(log);
  expect(heard.map(({ source }) => source)).toEqual(['night', 'dealer', 'night']);
  // the piece that was interrupted went on, and nothing was entered twice or left open
  expect(heard[2]?.sound?.id).toBe(heard[0]?.sound?.id);
  expect(heard.map(({ end }) => end !== null)).toEqual([true, true, false]);
  const spanMs = Date.parse(heard[1]?.end ?? '') - Date.parse(heard[1]?.date ?? '');
  // Liquidsoap 2.1 drops the last part of a file that fills no frame, and both ends are told to a frame
  expect(Math.abs(spanMs - 4000)).toBeLessThan(150);
});

test('RU-3, MO-25, MO-26: the engine killed under a diffusion comes back to where a listener would be', async () => {
  const { airkeeper } = await smallStation();
  const show = await morning(airkeeper, {
    number: 21,
    durationSeconds: 60,
    start: inSeconds(20),
    slotSeconds: 90,
    mode: 'hard',
  });
  airkeeper.start('--no-demo');
  await eventually('the show is on', async () => (await airkeeper.status('vert')).onAir?.source === 'dealer');
  await sleep(2000);
  const { engine } = await airkeeper.status('vert');
  if (engine.pid === null) throw new Error('no engine');
  process.kill(engine.pid, 'SIGKILL');
  await eventually('the engine is gone', async () => !(await exists(engine.pid ?? 0)));
  const log = await eventually('the show is taken up again', async () => {
    const entries = await airkeeper.log('vert');
    return entries.filter(({ type, source }) => type === 'on_air' && source === 'dealer').length === 2 && entries;
  });
  expect(log.filter(({ type }) => type === 'start').map(({ diffusion }) => diffusion?.id)).toEqual([show]);
  expect(log.filter(({ type }) => type === 'stop').map(({ diffusion }) => diffusion?.id)).toEqual([show]);
  const again = log.findLast(({ type, source }) => type === 'on_air' && source === 'dealer');
  const start = log.find(({ type }) => type === 'start');
  const wentOnAt = Number(/second ([\d.]+)/.exec(again?.reason ?? '')?.[1]);
  const wouldBeAt = (Date.parse(again?.date ?? '') - Date.parse(start?.date ?? '')) / 1000;
  expect(Math.abs(wentOnAt - wouldBeAt)).toBeLessThan(0.25);
});
