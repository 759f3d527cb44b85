import { mkdir } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { SmallDisk } from '../engine/small-disk.ts';
import { Airkeeper, eventually, exists, freeTcpPort, inSeconds } from './airkeeper.ts';
import { furnish, morning, musicIsOn } from './station.ts';

const DISK_MEGABYTES = 32;

/** A disk of its own needs root. */
test.skipIf(process.getuid?.() !== 0)(
  'KE-2, RU-2, CO-11: on a disk that is full the engine is started again, and so is Airkeeper; nothing is lost',
  async () => {
    const airkeeper = await Airkeeper.make();
    const disk = await SmallDisk.mount(airkeeper.data, DISK_MEGABYTES);
    if (disk === null) throw new Error('no disk of its own can be mounted');
    onTestFinished(async () => {
      // by what is on this disk the engine is found
      await airkeeper.run('stop', '--engine');
      await disk.unmount();
    });
    await mkdir(airkeeper.data, { recursive: true });
    await furnish(airkeeper, await freeTcpPort());
    const first = airkeeper.start('--no-demo');
    await musicIsOn(airkeeper);
    const { engine } = await airkeeper.status('vert');

    await disk.fill();
    process.kill(engine.pid ?? -1, 'SIGKILL');
    const second = await eventually('another engine plays', async () => {
      const { engine: next, onAir } = await airkeeper.status('vert');
      return onAir?.source === 'night' && next.run !== engine.run && next;
    });
    expect((second.run ?? '') > (engine.run ?? '')).toBe(true);

    first.child.kill('SIGKILL');
    process.kill(second.pid ?? -1, 'SIGKILL');
    await first.ended;
    const daemon = airkeeper.start('--no-demo');
    const third = await eventually('and another, of another Airkeeper', async () => {
      const { engine: next, onAir } = await airkeeper.status('vert');
      return onAir?.source === 'night' && next.run !== second.run && next;
    });
    expect(await exists(third.pid ?? -1)).toBe(true);

    await disk.makeRoom();
    const show = { number: 20, durationSeconds: 4, start: inSeconds(15), slotSeconds: 60, mode: 'hard' } as const;
    const id = await eventually('the timetable takes another', () => morning(airkeeper, show));
    const log = await eventually('the log has all of it', async () => {
      const entries = await airkeeper.log('vert');
      return entries.some(({ type, diffusion }) => type === 'start' && diffusion?.id === id) && entries;
    });
    expect((await airkeeper.status('vert')).engine).toEqual(third);
    expect(daemon.child.exitCode).toBeNull();
    const heard = log.filter(({ type, track }) => type === 'on_air' && track === null);
    expect(heard.filter(({ source }) => source === 'night').length).toBeGreaterThanOrEqual(2);
    expect(heard.slice(0, -1).filter(({ end }) => end === null)).toEqual([]);
  },
);
