import { execFile } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cue, file, RunningStation, stream } from './running-station.ts';

const run = promisify(execFile);
/** As the script has it. */
const KEPT_LINES = 5000;

/** A disk of its own needs root. */
describe.skipIf(process.getuid?.() !== 0)('a disk that is full', () => {
  let station: RunningStation;

  beforeAll(async () => {
    station = await RunningStation.make();
    await mkdir(station.folder.journal, { recursive: true });
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'airkeeper-test', station.folder.journal]);
    await station.putStreams([stream('night', [[1, await station.sine('night.wav', 120, { sampleRate: 8000 })]])]);
    await station.start();
    await station.on(1);
  });
  afterAll(async () => {
    if (station === undefined) return;
    await station.stop().catch(() => {});
    await run('umount', ['--lazy', station.folder.journal]);
    await station.close();
  });

  function filler(): string {
    return join(station.folder.journal, 'filler');
  }

  async function fill(): Promise<void> {
    for (const bytes of [1 << 16, 1 << 12]) {
      for (;;) {
        const full = await appendFile(filler(), Buffer.alloc(bytes)).then(
          () => false,
          (error: NodeJS.ErrnoException) => error.code === 'ENOSPC',
        );
        if (full) break;
      }
    }
  }

  /** Has so many lines made, each of a file that is not there. */
  async function makeLines(count: number, diffusion: number): Promise<void> {
    const { seq } = await station.state();
    const files = Array.from({ length: count }, (_, index) => file(index + 1, `/no/${diffusion}/${index}.wav`));
    await station.setCues([cue(diffusion, files, { latestStartMs: Date.now() + 60_000 })]);
    await station.eventually(`${count} lines`, 60_000, async () =>
      (await station.state()).seq >= seq + count ? true : null,
    );
    await station.setCues([]);
  }

  /** Reads until the journal is where the engine is. */
  async function catchUp(): Promise<readonly number[]> {
    await station.eventually('the journal is written', 30_000, async () => {
      const { seq } = await station.state();
      return ((await station.read()).at(-1)?.seq ?? 0) >= seq ? true : null;
    });
    return station.lines.map((line) => line.seq);
  }

  test('EN-73: what it does not take is written later, whole and in order; a line that was torn too', async () => {
    await fill();
    await makeLines(60, 10);
    await station.read();
    const { seq, lostLines, onAir } = await station.state();
    expect(lostLines).toBe(0);
    expect(onAir?.source).toBe('night');
    expect(station.lines.at(-1)?.seq).toBeLessThan(seq - 30);
    await rm(filler());
    const seqs = await catchUp();
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect((await station.state()).lostLines).toBe(0);
    const [segment = ''] = (await readdir(station.folder.journal)).filter((name) => name.endsWith('.jsonl'));
    const written = (await readFile(join(station.folder.journal, segment), 'utf8')).split('\n').filter(Boolean);
    const torn = written.filter((line) => !line.endsWith('}'));
    expect(torn).toHaveLength(1);
    expect(written.filter((line) => line.startsWith(torn[0] ?? ''))).toHaveLength(2);
  });

  test('EN-73: beyond what is kept the oldest lines are lost, and counted', async () => {
    await fill();
    for (let made = 0; made < KEPT_LINES + 200; made += 400) await makeLines(400, 1000 + made);
    await station.eventually('lines are lost', 5000, async () => ((await station.state()).lostLines > 0 ? true : null));
    await rm(filler());
    const seqs = new Set(await catchUp());
    const { seq, lostLines } = await station.state();
    const holes = Array.from({ length: seq }, (_, index) => index + 1).filter((each) => !seqs.has(each));
    expect(holes).toHaveLength(lostLines);
    expect(lostLines).toBeGreaterThan(100);
    // the oldest of those that were kept back, one after the other
    expect((holes.at(-1) ?? 0) - (holes[0] ?? 0)).toBe(holes.length - 1);
  });
});
