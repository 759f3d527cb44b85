import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { RunningStation, stream } from './running-station.ts';
import { SmallDisk } from './small-disk.ts';

/** A disk of its own needs root. */
const onADisk = test.skipIf(process.getuid?.() !== 0);

/** A station whose whole folder is on a disk of a few megabytes. */
async function stationOnSmallDisk(): Promise<{ readonly station: RunningStation; readonly disk: SmallDisk }> {
  const data = await mkdtemp(join(tmpdir(), 'airkeeper-small-'));
  const disk = await SmallDisk.mount(data, 8);
  if (disk === null) throw new Error('no disk of its own can be mounted');
  onTestFinished(async () => {
    await station.stop().catch(() => {});
    await disk.unmount();
    await rm(data, { recursive: true, force: true });
  });
  const station = await RunningStation.make({ data });
  const night = await station.sine('night.wav', 60, { sampleRate: 8000 });
  await station.putStreams([stream('night', [[1, night]])]);
  return { station, disk };
}

onADisk('EN-73, CO-11: an engine that died is started on a disk that is full, and plays', async () => {
  const { station, disk } = await stationOnSmallDisk();
  await station.start();
  await station.on(1);
  const first = station.run;
  await disk.fill();
  await station.kill();
  await station.start();
  expect(station.run > first).toBe(true);
  const { onAir, run } = await station.eventually('the music is on', 20_000, async () => {
    const state = await station.state();
    return state.onAir?.source === 'night' ? state : null;
  });
  expect(run).toBe(station.run);
  await sleep(2000);
  expect((await station.state()).onAir?.positionSeconds).toBeGreaterThan((onAir?.positionSeconds ?? 0) + 1);
  await disk.makeRoom();
  // what could not be written is, and so are the words that it says from now on
  await station.eventually('the journal has the run', 10_000, async () => {
    await station.read();
    return station.lines.some((line) => line.run === run && line.kind === 'on') ? true : null;
  });
  await station.stop();
  await expect.poll(() => readFile(station.folder.log, 'utf8'), { timeout: 5000 }).toMatch(/Shutdown|Shutting down/);
});

onADisk('CO-11: so is the first one of a station, of which there is nothing but script, cues and music', async () => {
  const { station, disk } = await stationOnSmallDisk();
  await disk.fill();
  await station.start();
  await station.eventually('the music is on', 20_000, async () =>
    (await station.state()).onAir?.source === 'night' ? true : null,
  );
  await disk.makeRoom();
  await station.on(1);
});

onADisk(
  'EN-73: on a disk that may only be read for a while the engine plays on, and its journal is whole afterwards',
  async () => {
    const { station, disk } = await stationOnSmallDisk();
    await station.start();
    const on = await station.on(1);
    await disk.allowWriting(false);
    await station.command({ kind: 'skip', source: 'night' });
    await sleep(3000);
    const { onAir, seq } = await station.state();
    expect([onAir?.source, seq > on.seq]).toEqual(['night', true]);
    await disk.allowWriting(true);
    await station.line('on', (line) => line.seq === onAir?.seq);
    const seqs = (await station.read()).map((line) => line.seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect((await station.state()).lostLines).toBe(0);
  },
);
