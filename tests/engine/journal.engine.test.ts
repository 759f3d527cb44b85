import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalLine } from '../../src/ports/journal.ts';
import { cue, file, RunningStation, stream, wait } from './running-station.ts';

let station: RunningStation;
let quiet: RunningStation;

beforeAll(async () => {
  quiet = await RunningStation.start();
  station = await RunningStation.make();
  await station.putStreams([stream('night', [[1, await station.sine('night.wav', 120, { sampleRate: 8000 })]])]);
  await station.start();
  await station.on(1);
});
afterAll(async () => {
  await station?.close();
  await quiet?.close();
});

function ofRun(run: string): readonly JournalLine[] {
  return station.lines.filter((line) => line.run === run);
}

/** Ends the piece; for a moment after one was ended, nothing is on. */
async function skip(): Promise<void> {
  await station.eventually('a skip', 5000, async () =>
    (await station.engine.command({ kind: 'skip', source: 'night' })).ok ? true : null,
  );
}

function expectWhole(lines: readonly JournalLine[]): void {
  expect(lines.map((line) => line.seq)).toEqual(lines.map((_, index) => index + 1));
}

test('EN-70: a run begins with `up`; its lines count from 1 without a hole', async () => {
  await skip();
  const state = await station.state();
  await wait(500);
  await station.read();
  const lines = ofRun(station.run);
  expectWhole(lines);
  expect(lines[0]).toMatchObject({
    kind: 'up',
    engineVersion: state.engineVersion,
    script: state.script,
    pid: station.pid,
    previousAliveMs: null,
  });
  expect(lines.filter((line) => line.kind === 'up')).toHaveLength(1);
  expect(state).toMatchObject({ run: station.run, pid: station.pid, lostLines: 0 });
  expect((await station.state()).seq).toBe(lines.length);
});

test('EN-71: what goes on goes off by its own line, one thing at a time', async () => {
  for (let count = 0; count < 3; count += 1) {
    await skip();
    await wait(300);
  }
  await station.read();
  let heard: number | null = null;
  let lastMs = 0;
  for (const line of ofRun(station.run)) {
    if (line.kind !== 'on' && line.kind !== 'off') continue;
    expect(line.atMs).toBeGreaterThanOrEqual(lastMs);
    lastMs = line.atMs;
    if (line.kind === 'on') {
      expect(heard).toBeNull();
      heard = line.seq;
    } else {
      expect(line.on).toBe(heard);
      heard = null;
    }
  }
  expect((await station.state()).onAir?.seq).toBe(heard);
});

test('EN-72: segments rotate by size, and are read as one', async () => {
  const id = 500;
  // each file that is refused is a line of 100 kB
  const files = Array.from({ length: 45 }, (_, index) =>
    file(id + index, `/${'long path '.repeat(10_000)}${index}.wav`),
  );
  await station.setCues([cue(id, files, { startMs: Date.now() })]);
  await station.cueLine(id, 'refused', 30_000);
  await skip();
  await station.line('off', (line) => line.why === 'skipped' && line.seq > (station.lines.at(-1)?.seq ?? 0) - 5);
  const segments = (await readdir(station.folder.journal)).sort();
  expect(segments).toEqual([`${station.run}.000001.jsonl`, `${station.run}.000002.jsonl`]);
  expect(station.of('refused', (line) => line.request.cue === `${id}#0`).map((line) => line.request.soundId)).toEqual(
    files.map(({ soundId }) => soundId),
  );
  expectWhole(ofRun(station.run));
  await station.setCues([]);
});

test('EN-73: while the journal cannot be written the sound goes on, and its lines are written later', async () => {
  const { journal } = station.folder;
  await rename(journal, `${journal}.away`);
  await writeFile(journal, 'in the way');
  const before = await station.state();
  await skip();
  await station.eventually('the next piece', 5000, async () => {
    const { onAir } = await station.state();
    return onAir !== null && onAir.seq > before.seq ? true : null;
  });
  await wait(1000);
  await rm(journal);
  await rename(`${journal}.away`, journal);
  const { seq } = await station.state();
  await station.line('on', (line) => line.seq >= seq - 1 && line.run === station.run);
  await skip();
  await station.line('off', (line) => line.seq > seq);
  expectWhole(ofRun(station.run));
  expect((await station.state()).lostLines).toBe(0);
});

test('EN-74: after a crash the next run is another one, and says when the last was alive', async () => {
  const { run } = station;
  const killedAt = Date.now();
  await station.kill();
  await station.start();
  const up = await station.line('up', (line) => line.run === station.run);
  expect(station.run > run).toBe(true);
  expect(up.previousAliveMs).toBeGreaterThan(killedAt - 3000);
  expect(up.previousAliveMs).toBeLessThanOrEqual(killedAt);
  expect(ofRun(run).some((line) => line.kind === 'down')).toBe(false);
  await station.line('on', (line) => line.run === station.run);
});

test.each(['the command', 'SIGTERM'])(
  'EN-75: told to end by %s, it says what left the air, and `down`',
  async (how) => {
    const { run } = station;
    const { onAir } = await station.state();
    if (how === 'SIGTERM') process.kill(station.pid, 'SIGTERM');
    else await station.command({ kind: 'shutdown' });
    await station.ended();
    await wait(300);
    await station.read();
    const lines = ofRun(run);
    expectWhole(lines);
    expect(lines.slice(-2)).toMatchObject([{ kind: 'off', on: onAir?.seq, why: 'shutdown' }, { kind: 'down' }]);
    await station.start();
    await station.line('on', (line) => line.run === station.run);
  },
);

test('EN-76: ten seconds of silence are said, and their end', async () => {
  const silence = await quiet.line('silence', () => true, 15_000);
  expect(silence.atMs - (await quiet.line('up')).atMs).toBeGreaterThan(9000);
  await quiet.setStreams([stream('night', [[1, await quiet.sine('night.wav', 30)]])]);
  expect(Math.abs((await quiet.line('noise')).atMs - (await quiet.on(1)).atMs)).toBeLessThan(1000);
  expect(quiet.of('silence')).toHaveLength(1);
  expectWhole(await quiet.read());
});
